/** Unary methods as functions that return their response: deadline, cancellation, peer and status mapping are done here. */
import { FlotillaError } from '@flotilla/errors'
import type { handleUnaryCall, Metadata, ServerUnaryCall, sendUnaryData } from '@grpc/grpc-js'
import { type Peer, peerOf } from './peer.ts'
import { toServiceError } from './status.ts'

export interface CallContext {
  readonly peer: Peer
  readonly metadata: Metadata
  /** Aborts when the caller is gone or the deadline has passed. */
  readonly signal: AbortSignal
}

export interface UnaryOptions {
  /** Longest time a call may take, ms, also where the caller allows more. Default 10,000. */
  readonly maxDurationMs?: number
}

const MAX_DURATION_MS = 10_000

/** What the function throws becomes the status: codes of ours by their table, `{code, details}` as it is, the rest INTERNAL. */
export function unary<Request, Response>(
  handle: (request: Request, context: CallContext) => Response | Promise<Response>,
  options: UnaryOptions = {},
): handleUnaryCall<Request, Response> {
  const maxDurationMs = options.maxDurationMs ?? MAX_DURATION_MS
  return (call, callback) => {
    void answer(call, callback, handle, maxDurationMs)
  }
}

async function answer<Request, Response>(
  call: ServerUnaryCall<Request, Response>,
  callback: sendUnaryData<Response>,
  handle: (request: Request, context: CallContext) => Response | Promise<Response>,
  maxDurationMs: number,
): Promise<void> {
  const abort = new AbortController()
  let isAnswered = false
  const fail = (error: unknown): void => {
    if (isAnswered) return
    isAnswered = true
    clearTimeout(timer)
    callback(toServiceError(error))
    abort.abort(error)
  }
  const path = call.getPath()
  const timer = setTimeout(
    () =>
      fail(new FlotillaError('FLT_RPC_DEADLINE', `${path} took longer than ${maxDurationMs} ms`)),
    maxDurationMs,
  )
  timer.unref()
  call.on('cancelled', () => fail({ code: 1, details: 'the caller is gone' }))
  try {
    const context = { peer: peerOf(call), metadata: call.metadata, signal: abort.signal }
    const response = await handle(call.request, context)
    if (isAnswered) return
    isAnswered = true
    clearTimeout(timer)
    callback(null, response)
  } catch (error) {
    fail(error)
  }
}

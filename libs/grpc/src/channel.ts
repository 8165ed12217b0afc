/** A channel to another part: verified by SPIFFE id, with deadlines on every unary call and errors of ours. */
import type { ServiceMethod } from '@flotilla/proto'
import { type Clock, systemClock } from '@flotilla/time'
import type { Client, ClientDuplexStream, ClientReadableStream } from '@grpc/grpc-js'
import { parseAddress } from './address.ts'
import { channelCredentials } from './channel-credentials.ts'
import { grpcJs } from './grpc-js.ts'
import type { IdentitySource } from './identity-source.ts'
import { fromServiceError } from './status.ts'

export interface ChannelOptions {
  /** `host:port` or `unix:/path`. */
  readonly target: string
  /** Whose certificate is presented; null for none. */
  readonly identity: IdentitySource | null
  /** Roots of the server's trust domain, PEM; default those of the identity. */
  readonly rootsPem?: string
  /** SPIFFE ids, one of which the server must have; DNS names are never looked at. */
  readonly expectedServerIds: readonly string[]
  /** No TLS at all: for opt-in loopback ports and Unix sockets only. The identity and the ids are then not used. */
  readonly plaintext?: boolean
  /** Of one message that is received. Default 4 MiB. */
  readonly maxMessageBytes?: number
  readonly clock?: Clock
}

export interface UnaryCallOptions {
  /** Default 10,000. */
  readonly deadlineMs?: number
  readonly metadata?: Readonly<Record<string, string>>
  readonly signal?: AbortSignal
}

export interface Channel {
  /** Rejects with FLT_RPC_FAILED or FLT_RPC_DEADLINE; `statusOf` tells the gRPC status. */
  unary<Request, Response>(
    method: ServiceMethod<Request, Response>,
    request: Request,
    options?: UnaryCallOptions,
  ): Promise<Response>
  /** The caller handles `error`, which carries a gRPC status, and ends or cancels the stream. */
  bidi<Request, Response>(
    method: ServiceMethod<Request, Response>,
  ): ClientDuplexStream<Request, Response>
  serverStream<Request, Response>(
    method: ServiceMethod<Request, Response>,
    request: Request,
  ): ClientReadableStream<Response>
  close(): void
}

const KEEPALIVE_MS = 30_000
const KEEPALIVE_TIMEOUT_MS = 10_000
const DEADLINE_MS = 10_000
const MAX_MESSAGE_BYTES = 4 * 1024 * 1024
/** Sent as TLS server name: some ends insist on one, and an address may not stand there. It is not looked at. */
const SERVER_NAME = 'flotilla.internal'

/** Opens lazily: the first call connects. Calls fail at once while the server is away, except unary ones, which wait until their deadline for the first connection. */
export function openChannel(options: ChannelOptions): Channel {
  parseAddress(options.target)
  const maxBytes = options.maxMessageBytes ?? MAX_MESSAGE_BYTES
  const client = new (grpcJs().Client)(options.target, credentialsOf(options), {
    'grpc.max_receive_message_length': maxBytes,
    'grpc.max_send_message_length': -1,
    'grpc.keepalive_time_ms': KEEPALIVE_MS,
    'grpc.keepalive_timeout_ms': KEEPALIVE_TIMEOUT_MS,
    'grpc.keepalive_permit_without_calls': 1,
    'grpc.initial_reconnect_backoff_ms': 100,
    'grpc.max_reconnect_backoff_ms': 2_000,
    // In explicit mode workloads, and with them their proxies, have http_proxy set.
    'grpc.enable_http_proxy': 0,
    'grpc.enable_retries': 0,
    'grpc.enable_channelz': 0,
    'grpc.service_config_disable_resolution': 1,
    'grpc.use_local_subchannel_pool': 1,
    ...(options.plaintext === true ? {} : { 'grpc.ssl_target_name_override': SERVER_NAME }),
  })
  return {
    unary: (method, request, callOptions = {}) => callUnary(client, method, request, callOptions),
    bidi: (method) =>
      client.makeBidiStreamRequest(
        method.path,
        method.requestSerialize,
        method.responseDeserialize,
      ),
    serverStream: (method, request) =>
      client.makeServerStreamRequest(
        method.path,
        method.requestSerialize,
        method.responseDeserialize,
        request,
      ),
    close: () => client.close(),
  }
}

function credentialsOf(options: ChannelOptions): ReturnType<typeof channelCredentials> {
  if (options.plaintext === true) return grpcJs().credentials.createInsecure()
  return channelCredentials({
    identity: options.identity,
    rootsPem: options.rootsPem ?? null,
    expectedServerIds: options.expectedServerIds,
    clock: options.clock ?? systemClock,
  })
}

function callUnary<Request, Response>(
  client: Client,
  method: ServiceMethod<Request, Response>,
  request: Request,
  options: UnaryCallOptions,
): Promise<Response> {
  return new Promise((resolve, reject) => {
    const metadata = new (grpcJs().Metadata)()
    for (const [key, value] of Object.entries(options.metadata ?? {})) metadata.set(key, value)
    const { signal } = options
    if (signal?.aborted === true) {
      reject(signal.reason)
      return
    }
    const onAbort = (): void => call.cancel()
    const call = client.makeUnaryRequest(
      method.path,
      method.requestSerialize,
      method.responseDeserialize,
      request,
      metadata,
      { deadline: Date.now() + (options.deadlineMs ?? DEADLINE_MS) },
      (error, response) => {
        signal?.removeEventListener('abort', onAbort)
        if (error !== null) reject(fromServiceError(error, method.path))
        else resolve(response as Response) // grpc-js gives a response whenever there is no error
      },
    )
    signal?.addEventListener('abort', onAbort, { once: true })
  })
}

/** Sends a batch over HTTP and tells by the answer what is to be sent again and what never. */
import type { AdapterEnv, HttpRequest } from './env.ts'
import { ALL_SENT, type SendResult } from './outbox.ts'

export interface HttpDelivery {
  /** Default 10 s. */
  readonly timeoutMs?: number
}

/** Longest wait for an answer. docs/limits.md */
const TIMEOUT_MS = 10_000
/** Bytes of an answer that are read. docs/limits.md */
const MAX_ANSWER_BYTES = 1024 * 1024
/** Of a backend's own words in a reason. */
const MAX_REASON = 256

/** 2xx: sent. 408, 429 and 5xx, or no answer: to be sent again. Other answers: refused for good. */
export async function deliverByHttp<T>(
  env: AdapterEnv,
  request: HttpRequest,
  batch: readonly T[],
  { timeoutMs = TIMEOUT_MS }: HttpDelivery = {},
): Promise<SendResult<T>> {
  const answer = await env.outside.http.send(request, { timeoutMs, maxBytes: MAX_ANSWER_BYTES })
  const { status } = answer
  if (status >= 200 && status < 300) return ALL_SENT
  const words = Buffer.from(answer.body).toString('utf8', 0, MAX_REASON)
  const reason = `the backend answered ${status}: ${words}`
  if (status === 408 || status === 429 || status >= 500) return { again: batch, refused: 0, reason }
  return { again: [], refused: batch.length, reason }
}

/** One call of an interface of Amazon's, and what its answer means for a batch. */
import type { AdapterEnv, SendResult } from '@flotilla/adapter-sdk'
import { type Credentials, signed } from './sigv4.ts'

export interface AwsService {
  /** As in the credential scope: `monitoring`, `logs`. */
  readonly service: string
  readonly region: string
  readonly url: string
  readonly credentials: Credentials
}

export type AwsAnswer =
  | { readonly kind: 'ok'; readonly body: string }
  | { readonly kind: 'again'; readonly reason: string }
  | { readonly kind: 'refused'; readonly reason: string }

/** docs/limits.md */
const LIMITS = { timeoutMs: 10_000, maxBytes: 1024 * 1024 }
/** Codes of the 400s that mean: later. */
const LATER =
  /Throttl|RequestLimitExceeded|TooManyRequests|ServiceUnavailable|RequestExpired|ExpiredToken/
const MAX_REASON = 256

export async function callAws(
  env: AdapterEnv,
  { service, region, url, credentials }: AwsService,
  headers: Readonly<Record<string, string>>,
  body: string,
): Promise<AwsAnswer> {
  const request = { method: 'POST' as const, url, headers, body }
  const scope = { region, service, wallMs: env.clock.wallMs() }
  const answer = await env.outside.http.send(
    { ...request, headers: signed(request, credentials, scope) },
    LIMITS,
  )
  const text = Buffer.from(answer.body).toString()
  if (answer.status >= 200 && answer.status < 300) return { kind: 'ok', body: text }
  const reason = `CloudWatch answered ${answer.status}: ${text.slice(0, MAX_REASON)}`
  const isLater = answer.status === 429 || answer.status >= 500 || LATER.test(text)
  return { kind: isLater ? 'again' : 'refused', reason }
}

/** All of a batch is sent again, or none of it. */
export function resultOf<T>(answer: AwsAnswer, batch: readonly T[]): SendResult<T> {
  if (answer.kind === 'ok') return { again: [], refused: 0, reason: '' }
  return answer.kind === 'again'
    ? { again: batch, refused: 0, reason: answer.reason }
    : { again: [], refused: batch.length, reason: answer.reason }
}

/** What a check came to: for the request it was made for, and from answers that are kept. */
import type { CachedCheck } from './check-cache.ts'
import type { CheckOptions } from './remote-check.ts'
import { RpcCode } from './status.ts'
import type { RouteDirective } from './transport.ts'

export interface Decision {
  /** 0 where the request may go on, else the RPC code of the denial. */
  readonly code: number
  readonly message: string
  readonly directive: RouteDirective | null
  readonly isCheckCacheHit: boolean
  readonly isQuotaCacheHit: boolean
}

/** By Mixer, without anything else to do. */
export const ALLOWED: Decision = decision(RpcCode.ok, '', null, false, false)
const ALLOWED_FROM_CACHE: Decision = decision(RpcCode.ok, '', null, true, false)

/** Failing open also lets pass what Mixer itself failed to decide. */
export function effectiveCode(code: number, options: CheckOptions): number {
  return code === RpcCode.internal && options.isFailOpen ? RpcCode.ok : code
}

/** A cached answer as the decision on a request without quotas. */
export function decisionOf(cached: CachedCheck, options: CheckOptions): Decision {
  const code = effectiveCode(cached.code, options)
  if (code === RpcCode.ok && cached.directive === null) return ALLOWED_FROM_CACHE
  return decision(code, code === RpcCode.ok ? '' : cached.message, cached.directive, true, false)
}

/** The message of a denial by quotas. */
export function exhausted(quotas: readonly string[]): string {
  return `Quota is exhausted for: ${quotas.join(',')}`
}

/** Of a request, by what is known of it. */
export function decision(
  code: number,
  message: string,
  directive: RouteDirective | null,
  isCheckCacheHit: boolean,
  isQuotaCacheHit: boolean,
): Decision {
  return { code, message, directive, isCheckCacheHit, isQuotaCacheHit }
}

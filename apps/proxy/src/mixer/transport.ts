/** The seam between the Mixer client and the wire: two calls, bytes out, an answer or a failure back. */
import type { ReferencedAttributes } from '@flotilla/attributes'

/** gRPC timeout of Check and Report (spec mixer §2.3). */
export const CALL_TIMEOUT_MS = 5_000

export interface RpcStatus {
  readonly code: number
  readonly message: string
}

export interface HeaderOperation {
  readonly name: string
  readonly value: string
  /** 0 REPLACE, 1 REMOVE, 2 APPEND. */
  readonly operation: number
}

export interface RouteDirective {
  readonly requestHeaderOperations: readonly HeaderOperation[]
  readonly responseHeaderOperations: readonly HeaderOperation[]
  /** 0: none. */
  readonly directResponseCode: number
  readonly directResponseBody: string
}

export interface Validity {
  readonly seconds: number
  readonly nanos: number
}

/** What the client reads of a CheckResponse. */
export interface CheckAnswer {
  readonly precondition: {
    readonly status: RpcStatus | null
    readonly validDuration: Validity | null
    readonly validUseCount: number
    readonly referencedAttributes: ReferencedAttributes | null
    readonly routeDirective: RouteDirective | null
  } | null
  readonly quotas: ReadonlyMap<string, QuotaAnswer>
  /** Grows with Mixer's configuration; 0 where Mixer does not say. */
  readonly flotillaPolicyGeneration: number
}

export interface QuotaAnswer {
  readonly validDuration: Validity | null
  readonly grantedAmount: bigint
  readonly referencedAttributes: ReferencedAttributes | null
  readonly status: RpcStatus | null
}

export type CheckOutcome =
  | { readonly kind: 'answered'; readonly answer: CheckAnswer }
  | { readonly kind: 'failed'; readonly code: number; readonly message: string }

export type ReportOutcome =
  /** `policyGeneration` as in `CheckAnswer`. */
  | { readonly kind: 'answered'; readonly policyGeneration: number }
  | { readonly kind: 'failed'; readonly code: number; readonly message: string }

/** Calls to one Mixer cluster. Callbacks come once, never before the call returns. */
export interface MixerTransport {
  /** @param request an encoded CheckRequest. */
  check(request: Uint8Array, timeoutMs: number, callback: (outcome: CheckOutcome) => void): void
  /** @param request an encoded ReportRequest. */
  report(request: Uint8Array, timeoutMs: number, callback: (outcome: ReportOutcome) => void): void
  /** @param request an encoded RollUpRequest. */
  rollUp(request: Uint8Array, timeoutMs: number, callback: (outcome: ReportOutcome) => void): void
}

/** Milliseconds of a validity; null means for ever. */
export function validityMs(validity: Validity | null): number {
  return validity === null
    ? Number.POSITIVE_INFINITY
    : validity.seconds * 1000 + validity.nanos / 1e6
}

/** RPC statuses as Mixer uses them: their names in reply bodies and the HTTP statuses they become. */

export const RpcCode = {
  ok: 0,
  cancelled: 1,
  unknown: 2,
  invalidArgument: 3,
  deadlineExceeded: 4,
  resourceExhausted: 8,
  unimplemented: 12,
  internal: 13,
  unavailable: 14,
} as const

/** Codes of a call that Mixer did not answer, or could not. */
export function isTransportFailure(code: number): boolean {
  return (
    code === RpcCode.unavailable || code === RpcCode.deadlineExceeded || code === RpcCode.cancelled
  )
}

/** By code: name, HTTP status. */
const CODES: readonly (readonly [name: string, http: number])[] = [
  ['OK', 200],
  ['CANCELLED', 499],
  ['UNKNOWN', 500],
  ['INVALID_ARGUMENT', 400],
  ['DEADLINE_EXCEEDED', 504],
  ['NOT_FOUND', 404],
  ['ALREADY_EXISTS', 409],
  ['PERMISSION_DENIED', 403],
  ['RESOURCE_EXHAUSTED', 429],
  ['FAILED_PRECONDITION', 400],
  ['ABORTED', 409],
  ['OUT_OF_RANGE', 400],
  ['UNIMPLEMENTED', 501],
  ['INTERNAL', 500],
  ['UNAVAILABLE', 503],
  ['DATA_LOSS', 500],
  ['UNAUTHENTICATED', 401],
]

/** HTTP status of an RPC code; 500 for codes that nobody defined. */
export function httpStatusOfCode(code: number): number {
  return CODES[code]?.[1] ?? 500
}

/** Body of the local reply to a denied request: `PERMISSION_DENIED:message`. */
export function denialBody(code: number, message: string): string {
  return `${CODES[code]?.[0] ?? 'UNKNOWN'}:${message}`
}

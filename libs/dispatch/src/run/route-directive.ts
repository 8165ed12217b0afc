/** What the caller's proxy does besides passing or refusing: header operations, or an answer of its own. */
import { Code, type Status } from '@flotilla/adapter-sdk'

export interface HeaderOperation {
  /** Lower case. */
  readonly name: string
  readonly value: string
  readonly operation: 'REPLACE' | 'REMOVE' | 'APPEND'
}

export interface RouteDirective {
  readonly requestHeaderOperations: readonly HeaderOperation[]
  readonly responseHeaderOperations: readonly HeaderOperation[]
  /** 0: no direct response. */
  readonly directResponseCode: number
  readonly directResponseBody: string
}

const HTTP_OF_CODE: Readonly<Record<number, number>> = {
  [Code.ok]: 200,
  [Code.cancelled]: 408,
  [Code.unknown]: 500,
  [Code.invalidArgument]: 400,
  [Code.deadlineExceeded]: 504,
  [Code.notFound]: 404,
  [Code.alreadyExists]: 409,
  [Code.permissionDenied]: 403,
  [Code.resourceExhausted]: 429,
  [Code.failedPrecondition]: 412,
  [Code.aborted]: 409,
  [Code.outOfRange]: 400,
  [Code.unimplemented]: 501,
  [Code.internal]: 500,
  [Code.unavailable]: 503,
  [Code.dataLoss]: 500,
  [Code.unauthenticated]: 401,
}

/** The directive of a refusal that carries a DirectHttpResponse, else null. */
export function directResponseOf(status: Status): RouteDirective | null {
  const direct = status.directResponse
  if (direct === null || status.code === Code.ok) return null
  return {
    requestHeaderOperations: [],
    responseHeaderOperations: [...direct.headers].flatMap(([name, value]) =>
      headerOf(name.toLowerCase(), value),
    ),
    directResponseCode: direct.code === 0 ? (HTTP_OF_CODE[status.code] ?? 500) : direct.code,
    directResponseBody: direct.body,
  }
}

// Istio 1.4: a map cannot hold a header twice, so several cookies come in one value, separated by commas.
function headerOf(name: string, value: string): HeaderOperation[] {
  if (name !== 'set-cookie') return [{ name, value, operation: 'REPLACE' }]
  return value.split(',').map((cookie) => ({ name, value: cookie.trim(), operation: 'APPEND' }))
}

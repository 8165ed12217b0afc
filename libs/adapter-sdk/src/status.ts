/** google.rpc.Status as adapters answer with it, and the parameter type that reads one from configuration. */
import { HTTP_STATUS_CODES } from './http-status-codes.ts'
import { list, map, message } from './params/composites.ts'
import { choice, int32, text } from './params/scalars.ts'
import { nameOf, type ParamType, type ParamViolation } from './params/types.ts'

/** Codes of google.rpc.Code. */
export const Code = {
  ok: 0,
  cancelled: 1,
  unknown: 2,
  invalidArgument: 3,
  deadlineExceeded: 4,
  notFound: 5,
  alreadyExists: 6,
  permissionDenied: 7,
  resourceExhausted: 8,
  failedPrecondition: 9,
  aborted: 10,
  outOfRange: 11,
  unimplemented: 12,
  internal: 13,
  unavailable: 14,
  dataLoss: 15,
  unauthenticated: 16,
} as const

/** What the caller's proxy answers instead of the mapped status (istio.policy.v1beta1.DirectHttpResponse). */
export interface DirectResponse {
  /** HTTP status, 0 to take the one that the status code maps to. */
  readonly code: number
  readonly body: string
  readonly headers: ReadonlyMap<string, string>
}

export interface Status {
  readonly code: number
  readonly message: string
  readonly directResponse: DirectResponse | null
}

export const OK: Status = Object.freeze({ code: Code.ok, message: '', directResponse: null })

/** A status without a direct response. */
export function status(code: number, message: string): Status {
  return { code, message, directResponse: null }
}

const DIRECT_RESPONSE_TYPE = 'type.googleapis.com/istio.policy.v1beta1.DirectHttpResponse'

interface DirectResponseParams {
  readonly code: keyof typeof HTTP_STATUS_CODES
  readonly body: string
  readonly headers: ReadonlyMap<string, string>
}

const directResponse: ParamType<DirectResponseParams> = message({
  code: choice(HTTP_STATUS_CODES, 'Empty'),
  body: text(),
  headers: map(text()),
})

const detail: ParamType<DirectResponse | null> = {
  schema: () => ({
    type: 'object',
    required: ['@type'],
    properties: { '@type': { type: 'string' } },
  }),
  initial: () => null,
  parse(value: unknown, path: string, violations: ParamViolation[]): DirectResponse | null {
    if (typeof value !== 'object' || value === null || !('@type' in value)) {
      violations.push({ path, message: `must be an object with "@type", is ${nameOf(value)}` })
      return null
    }
    const { '@type': type, ...rest } = value
    // Details of other types are allowed by the API and mean nothing to Mixer.
    if (type !== DIRECT_RESPONSE_TYPE) return null
    const { code, body, headers } = directResponse.parse(rest, path, violations)
    return { code: HTTP_STATUS_CODES[code], body, headers }
  },
}

const fields = message<{
  readonly code: number
  readonly message: string
  readonly details: readonly (DirectResponse | null)[]
}>({ code: int32(), message: text(), details: list(detail) })

/** A google.rpc.Status; the first DirectHttpResponse among its details is kept. */
export function statusParam(initial: Status = OK): ParamType<Status> {
  return {
    schema: () => fields.schema(),
    initial: () => initial,
    parse(value: unknown, path: string, violations: ParamViolation[]): Status {
      const parsed = fields.parse(value, path, violations)
      return {
        code: parsed.code,
        message: parsed.message,
        directResponse: parsed.details.find((one) => one !== null) ?? null,
      }
    },
  }
}

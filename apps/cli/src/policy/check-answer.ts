/** Mixer's answer to a Check, as the command line prints it. */
import { wordAt } from '@flotilla/attributes'
import { codeName } from '@flotilla/dispatch'
import type { CheckResponse, HeaderOperation } from '@flotilla/proto'

export interface CheckView {
  readonly allowed: boolean
  readonly status: string
  readonly message: string
  readonly validDurationMs: number
  readonly validUseCount: number
  readonly requestHeaders: readonly HeaderView[]
  readonly responseHeaders: readonly HeaderView[]
  readonly directResponse: { readonly code: number; readonly body: string } | null
  readonly quotas: readonly {
    readonly name: string
    readonly granted: number
    readonly validDurationMs: number
  }[]
  /** `name` or `map[key]`, with `-` before it where it was missing; sorted. */
  readonly referenced: readonly string[]
}

export interface HeaderView {
  readonly operation: string
  readonly name: string
  readonly value: string
}

const OPERATIONS = ['REPLACE', 'REMOVE', 'APPEND']

export function checkView(answer: CheckResponse): CheckView {
  const { precondition } = answer
  const code = precondition?.status?.code ?? 0
  const directive = precondition?.routeDirective ?? null
  const references = precondition?.referencedAttributes ?? null
  return {
    allowed: code === 0,
    status: codeName(code),
    message: precondition?.status?.message ?? '',
    validDurationMs: msOf(precondition?.validDuration ?? null),
    validUseCount: precondition?.validUseCount ?? 0,
    requestHeaders: (directive?.requestHeaderOperations ?? []).map(headerOf),
    responseHeaders: (directive?.responseHeaderOperations ?? []).map(headerOf),
    directResponse:
      directive === null || directive.directResponseCode === 0
        ? null
        : { code: directive.directResponseCode, body: directive.directResponseBody },
    quotas: [...answer.quotas].map(([name, { grantedAmount, validDuration }]) => ({
      name,
      granted: Number(grantedAmount),
      validDurationMs: msOf(validDuration),
    })),
    referenced: (references?.attributeMatches ?? [])
      .map(({ name, mapKey, condition }) => {
        const words = references?.words ?? []
        const key = mapKey === 0 ? '' : `[${wordAt(mapKey, words)}]`
        return `${condition === 1 ? '-' : ''}${wordAt(name, words)}${key}`
      })
      .sort(),
  }
}

function headerOf({ name, value, operation }: HeaderOperation): HeaderView {
  return { operation: OPERATIONS[operation] ?? String(operation), name, value }
}

function msOf(duration: { readonly seconds: number; readonly nanos: number } | null): number {
  return duration === null ? 0 : duration.seconds * 1000 + duration.nanos / 1e6
}

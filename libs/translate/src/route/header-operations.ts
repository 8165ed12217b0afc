/** Header operations of a rule or destination: set, add, remove, and the rewritten authority (spec pilot-galley 2.5). */

import {
  HeaderValue,
  HeaderValueOption,
  HeaderValueOptionHeaderAppendAction,
} from '@flotilla/proto'
import type { HeaderOperations } from '../spec-types.ts'

export interface HeaderMutations {
  readonly requestHeadersToAdd: HeaderValueOption[]
  readonly requestHeadersToRemove: string[]
  readonly responseHeadersToAdd: HeaderValueOption[]
  readonly responseHeadersToRemove: string[]
  /** Value that was set for `:authority` or `host`, or null. */
  readonly authority: string | null
}

/** Several sets of operations, the outer first. Sorted by name within each, so that equal rules give equal bytes. */
export function headerMutations(
  operations: readonly (HeaderOperations | null | undefined)[],
): HeaderMutations {
  const mutations = {
    requestHeadersToAdd: [] as HeaderValueOption[],
    requestHeadersToRemove: [] as string[],
    responseHeadersToAdd: [] as HeaderValueOption[],
    responseHeadersToRemove: [] as string[],
    authority: null as string | null,
  }
  for (const one of operations) {
    const { request, response } = one ?? {}
    mutations.authority ??= authorityOf(request?.set) ?? authorityOf(request?.add)
    mutations.requestHeadersToAdd.push(...optionsOf(request))
    mutations.requestHeadersToRemove.push(...removals(request?.remove))
    mutations.responseHeadersToAdd.push(...optionsOf(response))
    mutations.responseHeadersToRemove.push(...removals(response?.remove))
  }
  return mutations
}

type Values = Readonly<Record<string, string>> | undefined

function optionsOf(
  operations: { readonly set?: Values; readonly add?: Values } | undefined,
): HeaderValueOption[] {
  return [
    ...options(operations?.set, HeaderValueOptionHeaderAppendAction.OVERWRITE_IF_EXISTS_OR_ADD),
    ...options(operations?.add, HeaderValueOptionHeaderAppendAction.APPEND_IF_EXISTS_OR_ADD),
  ]
}

function options(
  values: Values,
  appendAction: HeaderValueOptionHeaderAppendAction,
): HeaderValueOption[] {
  return Object.entries(values ?? {})
    .filter(([name]) => !isAuthority(name))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, value]) =>
      HeaderValueOption.create({ header: HeaderValue.create({ key, value }), appendAction }),
    )
}

/** Pseudo headers cannot be removed. */
function removals(names: readonly string[] | undefined): string[] {
  return (names ?? []).filter((name) => !name.startsWith(':') && !isAuthority(name))
}

function authorityOf(values: Values): string | null {
  for (const [name, value] of Object.entries(values ?? {})) if (isAuthority(name)) return value
  return null
}

function isAuthority(name: string): boolean {
  const lower = name.toLowerCase()
  return lower === ':authority' || lower === 'host'
}

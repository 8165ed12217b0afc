/** Generated from envoy/extensions/filters/http/header_mutation/v3/header_mutation.proto by `npm run gen`; do not edit. */
import { type ByteWriter } from '@flotilla/bytes'
import { HeaderMutationRule, readHeaderMutationRule, writeHeaderMutationRule } from '../../../../../config/common/mutation_rules/v3/mutation_rules.ts'
import { KeyValueMutation, readKeyValueMutation, writeKeyValueMutation } from '../../../../../config/core/v3/base.ts'
import { type MessageType, define } from '../../../../../../../message-type.ts'
import { type Mutable, NO_ITEMS, append, put } from '../../../../../../../wire/generated-support.ts'
import { type MessageReader } from '../../../../../../../wire/message-reader.ts'

/** envoy.extensions.filters.http.header_mutation.v3.HeaderMutation */
export interface HeaderMutationFilter {
  readonly mutations: HeaderMutationFilterMutations | null
  readonly mostSpecificHeaderMutationsWins: boolean
}

export const HeaderMutationFilter: MessageType<HeaderMutationFilter> = define<HeaderMutationFilter>({
  name: 'envoy.extensions.filters.http.header_mutation.v3.HeaderMutation', empty: emptyHeaderMutationFilter, write: writeHeaderMutationFilter, read: readHeaderMutationFilter,
  fields: () => [
    ['mutations', 1, HeaderMutationFilterMutations],
    ['most_specific_header_mutations_wins', 2, 'bool'],
  ],
})

export function emptyHeaderMutationFilter(): HeaderMutationFilter {
  return {
    mutations: null,
    mostSpecificHeaderMutationsWins: false,
  }
}

export function writeHeaderMutationFilter(m: HeaderMutationFilter, w: ByteWriter): void {
  if (m.mutations !== null) put(w, 10, writeHeaderMutationFilterMutations, m.mutations)
  if (m.mostSpecificHeaderMutationsWins) w.uint32(16).bool(m.mostSpecificHeaderMutationsWins)
}

export function readHeaderMutationFilter(r: MessageReader, into: HeaderMutationFilter | null): HeaderMutationFilter {
  const m: Mutable<HeaderMutationFilter> = into ?? emptyHeaderMutationFilter()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.mutations = readHeaderMutationFilterMutations(r.message(), m.mutations); break
      case 16: m.mostSpecificHeaderMutationsWins = r.bool(); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** envoy.extensions.filters.http.header_mutation.v3.HeaderMutationPerRoute */
export interface HeaderMutationPerRoute {
  readonly mutations: HeaderMutationFilterMutations | null
}

export const HeaderMutationPerRoute: MessageType<HeaderMutationPerRoute> = define<HeaderMutationPerRoute>({
  name: 'envoy.extensions.filters.http.header_mutation.v3.HeaderMutationPerRoute', empty: emptyHeaderMutationPerRoute, write: writeHeaderMutationPerRoute, read: readHeaderMutationPerRoute,
  fields: () => [
    ['mutations', 1, HeaderMutationFilterMutations],
  ],
})

export function emptyHeaderMutationPerRoute(): HeaderMutationPerRoute {
  return {
    mutations: null,
  }
}

export function writeHeaderMutationPerRoute(m: HeaderMutationPerRoute, w: ByteWriter): void {
  if (m.mutations !== null) put(w, 10, writeHeaderMutationFilterMutations, m.mutations)
}

export function readHeaderMutationPerRoute(r: MessageReader, into: HeaderMutationPerRoute | null): HeaderMutationPerRoute {
  const m: Mutable<HeaderMutationPerRoute> = into ?? emptyHeaderMutationPerRoute()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.mutations = readHeaderMutationFilterMutations(r.message(), m.mutations); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** envoy.extensions.filters.http.header_mutation.v3.Mutations */
export interface HeaderMutationFilterMutations {
  readonly requestMutations: readonly HeaderMutationRule[]
  readonly responseMutations: readonly HeaderMutationRule[]
  readonly queryParameterMutations: readonly KeyValueMutation[]
  readonly responseTrailersMutations: readonly HeaderMutationRule[]
  readonly requestTrailersMutations: readonly HeaderMutationRule[]
}

export const HeaderMutationFilterMutations: MessageType<HeaderMutationFilterMutations> = define<HeaderMutationFilterMutations>({
  name: 'envoy.extensions.filters.http.header_mutation.v3.Mutations', empty: emptyHeaderMutationFilterMutations, write: writeHeaderMutationFilterMutations, read: readHeaderMutationFilterMutations,
  fields: () => [
    ['request_mutations', 1, HeaderMutationRule, 'list'],
    ['response_mutations', 2, HeaderMutationRule, 'list'],
    ['query_parameter_mutations', 3, KeyValueMutation, 'list'],
    ['response_trailers_mutations', 4, HeaderMutationRule, 'list'],
    ['request_trailers_mutations', 5, HeaderMutationRule, 'list'],
  ],
})

export function emptyHeaderMutationFilterMutations(): HeaderMutationFilterMutations {
  return {
    requestMutations: NO_ITEMS,
    responseMutations: NO_ITEMS,
    queryParameterMutations: NO_ITEMS,
    responseTrailersMutations: NO_ITEMS,
    requestTrailersMutations: NO_ITEMS,
  }
}

export function writeHeaderMutationFilterMutations(m: HeaderMutationFilterMutations, w: ByteWriter): void {
  for (const v of m.requestMutations) put(w, 10, writeHeaderMutationRule, v)
  for (const v of m.responseMutations) put(w, 18, writeHeaderMutationRule, v)
  for (const v of m.queryParameterMutations) put(w, 26, writeKeyValueMutation, v)
  for (const v of m.responseTrailersMutations) put(w, 34, writeHeaderMutationRule, v)
  for (const v of m.requestTrailersMutations) put(w, 42, writeHeaderMutationRule, v)
}

export function readHeaderMutationFilterMutations(r: MessageReader, into: HeaderMutationFilterMutations | null): HeaderMutationFilterMutations {
  const m: Mutable<HeaderMutationFilterMutations> = into ?? emptyHeaderMutationFilterMutations()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.requestMutations = append(m.requestMutations, readHeaderMutationRule(r.message(), null)); break
      case 18: m.responseMutations = append(m.responseMutations, readHeaderMutationRule(r.message(), null)); break
      case 26: m.queryParameterMutations = append(m.queryParameterMutations, readKeyValueMutation(r.message(), null)); break
      case 34: m.responseTrailersMutations = append(m.responseTrailersMutations, readHeaderMutationRule(r.message(), null)); break
      case 42: m.requestTrailersMutations = append(m.requestTrailersMutations, readHeaderMutationRule(r.message(), null)); break
      default: r.skipField(tag)
    }
  }
  return m
}

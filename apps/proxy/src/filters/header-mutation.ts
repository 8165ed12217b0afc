/** The header mutation filter: changes headers of requests and responses, its own changes and those of the route. */
import {
  HeaderMutationFilter,
  HeaderMutationPerRoute,
  type HeaderMutationRule,
  type KeyValueMutation,
} from '@flotilla/proto'
import type { Violations } from '../compile/violations.ts'
import { mutationRules } from '../http/compile/header-mutations.ts'
import {
  FilterStatus,
  type HttpFilter,
  type HttpFilterFactory,
  type HttpFilterKind,
  type HttpStream,
} from '../http/filter.ts'
import { AppendAction, applyMutations, type HeaderMutation } from '../http/route/header-mutation.ts'
import { mutatedQuery, type QueryMutation } from '../http/route/query-mutation.ts'
import { compileFormat } from '../http/substitution.ts'
import { protoFilterKind } from './proto-filter-kind.ts'

/** What a header mutation filter changes, by where. */
export interface HeaderMutationSettings {
  readonly request: readonly HeaderMutation[]
  readonly response: readonly HeaderMutation[]
  readonly query: readonly QueryMutation[]
  readonly requestTrailers: readonly HeaderMutation[]
  readonly responseTrailers: readonly HeaderMutation[]
}

export function headerMutationFilterKind(): HttpFilterKind {
  return protoFilterKind<HeaderMutationFilter, HeaderMutationPerRoute, HeaderMutationSettings>({
    name: 'envoy.filters.http.header_mutation',
    type: HeaderMutationFilter,
    routeType: HeaderMutationPerRoute,
    settings: (message, at) => headerMutationSettings(message.mutations, at.at('mutations')),
    routeSettings: (message, at) => headerMutationSettings(message.mutations, at.at('mutations')),
    factory: (name, settings) => new HeaderMutationFactory(name, settings),
  })
}

export function headerMutationSettings(
  message: {
    readonly requestMutations: readonly HeaderMutationRule[]
    readonly responseMutations: readonly HeaderMutationRule[]
    readonly queryParameterMutations: readonly KeyValueMutation[]
    readonly requestTrailersMutations: readonly HeaderMutationRule[]
    readonly responseTrailersMutations: readonly HeaderMutationRule[]
  } | null,
  at: Violations,
): HeaderMutationSettings {
  return {
    request: mutationRules(message?.requestMutations ?? [], 'request_mutations', at),
    response: mutationRules(message?.responseMutations ?? [], 'response_mutations', at),
    query: (message?.queryParameterMutations ?? []).flatMap((one, i) => {
      const made = queryMutation(one, at.at('query_parameter_mutations', i))
      return made === null ? [] : [made]
    }),
    requestTrailers: mutationRules(
      message?.requestTrailersMutations ?? [],
      'request_trailers_mutations',
      at,
    ),
    responseTrailers: mutationRules(
      message?.responseTrailersMutations ?? [],
      'response_trailers_mutations',
      at,
    ),
  }
}

function queryMutation(message: KeyValueMutation, at: Violations): QueryMutation | null {
  const { append, remove } = message
  if (append === null) {
    if (remove === '') at.add('names no action')
    return { key: remove, value: null, action: AppendAction.AppendIfExistsOrAdd }
  }
  const { record, entry } = append
  const key = record?.key ?? entry?.key ?? ''
  if (key === '') at.at('append.record.key').add('must not be empty')
  const text = record === null ? Buffer.from(entry?.value ?? []).toString('utf8') : record.value
  if (typeof text !== 'string') {
    at.at('append.record.value').add('must be a string')
    return null
  }
  const compiled = compileFormat(text)
  if (compiled.kind === 'bad') {
    at.at('append.record.value').adopt(compiled.violations)
    return null
  }
  return { key, value: compiled.value, action: append.action as AppendAction } // Envoy's values
}

class HeaderMutationFactory implements HttpFilterFactory, HttpFilter {
  readonly name: string
  private readonly settings: HeaderMutationSettings
  readonly touchesBodies = true

  constructor(name: string, settings: HeaderMutationSettings) {
    this.name = name
    this.settings = settings
  }

  create(): HttpFilter {
    return this
  }

  onRequestHeaders(stream: HttpStream): FilterStatus {
    applyMutations(this.settings.request, stream.requestHeaders, stream)
    const ofRoute = this.ofRoute(stream)
    applyMutations(ofRoute?.request ?? null, stream.requestHeaders, stream)
    const path = mutatedQuery(stream.path, this.settings.query, stream)
    const last = ofRoute === null ? path : mutatedQuery(path, ofRoute.query, stream)
    if (last !== stream.path) stream.setPath(last)
    return FilterStatus.Continue
  }

  onResponseHeaders(stream: HttpStream): void {
    const headers = stream.responseHeaders
    if (headers === null) return
    applyMutations(this.settings.response, headers, stream)
    applyMutations(this.ofRoute(stream)?.response ?? null, headers, stream)
  }

  onRequestEnd(stream: HttpStream): null {
    const trailers = stream.requestTrailers
    if (trailers !== null) {
      applyMutations(this.settings.requestTrailers, trailers, stream)
      applyMutations(this.ofRoute(stream)?.requestTrailers ?? null, trailers, stream)
    }
    return null
  }

  onResponseEnd(stream: HttpStream): null {
    const trailers = stream.responseTrailers
    if (trailers !== null) {
      applyMutations(this.settings.responseTrailers, trailers, stream)
      applyMutations(this.ofRoute(stream)?.responseTrailers ?? null, trailers, stream)
    }
    return null
  }

  /** What the chain returns for this filter's name is what compileRouteConfig made. */
  private ofRoute(stream: HttpStream): HeaderMutationSettings | null {
    return stream.routeFilterConfig(this.name) as HeaderMutationSettings | null
  }
}

/** The header mutation filter: changes headers of requests and responses, its own changes and those of the route. */
import {
  HeaderMutationFilter,
  HeaderMutationPerRoute,
  type HeaderMutationRule,
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
import { applyMutations, type HeaderMutation } from '../http/route/header-mutation.ts'
import { protoFilterKind } from './proto-filter-kind.ts'

interface Settings {
  readonly request: readonly HeaderMutation[]
  readonly response: readonly HeaderMutation[]
}

export function headerMutationFilterKind(): HttpFilterKind {
  return protoFilterKind<HeaderMutationFilter, HeaderMutationPerRoute, Settings>({
    name: 'envoy.filters.http.header_mutation',
    type: HeaderMutationFilter,
    routeType: HeaderMutationPerRoute,
    settings: (message, at) => settingsOf(message.mutations, at.at('mutations')),
    routeSettings: (message, at) => settingsOf(message.mutations, at.at('mutations')),
    factory: (name, settings) => new HeaderMutationFactory(name, settings),
  })
}

function settingsOf(
  message: {
    readonly requestMutations: readonly HeaderMutationRule[]
    readonly responseMutations: readonly HeaderMutationRule[]
  } | null,
  at: Violations,
): Settings {
  return {
    request: mutationRules(message?.requestMutations ?? [], 'request_mutations', at),
    response: mutationRules(message?.responseMutations ?? [], 'response_mutations', at),
  }
}

class HeaderMutationFactory implements HttpFilterFactory, HttpFilter {
  readonly name: string
  private readonly settings: Settings

  constructor(name: string, settings: Settings) {
    this.name = name
    this.settings = settings
  }

  create(): HttpFilter {
    return this
  }

  onRequestHeaders(stream: HttpStream): FilterStatus {
    applyMutations(this.settings.request, stream.requestHeaders, stream)
    applyMutations(this.ofRoute(stream)?.request ?? null, stream.requestHeaders, stream)
    return FilterStatus.Continue
  }

  onResponseHeaders(stream: HttpStream): void {
    const headers = stream.responseHeaders
    if (headers === null) return
    applyMutations(this.settings.response, headers, stream)
    applyMutations(this.ofRoute(stream)?.response ?? null, headers, stream)
  }

  /** What the chain returns for this filter's name is what compileRouteConfig made. */
  private ofRoute(stream: HttpStream): Settings | null {
    return stream.routeFilterConfig(this.name) as Settings | null
  }
}

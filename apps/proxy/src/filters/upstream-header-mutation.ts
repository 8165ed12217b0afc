/** The header mutation filter between the router and an upstream. */
import type { HeaderMutationFilter } from '@flotilla/proto'
import type { Violations } from '../compile/violations.ts'
import type { HttpStream } from '../http/filter.ts'
import type { HeaderList } from '../http/headers.ts'
import { applyMutations } from '../http/route/header-mutation.ts'
import type { UpstreamFilter } from '../http/upstream/upstream-filters.ts'
import { type HeaderMutationSettings, headerMutationSettings } from './header-mutation.ts'

/** @param name of the entry, by which routes may add their own changes. */
export function upstreamHeaderMutation(
  name: string,
  message: HeaderMutationFilter,
  at: Violations,
): UpstreamFilter {
  const place = at.at('mutations')
  const settings = headerMutationSettings(message.mutations, place)
  // The path is what the router made of it by then.
  if (settings.query.length > 0) place.at('query_parameter_mutations').unsupported()
  return new UpstreamHeaderMutation(name, settings)
}

class UpstreamHeaderMutation implements UpstreamFilter {
  private readonly name: string
  private readonly settings: HeaderMutationSettings

  constructor(name: string, settings: HeaderMutationSettings) {
    this.name = name
    this.settings = settings
  }

  changeRequest(stream: HttpStream, headers: HeaderList): void {
    applyMutations(this.settings.request, headers, stream)
    applyMutations(this.ofRoute(stream)?.request ?? null, headers, stream)
  }

  changeRequestTrailers(stream: HttpStream, trailers: HeaderList): void {
    applyMutations(this.settings.requestTrailers, trailers, stream)
    applyMutations(this.ofRoute(stream)?.requestTrailers ?? null, trailers, stream)
  }

  changeResponse(stream: HttpStream, headers: HeaderList): void {
    applyMutations(this.settings.response, headers, stream)
    applyMutations(this.ofRoute(stream)?.response ?? null, headers, stream)
  }

  changeResponseTrailers(stream: HttpStream, trailers: HeaderList): void {
    applyMutations(this.settings.responseTrailers, trailers, stream)
    applyMutations(this.ofRoute(stream)?.responseTrailers ?? null, trailers, stream)
  }

  /** What the chain returns for this filter's name is what compileRouteConfig made. */
  private ofRoute(stream: HttpStream): HeaderMutationSettings | null {
    return stream.routeFilterConfig(this.name) as HeaderMutationSettings | null
  }
}

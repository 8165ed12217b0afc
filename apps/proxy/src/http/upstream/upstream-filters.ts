/** HTTP filters between the router and the connections of a cluster: what they change of each attempt (Envoy's upstream filter chain). */
import type { HttpStream } from '../filter.ts'
import type { HeaderList } from '../headers.ts'

/** One such filter. Lists are changed in place. */
export interface UpstreamFilter {
  /** As the request goes to an upstream; once more for each further attempt, on what the one before left. */
  changeRequest(stream: HttpStream, headers: HeaderList): void
  changeRequestTrailers(stream: HttpStream, trailers: HeaderList): void
  /** Before the router looks at the response. */
  changeResponse(stream: HttpStream, headers: HeaderList): void
  changeResponseTrailers(stream: HttpStream, trailers: HeaderList): void
}

/** What the router leaves on its stream for operators in values. */
export interface UpstreamView extends HttpStream {
  responseCode: number
  responseHeaders: HeaderList | null
}

export class UpstreamFilters {
  private readonly filters: readonly UpstreamFilter[]
  /** Those of responses see them in reverse order. */
  private readonly reversed: readonly UpstreamFilter[]

  constructor(filters: readonly UpstreamFilter[]) {
    this.filters = filters
    this.reversed = filters.toReversed()
  }

  onRequest(stream: HttpStream, headers: HeaderList): void {
    for (const filter of this.filters) filter.changeRequest(stream, headers)
  }

  onRequestEnd(stream: HttpStream): void {
    const trailers = stream.requestTrailers
    if (trailers !== null)
      for (const filter of this.filters) filter.changeRequestTrailers(stream, trailers)
  }

  onResponse(stream: UpstreamView, status: number, headers: HeaderList): void {
    stream.responseCode = status
    stream.responseHeaders = headers
    for (const filter of this.reversed) filter.changeResponse(stream, headers)
  }

  onResponseEnd(stream: HttpStream, trailers: HeaderList | null): void {
    if (trailers !== null)
      for (const filter of this.reversed) filter.changeResponseTrailers(stream, trailers)
  }
}

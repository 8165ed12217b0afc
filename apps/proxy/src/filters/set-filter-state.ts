/** The set filter state filter: leaves text made of the request under keys, for logs, routes, hashes and other filters. */
import { type FilterStateValue, SetFilterState } from '@flotilla/proto'
import type { Violations } from '../compile/violations.ts'
import { formatOf } from '../http/compile/local-reply.ts'
import {
  FilterStatus,
  type HttpFilter,
  type HttpFilterFactory,
  type HttpFilterKind,
  type HttpStream,
} from '../http/filter.ts'
import type { ReplyFormat } from '../http/local-reply-mapper.ts'
import { protoFilterKind } from './proto-filter-kind.ts'

interface Entry {
  readonly key: string
  readonly format: ReplyFormat
  readonly isHashable: boolean
  readonly skipsEmpty: boolean
}

interface Settings {
  readonly entries: readonly Entry[]
  readonly clearsRoute: boolean
}

/** Envoy's factories of plain text. The others make objects that only parts of Envoy read which are not here. */
const PLAIN = 'envoy.string'
const HASHABLE = 'envoy.hashable_string'

export function setFilterStateFilterKind(): HttpFilterKind {
  return protoFilterKind<SetFilterState, SetFilterState, Settings>({
    name: 'envoy.filters.http.set_filter_state',
    type: SetFilterState,
    routeType: null,
    settings: (message, at) => ({
      entries: filterStateEntries(message.onRequestHeaders, at, 'on_request_headers'),
      clearsRoute: message.clearRouteCache,
    }),
    factory: (name, settings) => new SetFilterStateFilter(name, settings),
  })
}

function filterStateEntries(
  messages: readonly FilterStateValue[],
  at: Violations,
  field: string,
): readonly Entry[] {
  return messages.flatMap((message, i) => {
    const entry = entryOf(message, at.at(field, i))
    return entry === null ? [] : [entry]
  })
}

function entryOf(message: FilterStateValue, at: Violations): Entry | null {
  const key = message.objectKey ?? ''
  if (key === '') at.at('object_key').add('must not be empty')
  const factory = message.factoryKey === '' ? key : message.factoryKey
  const field = message.factoryKey === '' ? 'object_key' : 'factory_key'
  if (key !== '' && factory !== PLAIN && factory !== HASHABLE)
    at.at(field).unsupported(`the object factory ${JSON.stringify(factory)}`)
  if (message.formatString === null) {
    at.at('format_string').add('is required')
    return null
  }
  const format = formatOf(message.formatString, at.at('format_string'))
  if (format === null) return null
  return {
    key,
    format,
    // Envoy 1.40 writes over what is `read_only` too: nothing here is changed by others.
    isHashable: factory === HASHABLE,
    skipsEmpty: message.skipIfEmpty,
  }
}

class SetFilterStateFilter implements HttpFilterFactory, HttpFilter {
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
    // What the chain returns for this filter's name is what compileRouteConfig made.
    const own = stream.routeFilterConfig(this.name) as Settings | null
    let clearsRoute = this.settings.clearsRoute
    leave(this.settings.entries, stream)
    if (own !== null) {
      leave(own.entries, stream)
      clearsRoute ||= own.clearsRoute
    }
    if (clearsRoute) stream.clearRouteCache()
    return FilterStatus.Continue
  }
}

function leave(entries: readonly Entry[], stream: HttpStream): void {
  for (const entry of entries) {
    const value = entry.format.render(stream)
    if (value === '' && entry.skipsEmpty) continue
    stream.setFilterState(entry.key, value, entry.isHashable)
  }
}

/** The buffer filter: waits for the whole request before anything goes upstream, up to a limit. */
import { Buffer as BufferConfig, BufferPerRoute } from '@flotilla/proto'
import type { Violations } from '../compile/violations.ts'
import {
  FilterStatus,
  type HttpFilter,
  type HttpFilterFactory,
  type HttpFilterKind,
  type HttpStream,
} from '../http/filter.ts'
import { indexOfHeader } from '../http/headers.ts'
import { protoFilterKind } from './proto-filter-kind.ts'

interface Settings {
  /** -1: not buffered. */
  readonly limitBytes: number
}

export function bufferFilterKind(): HttpFilterKind {
  return protoFilterKind<BufferConfig, BufferPerRoute, Settings>({
    name: 'envoy.filters.http.buffer',
    type: BufferConfig,
    routeType: BufferPerRoute,
    settings: settingsOf,
    routeSettings(message, at) {
      if (message.disabled === true) return { limitBytes: -1 }
      if (message.buffer !== null) return settingsOf(message.buffer, at.at('buffer'))
      at.add('names no override')
      return { limitBytes: -1 }
    },
    factory: (name, settings) => new BufferFactory(name, settings),
  })
}

function settingsOf(message: BufferConfig, at: Violations): Settings {
  const limitBytes = message.maxRequestBytes ?? 0
  if (limitBytes < 1) at.at('max_request_bytes').add('must be above 0')
  return { limitBytes }
}

class BufferFactory implements HttpFilterFactory, HttpFilter {
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
    // As Envoy, which waits for the end of what is to become a tunnel.
    if (stream.isRequestBodyless && (stream.upgrade ?? '') === '') return FilterStatus.Continue
    // What the chain returns for this filter's name is what compileRouteConfig made.
    const { limitBytes } = (stream.routeFilterConfig(this.name) as Settings | null) ?? this.settings
    if (limitBytes < 0) return FilterStatus.Continue
    stream.bufferRequest(limitBytes, (bytes) => {
      if (indexOfHeader(stream.requestHeaders, 'content-length') === -1)
        stream.requestHeaders.push('content-length', String(bytes))
      stream.resume()
    })
    return FilterStatus.Paused
  }
}

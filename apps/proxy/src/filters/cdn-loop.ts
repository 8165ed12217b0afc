/** The CDN loop filter: a request that came through here too often is refused (RFC 8586). */
import { CdnLoopConfig } from '@flotilla/proto'
import {
  FilterStatus,
  type HttpFilter,
  type HttpFilterFactory,
  type HttpFilterKind,
  type HttpStream,
} from '../http/filter.ts'
import { joinedHeaderValue, setHeader } from '../http/headers.ts'
import { protoFilterKind } from './proto-filter-kind.ts'

interface Settings {
  readonly id: string
  readonly max: number
}

const NAME = 'cdn-loop'
const TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]+"
/** A host, with a port or not, or a token; then parameters. */
const CDN_INFO = new RegExp(
  `^((?:\\[[0-9a-fA-F:.]+\\]|[A-Za-z0-9._~!$&'()*+=%-]+)(?::\\d+)?|${TOKEN})(\\s*;\\s*${TOKEN}=(?:${TOKEN}|"[^"]*"))*$`,
)

export function cdnLoopFilterKind(): HttpFilterKind {
  return protoFilterKind<CdnLoopConfig, CdnLoopConfig, Settings>({
    name: 'envoy.filters.http.cdn_loop',
    type: CdnLoopConfig,
    routeType: null,
    settings: (message, at) => {
      if (!CDN_INFO.test(message.cdnId)) at.at('cdn_id').add('is not a CDN identifier')
      return { id: message.cdnId, max: message.maxAllowedOccurrences }
    },
    factory: (name, settings) => new CdnLoop(name, settings),
  })
}

class CdnLoop implements HttpFilterFactory, HttpFilter {
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
    const { id, max } = this.settings
    const value = joinedHeaderValue(stream.requestHeaders, NAME)
    const ids = value === null ? [] : identifiers(value)
    if (ids === null) {
      const body = 'Invalid CDN-Loop header in request.'
      stream.reply(400, body, 'invalid_cdn_loop_header', 0)
      return FilterStatus.Replied
    }
    if (ids.filter((one) => one === id).length > max) {
      const body = 'The server has detected a loop between CDNs.'
      stream.reply(502, body, 'cdn_loop_detected', 0)
      return FilterStatus.Replied
    }
    const isNew = value === null || value === ''
    setHeader(stream.requestHeaders, NAME, isNew ? id : `${value},${id}`)
    return FilterStatus.Continue
  }
}

/** Null where the header is malformed. */
function identifiers(value: string): readonly string[] | null {
  const ids: string[] = []
  for (const part of value.match(/(?:[^,"]|"[^"]*")+/g) ?? []) {
    const info = part.trim()
    if (info === '') continue
    const match = CDN_INFO.exec(info)
    if (match === null) return null
    ids.push(match[1] ?? '')
  }
  return ids
}

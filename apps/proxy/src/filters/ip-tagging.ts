/** The IP tagging filter: names of the address ranges that the client is in, in a header. */
import { IPTagging, IPTaggingRequestType, IpTagHeaderHeaderAction } from '@flotilla/proto'
import { type CidrBlock, compileCidr, parseAddress } from '../compile/cidr.ts'
import type { Violations } from '../compile/violations.ts'
import {
  FilterStatus,
  type HttpFilter,
  type HttpFilterFactory,
  type HttpFilterKind,
  type HttpStream,
} from '../http/filter.ts'
import { headerValue, joinedHeaderValue, removeHeader, setHeader } from '../http/headers.ts'
import { protoFilterKind } from './proto-filter-kind.ts'

interface Settings {
  readonly type: IPTaggingRequestType
  readonly tags: readonly { readonly name: string; readonly blocks: readonly CidrBlock[] }[]
  readonly header: string
  /** Whether what came under that name goes. */
  readonly sanitizes: boolean
}

const DEFAULT_HEADER = 'x-envoy-ip-tags'

export function ipTaggingFilterKind(): HttpFilterKind {
  return protoFilterKind<IPTagging, IPTagging, Settings>({
    name: 'envoy.filters.http.ip_tagging',
    type: IPTagging,
    routeType: null,
    settings: settingsOf,
    factory: (name, settings) => new IpTagging(name, settings),
  })
}

function settingsOf(message: IPTagging, at: Violations): Settings {
  if (message.ipTags.length === 0) at.at('ip_tags').add('must not be empty')
  return {
    type: message.requestType,
    tags: message.ipTags.map((tag, i) => ({
      name: tag.ipTagName,
      blocks: tag.ipList
        .map((range, j) => compileCidr(range, at.at('ip_tags', i).at('ip_list', j)))
        .filter((block) => block !== null),
    })),
    header: message.ipTagHeader?.header.toLowerCase() ?? DEFAULT_HEADER,
    sanitizes:
      message.ipTagHeader !== null &&
      message.ipTagHeader.action === IpTagHeaderHeaderAction.SANITIZE,
  }
}

class IpTagging implements HttpFilterFactory, HttpFilter {
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
    const { type, header, sanitizes } = this.settings
    const headers = stream.requestHeaders
    const isInternal = headerValue(headers, 'x-envoy-internal') === 'true'
    const isMeant =
      type === IPTaggingRequestType.BOTH || (type === IPTaggingRequestType.INTERNAL) === isInternal
    if (!isMeant) return FilterStatus.Continue
    const had = sanitizes && removeHeader(headers, header)
    const tags = this.tagsOf(stream.clientAddress)
    if (tags !== '') {
      const earlier = joinedHeaderValue(headers, header)
      setHeader(headers, header, earlier === null || earlier === '' ? tags : `${earlier},${tags}`)
    }
    if (had || tags !== '') stream.clearRouteCache()
    return FilterStatus.Continue
  }

  private tagsOf(text: string): string {
    const address = parseAddress(text)
    if (address === null) return ''
    return this.settings.tags
      .filter(({ blocks }) => blocks.some((block) => block.contains(address)))
      .map(({ name }) => name)
      .join(',')
  }
}

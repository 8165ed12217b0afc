/** The custom response filter: answers of upstreams replaced by others, as a matcher says. */
import { CustomResponse, LocalResponsePolicy, type XdsTypedExtensionConfig } from '@flotilla/proto'
import { dataSourceText, unpack } from '../compile/fields.ts'
import type { Violations } from '../compile/violations.ts'
import { levelMutations } from '../http/compile/header-mutations.ts'
import {
  FilterStatus,
  type HttpFilter,
  type HttpFilterFactory,
  type HttpFilterKind,
  type HttpStream,
} from '../http/filter.ts'
import { headerValue, setHeader } from '../http/headers.ts'
import { applyMutations, type HeaderMutation } from '../http/route/header-mutation.ts'
import { compileMatchTree, type MatchTree } from '../matching/match-tree.ts'
import { protoFilterKind } from './proto-filter-kind.ts'

interface Policy {
  /** 0: that of the upstream. */
  readonly status: number
  readonly body: Buffer
  readonly headers: readonly HeaderMutation[]
}

type Settings = MatchTree<Policy>

export function customResponseFilterKind(): HttpFilterKind {
  return protoFilterKind<CustomResponse, CustomResponse, Settings>({
    name: 'envoy.filters.http.custom_response',
    type: CustomResponse,
    routeType: null,
    settings: (message, at) =>
      message.customResponseMatcher === null
        ? () => null
        : compileMatchTree(
            message.customResponseMatcher,
            policyOf,
            at.at('custom_response_matcher'),
          ),
    factory: (name, settings) => new CustomResponseFactory(name, settings),
  })
}

function policyOf(extension: XdsTypedExtensionConfig, at: Violations): Policy | null {
  const place = at.at('typed_config')
  const message = unpack(LocalResponsePolicy, extension.typedConfig, place)
  if (message === null) return null
  if (message.bodyFormat !== null) place.at('body_format').unsupported()
  const status = message.statusCode ?? 0
  if (status !== 0 && (status < 100 || status > 599)) place.at('status_code').add('is no status')
  const body = message.body === null ? '' : (dataSourceText(message.body, place.at('body')) ?? '')
  return {
    status,
    body: Buffer.from(body),
    headers: levelMutations(
      { toAdd: message.responseHeadersToAdd, toRemove: [] },
      'response',
      place,
    ),
  }
}

class CustomResponseFactory implements HttpFilterFactory {
  readonly name: string
  readonly touchesBodies = true
  private readonly settings: Settings

  constructor(name: string, settings: Settings) {
    this.name = name
    this.settings = settings
  }

  create(stream: HttpStream): HttpFilter {
    // What the chain returns for this filter's name is what compileRouteConfig made.
    const own = stream.routeFilterConfig(this.name) as Settings | null
    return new CustomResponseFilter(own ?? this.settings)
  }
}

class CustomResponseFilter implements HttpFilter {
  private readonly tree: Settings
  private policy: Policy | null = null

  constructor(tree: Settings) {
    this.tree = tree
  }

  onRequestHeaders(): FilterStatus {
    return FilterStatus.Continue
  }

  onResponseHeaders(stream: HttpStream): void {
    const { responseHeaders: headers } = stream
    const policy = headers === null ? null : this.tree(stream)
    if (headers === null || policy === null) return
    this.policy = policy
    const isEmpty = headerValue(headers, 'content-length') === '0' || stream.method === 'HEAD'
    // As an answer of the proxy's own: nothing of the upstream's is left.
    headers.length = 0
    if (policy.body.length > 0 && !isEmpty) {
      setHeader(headers, 'content-length', String(policy.body.length))
      setHeader(headers, 'content-type', 'text/plain')
    } else setHeader(headers, 'content-length', '0')
    stream.setResponseStatus(policy.status === 0 ? stream.responseCode : policy.status, '')
    applyMutations(policy.headers, headers, stream)
  }

  onResponseBody(_stream: HttpStream, chunk: Buffer): Buffer | null {
    return this.policy === null ? chunk : null
  }

  onResponseEnd(): Buffer | null {
    return this.policy === null || this.policy.body.length === 0 ? null : this.policy.body
  }
}

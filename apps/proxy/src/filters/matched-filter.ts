/** Filters behind a matcher: left out for some requests (`ExtensionWithMatcher`), or chosen by them (composite). */
import {
  Composite,
  ExecuteFilterAction,
  ExtensionWithMatcher,
  SkipFilter,
  type TypedExtensionConfig,
  type XdsTypedExtensionConfig,
} from '@flotilla/proto'
import { isType, unpack } from '../compile/fields.ts'
import { Violations } from '../compile/violations.ts'
import { type FilterKinds, filterConfig } from '../http/compile/filter-config.ts'
import { runtimeFraction } from '../http/compile/matchers.ts'
import type {
  Compiled,
  FilterConfig,
  HttpFilter,
  HttpFilterFactory,
  HttpFilterKind,
  HttpStream,
} from '../http/filter.ts'
import { compileMatchTree, type MatchTree } from '../matching/match-tree.ts'

/** What a request is led to: `skip`, or the filter that takes it. */
type Action = 'skip' | HttpFilterFactory

/** @param kinds of all filters, read when a configuration is compiled. */
export function matchedFilterKind(kinds: () => FilterKinds): HttpFilterKind {
  return {
    name: 'envoy.filters.http.match_delegate',
    typeUrls: [ExtensionWithMatcher.typeUrl],
    compile: (config, instanceName) => compileMatched(config, instanceName, kinds()),
    // What routes say is for the filter within, which takes it by its own kind.
    compileRouteConfig: refuseRoute,
  }
}

/** Alone a composite does nothing: Envoy wants it behind a matcher, and so do we. */
export function compositeFilterKind(): HttpFilterKind {
  return {
    name: 'envoy.filters.http.composite',
    typeUrls: [Composite.typeUrl],
    compile: (_config, instanceName) => ({
      kind: 'ok',
      value: { name: instanceName, create: () => null },
    }),
    compileRouteConfig: refuseRoute,
  }
}

function refuseRoute(config: FilterConfig): Compiled<unknown> {
  const at = new Violations()
  at.unsupported(`${config.typeUrl} of a route`)
  return at.result<unknown>(null)
}

function compileMatched(
  config: FilterConfig,
  name: string,
  kinds: FilterKinds,
): Compiled<HttpFilterFactory> {
  const at = new Violations()
  if (config.kind === 'json') {
    at.unsupported('a TypedStruct')
    return at.result<HttpFilterFactory>(null)
  }
  const any = { typeUrl: config.typeUrl, value: config.value }
  const message = unpack(ExtensionWithMatcher, any, at)
  if (message === null) return at.result<HttpFilterFactory>(null)
  const inner = innerFilter(message.extensionConfig, name, kinds, at.at('extension_config'))
  if (message.xdsMatcher === null) at.at('xds_matcher').add('is required')
  const tree =
    message.xdsMatcher === null
      ? null
      : compileMatchTree<Action>(
          message.xdsMatcher,
          (action, place) => actionOf(action, name, kinds, place),
          at.at('xds_matcher'),
        )
  if (inner === null || tree === null) return at.result<HttpFilterFactory>(null)
  return at.result<HttpFilterFactory>(new MatchedFactory(name, inner, tree))
}

function innerFilter(
  message: TypedExtensionConfig | null,
  name: string,
  kinds: FilterKinds,
  at: Violations,
): HttpFilterFactory | null {
  const place = at.at('typed_config')
  if (message?.typedConfig == null) {
    at.add('is required')
    return null
  }
  const config = filterConfig(message.typedConfig, place)
  if (config === null) return null
  const kind = kinds.get(config.typeUrl)
  if (kind === undefined) {
    place.unsupported(config.typeUrl)
    return null
  }
  const compiled = kind.compile(config, name)
  if (compiled.kind === 'ok') return compiled.value
  place.adopt(compiled.violations)
  return null
}

function actionOf(
  extension: XdsTypedExtensionConfig,
  name: string,
  kinds: FilterKinds,
  at: Violations,
): Action | null {
  const any = extension.typedConfig
  const place = at.at('typed_config')
  if (any !== null && isType(any, SkipFilter)) return 'skip'
  const action = unpack(ExecuteFilterAction, any, place)
  if (action === null) return null
  const filter = innerFilter(action.typedConfig, name, kinds, place.at('typed_config'))
  const share = runtimeFraction(action.samplePercent, place.at('sample_percent'))
  if (filter === null || share === null) return filter
  return {
    name: filter.name,
    touchesBodies: filter.touchesBodies ?? false,
    create: (stream) =>
      stream.randomValue % share.denominator < share.numerator ? filter.create(stream) : null,
  }
}

class MatchedFactory implements HttpFilterFactory {
  readonly name: string
  /** Which filter a request gets is known when it comes. */
  readonly touchesBodies = true
  private readonly inner: HttpFilterFactory
  private readonly tree: MatchTree<Action>

  constructor(name: string, inner: HttpFilterFactory, tree: MatchTree<Action>) {
    this.name = name
    this.inner = inner
    this.tree = tree
  }

  create(stream: HttpStream): HttpFilter | null {
    const action = this.tree(stream)
    if (action === 'skip') return null
    return action === null ? this.inner.create(stream) : action.create(stream)
  }
}

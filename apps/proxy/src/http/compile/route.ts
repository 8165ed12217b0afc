/** One route: its conditions, its action and what it hands to filters. */
import {
  compilePath,
  compileRouteMatch,
  type FilterStateSpec,
  type PathMatcher,
  type PathSpec,
  type RouteEntry,
} from '@flotilla/match'
import {
  type FilterStateMatcher,
  type Metadata,
  type RouteAction as RouteActionMessage,
  type RouteMatch,
  type RouteMatchTlsContextMatchOptions,
  type Route as RouteMessage,
  type TypedExtensionConfig,
  UriTemplateMatchConfig,
} from '@flotilla/proto'
import { unpack } from '../../compile/fields.ts'
import type { Violations } from '../../compile/violations.ts'
import { compileRateLimits, type RateLimitRule } from '../../filters/rate-limit-descriptors.ts'
import type { JsonValue, RouteRateLimits } from '../filter.ts'
import type { Route, RouteAction } from '../route/route.ts'
import { mergedConfig, perFilterConfig } from './filter-config.ts'
import { inOrder, levelMutations } from './header-mutations.ts'
import {
  cookieSpec,
  headerSpec,
  metadataSpec,
  querySpec,
  runtimeFraction,
  stringSpec,
} from './matchers.ts'
import { withOldCors } from './old-cors.ts'
import { compileDirectResponse, compileForward, compileRedirect } from './route-action.ts'
import type { RouteScope } from './route-scope.ts'

/** Request bodies kept for retries and mirrors where nothing is configured: Envoy's buffer limit of a listener. */
const DEFAULT_BUFFER_BYTES = 1024 * 1024

export interface HostSettings {
  readonly name: string
  readonly hasVirtualClusters: boolean
  readonly metadata: ReadonlyMap<string, JsonValue>
  readonly includesAttemptCount: boolean
  readonly includesAttemptCountInResponse: boolean
  readonly includesTimeoutRetry: boolean
  /** -1 where not configured. */
  readonly bufferLimitBytes: number
  readonly maxDirectResponseBytes: number
}

export function compileRoute(
  message: RouteMessage,
  host: HostSettings,
  outer: RouteScope,
  at: Violations,
): RouteEntry<Route> | null {
  const scope = routeScope(message, outer, at)
  const matcher = compileMatch(message.match, scope.ignoresPathParameters, at.at('match'))
  const action = compileAction(message, host, scope, matcher?.path ?? null, at)
  if (matcher === null) return null
  const limit =
    message.requestBodyBufferLimit ?? message.perRequestBufferLimitBytes ?? host.bufferLimitBytes
  return {
    matcher,
    value: {
      name: message.name,
      virtualHost: host.name,
      statPrefix: message.statPrefix,
      hasVirtualClusters: host.hasVirtualClusters,
      operation: message.decorator?.operation ?? '',
      propagatesOperation: message.decorator?.propagate ?? true,
      metadata: routeMetadata(message.metadata),
      hostMetadata: host.metadata,
      forwards: action.kind === 'forward',
      action,
      path: matcher.path,
      requestMutations: scope.requestMutations,
      responseMutations: scope.responseMutations,
      filterConfig: scope.filterConfig,
      bufferLimitBytes: limit >= 0 ? limit : DEFAULT_BUFFER_BYTES,
      includesAttemptCount: host.includesAttemptCount,
      includesAttemptCountInResponse: host.includesAttemptCountInResponse,
      includesTimeoutRetry: host.includesTimeoutRetry,
      rateLimits: rateLimits(message.route, outer.rateLimits, at.at('route')),
    },
  }
}

/** Answers a plaintext request where TLS is required: 301 to the same place by https. */
export function tlsRedirectRoute(host: HostSettings): Route {
  const path = compilePath({ kind: 'prefix', value: '/' })
  if (path.kind === 'bad') throw new Error('the prefix / compiles')
  return {
    name: '',
    virtualHost: host.name,
    statPrefix: '',
    hasVirtualClusters: false,
    operation: '',
    propagatesOperation: false,
    metadata: new Map(),
    hostMetadata: host.metadata,
    action: {
      kind: 'redirect',
      redirect: {
        status: 301,
        scheme: 'https',
        dropsDefaultPort: false,
        host: '',
        port: 0,
        path: '',
        prefixRewrite: '',
        regexRewrite: null,
        stripsQuery: false,
        pathFormat: null,
      },
    },
    path: path.value,
    requestMutations: null,
    responseMutations: null,
    filterConfig: new Map(),
    bufferLimitBytes: 0,
    includesAttemptCount: false,
    includesAttemptCountInResponse: false,
    includesTimeoutRetry: false,
    rateLimits: null,
  }
}

/** Null where neither the route nor its virtual host has any. */
function rateLimits(
  message: RouteActionMessage | null,
  virtualHost: readonly RateLimitRule[],
  at: Violations,
): RouteRateLimits | null {
  const own = compileRateLimits(message?.rateLimits ?? [], '', at)
  if (own.length === 0 && virtualHost.length === 0) return null
  return { own, virtualHost, includesVirtualHost: message?.includeVhRateLimits ?? false }
}

function routeScope(message: RouteMessage, outer: RouteScope, at: Violations): RouteScope {
  const request = levelMutations(
    { toAdd: message.requestHeadersToAdd, toRemove: message.requestHeadersToRemove },
    'request',
    at,
  )
  const response = levelMutations(
    { toAdd: message.responseHeadersToAdd, toRemove: message.responseHeadersToRemove },
    'response',
    at,
  )
  const own = withOldCors(
    message.route?.cors ?? null,
    perFilterConfig(message.typedPerFilterConfig, outer.kinds, at),
    outer.kinds,
    at.at('route').at('cors'),
  )
  const requestLevels = [request, ...outer.requestLevels]
  const responseLevels = [response, ...outer.responseLevels]
  return {
    ...outer,
    requestLevels,
    responseLevels,
    requestMutations: inOrder(requestLevels, outer.isMostSpecificLast),
    responseMutations: inOrder(responseLevels, outer.isMostSpecificLast),
    filterConfig: mergedConfig(outer.filterConfig, own),
  }
}

function compileAction(
  message: RouteMessage,
  host: HostSettings,
  scope: RouteScope,
  path: PathMatcher | null,
  at: Violations,
): RouteAction {
  if (message.route !== null) return compileForward(message.route, scope, path, at.at('route'))
  if (message.redirect !== null)
    return { kind: 'redirect', redirect: compileRedirect(message.redirect, at.at('redirect')) }
  if (message.directResponse !== null)
    return compileDirectResponse(
      message.directResponse,
      host.maxDirectResponseBytes,
      at.at('direct_response'),
    )
  // Envoy: neither is anything that its router forwards by.
  if (message.filterAction === null && message.nonForwardingAction === null)
    at.add('names no action')
  return { kind: 'none' }
}

export function compileMatch(
  message: RouteMatch | null,
  ignoresPathParameters: boolean,
  at: Violations,
): RouteEntry<Route>['matcher'] | null {
  if (message === null) {
    at.add('is required')
    return null
  }
  const before = at.count
  const spec = {
    path: pathSpec(message, at),
    headers: message.headers.map((one, i) => headerSpec(one, at.at('headers', i))),
    queryParameters: message.queryParameters.map((one, i) =>
      querySpec(one, at.at('query_parameters', i)),
    ),
    fraction: runtimeFraction(message.runtimeFraction, at.at('runtime_fraction')),
    isGrpc: message.grpc !== null,
    clientCertificate: tlsCondition(message.tlsContext),
    metadata: message.dynamicMetadata.map((one, i) =>
      metadataSpec(one, at.at('dynamic_metadata', i)),
    ),
    cookies: message.cookies.map((one, i) => cookieSpec(one, at.at('cookies', i))),
    filterState: message.filterState.flatMap((one, i) =>
      filterStateSpec(one, at.at('filter_state', i)),
    ),
    ignoresPathParameters,
  }
  const compiled = compileRouteMatch(spec)
  if (compiled.kind === 'ok') return compiled.value
  // What the fields' own readers reported is not said twice.
  if (at.count === before) at.adopt(compiled.violations)
  return null
}

function filterStateSpec(message: FilterStateMatcher, at: Violations): readonly FilterStateSpec[] {
  if (message.key === '') at.at('key').add('must not be empty')
  if (message.stringMatch === null) {
    at.add('names no matcher')
    return []
  }
  return [{ key: message.key, value: stringSpec(message.stringMatch, at.at('string_match')) }]
}

function pathSpec(message: RouteMatch, at: Violations): PathSpec {
  const isCaseSensitive = message.caseSensitive ?? true
  if (message.prefix !== null) return { kind: 'prefix', value: message.prefix, isCaseSensitive }
  if (message.path !== null) return { kind: 'exact', value: message.path, isCaseSensitive }
  if (message.safeRegex !== null) return { kind: 'regex', value: message.safeRegex.regex }
  if (message.pathSeparatedPrefix !== null)
    return { kind: 'separatedPrefix', value: message.pathSeparatedPrefix, isCaseSensitive }
  if (message.connectMatcher !== null) return { kind: 'connect', value: '' }
  if (message.pathMatchPolicy !== null) return pathPolicy(message.pathMatchPolicy, at)
  at.add('names no path')
  return { kind: 'prefix', value: '/' }
}

function pathPolicy(message: TypedExtensionConfig, at: Violations): PathSpec {
  const place = at.at('path_match_policy').at('typed_config')
  const config = unpack(UriTemplateMatchConfig, message.typedConfig, place)
  return { kind: 'template', value: config?.pathTemplate ?? '/' }
}

/** Certificates are always verified here, so that presented and validated mean the same. */
function tlsCondition(message: RouteMatchTlsContextMatchOptions | null): boolean | null {
  return message === null ? null : (message.presented ?? message.validated)
}

export function routeMetadata(message: Metadata | null): ReadonlyMap<string, JsonValue> {
  return message?.filterMetadata ?? new Map()
}

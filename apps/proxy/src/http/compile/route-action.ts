/** What a route does: forward, redirect, answer directly. */
import { MetadataMatch } from '@flotilla/balancer'
import {
  compileTemplateRewrite,
  compileWeighted,
  type PathMatcher,
  type TemplateRewrite,
} from '@flotilla/match'
import {
  DefaultEarlyDataPolicy,
  type DirectResponseAction,
  type Metadata,
  type RedirectAction,
  type RouteAction as RouteActionMessage,
  type RouteActionRequestMirrorPolicy,
  UriTemplateRewriteConfig,
  type WeightedClusterClusterWeight,
} from '@flotilla/proto'
import { dataSourceText, durationMs, isType, unpack } from '../../compile/fields.ts'
import type { Violations } from '../../compile/violations.ts'
import type { HeaderMutation } from '../route/header-mutation.ts'
import type { Redirect } from '../route/redirect.ts'
import type {
  ClusterSpecifier,
  ClusterTarget,
  ForwardAction,
  HostRewrite,
  MirrorPolicy,
  RouteAction,
} from '../route/route.ts'
import type { Format } from '../substitution.ts'
import { compileFormat } from '../substitution.ts'
import { compileClusterSpecifier } from './cluster-specifiers.ts'
import { mergedConfig, perFilterConfig } from './filter-config.ts'
import { compileHashPolicies } from './hash-policies.ts'
import { inOrder, levelMutations, mutationRules } from './header-mutations.ts'
import { compileInternalRedirect } from './internal-redirect.ts'
import { formatOf } from './local-reply.ts'
import { regexRewrite, runtimeFraction } from './matchers.ts'
import { compileHedgePolicy, compileRetryPolicy } from './retry-policy.ts'
import type { RouteScope } from './route-scope.ts'

const REDIRECT_STATUS = [301, 302, 303, 307, 308] as const
const NOT_FOUND_STATUS = [503, 404, 500] as const
const HIGH_PRIORITY = 1

export function compileForward(
  message: RouteActionMessage,
  scope: RouteScope,
  path: PathMatcher | null,
  at: Violations,
): ForwardAction {
  checkRewrites(message, at)
  const early = message.earlyDataPolicy?.typedConfig ?? null
  // It is about requests that come in early data, and go on so: HTTP/3 only (Envoy).
  if (
    message.earlyDataPolicy !== null &&
    (early === null || !isType(early, DefaultEarlyDataPolicy))
  )
    at.at('early_data_policy').unsupported(early?.typeUrl ?? 'this policy')
  const hostRewrite = compileHostRewrite(message, at)
  return {
    kind: 'forward',
    target:
      message.weightedClusters === null ? singleTarget(message, hostRewrite, scope, at) : null,
    weighted: compileWeightedTargets(message, hostRewrite, scope, at),
    weightHeader: (message.weightedClusters?.headerName ?? '').toLowerCase(),
    weightsByHash: weightsByHash(message, at),
    clusterNotFoundStatus: NOT_FOUND_STATUS[message.clusterNotFoundResponseCode] ?? 503,
    timeoutMs: durationMs(message.timeout, -1, at.at('timeout')),
    idleTimeoutMs: durationMs(message.idleTimeout, -1, at.at('idle_timeout')),
    maxStreamDurationMs: durationMs(
      message.maxStreamDuration?.maxStreamDuration ?? null,
      -1,
      at.at('max_stream_duration').at('max_stream_duration'),
    ),
    usesStreamDuration: message.maxStreamDuration !== null,
    grpcTimeoutHeaderMaxMs: durationMs(
      message.maxStreamDuration?.grpcTimeoutHeaderMax ?? null,
      -1,
      at.at('max_stream_duration').at('grpc_timeout_header_max'),
    ),
    grpcTimeoutHeaderOffsetMs: durationMs(
      message.maxStreamDuration?.grpcTimeoutHeaderOffset ?? null,
      0,
      at.at('max_stream_duration').at('grpc_timeout_header_offset'),
    ),
    maxGrpcTimeoutMs: durationMs(message.maxGrpcTimeout, -1, at.at('max_grpc_timeout')),
    grpcTimeoutOffsetMs: durationMs(message.grpcTimeoutOffset, 0, at.at('grpc_timeout_offset')),
    internalRedirect: compileInternalRedirect(message, at),
    retry: compileRetryPolicy(message.retryPolicy, at.at('retry_policy')) ?? scope.retry,
    hedge: compileHedgePolicy(message.hedgePolicy, at.at('hedge_policy')) ?? scope.hedge,
    rewritesPath:
      message.prefixRewrite !== '' ||
      message.regexRewrite !== null ||
      message.pathRewritePolicy !== null ||
      message.pathRewrite !== '',
    prefixRewrite: message.prefixRewrite,
    regexRewrite: regexRewrite(message.regexRewrite, at.at('regex_rewrite')),
    templateRewrite: templateRewrite(message, path, at),
    pathFormat: textFormat(message.pathRewrite, at.at('path_rewrite')),
    appendsForwardedHost: message.appendXForwardedHost,
    mirrors:
      message.requestMirrorPolicies.length > 0
        ? compileMirrors(message.requestMirrorPolicies, at)
        : scope.mirrors,
    hashPolicies: compileHashPolicies(message.hashPolicy, at),
    isHighPriority: message.priority === HIGH_PRIORITY,
    upgrades: upgradesOf(message),
    terminatesConnect: terminatesConnect(message, at),
  }
}

function checkRewrites(message: RouteActionMessage, at: Violations): void {
  const rewrites = [
    message.prefixRewrite !== '',
    message.regexRewrite !== null,
    message.pathRewritePolicy !== null,
    message.pathRewrite !== '',
  ]
  if (rewrites.filter((is) => is).length > 1)
    at.add('has more than one of prefix_rewrite, regex_rewrite, path_rewrite_policy, path_rewrite')
}

function templateRewrite(
  message: RouteActionMessage,
  path: PathMatcher | null,
  at: Violations,
): TemplateRewrite | null {
  if (message.pathRewritePolicy === null) return null
  const place = at.at('path_rewrite_policy').at('typed_config')
  const config = unpack(UriTemplateRewriteConfig, message.pathRewritePolicy.typedConfig, place)
  const template = path?.template ?? null
  if (config === null) return null
  if (template === null) {
    place.add('needs a path_match_policy of the same kind')
    return null
  }
  const compiled = compileTemplateRewrite(template, config.pathTemplateRewrite)
  if (compiled.kind === 'ok') return compiled.value
  place.adopt(compiled.violations)
  return null
}

function terminatesConnect(message: RouteActionMessage, at: Violations): boolean {
  let terminates = false
  message.upgradeConfigs.forEach((one, i) => {
    if (one.connectConfig === null) return
    const place = at.at('upgrade_configs', i)
    if (one.upgradeType.toLowerCase() !== 'connect')
      place.at('connect_config').add('goes with upgrade_type CONNECT only')
    if (one.connectConfig.proxyProtocolConfig !== null)
      place.at('connect_config.proxy_protocol_config').unsupported()
    if (one.connectConfig.allowPost) place.at('connect_config.allow_post').unsupported()
    terminates = one.enabled ?? true
  })
  return terminates
}

function upgradesOf(message: RouteActionMessage): ReadonlyMap<string, boolean> {
  return new Map(
    message.upgradeConfigs.map((one) => [one.upgradeType.toLowerCase(), one.enabled ?? true]),
  )
}

function weightsByHash(message: RouteActionMessage, at: Violations): boolean {
  const weighted = message.weightedClusters
  const uses = weighted?.useHashPolicy ?? false
  if (uses && message.hashPolicy.length === 0)
    at.at('weighted_clusters').at('use_hash_policy').add('needs a hash_policy')
  return uses
}

function singleTarget(
  message: RouteActionMessage,
  hostRewrite: HostRewrite | null,
  scope: RouteScope,
  at: Violations,
): ClusterTarget {
  const cluster = message.cluster ?? ''
  const clusterHeader = (message.clusterHeader ?? '').toLowerCase()
  const specifier = specifierOf(message, scope, at)
  if (cluster === '' && clusterHeader === '' && specifier === null)
    at.at('cluster').add('must not be empty')
  return {
    cluster,
    clusterHeader,
    specifier,
    hostRewrite,
    requestMutations: scope.requestMutations,
    responseMutations: scope.responseMutations,
    filterConfig: scope.filterConfig,
    metadataMatch: metadataMatch(message.metadataMatch, null),
  }
}

function specifierOf(
  message: RouteActionMessage,
  scope: RouteScope,
  at: Violations,
): ClusterSpecifier | null {
  const { inlineClusterSpecifierPlugin: inline, clusterSpecifierPlugin: name } = message
  if (inline !== null)
    return compileClusterSpecifier(inline, at.at('inline_cluster_specifier_plugin'))
  if (name === null) return null
  const specifier = scope.specifiers?.get(name) ?? null
  if (specifier === null)
    at.at('cluster_specifier_plugin').add(`${JSON.stringify(name)} is no plugin of the routes`)
  return specifier
}

/** What is asked of endpoints' `envoy.lb` metadata; a weighted cluster's own keys win over the route's (Envoy). */
function metadataMatch(route: Metadata | null, own: Metadata | null): MetadataMatch | null {
  const wanted = {
    ...(route?.filterMetadata.get('envoy.lb') ?? {}),
    ...(own?.filterMetadata.get('envoy.lb') ?? {}),
  }
  return Object.keys(wanted).length === 0 ? null : new MetadataMatch(wanted)
}

function compileWeightedTargets(
  message: RouteActionMessage,
  hostRewrite: HostRewrite | null,
  scope: RouteScope,
  at: Violations,
): ForwardAction['weighted'] {
  const weighted = message.weightedClusters
  if (weighted === null) return null
  const place = at.at('weighted_clusters')
  const entries = weighted.clusters.map((one, i) => ({
    weight: one.weight ?? 0,
    value: weightedTarget(one, hostRewrite, message.metadataMatch, scope, place.at('clusters', i)),
  }))
  const compiled = compileWeighted(entries)
  if (compiled.kind === 'ok') return compiled.value
  place.adopt(compiled.violations)
  return null
}

function weightedTarget(
  message: WeightedClusterClusterWeight,
  hostRewrite: HostRewrite | null,
  routeMatch: Metadata | null,
  scope: RouteScope,
  at: Violations,
): ClusterTarget {
  if (message.name === '' && message.clusterHeader === '') at.at('name').add('must not be empty')
  const level = (side: 'request' | 'response'): ReturnType<typeof levelMutations> =>
    levelMutations(
      side === 'request'
        ? { toAdd: message.requestHeadersToAdd, toRemove: message.requestHeadersToRemove }
        : { toAdd: message.responseHeadersToAdd, toRemove: message.responseHeadersToRemove },
      side,
      at,
    )
  const own = perFilterConfig(message.typedPerFilterConfig, scope.kinds, at)
  return {
    cluster: message.name,
    clusterHeader: message.clusterHeader.toLowerCase(),
    specifier: null,
    hostRewrite:
      message.hostRewriteLiteral === null
        ? hostRewrite
        : { kind: 'literal', host: message.hostRewriteLiteral, isQuiet: true },
    // Envoy: the cluster's own come first, in whichever order the other levels are.
    requestMutations: ownFirst(level('request'), scope.requestLevels, scope.isMostSpecificLast),
    responseMutations: ownFirst(level('response'), scope.responseLevels, scope.isMostSpecificLast),
    filterConfig: mergedConfig(scope.filterConfig, own),
    metadataMatch: metadataMatch(routeMatch, message.metadataMatch),
  }
}

function ownFirst(
  own: readonly HeaderMutation[],
  levels: readonly (readonly HeaderMutation[])[],
  isMostSpecificLast: boolean,
): readonly HeaderMutation[] | null {
  const others = inOrder(levels, isMostSpecificLast) ?? []
  return own.length + others.length === 0 ? null : [...own, ...others]
}

function compileHostRewrite(message: RouteActionMessage, at: Violations): HostRewrite | null {
  if (message.hostRewriteLiteral !== null)
    return { kind: 'literal', host: message.hostRewriteLiteral, isQuiet: false }
  if (message.hostRewriteHeader !== null)
    return { kind: 'header', name: message.hostRewriteHeader.toLowerCase() }
  if (message.autoHostRewrite === true) return { kind: 'auto' }
  const format = textFormat(message.hostRewrite, at.at('host_rewrite'))
  if (format !== null) return { kind: 'format', format }
  const rewrite = regexRewrite(message.hostRewritePathRegex, at.at('host_rewrite_path_regex'))
  return rewrite === null ? null : { kind: 'pathRegex', rewrite }
}

/** Text with operators; null where it is empty, or wrong. */
function textFormat(text: string, at: Violations): Format | null {
  if (text === '') return null
  const compiled = compileFormat(text)
  if (compiled.kind === 'ok') return compiled.value
  at.adopt(compiled.violations)
  return null
}

export function compileMirrors(
  messages: readonly RouteActionRequestMirrorPolicy[],
  at: Violations,
): readonly MirrorPolicy[] {
  return messages.map((message, i) => {
    const place = at.at('request_mirror_policies', i)
    if (message.clusterHeader === '' && message.cluster === '')
      place.at('cluster').add('must not be empty')
    return {
      cluster: message.cluster,
      clusterHeader: message.clusterHeader.toLowerCase(),
      fraction: runtimeFraction(message.runtimeFraction, place.at('runtime_fraction')),
      appendsSuffix: !message.disableShadowHostSuffixAppend,
      hostLiteral: message.hostRewriteLiteral,
      mutations: mutationRules(message.requestHeadersMutations, 'request_headers_mutations', place),
    }
  })
}

export function compileRedirect(message: RedirectAction, at: Violations): Redirect {
  if (message.portRedirect > 65_535) at.at('port_redirect').add('is not a port')
  return {
    status: REDIRECT_STATUS[message.responseCode] ?? 301,
    scheme: message.httpsRedirect === true ? 'https' : (message.schemeRedirect ?? ''),
    dropsDefaultPort: true,
    host: message.hostRedirect,
    port: message.portRedirect,
    path: message.pathRedirect ?? '',
    prefixRewrite: message.prefixRewrite ?? '',
    regexRewrite: regexRewrite(message.regexRewrite, at.at('regex_rewrite')),
    stripsQuery: message.stripQuery,
    pathFormat: textFormat(message.pathRewrite, at.at('path_rewrite')),
  }
}

export function compileDirectResponse(
  message: DirectResponseAction,
  maxBodyBytes: number,
  at: Violations,
): RouteAction {
  if (message.status < 200 || message.status > 599) at.at('status').add('must be 200 to 599')
  const body = message.body === null ? '' : (dataSourceText(message.body, at.at('body')) ?? '')
  if (Buffer.byteLength(body) > maxBodyBytes) at.at('body').add(`exceeds ${maxBodyBytes} bytes`)
  const format = formatOf(message.bodyFormat, at.at('body_format'))
  return { kind: 'direct', status: message.status, body, format }
}

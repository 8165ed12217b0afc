/** RouteConfiguration messages to route tables: all violations, or the whole table. */
import { compileDomains, type DomainEntry, type RouteEntry } from '@flotilla/match'
import type { RouteConfiguration, VirtualHost as VirtualHostMessage } from '@flotilla/proto'
import { Violations } from '../../compile/violations.ts'
import { compileRateLimits } from '../../filters/rate-limit-descriptors.ts'
import type { Compiled } from '../filter.ts'
import type { HeaderMutation } from '../route/header-mutation.ts'
import type { Route, TlsRequirement, VirtualCluster, VirtualHost } from '../route/route.ts'
import { RouteTable } from '../route/route-table.ts'
import { compileClusterSpecifiers } from './cluster-specifiers.ts'
import { type FilterKinds, mergedConfig, perFilterConfig } from './filter-config.ts'
import { levelMutations } from './header-mutations.ts'
import { headerMatchers } from './matchers.ts'
import { withOldCors } from './old-cors.ts'
import { compileHedgePolicy, compileRetryPolicy } from './retry-policy.ts'
import { compileRoute, type HostSettings, routeMetadata, tlsRedirectRoute } from './route.ts'
import { compileMirrors } from './route-action.ts'
import { compileRouteMatcher } from './route-matcher.ts'
import type { RouteScope } from './route-scope.ts'

/** Envoy's cap on the body of a direct response. */
const DEFAULT_DIRECT_RESPONSE_BYTES = 4096

interface TableScope extends RouteScope {
  readonly maxDirectResponseBytes: number
}

/** Compiles routes with their filters' per-route configuration. Paths of violations are those of the message's proto names. */
export function compileRouteTable(
  message: RouteConfiguration,
  kinds: FilterKinds,
): Compiled<RouteTable> {
  const at = new Violations()
  const scope = tableScope(message, kinds, at)
  const entries = message.virtualHosts.map((host, i) =>
    compileHost(host, scope, at.at('virtual_hosts', i)),
  )
  const domains = compileDomains(entries)
  if (domains.kind === 'bad') {
    for (const { path, message: text } of domains.violations)
      at.at(`virtual_hosts${path}`).add(text)
    return at.result<RouteTable>(null)
  }
  return at.result(
    new RouteTable(
      message.name,
      domains.value,
      message.ignorePortInHostMatching,
      message.internalOnlyHeaders.map((name) => name.toLowerCase()),
      message.virtualHosts.some((host) => host.virtualClusters.length > 0),
      message.vhostHeader.toLowerCase(),
    ),
  )
}

function tableScope(message: RouteConfiguration, kinds: FilterKinds, at: Violations): TableScope {
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
  return {
    kinds,
    isMostSpecificLast: message.mostSpecificHeaderMutationsWins,
    ignoresPathParameters: message.ignorePathParametersInPathMatching,
    requestLevels: [request],
    responseLevels: [response],
    requestMutations: null,
    responseMutations: null,
    filterConfig: perFilterConfig(message.typedPerFilterConfig, kinds, at),
    retry: null,
    hedge: null,
    rateLimits: [],
    mirrors: compileMirrors(message.requestMirrorPolicies, at),
    specifiers: compileClusterSpecifiers(message.clusterSpecifierPlugins, at),
    maxDirectResponseBytes: message.maxDirectResponseBodySizeBytes ?? DEFAULT_DIRECT_RESPONSE_BYTES,
  }
}

function compileHost(
  message: VirtualHostMessage,
  table: TableScope,
  at: Violations,
): DomainEntry<VirtualHost> {
  if (message.name === '') at.at('name').add('must not be empty')
  if (message.domains.length === 0) at.at('domains').add('must not be empty')
  const host: HostSettings = {
    name: message.name,
    hasVirtualClusters: message.virtualClusters.length > 0,
    metadata: routeMetadata(message.metadata),
    includesAttemptCount: message.includeRequestAttemptCount,
    includesAttemptCountInResponse: message.includeAttemptCountInResponse,
    includesTimeoutRetry: message.includeIsTimeoutRetryHeader,
    bufferLimitBytes: message.requestBodyBufferLimit ?? message.perRequestBufferLimitBytes ?? -1,
    maxDirectResponseBytes: table.maxDirectResponseBytes,
  }
  if (message.matcher !== null && message.routes.length > 0) at.add('has both routes and a matcher')
  const scope = hostScope(message, table, at)
  const matcher =
    message.matcher === null
      ? null
      : compileRouteMatcher(message.matcher, host, scope, at.at('matcher'))
  const routes: RouteEntry<Route>[] = []
  message.routes.forEach((route, i) => {
    const compiled = compileRoute(route, host, scope, at.at('routes', i))
    if (compiled !== null) routes.push(compiled)
  })
  return {
    domains: message.domains,
    value: {
      name: message.name,
      requireTls: message.requireTls as TlsRequirement, // the values are those of Envoy's enum
      routes,
      matcher,
      virtualClusters: virtualClusters(message, at),
      tlsRedirect: tlsRedirectRoute(host),
    },
  }
}

function virtualClusters(
  message: VirtualHostMessage,
  at: Violations,
): readonly VirtualCluster[] | null {
  if (message.virtualClusters.length === 0) return null
  return message.virtualClusters.map(({ name, headers }, i) => {
    const place = at.at('virtual_clusters', i)
    if (name === '') place.at('name').add('must not be empty')
    if (headers.length === 0) place.at('headers').add('must not be empty')
    return { name, headers: headerMatchers(headers, 'headers', place) }
  })
}

function hostScope(message: VirtualHostMessage, table: RouteScope, at: Violations): RouteScope {
  const levels = (
    side: 'request' | 'response',
    outer: readonly (readonly HeaderMutation[])[],
  ): readonly (readonly HeaderMutation[])[] => [
    levelMutations(
      side === 'request'
        ? { toAdd: message.requestHeadersToAdd, toRemove: message.requestHeadersToRemove }
        : { toAdd: message.responseHeadersToAdd, toRemove: message.responseHeadersToRemove },
      side,
      at,
    ),
    ...outer,
  ]
  const own = withOldCors(
    message.cors,
    perFilterConfig(message.typedPerFilterConfig, table.kinds, at),
    table.kinds,
    at.at('cors'),
  )
  const mirrors = compileMirrors(message.requestMirrorPolicies, at)
  return {
    ...table,
    requestLevels: levels('request', table.requestLevels),
    responseLevels: levels('response', table.responseLevels),
    filterConfig: mergedConfig(table.filterConfig, own),
    retry: compileRetryPolicy(message.retryPolicy, at.at('retry_policy')),
    hedge: compileHedgePolicy(message.hedgePolicy, at.at('hedge_policy')),
    rateLimits: compileRateLimits(message.rateLimits, '', at),
    mirrors: mirrors.length > 0 ? mirrors : table.mirrors,
  }
}

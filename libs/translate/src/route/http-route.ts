/** One route input to one Envoy route (spec pilot-galley 2.5). A pure function of its input. */
import {
  type Any,
  Decorator,
  Metadata,
  RegexMatchAndSubstitute,
  RegexMatcher,
  Route,
  RouteAction,
  WeightedCluster,
  WeightedClusterClusterWeight,
} from '@flotilla/proto'
import { durationFrom } from '../duration.ts'
import { MIXER_FILTER, serviceConfig } from '../mixer/filter-config.ts'
import { CORS_FILTER, corsConfig } from './cors.ts'
import { FAULT_FILTER, faultConfig } from './fault.ts'
import { hashPolicies } from './hash-policy.ts'
import { headerMutations } from './header-operations.ts'
import { routeMatch } from './match.ts'
import { mirrorPolicies } from './mirror.ts'
import { directResponse, redirectAction } from './redirect.ts'
import { retryPolicy } from './retry-policy.ts'
import type { DestinationInput, RouteInput } from './route-input.ts'

const NO_TIMEOUT = { seconds: 0, nanos: 0 }

export function translateRoute(input: RouteInput): Route {
  const rule = input.rule
  const only = input.destinations.length === 1 ? input.destinations[0] : undefined
  const headers = headerMutations([rule?.headers, only?.headers])
  const { authority, ...mutations } = headers
  const action = actionOf(input, authority)
  return Route.create({
    name: input.name,
    match: routeMatch(input.match),
    ...action,
    ...mutations,
    metadata: input.source === '' ? null : sourceMetadata(input.source),
    decorator: input.operation === '' ? null : Decorator.create({ operation: input.operation }),
    typedPerFilterConfig: perFilterConfig(input, only),
  })
}

function actionOf(input: RouteInput, authority: string | null): Partial<Route> {
  const { rule } = input
  if (rule?.redirect !== undefined) {
    const redirect = redirectAction(rule.redirect, input.port)
    return redirect === null ? {} : { redirect }
  }
  if (rule?.directResponse !== undefined)
    return { directResponse: directResponse(rule.directResponse) }
  return { route: routeAction(input, authority) }
}

function routeAction(input: RouteInput, authority: string | null): RouteAction {
  const { rule, destinations } = input
  const timeout = durationFrom(rule?.timeout) ?? NO_TIMEOUT
  const hashing = destinations.find((one) => one.loadBalancer !== null)?.loadBalancer ?? null
  const hashPolicy = hashPolicies(hashing)
  const rewrite = rule?.rewrite
  return RouteAction.create({
    ...clustersOf(destinations, rule?.rewrite?.authority !== undefined),
    timeout,
    maxGrpcTimeout: timeout,
    retryPolicy: retryPolicy({
      retries: rule?.retries ?? input.defaultRetries,
      hasConsistentHash: hashPolicy.length > 0,
    }),
    prefixRewrite: rewrite?.uri ?? '',
    regexRewrite:
      rewrite?.uriRegexRewrite === undefined
        ? null
        : RegexMatchAndSubstitute.create({
            pattern: RegexMatcher.create({ regex: rewrite.uriRegexRewrite.match ?? '' }),
            substitution: rewrite.uriRegexRewrite.rewrite ?? '',
          }),
    hostRewriteLiteral: rewrite?.authority ?? authority,
    requestMirrorPolicies: mirrorPolicies(input.mirrors),
    hashPolicy,
  })
}

function clustersOf(
  destinations: readonly DestinationInput[],
  isAuthorityRewritten: boolean,
): Partial<RouteAction> {
  const [first] = destinations
  if (destinations.length === 1 && first !== undefined) return { cluster: first.cluster }
  return {
    weightedClusters: WeightedCluster.create({
      clusters: destinations.map((one) => {
        const { authority, ...mutations } = headerMutations([one.headers])
        return WeightedClusterClusterWeight.create({
          name: one.cluster,
          weight: one.weight,
          ...mutations,
          hostRewriteLiteral: isAuthorityRewritten ? null : authority,
          typedPerFilterConfig: mixerConfig(one),
        })
      }),
    }),
  }
}

function perFilterConfig(
  input: RouteInput,
  only: DestinationInput | undefined,
): ReadonlyMap<string, Any> {
  const configs = new Map<string, Any>()
  const cors = corsConfig(input.rule?.corsPolicy)
  if (cors !== null) configs.set(CORS_FILTER, cors)
  const fault = faultConfig(input.rule?.fault)
  if (fault !== null) configs.set(FAULT_FILTER, fault)
  if (only !== undefined) for (const [name, config] of mixerConfig(only)) configs.set(name, config)
  return configs
}

function mixerConfig(destination: DestinationInput): ReadonlyMap<string, Any> {
  return destination.mixer === null
    ? new Map()
    : new Map([[MIXER_FILTER, serviceConfig(destination.mixer)]])
}

/** `filter_metadata.istio.config`: which object a generated resource comes from. */
export function sourceMetadata(source: string): Metadata {
  return Metadata.create({ filterMetadata: new Map([['istio', { config: source }]]) })
}

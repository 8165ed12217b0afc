/** What a cluster itself says of the requests that go to it, whatever their routes say. */
import type { Cluster, HttpProtocolOptions, RouteActionHashPolicy } from '@flotilla/proto'
import type { Violations } from '../compile/violations.ts'
import { compileHashPolicies } from '../http/compile/hash-policies.ts'
import { compileRetryPolicy } from '../http/compile/retry-policy.ts'
import { compileMirrors } from '../http/compile/route-action.ts'
import { compileUpstreamFilters } from '../http/compile/upstream-filters.ts'
import type { HashPolicy } from '../http/route/hash-policy.ts'
import type { MirrorPolicy, RetryPolicy } from '../http/route/route.ts'
import type { UpstreamFilters } from '../http/upstream/upstream-filters.ts'

export interface ClusterRequests {
  /** Null: those of the router. */
  readonly filters: UpstreamFilters | null
  /** Null: that of the route. */
  readonly retry: RetryPolicy | null
  /** Empty: those of the route. */
  readonly hashPolicies: readonly HashPolicy[]
  /** Empty: those of the route. */
  readonly mirrors: readonly MirrorPolicy[]
  /** Null: their sizes are not recorded, nor the share of their time that they took. */
  readonly tracked: TrackedRequests | null
}

export interface TrackedRequests {
  readonly sizes: boolean
  readonly budgets: boolean
}

/** Null where the cluster says nothing. @param ofBalancer hash policies of its load balancing policy. */
export function compileClusterRequests(
  message: Cluster,
  http: HttpProtocolOptions | null,
  ofBalancer: readonly RouteActionHashPolicy[],
  at: Violations,
): ClusterRequests | null {
  const place = at.at(
    'typed_extension_protocol_options',
    '"envoy.extensions.upstreams.http.v3.HttpProtocolOptions"',
  )
  const balancing = at.at('load_balancing_policy')
  const requests: ClusterRequests = {
    filters: compileUpstreamFilters(http?.httpFilters ?? [], 'http_filters', place),
    retry: compileRetryPolicy(http?.retryPolicy ?? null, place.at('retry_policy')),
    hashPolicies:
      ofBalancer.length > 0
        ? compileHashPolicies(ofBalancer, balancing)
        : compileHashPolicies(http?.hashPolicy ?? [], place),
    mirrors: compileMirrors(http?.requestMirrorPolicies ?? [], place),
    tracked: tracked(message),
  }
  const { filters, retry, hashPolicies, mirrors } = requests
  const isEmpty =
    filters === null &&
    retry === null &&
    hashPolicies.length === 0 &&
    mirrors.length === 0 &&
    requests.tracked === null
  return isEmpty ? null : requests
}

function tracked(message: Cluster): TrackedRequests | null {
  const sizes = message.trackClusterStats?.requestResponseSizes ?? false
  const budgets =
    message.trackTimeoutBudgets || (message.trackClusterStats?.timeoutBudgets ?? false)
  return sizes || budgets ? { sizes, budgets } : null
}

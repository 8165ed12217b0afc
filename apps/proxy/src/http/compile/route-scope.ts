/** What a route inherits from its virtual host and its route configuration. */

import type { RateLimitRule } from '../../filters/rate-limit-descriptors.ts'
import type { HeaderMutation } from '../route/header-mutation.ts'
import type { ClusterSpecifier, HedgePolicy, MirrorPolicy, RetryPolicy } from '../route/route.ts'
import type { FilterKinds } from './filter-config.ts'

export interface RouteScope {
  readonly kinds: FilterKinds
  readonly isMostSpecificLast: boolean
  readonly ignoresPathParameters: boolean
  /** Most specific first: route, virtual host, route configuration. */
  readonly requestLevels: readonly (readonly HeaderMutation[])[]
  readonly responseLevels: readonly (readonly HeaderMutation[])[]
  /** The levels above in order of application. */
  readonly requestMutations: readonly HeaderMutation[] | null
  readonly responseMutations: readonly HeaderMutation[] | null
  readonly filterConfig: ReadonlyMap<string, unknown>
  readonly retry: RetryPolicy | null
  readonly hedge: HedgePolicy | null
  /** `rate_limits` of the virtual host. */
  readonly rateLimits: readonly RateLimitRule[]
  readonly mirrors: readonly MirrorPolicy[]
  /** Plugins of the route configuration. Absent: it has none. */
  readonly specifiers?: ReadonlyMap<string, ClusterSpecifier>
}

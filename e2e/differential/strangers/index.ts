/** Bootstraps in the manner of other people's files. */
import type { Bootstrap } from '../model.ts'
import { GATEWAY_TRAFFIC } from './gateway-traffic.ts'
import { GATEWAY_VERSIONS } from './gateway-versions.ts'
import { GATEWAYS } from './gateways.ts'
import { NEWER } from './newer.ts'
import { OLDER } from './older.ts'
import { POLICIES } from './policies.ts'
import { POLICY_FILTERS } from './policy-filters.ts'
import { RESILIENCE } from './resilience.ts'
import { SIDECARS } from './sidecars.ts'

export const STRANGERS: readonly Bootstrap[] = [
  ...GATEWAYS,
  ...GATEWAY_VERSIONS,
  ...GATEWAY_TRAFFIC,
  ...POLICIES,
  ...POLICY_FILTERS,
  ...NEWER,
  ...SIDECARS,
  ...RESILIENCE,
  ...OLDER,
]

/** Bootstraps in the manner of other people's files. */
import type { Bootstrap } from '../model.ts'
import { GATEWAYS } from './gateways.ts'
import { NEWER } from './newer.ts'
import { OLDER } from './older.ts'
import { POLICIES } from './policies.ts'
import { RESILIENCE } from './resilience.ts'
import { SIDECARS } from './sidecars.ts'

export const STRANGERS: readonly Bootstrap[] = [
  ...GATEWAYS,
  ...POLICIES,
  ...NEWER,
  ...SIDECARS,
  ...RESILIENCE,
  ...OLDER,
]

/** What one generated route depends on, all names resolved: the key of its translation. */
import type { ServiceConfigInput } from '../mixer/filter-config.ts'
import type {
  HeaderOperations,
  HttpMatch,
  HttpRule,
  LoadBalancerPolicy,
  Retries,
} from '../spec-types.ts'

export interface DestinationInput {
  readonly cluster: string
  readonly host: string
  readonly weight: number
  readonly headers: HeaderOperations | null
  /** Load-balancing policy of the destination's rule where it hashes, else null. */
  readonly loadBalancer: LoadBalancerPolicy | null
  readonly mixer: ServiceConfigInput | null
}

export interface MirrorInput {
  readonly cluster: string
  /** 0–100; null: all. */
  readonly percent: number | null
}

export interface RouteInput {
  readonly name: string
  /** null: every request. */
  readonly match: HttpMatch | null
  /** The rule; null for a generated default route. */
  readonly rule: HttpRule | null
  readonly destinations: readonly DestinationInput[]
  readonly mirrors: readonly MirrorInput[]
  /** Port of the listener. */
  readonly port: number
  /** `HOST:PORT/*` of the operation, or empty. */
  readonly operation: string
  readonly defaultRetries: Retries | null
  /** Path of the source object, or empty. */
  readonly source: string
}

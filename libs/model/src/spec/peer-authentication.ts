/** PeerAuthentication: which inbound connections a workload accepts. */
import type { WorkloadSelector } from './matching.ts'

export type MutualTlsMode = 'UNSET' | 'DISABLE' | 'PERMISSIVE' | 'STRICT'

export interface MutualTls {
  readonly mode?: MutualTlsMode
}

export interface PeerAuthenticationSpec {
  readonly selector?: WorkloadSelector
  readonly mtls?: MutualTls
  /** By port of the workload (not of the service), in decimal. */
  readonly portLevelMtls?: Readonly<Record<string, MutualTls>>
}

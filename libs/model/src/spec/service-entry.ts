/** ServiceEntry and WorkloadEntry: services and workloads that no platform announces. */
import type { Labels, LegacyWorkloadSelector } from './matching.ts'

export interface ServiceEntrySpec {
  readonly hosts?: readonly string[]
  readonly addresses?: readonly string[]
  readonly ports?: readonly ServicePort[]
  /** Absent means MESH_EXTERNAL. */
  readonly location?: 'MESH_EXTERNAL' | 'MESH_INTERNAL'
  /** Absent means NONE. */
  readonly resolution?: 'NONE' | 'STATIC' | 'DNS' | 'DNS_ROUND_ROBIN' | 'DYNAMIC_DNS'
  readonly endpoints?: readonly WorkloadEntrySpec[]
  readonly workloadSelector?: LegacyWorkloadSelector
  readonly exportTo?: readonly string[]
  readonly subjectAltNames?: readonly string[]
}

export interface ServicePort {
  readonly number?: number
  readonly protocol?: string
  readonly name?: string
  readonly targetPort?: number
}

export interface WorkloadEntrySpec {
  /** IP, host name or `unix:///path`. */
  readonly address?: string
  /** Name of a service port to the workload's own port. */
  readonly ports?: Readonly<Record<string, number>>
  readonly labels?: Labels
  readonly network?: string
  /** `region/zone/subzone`. */
  readonly locality?: string
  readonly weight?: number
  readonly serviceAccount?: string
}

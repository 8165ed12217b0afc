/** One endpoint of one cluster, with its counters and its outlier state. */
import { type Endpoint, HostOutlier, type OutlierHost } from '@flotilla/balancer'
import { formatHostPort } from '@flotilla/net'
import type { Host, HostAttachment, HostStats, Locality, Metadata } from './types.ts'

/** Eligibility as EDS states it: HEALTHY and UNKNOWN are `healthy`. */
export type EndpointHealth = 'healthy' | 'degraded' | 'unhealthy' | 'excluded'

/** What configuration says of an endpoint. */
export interface EndpointSpec {
  readonly address: string
  readonly port: number
  readonly hostname: string
  readonly weight: number
  readonly priority: number
  readonly locality: Locality
  readonly health: EndpointHealth
  readonly metadata: Readonly<Record<string, Metadata>>
}

export class EndpointHost implements Host, Endpoint, OutlierHost {
  readonly address: string
  readonly port: number
  readonly label: string
  readonly hostname: string
  readonly hashKey: string
  weight: number
  readonly priority: number
  readonly locality: Locality
  readonly metadata: Readonly<Record<string, Metadata>>
  health: EndpointHealth
  isRemoved = false
  readonly stats: HostStats = {
    cxTotal: 0,
    cxActive: 0,
    cxConnectFail: 0,
    rqTotal: 0,
    activeRequests: 0,
    rqSuccess: 0,
    rqError: 0,
    rqTimeout: 0,
  }
  readonly outlier: HostOutlier = new HostOutlier()
  pool: HostAttachment | null = null

  constructor(spec: EndpointSpec, hashKey: string) {
    this.address = spec.address
    this.port = spec.port
    this.label = spec.port === 0 ? spec.address : formatHostPort(spec.address, spec.port)
    this.hostname = spec.hostname
    this.hashKey = hashKey
    this.weight = spec.weight
    this.priority = spec.priority
    this.locality = spec.locality
    this.metadata = spec.metadata
    this.health = spec.health
  }

  get isEjected(): boolean {
    return this.outlier.isEjected
  }

  get healthy(): boolean {
    return this.health === 'healthy' && !this.outlier.isEjected
  }

  /** The endpoint is gone: idle connections close, busy ones finish. */
  retire(): void {
    if (this.isRemoved) return
    this.isRemoved = true
    this.pool?.drain()
  }
}

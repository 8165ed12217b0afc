/** One endpoint of one cluster, with its counters and what speaks for and against using it. */
import {
  AccrualBreaker,
  type AccrualConfig,
  type Endpoint,
  HostOutlier,
  type OutlierHost,
  PeakEwma,
  type PeakEwmaSettings,
  type Random,
} from '@flotilla/balancer'
import { formatHostPort } from '@flotilla/net'
import type { Host, HostAddress, HostAttachment, HostStats, Locality, Metadata } from './types.ts'

/** Eligibility as EDS states it: HEALTHY and UNKNOWN are `healthy`, DRAINING is `excluded`. */
export type EndpointHealth = 'healthy' | 'degraded' | 'unhealthy' | 'excluded'

/** Where an endpoint is checked. */
export interface HealthTarget {
  /** Null: its own. */
  readonly address: string | null
  /** Null: its own. */
  readonly port: number | null
  /** Host header of a check, empty for the check's own. */
  readonly hostname: string
  readonly isDisabled: boolean
}

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
  /** Null: as the endpoint itself. */
  readonly healthCheck: HealthTarget | null
  /** Where it can be had too. Absent: nowhere. */
  readonly moreAddresses?: readonly HostAddress[]
}

/** What endpoints of a cluster are made with. */
export interface EndpointSettings {
  readonly random: Random
  readonly nowMs: () => number
  readonly latency: PeakEwmaSettings | null
  readonly accrual: AccrualConfig | null
  /** Whether endpoints are actively checked: they then begin as failed. */
  readonly isChecked: boolean
  /** Whether endpoints do not count until their first check. */
  readonly awaitsFirstCheck: boolean
}

/** What active health checks found. */
export interface CheckedHealth {
  isFailed: boolean
  isDegraded: boolean
  /** Not checked yet, and not counted until then. */
  isPending: boolean
  /** It failed by not answering in time. */
  isTimedOut: boolean
  /** It said of itself that it is failing. */
  isExcluded: boolean
}

export class EndpointHost implements Host, Endpoint, OutlierHost {
  readonly address: string
  readonly port: number
  readonly label: string
  readonly moreAddresses: readonly HostAddress[]
  /** Tells it from the cluster's other endpoints. */
  readonly key: string
  readonly hostname: string
  readonly hashKey: string
  weight: number
  readonly priority: number
  readonly locality: Locality
  readonly metadata: Readonly<Record<string, Metadata>>
  readonly healthCheck: HealthTarget | null
  health: EndpointHealth
  readonly checked: CheckedHealth
  isRemoved = false
  /** Discovery left it out, but its checks pass: it stays until they fail. */
  isOnNotice = false
  availableSinceMs: number
  readonly latency: PeakEwma | null
  readonly accrual: AccrualBreaker | null
  readonly stats: HostStats = {
    cxTotal: 0,
    cxActive: 0,
    cxConnectFail: 0,
    rqTotal: 0,
    activeRequests: 0,
    rqSuccess: 0,
    rqError: 0,
    rqPendingActive: 0,
    rqTimeout: 0,
  }
  readonly outlier: HostOutlier = new HostOutlier()
  pool: HostAttachment | null = null

  constructor(spec: EndpointSpec, hashKey: string, settings: EndpointSettings) {
    const nowMs = settings.nowMs()
    const isChecked = settings.isChecked && spec.healthCheck?.isDisabled !== true
    this.address = spec.address
    this.port = spec.port
    this.label = labelOf(spec)
    this.moreAddresses = spec.moreAddresses ?? []
    this.key = keyOf(spec)
    this.hostname = spec.hostname
    this.hashKey = hashKey
    this.weight = spec.weight
    this.priority = spec.priority
    this.locality = spec.locality
    this.metadata = spec.metadata
    this.healthCheck = spec.healthCheck
    this.health = spec.health
    this.checked = {
      isFailed: isChecked,
      isDegraded: false,
      isPending: isChecked && settings.awaitsFirstCheck,
      isTimedOut: false,
      isExcluded: false,
    }
    this.availableSinceMs = nowMs
    this.latency = settings.latency === null ? null : new PeakEwma(settings.latency, nowMs)
    this.accrual =
      settings.accrual === null ? null : new AccrualBreaker(settings.accrual, settings.random)
  }

  get isEjected(): boolean {
    return this.outlier.isEjected
  }

  get isCanary(): boolean {
    return this.metadata['envoy.lb']?.['canary'] === true
  }

  get healthy(): boolean {
    return (
      this.health === 'healthy' &&
      !this.outlier.isEjected &&
      !this.checked.isFailed &&
      !this.checked.isDegraded
    )
  }

  /** Usable, but only where there is nothing better. */
  get isDegraded(): boolean {
    return (
      (this.health === 'degraded' || (this.checked.isDegraded && this.health === 'healthy')) &&
      !this.outlier.isEjected &&
      !this.checked.isFailed
    )
  }

  /** It does not count when availability is worked out. */
  get isExcluded(): boolean {
    return this.health === 'excluded' || this.checked.isPending || this.checked.isExcluded
  }

  /** An open accrual breaker or none: not even panic overrules one that is shut. */
  get isAccepting(): boolean {
    return this.accrual === null || this.accrual.isAvailable
  }

  /** The endpoint is gone: idle connections close, busy ones finish. */
  retire(): void {
    if (this.isRemoved) return
    this.isRemoved = true
    this.pool?.drain()
  }
}

export function keyOf({ address, port, priority }: EndpointSpec | EndpointHost): string {
  return `${address}|${port}|${priority}`
}

/** `address:port`, or the path of a Unix socket. */
export function labelOf({ address, port }: { address: string; port: number }): string {
  return port === 0 ? address : formatHostPort(address, port)
}

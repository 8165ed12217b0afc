/** What an active health check is, compiled. */
import type { StringMatcher } from '@flotilla/match'
import type { Metadata } from '../types.ts'

/** Half-open: `start` belongs to it, `end` does not. */
export interface StatusRange {
  readonly start: number
  readonly end: number
}

export interface HttpCheck {
  readonly kind: 'http'
  readonly method: string
  readonly path: string
  /** Empty: the endpoint's own, else the cluster's name. */
  readonly host: string
  /** Added to every request: name, value, name, value, … */
  readonly headers: readonly string[]
  /** Lower case; taken out of what is sent by default. */
  readonly removedHeaders: readonly string[]
  readonly expected: readonly StatusRange[]
  readonly retriable: readonly StatusRange[]
  /** Body of every request; null: none. */
  readonly send: Buffer | null
  /** In order, each behind the one before. */
  readonly receive: readonly Buffer[]
  /** Bytes of a body that are looked at; 0: all that come, up to a bound. */
  readonly maxBodyBytes: number
  readonly isHttp2: boolean
  /** What x-envoy-upstream-healthchecked-cluster must be; null: not looked at. */
  readonly serviceName: StringMatcher | null
}

export interface TcpCheck {
  readonly kind: 'tcp'
  /** Null: that it connects is enough. */
  readonly send: Buffer | null
  readonly receive: readonly Buffer[]
  /** Whether a whole line that is not what is expected fails the check at once. */
  readonly failsOnOtherLine: boolean
}

export interface GrpcCheck {
  readonly kind: 'grpc'
  readonly serviceName: string
  /** Empty: the endpoint's own, else the cluster's name. */
  readonly authority: string
  readonly metadata: readonly string[]
}

export type CheckKind = HttpCheck | TcpCheck | GrpcCheck

export interface HealthCheckSpec {
  readonly timeoutMs: number
  readonly intervalMs: number
  readonly initialJitterMs: number
  readonly intervalJitterMs: number
  readonly intervalJitterPct: number
  readonly unhealthyThreshold: number
  readonly healthyThreshold: number
  /** Checked in place of the endpoints' own; null: theirs. */
  readonly altPort: number | null
  readonly reusesConnection: boolean
  /** While the cluster has never been used. */
  readonly noTrafficIntervalMs: number
  readonly noTrafficHealthyIntervalMs: number
  readonly unhealthyIntervalMs: number
  /** After a failure that may become a change. */
  readonly unhealthyEdgeIntervalMs: number
  /** After a success that may become a change. */
  readonly healthyEdgeIntervalMs: number
  /** Files that get an event for every change. */
  readonly eventLogs: readonly string[]
  readonly alwaysLogsFailures: boolean
  readonly alwaysLogsSuccess: boolean
  /** Chooses the transport of checks in place of the endpoint's metadata; null: as requests are sent. */
  readonly transportMatch: Metadata | null
  readonly check: CheckKind
}

/** What a connection manager takes from the rest of the proxy. */
import type { Clock, TimerWheel } from '@flotilla/time'
import type { OverloadState } from '../overload/overload-state.ts'
import type { TapHub } from '../tap/tap-hub.ts'
import type { HttpStats, RouteStats } from '../telemetry/http-stats.ts'
import type { ClusterManager } from '../upstream/types.ts'
import type { HttpFilterKind, HttpStream } from './filter.ts'
import type { HeaderList } from './headers.ts'
import type { RouteTable } from './route/route-table.ts'

/** The routes of one name; `table` is swapped whole when an update is accepted, and is null until the first. */
export interface RouteSource {
  readonly table: RouteTable | null
  /** The table for a request, where its headers choose; absent: `table` is for all. */
  tableFor?(headers: HeaderList): RouteTable | null
}

/** By RDS name; the same name gives the same source for as long as anyone holds it. */
export interface RouteConfigProvider {
  open(name: string): RouteSource
}

/** Writes one line for each stream; called once when it is over. Must not throw and must not keep the stream. */
export interface HttpAccessLogger {
  log(stream: HttpStream): void
}

/** Who this proxy is, for fault filters (`downstream_nodes`) and headers. */
export interface NodeIdentity {
  readonly id: string
  readonly cluster: string
}

export interface HttpEnv {
  readonly clusters: ClusterManager
  readonly routes: RouteConfigProvider
  /** By type URL of the configuration (both keys of a kind with two URLs are there). */
  readonly filterKinds: ReadonlyMap<string, HttpFilterKind>
  readonly clock: Clock
  readonly wheel: TimerWheel
  /** Uniform in [0, 1). */
  readonly random: () => number
  /** The counters of a `stat_prefix`; managers of one prefix share them. */
  readonly stats: (statPrefix: string) => HttpStats
  /** The counters of a route or virtual cluster. Absent: none are kept. */
  readonly routeStats?: (prefix: string) => RouteStats
  readonly node: NodeIdentity
  /** Absent: nothing can be watched. */
  readonly tap?: TapHub
  /** Absent: load is never shed. */
  readonly overload?: OverloadState
}

/** Watches resources and sheds load by Envoy's rules: pressures are read at an interval, and actions follow them. */
import { scope } from '@flotilla/log'
import type { Clock, Timer } from '@flotilla/time'
import { MsHistogram } from '../telemetry/ms-histogram.ts'
import type { StatGroup } from '../telemetry/stats-groups.ts'
import { injectedPressure } from './injected-pressure.ts'
import { LagMeter } from './lag-meter.ts'
import {
  ACTION_PREFIX,
  type ActionKind,
  type ActionSpec,
  type OverloadSpec,
  POINT_PREFIX,
  POINTS,
} from './overload-config.ts'
import type { OverloadState } from './overload-state.ts'

export interface OverloadEnv {
  readonly clock: Clock
  readonly rssBytes: () => number
  /** Of clients, over all listeners. */
  readonly connections: () => number
  readonly collectGarbage: () => void
  /** How late the worst other thread is, ms, since it was last asked. Absent: there is none. */
  readonly otherLagMs?: () => number
  /** Called after each refresh of the state. */
  readonly onRefreshed?: () => void
}

const log = scope('proxy.overload')

export class OverloadManager {
  private readonly spec: OverloadSpec
  private readonly state: OverloadState
  private readonly env: OverloadEnv
  private readonly lag: LagMeter
  /** By monitor: 1 where its limit is reached. */
  private readonly pressures = new Map<string, number>()
  /** By monitor: how often it could not be read. */
  private readonly failed = new Map<string, number>()
  /** By action: 0 off, 1 in full force. */
  private readonly scales = new Map<ActionKind, number>()
  private readonly delays = new MsHistogram()
  private timer: Timer | null = null

  constructor(spec: OverloadSpec, state: OverloadState, env: OverloadEnv) {
    this.spec = spec
    this.state = state
    this.env = env
    this.lag = new LagMeter(env.clock)
  }

  start(): void {
    if (this.spec.monitors.some((monitor) => monitor.kind === 'lag')) this.lag.start()
    this.state.maxConnections = this.spec.maxConnections ?? Number.POSITIVE_INFINITY
    this.schedule()
  }

  close(): void {
    this.timer?.cancel()
    this.lag.close()
  }

  /** Reads all monitors and sets the state; also called by the timer. */
  refresh(): void {
    for (const monitor of this.spec.monitors) {
      const { name, limit } = monitor
      const pressure = this.read(monitor)
      if (pressure === null) this.failed.set(name, (this.failed.get(name) ?? 0) + 1)
      else this.pressures.set(name, pressure / limit)
    }
    for (const action of this.spec.actions) {
      const scale = Math.max(0, ...action.triggers.map((one) => this.scaleOf(one)))
      this.note(action.kind, scale)
      this.scales.set(action.kind, scale)
    }
    this.apply()
  }

  *stats(): Iterable<StatGroup> {
    yield {
      prefix: 'overload.',
      family: 'envoy_overload_',
      label: null,
      values: { refreshIntervalDelay: this.delays },
    }
    for (const { name } of this.spec.monitors)
      yield overloadGroup(name, {
        pressure: Math.round(100 * (this.pressures.get(name) ?? 0)),
        failedUpdates: this.failed.get(name) ?? 0,
        skippedUpdates: 0,
      })
    for (const { kind } of this.spec.actions) {
      const scale = this.scales.get(kind) ?? 0
      const isPoint = POINTS.has(kind)
      if (isPoint) {
        yield overloadGroup(POINT_PREFIX + kind, { scalePercent: Math.round(100 * scale) })
        continue
      }
      yield overloadGroup(ACTION_PREFIX + kind, {
        active: scale === 1 ? 1 : 0,
        scalePercent: Math.round(100 * scale),
      })
    }
  }

  private schedule(): void {
    const { refreshMs } = this.spec
    const dueMs = this.env.clock.nowMs() + refreshMs
    this.timer = this.env.clock.after(refreshMs, () => {
      this.delays.record(this.env.clock.nowMs() - dueMs)
      this.refresh()
      this.schedule()
    })
  }

  /** Null where it cannot be read now: the pressure stays as it was. */
  private read({ kind, path = '' }: OverloadSpec['monitors'][number]): number | null {
    if (kind === 'file') return injectedPressure(path)
    if (kind === 'rss') return this.env.rssBytes()
    if (kind === 'connections') return this.env.connections()
    return Math.max(this.lag.take(), this.env.otherLagMs?.() ?? 0)
  }

  /** Envoy: a threshold is met at its value; a scaled trigger grows between its two. */
  private scaleOf({ monitor, from, to }: ActionSpec['triggers'][number]): number {
    const pressure = this.pressures.get(monitor) ?? 0
    if (pressure >= to) return 1
    return pressure <= from ? 0 : (pressure - from) / (to - from)
  }

  private note(kind: ActionKind, scale: number): void {
    const before = this.scales.get(kind) ?? 0
    if (scale === 1 && before < 1) log.warn('overloaded', { action: kind })
    else if (scale < 1 && before === 1) log.info('no longer overloaded', { action: kind })
  }

  private apply(): void {
    const { state } = this
    state.stopsRequests =
      this.isFull('stop_accepting_requests') ||
      this.isFull('http_connection_manager_decode_headers')
    state.disablesKeepalive = this.isFull('disable_http_keepalive')
    state.rejectedShare = Math.max(
      this.scales.get('reject_incoming_connections') ?? 0,
      this.scales.get('tcp_listener_accept') ?? 0,
    )
    if (this.isFull('shrink_heap')) this.env.collectGarbage()
    const wasStopped = state.stopsConnections
    state.stopsConnections = this.isFull('stop_accepting_connections')
    if (wasStopped && !state.stopsConnections) state.onResume()
    this.env.onRefreshed?.()
  }

  private isFull(kind: ActionKind): boolean {
    return this.scales.get(kind) === 1
  }
}

function overloadGroup(name: string, values: object): StatGroup {
  return {
    prefix: `overload.${name}.`,
    family: `envoy_overload_${name.replaceAll('.', '_')}_`,
    label: null,
    values,
  }
}

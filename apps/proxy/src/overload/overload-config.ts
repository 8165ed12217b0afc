/** Envoy's `overload_manager` and our own monitors (`node.metadata.FLOTILLA.overload`) → what is watched and what is done about it. */
import {
  DownstreamConnectionsConfig,
  FixedHeapConfig,
  InjectedResourceConfig,
  type JsonObject,
  type JsonValue,
  OverloadAction,
  type OverloadManager,
  type ResourceMonitor,
  type Trigger,
  unpackAny,
} from '@flotilla/proto'
import type { Violations } from '../compile/violations.ts'

/** What a pressure of 1 is measured by. */
export type MonitorKind = 'rss' | 'lag' | 'connections' | 'file'

export interface MonitorSpec {
  /** As triggers and statistics name it. */
  readonly name: string
  readonly kind: MonitorKind
  /** Bytes, milliseconds or connections at which the pressure is 1. */
  readonly limit: number
  /** Of kind `file`: holds the pressure, from 0 to 1. Else empty. */
  readonly path?: string
}

export interface TriggerSpec {
  readonly monitor: string
  /** Pressure above which the action begins, and at which it is in full force; the same for a threshold. */
  readonly from: number
  readonly to: number
}

/** Envoy's names without `envoy.overload_actions.`. */
export const ACTIONS = [
  'stop_accepting_requests',
  'disable_http_keepalive',
  'stop_accepting_connections',
  'reject_incoming_connections',
  'shrink_heap',
  'tcp_listener_accept',
  'http_connection_manager_decode_headers',
] as const
export type ActionKind = (typeof ACTIONS)[number]

export interface ActionSpec {
  readonly kind: ActionKind
  readonly triggers: readonly TriggerSpec[]
}

export interface OverloadSpec {
  readonly refreshMs: number
  readonly monitors: readonly MonitorSpec[]
  readonly actions: readonly ActionSpec[]
  /** Null: no bound on connections over all listeners. */
  readonly maxConnections: number | null
}

export const ACTION_PREFIX = 'envoy.overload_actions.'
export const POINT_PREFIX = 'envoy.load_shed_points.'
/** Places where load is shed; the others are actions. */
export const POINTS: ReadonlySet<ActionKind> = new Set([
  'tcp_listener_accept',
  'http_connection_manager_decode_headers',
])
const CONNECTIONS_MONITOR = 'envoy.resource_monitors.global_downstream_max_connections'
const DEFAULT_REFRESH_MS = 1_000
const MIN_REFRESH_MS = 1

/** Names and units of our own monitors. */
const OWN_MONITORS: Readonly<
  Record<string, { readonly name: string; readonly kind: MonitorKind }>
> = {
  rssBytes: { name: 'flotilla.rss', kind: 'rss' },
  eventLoopLagMs: { name: 'flotilla.event_loop_lag', kind: 'lag' },
  connections: { name: 'flotilla.connections', kind: 'connections' },
}

/** Null where nothing is configured. @param runtimeMax bound on connections by a runtime key; @param own `node.metadata.FLOTILLA.overload`, null where absent */
export function compileOverload(
  message: OverloadManager | null,
  runtimeMax: number | null,
  own: JsonValue,
  at: Violations,
  ownAt: Violations,
): OverloadSpec | null {
  if (message === null && own === null && runtimeMax === null) return null
  const monitors = new Map<string, MonitorSpec>()
  let maxConnections = runtimeMax
  for (const [i, monitor] of (message?.resourceMonitors ?? []).entries()) {
    const place = at.at('resource_monitors', i)
    if (monitors.has(monitor.name)) place.at('name').add(`${monitor.name} is used twice`)
    const compiled = compileMonitor(monitor, place)
    if (compiled === null) continue
    if (monitor.name === CONNECTIONS_MONITOR) maxConnections = compiled.limit
    monitors.set(monitor.name, compiled)
  }
  const ownActions = readOwn(own, monitors, ownAt)
  const actions = [
    ...compileActions(message?.actions ?? [], monitors, at, 'actions'),
    ...compileActions(message?.loadshedPoints ?? [], monitors, at, 'loadshed_points'),
    ...compileActions(ownActions, monitors, ownAt, 'actions'),
  ]
  return {
    refreshMs: refreshMsOf(message, at),
    monitors: [...monitors.values()],
    actions,
    maxConnections,
  }
}

function refreshMsOf(message: OverloadManager | null, at: Violations): number {
  const interval = message?.refreshInterval ?? null
  if (interval === null) return DEFAULT_REFRESH_MS
  const ms = interval.seconds * 1000 + interval.nanos / 1e6
  if (ms < MIN_REFRESH_MS) at.at('refresh_interval').add('must be at least 0.001s')
  return ms
}

function compileMonitor(monitor: ResourceMonitor, at: Violations): MonitorSpec | null {
  const { name, typedConfig } = monitor
  const heap = unpackAny(FixedHeapConfig, typedConfig)
  if (heap !== null) {
    if (heap.maxHeapSizeBytes > 0) return { name, kind: 'rss', limit: heap.maxHeapSizeBytes }
    at.at('typed_config').at('max_heap_size_bytes').add('must be greater than 0')
    return null
  }
  const injected = unpackAny(InjectedResourceConfig, typedConfig)
  if (injected !== null) {
    if (injected.filename === '') at.at('typed_config').at('filename').add('must not be empty')
    return { name, kind: 'file', limit: 1, path: injected.filename }
  }
  const connections = unpackAny(DownstreamConnectionsConfig, typedConfig)
  if (connections === null) {
    at.at('typed_config').unsupported('this resource monitor')
    return null
  }
  const limit = connections.maxActiveDownstreamConnections
  if (limit > 0) return { name: CONNECTIONS_MONITOR, kind: 'connections', limit }
  at.at('typed_config').at('max_active_downstream_connections').add('must be greater than 0')
  return null
}

/** Adds our monitors; gives the actions that stand beside them. */
function readOwn(
  own: JsonValue,
  monitors: Map<string, MonitorSpec>,
  at: Violations,
): readonly OverloadAction[] {
  if (own === null) return []
  if (typeof own !== 'object' || Array.isArray(own)) {
    at.add('must be an object')
    return []
  }
  const { actions = [], ...limits } = own as JsonObject // neither null nor a list
  for (const [key, limit] of Object.entries(limits)) {
    const known = OWN_MONITORS[key]
    if (known === undefined) at.at(key).add('unknown field')
    else if (typeof limit !== 'number' || !(limit > 0))
      at.at(key).add('must be a number greater than 0')
    else monitors.set(known.name, { ...known, limit })
  }
  if (!Array.isArray(actions)) {
    at.at('actions').add('must be a list')
    return []
  }
  return actions.flatMap((action: JsonValue, i) => {
    const parsed = OverloadAction.fromJson(action)
    if (parsed.kind === 'ok') return [parsed.message]
    at.at('actions', i).adopt(parsed.violations)
    return []
  })
}

function compileActions(
  actions: readonly Pick<OverloadAction, 'name' | 'triggers'>[],
  monitors: ReadonlyMap<string, MonitorSpec>,
  at: Violations,
  field: 'actions' | 'loadshed_points',
): readonly ActionSpec[] {
  const seen = new Set<string>()
  return actions.flatMap((action, i) => {
    const place = at.at(field, i)
    const prefix = field === 'actions' ? ACTION_PREFIX : POINT_PREFIX
    const kind = ACTIONS.find(
      (one) => prefix + one === action.name && POINTS.has(one) === (field !== 'actions'),
    )
    if (kind === undefined) {
      place.at('name').unsupported(`the action ${JSON.stringify(action.name)}`)
      return []
    }
    if (seen.has(kind)) place.at('name').add(`${action.name} is used twice`)
    seen.add(kind)
    if (action.triggers.length === 0) place.at('triggers').add('must not be empty')
    const triggers = action.triggers.flatMap((trigger, j) =>
      compileTrigger(trigger, monitors, place.at('triggers', j)),
    )
    // What is answered for a share of requests only is not there: all of them, or none.
    if (kind === 'http_connection_manager_decode_headers')
      action.triggers.forEach(({ scaled }, j) => {
        if (scaled !== null) place.at('triggers', j).at('scaled').unsupported()
      })
    return [{ kind, triggers }]
  })
}

function compileTrigger(
  { name, threshold, scaled }: Trigger,
  monitors: ReadonlyMap<string, MonitorSpec>,
  at: Violations,
): readonly TriggerSpec[] {
  const monitor = monitors.get(name)
  // Envoy's own bound on connections acts by itself, and nothing else can be made to depend on it.
  if (monitor === undefined || name === CONNECTIONS_MONITOR) {
    at.at('name').add(`${JSON.stringify(name)} is no resource monitor that can trigger an action`)
    return []
  }
  const share = (value: number, place: Violations): void => {
    if (!(value >= 0 && value <= 1)) place.add('must be between 0 and 1')
  }
  if (threshold !== null) {
    share(threshold.value, at.at('threshold.value'))
    return [{ monitor: name, from: threshold.value, to: threshold.value }]
  }
  if (scaled === null) {
    at.add('must have a threshold or a scaled trigger')
    return []
  }
  const { scalingThreshold: from, saturationThreshold: to } = scaled
  share(from, at.at('scaled.scaling_threshold'))
  share(to, at.at('scaled.saturation_threshold'))
  if (from >= to) at.at('scaled.scaling_threshold').add('must be less than saturation_threshold')
  return [{ monitor: name, from, to }]
}

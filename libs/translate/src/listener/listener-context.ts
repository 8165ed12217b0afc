/** What all listeners of one proxy share: its scope, itself, and Mixer's part. */
import { type Any, Filter } from '@flotilla/proto'
import {
  httpClientConfig,
  MIXER_FILTER,
  type MixerListener,
  tcpClientConfig,
} from '../mixer/filter-config.ts'
import { checksOutbound, effectiveMixer, type MixerDestination } from '../mixer/mixer-settings.ts'
import type { ProxyNode } from '../proxy-node.ts'
import type { Scope } from '../scope.ts'
import type { ServiceTarget } from '../service/service-targets.ts'
import { STATS_FILTER, statsConfig } from './stats-filter.ts'

export interface ListenerContext {
  readonly scope: Scope
  readonly node: ProxyNode
  /** Services of the proxy's own workload. */
  readonly targets: readonly ServiceTarget[]
}

type Local = MixerListener['local']

/** Mixer's HTTP filter for a listener of this direction, or null. */
export function mixerHttpFilter(
  context: ListenerContext,
  direction: 'inbound' | 'outbound',
  local: Local,
): Any | null {
  const mixer = effectiveMixer(context.scope.context, context.node)
  if (mixer === null) return null
  const { node } = context
  return httpClientConfig(
    { mixer, node, direction, local },
    mixer.disableCheck || !checks(context, direction),
  )
}

/** What stands before a TCP proxy: Mixer's filter and the proxy's own metrics, where they are on. */
export function tcpFilters(
  context: ListenerContext,
  direction: 'inbound' | 'outbound',
  local: Local,
  destination: MixerDestination,
): Filter[] {
  const { scope, node } = context
  const mixer = effectiveMixer(scope.context, node)
  const filters: Filter[] = []
  if (mixer !== null) {
    const disableCheck = mixer.disableCheck || !checks(context, direction)
    const listener = { mixer, node, direction, local }
    filters.push(
      Filter.create({
        name: MIXER_FILTER,
        typedConfig: tcpClientConfig(listener, destination, disableCheck),
      }),
    )
  }
  if (countsMetrics(context))
    filters.push(Filter.create({ name: STATS_FILTER, typedConfig: statsConfig() }))
  return filters
}

function checks(context: ListenerContext, direction: 'inbound' | 'outbound'): boolean {
  return direction === 'inbound' || checksOutbound(context.scope.context, context.node)
}

/** The proxy counts Istio's metrics itself while Mixer does not. */
export function countsMetrics(context: ListenerContext): boolean {
  return context.node.flotilla !== null && !context.scope.context.mixer.hasMetricSet
}

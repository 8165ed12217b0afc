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
  return mixer === null ? null : httpClientConfig({ mixer, node: context.node, direction, local })
}

/** Mixer's network filter before a TCP proxy: none or one. */
export function mixerTcpFilter(
  context: ListenerContext,
  direction: 'inbound' | 'outbound',
  local: Local,
  destination: MixerDestination,
): Filter[] {
  const { scope, node } = context
  const mixer = effectiveMixer(scope.context, node)
  if (mixer === null) return []
  const checks = direction === 'inbound' || checksOutbound(scope.context, node)
  const config = tcpClientConfig(
    { mixer, node, direction, local },
    destination,
    mixer.disableCheck || !checks,
  )
  return [Filter.create({ name: MIXER_FILTER, typedConfig: config })]
}

/** The proxy counts Istio's metrics itself while Mixer does not. */
export function countsMetrics(context: ListenerContext): boolean {
  return context.node.flotilla !== null && !context.scope.context.mixer.hasMetricSet
}

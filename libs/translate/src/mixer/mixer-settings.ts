/** Whether and how a proxy talks to Mixer, decided from mesh settings, rules and the proxy itself (spec mixer 2.1). */
import type { PushContext } from '../context.ts'
import { outboundClusterName } from '../names.ts'
import type { ProxyNode } from '../proxy-node.ts'
import type { Scope } from '../scope.ts'
import type { Service } from '../service/service.ts'
import type { ServiceConfigInput } from './filter-config.ts'

export interface EffectiveMixer {
  /** Cluster of the policy service, or empty. */
  readonly checkCluster: string
  readonly reportCluster: string
  readonly disableCheck: boolean
  readonly disableHttpReport: boolean
  readonly failOpen: boolean
  readonly batchMaxEntries: number | null
  readonly batchMaxTime: string | null
  readonly isGateway: boolean
}

export interface MixerDestination {
  readonly host: string
  /** Empty for what is no service. */
  readonly name: string
  readonly namespace: string
}

/** null: no Mixer filter for this proxy. */
export function effectiveMixer(context: PushContext, node: ProxyNode): EffectiveMixer | null {
  const { mixer } = context.mesh
  // Other data planes do not know the filter.
  if (node.flotilla === null || (mixer.checkServer === '' && mixer.reportServer === '')) return null
  const hasChecks =
    !mixer.disableChecks && mixer.checkServer !== '' && context.mixer.mayCheck(node.namespace)
  const disableHttpReport = mixer.disableHttpReports || mixer.reportServer === ''
  if (mixer.disableChecks && disableHttpReport) return null
  return {
    checkCluster: clusterOfServer(mixer.checkServer),
    reportCluster: clusterOfServer(mixer.reportServer),
    disableCheck: !hasChecks,
    disableHttpReport,
    failOpen: mixer.failOpen,
    batchMaxEntries: mixer.reportBatchMaxEntries,
    batchMaxTime: mixer.reportBatchMaxTime,
    isGateway: node.type === 'router',
  }
}

/** Whether outbound requests are checked: at gateways, and at sidecars where the mesh says so. */
export function checksOutbound(context: PushContext, node: ProxyNode): boolean {
  return node.type === 'router' || context.mesh.mixer.clientSideChecks
}

/** `outbound|PORT||HOST` of a `host:port` setting. */
function clusterOfServer(server: string): string {
  const colon = server.lastIndexOf(':')
  if (colon === -1) return ''
  return outboundClusterName(Number(server.slice(colon + 1)), '', server.slice(0, colon))
}

/** Mixer's part of an outbound route to this host, or null where there is none. */
export function outboundServiceConfig(
  scope: Scope,
  node: ProxyNode,
  host: string,
): ServiceConfigInput | null {
  const mixer = effectiveMixer(scope.context, node)
  if (mixer === null) return null
  const service = scope.service(host)
  return {
    mixer,
    destination: service === null ? namedOnly(host) : destinationOfService(service),
    direction: 'outbound',
    disableCheck: mixer.disableCheck || !checksOutbound(scope.context, node),
    quotas: [],
    apis: [],
  }
}

/** Mixer's part of the route to a service of this workload, or null where there is none. */
export function inboundServiceConfig(
  context: PushContext,
  node: ProxyNode,
  service: Service,
): ServiceConfigInput | null {
  const mixer = effectiveMixer(context, node)
  if (mixer === null) return null
  return {
    mixer,
    destination: destinationOfService(service),
    direction: 'inbound',
    disableCheck: mixer.disableCheck,
    quotas: mixer.disableCheck ? [] : context.mixer.quotasOf(service.host),
    apis: context.mixer.apisOf(service.host),
  }
}

export function destinationOfService(service: Service): MixerDestination {
  return { host: service.host, name: service.name, namespace: service.namespace }
}

/** A destination that is no service: only its name is told. */
export function namedOnly(name: string): MixerDestination {
  return { host: name, name: '', namespace: '' }
}

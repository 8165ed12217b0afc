/** Everything one proxy is to be given under one push context, resource by resource. */
import type {
  Cluster,
  ClusterLoadAssignment,
  Listener,
  NameTable,
  RouteConfiguration,
} from '@flotilla/proto'
import { outboundClusterInputs } from './cluster/cluster-inputs.ts'
import {
  blackHoleCluster,
  inboundPassthroughCluster,
  passthroughCluster,
} from './cluster/fixed-clusters.ts'
import { type InboundClusterInput, translateInboundCluster } from './cluster/inbound-cluster.ts'
import { type OutboundClusterInput, translateOutboundCluster } from './cluster/outbound-cluster.ts'
import { loadAssignmentInput } from './endpoint/endpoint-inputs.ts'
import { type LoadAssignmentInput, loadAssignment } from './endpoint/load-assignment.ts'
import { type MergedGateways, mergeGateways } from './gateway/merge-gateways.ts'
import { explicitListeners } from './listener/explicit-listeners.ts'
import { gatewayListeners } from './listener/gateway-listeners.ts'
import { inboundListeners, inboundPorts } from './listener/inbound-listeners.ts'
import type { ListenerContext } from './listener/listener-context.ts'
import { outboundListeners } from './listener/outbound-listeners.ts'
import { nameTable } from './name-table.ts'
import type { ProxyNode } from './proxy-node.ts'
import { gatewayRoutes } from './route/gateway-routes.ts'
import { sidecarRoutes } from './route/sidecar-routes.ts'
import type { Scope } from './scope.ts'
import { type ServiceTarget, serviceTargetsOf } from './service/service-targets.ts'

const LOOPBACK = '127.0.0.1'

export class ProxyView {
  readonly scope: Scope
  readonly node: ProxyNode
  private served: readonly ServiceTarget[] | null = null
  private gateways: MergedGateways | null = null

  constructor(scope: Scope, node: ProxyNode) {
    this.scope = scope
    this.node = node
  }

  /** Inputs of the outbound clusters, in the order of the services. */
  outboundClusters(): OutboundClusterInput[] {
    return this.scope.services.flatMap((service) =>
      outboundClusterInputs(this.scope, this.node, service),
    )
  }

  /** Names of the outbound clusters of one host. */
  clusterNamesOf(host: string): string[] {
    const service = this.scope.service(host)
    if (service === null) return []
    return outboundClusterInputs(this.scope, this.node, service).map((input) => input.name)
  }

  /** Clusters that depend on nothing outbound: the fixed ones, and those of the application's ports. */
  ownClusters(): Cluster[] {
    const timeoutMs = this.scope.context.mesh.connectTimeoutMs
    const clusters = [blackHoleCluster(timeoutMs)]
    if (this.node.type === 'router') return clusters
    if (this.node.interception === 'REDIRECT')
      clusters.push(passthroughCluster(timeoutMs), inboundPassthroughCluster(timeoutMs))
    return [...clusters, ...this.inboundClusters().map(translateInboundCluster)]
  }

  /** Every cluster, in a stable order. */
  clusters(): Cluster[] {
    const outbound = this.outboundClusters().map(translateOutboundCluster)
    return [...this.ownClusters(), ...outbound.filter((cluster) => cluster !== null)]
  }

  endpointsInput(clusterName: string): LoadAssignmentInput {
    return loadAssignmentInput(this.scope, this.node, clusterName)
  }

  endpoints(clusterName: string): ClusterLoadAssignment {
    return loadAssignment(this.endpointsInput(clusterName))
  }

  listeners(): Listener[] {
    const context = this.listenerContext()
    if (this.node.type === 'router') return gatewayListeners(context, this.mergedGateways())
    const outbound =
      this.node.interception === 'NONE'
        ? explicitListeners(context)
        : outboundListeners(context).listeners
    return [...outbound, ...inboundListeners(context)]
  }

  route(name: string): RouteConfiguration {
    return this.node.type === 'router'
      ? gatewayRoutes(this.scope, this.node, this.mergedGateways(), name)
      : sidecarRoutes(this.scope, this.node, name)
  }

  nameTable(): NameTable {
    return nameTable(this.scope, this.node)
  }

  /** Services that an older one's claim on a port left out. */
  conflicts(): {
    readonly inbound: number
    readonly outboundTcp: number
    readonly gatewayServers: number
  } {
    const context = this.listenerContext()
    if (this.node.type === 'router')
      return { inbound: 0, outboundTcp: 0, gatewayServers: this.mergedGateways().rejected }
    return {
      inbound: inboundPorts(context).conflicts,
      outboundTcp: this.node.interception === 'NONE' ? 0 : outboundListeners(context).conflicts,
      gatewayServers: 0,
    }
  }

  private inboundClusters(): InboundClusterInput[] {
    const { ports } = inboundPorts(this.listenerContext())
    return ports.map((port) => ({
      targetPort: port.targetPort,
      protocol: port.port.protocol,
      appAddress: this.appAddress(),
      connectTimeoutMs: this.scope.context.mesh.connectTimeoutMs,
      services: this.targets
        .filter((target) => target.targetPort === port.targetPort)
        .map(({ service }) => ({
          host: service.host,
          name: service.name,
          namespace: service.namespace,
        })),
    }))
  }

  /** Where the application listens; null: wherever the client meant to go. */
  private appAddress(): string | null {
    const { flotilla } = this.node
    if (flotilla !== null) return flotilla.appAddress ?? LOOPBACK
    return this.scope.context.mesh.inboundToLocalhost ? LOOPBACK : null
  }

  private listenerContext(): ListenerContext {
    return { scope: this.scope, node: this.node, targets: this.targets }
  }

  private get targets(): readonly ServiceTarget[] {
    this.served ??= serviceTargetsOf(this.scope.context, this.node)
    return this.served
  }

  private mergedGateways(): MergedGateways {
    this.gateways ??= mergeGateways(this.scope.context.gateways, this.node, this.targets)
    return this.gateways
  }
}

/** The cluster between a sidecar and one port of its application (spec pilot-galley 2.9). */
import {
  Cluster,
  ClusterDiscoveryType,
  ClusterLbPolicy,
  ClusterLoadAssignment,
  durationOfMs,
  Endpoint,
  LbEndpoint,
  LocalityLbEndpoints,
  Metadata,
} from '@flotilla/proto'
import { addressOf } from '../address.ts'
import { inboundClusterName } from '../names.ts'
import type { Protocol } from '../protocol.ts'
import { circuitBreakers } from './circuit-breakers.ts'
import { inboundBind } from './fixed-clusters.ts'
import { protocolOptions } from './protocol-options.ts'

export interface InboundClusterInput {
  readonly targetPort: number
  readonly protocol: Protocol
  /** Address of the application; null: the connection's original destination. */
  readonly appAddress: string | null
  readonly connectTimeoutMs: number
  /** Services behind it, in the order in which the first decides. */
  readonly services: readonly {
    readonly host: string
    readonly name: string
    readonly namespace: string
  }[]
}

export function translateInboundCluster(input: InboundClusterInput): Cluster {
  const name = inboundClusterName(input.targetPort)
  return Cluster.create({
    name,
    connectTimeout: durationOfMs(input.connectTimeoutMs),
    ...(input.appAddress === null
      ? {
          type: ClusterDiscoveryType.ORIGINAL_DST,
          lbPolicy: ClusterLbPolicy.CLUSTER_PROVIDED,
          upstreamBindConfig: inboundBind(),
        }
      : {
          type: ClusterDiscoveryType.STATIC,
          loadAssignment: ClusterLoadAssignment.create({
            clusterName: name,
            endpoints: [
              LocalityLbEndpoints.create({
                lbEndpoints: [
                  LbEndpoint.create({
                    endpoint: Endpoint.create({
                      address: addressOf(input.appAddress, input.targetPort),
                    }),
                  }),
                ],
              }),
            ],
          }),
        }),
    circuitBreakers: circuitBreakers(null, null),
    typedExtensionProtocolOptions: protocolOptions({
      protocol: input.protocol,
      pool: null,
      meshUpgrades: false,
      autoSni: false,
    }),
    metadata: Metadata.create({
      filterMetadata: new Map([['istio', { services: input.services.map((one) => ({ ...one })) }]]),
    }),
  })
}

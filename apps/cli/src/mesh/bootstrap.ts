/** Writes a sidecar's or gateway's bootstrap: Envoy's own v3 file, with what only our proxy knows in node.metadata.FLOTILLA. */

import { FlotillaError } from '@flotilla/errors'
import { DNS_PORT } from '../network/interception.ts'
import type { SidecarPorts, StatusPorts } from '../network/network.ts'
import type { WorkloadPort } from './record.ts'

export interface BootstrapInput {
  readonly name: string
  readonly namespace: string
  readonly role: 'sidecar' | 'router'
  readonly address: string
  /** `host:port` */
  readonly admin: string
  readonly labels: Readonly<Record<string, string>>
  readonly serviceAccount: string
  readonly service: string
  readonly ports: readonly WorkloadPort[]
  readonly trustDomain: string
  readonly pilotAddress: string
  readonly citadelAddress: string
  readonly joinTokenFile: string
  /** Where the sidecar listens; null: its traffic is intercepted, or it is a gateway. */
  readonly sidecarPorts: SidecarPorts | null
  /** Where it tells of its state and metrics, or null. */
  readonly statusPorts: StatusPorts | null
  /** Whether other workloads have the same address. */
  readonly sharesAddress: boolean
  /** Listen address of a gateway, or null. */
  readonly bind: string | null
  /** Resolvers that the sidecar's DNS asks for names outside the mesh, `host:port`. */
  readonly dnsUpstreams: readonly string[]
}

export const CONTROL_NAMESPACE = 'istio-system'

/** SPIFFE ID of a service account. */
export function spiffeId(trustDomain: string, namespace: string, serviceAccount: string): string {
  return `spiffe://${trustDomain}/ns/${namespace}/sa/${serviceAccount}`
}

/** The bootstrap as a JSON value; it holds no secret. */
export function bootstrapOf(input: BootstrapInput): unknown {
  const { sidecarPorts, statusPorts } = input
  const intercepts = sidecarPorts === null && input.role === 'sidecar'
  const [adminHost = '', adminPort = ''] = input.admin.split(':')
  const [pilotHost = '', pilotPort = ''] = input.pilotAddress.split(':')
  return {
    node: {
      id: `${input.role}~${input.address}~${input.name}.${input.namespace}~${input.namespace}.svc.cluster.local`,
      cluster: `${input.labels['app'] ?? input.name}.${input.namespace}`,
      metadata: {
        NAME: input.name,
        NAMESPACE: input.namespace,
        SERVICE_ACCOUNT: input.serviceAccount,
        LABELS: input.labels,
        INSTANCE_IPS: input.address,
        INTERCEPTION_MODE: intercepts ? 'REDIRECT' : 'NONE',
        WORKLOAD_NAME: input.name,
        OWNER: `kubernetes://apis/apps/v1/namespaces/${input.namespace}/deployments/${input.name}`,
        CLUSTER_ID: 'Kubernetes',
        MESH_ID: input.trustDomain,
        ISTIO_VERSION: '1.4.9',
        AUTO_REGISTER_GROUP: input.name,
        FLOTILLA: {
          version: 1,
          // It takes HTTP/2, so that pilot offers it by ALPN.
          http2: true,
          services: [{ name: input.service, ports: input.ports }],
          identity: {
            spiffeId: spiffeId(input.trustDomain, input.namespace, input.serviceAccount),
            caAddress: input.citadelAddress,
            joinTokenFile: input.joinTokenFile,
          },
          ...(input.bind === null ? {} : { bind: input.bind }),
          ...(intercepts ? { dnsPort: DNS_PORT, dnsUpstreams: input.dnsUpstreams } : {}),
          ...(statusPorts === null
            ? {}
            : {
                statusAddress: statusPorts.address,
                statusPort: statusPorts.status,
                prometheusPort: statusPorts.prometheus,
              }),
          ...(input.sharesAddress ? { sharesAddress: true } : {}),
          ...(sidecarPorts === null
            ? {}
            : {
                appAddress: input.address,
                httpProxyPort: sidecarPorts.httpProxy,
                inboundPorts: inboundPorts(input.ports, sidecarPorts),
                servicePorts: sidecarPorts.services,
              }),
        },
      },
    },
    admin: { address: socketAddress(adminHost, Number(adminPort)) },
    dynamic_resources: {
      ads_config: {
        api_type: 'DELTA_GRPC',
        transport_api_version: 'V3',
        grpc_services: [{ envoy_grpc: { cluster_name: 'xds-grpc' } }],
      },
      lds_config: { ads: {}, resource_api_version: 'V3' },
      cds_config: { ads: {}, resource_api_version: 'V3' },
    },
    static_resources: { clusters: [xdsCluster(pilotHost, Number(pilotPort), input.trustDomain)] },
  }
}

/** Where each target port is reached through the sidecar. */
function inboundPorts(
  ports: readonly WorkloadPort[],
  sidecar: SidecarPorts,
): Record<string, number> {
  return Object.fromEntries(
    ports.map((port, n) => {
      const inbound = sidecar.inbound(n)
      if (inbound === null)
        throw new FlotillaError(
          'FLT_USAGE',
          `a workload has at most ${n} ports on a machine with one loopback address`,
        )
      return [String(port.targetPort), inbound]
    }),
  )
}

function xdsCluster(host: string, port: number, trustDomain: string): unknown {
  return {
    name: 'xds-grpc',
    type: 'STATIC',
    connect_timeout: '1s',
    load_assignment: {
      cluster_name: 'xds-grpc',
      endpoints: [{ lb_endpoints: [{ endpoint: { address: socketAddress(host, port) } }] }],
    },
    typed_extension_protocol_options: {
      'envoy.extensions.upstreams.http.v3.HttpProtocolOptions': {
        '@type': 'type.googleapis.com/envoy.extensions.upstreams.http.v3.HttpProtocolOptions',
        explicit_http_config: { http2_protocol_options: {} },
      },
    },
    transport_socket: {
      name: 'envoy.transport_sockets.tls',
      typed_config: {
        '@type': 'type.googleapis.com/envoy.extensions.transport_sockets.tls.v3.UpstreamTlsContext',
        common_tls_context: {
          tls_certificate_sds_secret_configs: [{ name: 'default' }],
          combined_validation_context: {
            default_validation_context: {
              match_typed_subject_alt_names: [
                {
                  san_type: 'URI',
                  matcher: {
                    exact: spiffeId(trustDomain, CONTROL_NAMESPACE, 'istio-pilot-service-account'),
                  },
                },
              ],
            },
            validation_context_sds_secret_config: { name: 'ROOTCA' },
          },
        },
      },
    },
  }
}

function socketAddress(address: string, port: number): unknown {
  return { socket_address: { address, port_value: port } }
}

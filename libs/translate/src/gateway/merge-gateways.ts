/** Which servers a gateway proxy serves, merged by address and port (spec pilot-galley 2.13). */
import type { ConfigObject, GatewaySpec } from '@flotilla/model'
import { selects } from '../labels.ts'
import { isHttp, isTls, type Protocol, parseProtocol } from '../protocol.ts'
import type { ProxyNode } from '../proxy-node.ts'
import type { ServiceTarget } from '../service/service-targets.ts'
import type { GatewayServer } from '../spec-types.ts'

export interface MergedServer {
  readonly server: GatewayServer
  /** `ns/name` of its Gateway. */
  readonly gateway: string
  readonly gatewayName: string
  readonly gatewayNamespace: string
  /** Port of the server as written, before translation to the port of the pod. */
  readonly declaredPort: number
  readonly protocol: Protocol
}

export type ServerFamily = 'http' | 'tls' | 'tcp'

export interface MergedPort {
  /** Address of the server, empty for the wildcard. */
  readonly bind: string
  readonly port: number
  readonly family: ServerFamily
  readonly servers: readonly MergedServer[]
}

export interface MergedGateways {
  /** Sorted by port, then address. */
  readonly ports: readonly MergedPort[]
  /** Servers left out because another family has their port, or the same TLS name. */
  readonly rejected: number
}

const SERVICE_ANNOTATION = 'internal.istio.io/gateway-service'
const NO_TRANSLATION_LABEL = 'experimental.istio.io/disable-gateway-port-translation'

/** @param gateways oldest first */
export function mergeGateways(
  gateways: readonly ConfigObject<GatewaySpec>[],
  node: ProxyNode,
  targets: readonly ServiceTarget[],
): MergedGateways {
  const ports = new Map<string, { merged: MergedPort; servers: MergedServer[] }>()
  let rejected = 0
  for (const gateway of gateways) {
    const services = boundServices(gateway)
    if (services === null && !selects(gateway.spec.selector, node.labels)) continue
    for (const server of gateway.spec.servers ?? []) {
      const declaredPort = server.port?.number ?? 0
      for (const port of listenPorts(gateway, declaredPort, targets, services)) {
        const one: MergedServer = {
          server,
          gateway: `${gateway.metadata.namespace}/${gateway.metadata.name}`,
          gatewayName: gateway.metadata.name,
          gatewayNamespace: gateway.metadata.namespace,
          declaredPort,
          protocol: parseProtocol(server.port?.protocol ?? ''),
        }
        if (!addServer(ports, port, one)) rejected++
      }
    }
  }
  const sorted = [...ports.values()]
    .map(({ merged, servers }) => ({ ...merged, servers }))
    .sort((a, b) => a.port - b.port || (a.bind < b.bind ? -1 : 1))
  return { ports: sorted, rejected }
}

function boundServices(gateway: ConfigObject<GatewaySpec>): ReadonlySet<string> | null {
  const text = gateway.metadata.annotations[SERVICE_ANNOTATION]
  return text === undefined ? null : new Set(text.split(',').map((host) => host.trim()))
}

/** Ports of the pod that a declared port reaches; the declared port itself where no service of the pod has it. */
function listenPorts(
  gateway: ConfigObject<GatewaySpec>,
  declared: number,
  targets: readonly ServiceTarget[],
  services: ReadonlySet<string> | null,
): number[] {
  const mapped = targets
    .filter(
      ({ service, port }) =>
        port.number === declared &&
        (services === null
          ? service.labels[NO_TRANSLATION_LABEL] !== 'true'
          : services.has(service.host) && service.namespace === gateway.metadata.namespace),
    )
    .map((target) => target.targetPort)
  if (mapped.length > 0) return [...new Set(mapped)].sort((a, b) => a - b)
  return services === null ? [declared] : []
}

function familyOf(server: MergedServer): ServerFamily {
  if (isHttp(server.protocol)) return 'http'
  return isTls(server.protocol) ? 'tls' : 'tcp'
}

function addServer(
  ports: Map<string, { merged: MergedPort; servers: MergedServer[] }>,
  port: number,
  one: MergedServer,
): boolean {
  const bind = one.server.bind ?? ''
  const key = `${bind}_${port}`
  const family = familyOf(one)
  const found = ports.get(key)
  if (found === undefined) {
    ports.set(key, { merged: { bind, port, family, servers: [] }, servers: [one] })
    return true
  }
  if (found.merged.family !== family || family === 'tcp') return false
  if (family === 'tls' && found.servers.some((other) => hasSameName(other, one))) return false
  found.servers.push(one)
  return true
}

/** Two TLS servers with a server name in common cannot be told apart. */
function hasSameName(a: MergedServer, b: MergedServer): boolean {
  const names = new Set((a.server.hosts ?? []).map(withoutNamespace))
  return (b.server.hosts ?? []).some((host) => names.has(withoutNamespace(host)))
}

/** The host of a `ns/host` entry. */
export function withoutNamespace(host: string): string {
  return host.slice(host.indexOf('/') + 1).toLowerCase()
}

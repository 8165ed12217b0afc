/** What a proxy says about itself: node id and metadata, parsed to what translations may depend on (spec pilot-galley 3.1). */
import { isIP } from 'node:net'
import type { Labels } from './labels.ts'
import { MAX_SERVICES, parseRegisteredService, type RegisteredService } from './service/workload.ts'

/** What only Flotilla's own proxy announces. */
export interface FlotillaNode {
  readonly version: string
  readonly services: readonly RegisteredService[]
  /** Address on which the application listens; null: loopback of its network namespace. */
  readonly appAddress: string | null
  /** Application port to the port on which the sidecar takes its traffic (no interception). */
  readonly inboundPorts: ReadonlyMap<number, number>
  /** Port of the sidecar's HTTP proxy, 0: none. */
  readonly httpProxyPort: number
  /** Services have listeners of their own on `base` plus the low 16 bits of their virtual address, up to `count` of them (no interception). */
  readonly servicePorts: ServicePorts
  /** Other workloads have its address too: only what names this workload or its ports is its own. */
  readonly sharesAddress: boolean
  /** Listen address of a gateway. */
  readonly bind: string
  /** Takes HTTP/2 from clients. */
  readonly acceptsHttp2: boolean
}

export interface ServicePorts {
  readonly base: number
  readonly count: number
}

/** Where a sidecar has an address of its own: all ports above 20000. */
const OWN_SERVICE_PORTS: ServicePorts = { base: 20_000, count: 45_535 }

export interface ProxyNode {
  readonly id: string
  readonly type: 'sidecar' | 'router'
  readonly name: string
  readonly namespace: string
  readonly ips: readonly string[]
  /** DNS domain, `NS.svc.DOMAIN`. */
  readonly dnsDomain: string
  readonly labels: Labels
  readonly serviceAccount: string
  /** `NONE`: nothing is intercepted; listeners bind their own ports. */
  readonly interception: 'REDIRECT' | 'NONE'
  readonly workloadName: string
  readonly owner: string
  readonly clusterId: string
  readonly version: string
  readonly network: string
  readonly locality: string
  /** Group for which the proxy wants its workload registered, or empty. */
  readonly autoRegisterGroup: string
  readonly http10: boolean
  /** null: another data plane, which is not given what only ours understands. */
  readonly flotilla: FlotillaNode | null
}

export interface NodeDescription {
  readonly id: string
  readonly metadata: unknown
  /** `region/zone/subzone`, or empty. */
  readonly locality: string
}

export type ParsedNode =
  | { readonly kind: 'ok'; readonly node: ProxyNode }
  | { readonly kind: 'bad'; readonly reason: string }

/** Checks and parses the node of the first request on a stream. */
export function parseProxyNode(description: NodeDescription): ParsedNode {
  const parts = description.id.split('~')
  if (parts.length !== 4) return bad('node id must be TYPE~IP~NAME.NS~DOMAIN')
  const [type = '', ip = '', id = '', dnsDomain = ''] = parts
  if (type !== 'sidecar' && type !== 'router')
    return bad(`node type ${JSON.stringify(type)} is not sidecar or router`)
  const metadata = recordOf(description.metadata)
  const dot = id.lastIndexOf('.')
  const namespace = textOf(metadata['NAMESPACE']) || (dot === -1 ? '' : id.slice(dot + 1))
  const name = textOf(metadata['NAME']) || (dot === -1 ? id : id.slice(0, dot))
  if (namespace === '' || name === '') return bad('node has no name or namespace')
  const instanceIps = textOf(metadata['INSTANCE_IPS'])
    .split(',')
    .map((text) => text.trim())
    .filter((text) => text !== '')
  const ips = instanceIps.length > 0 ? instanceIps : ip === '' ? [] : [ip]
  if (ips.length === 0) return bad('node has no address')
  if (!ips.every((one) => isIP(one) !== 0)) return bad('node has an address that is not an IP')
  const labels = stringRecordOf(metadata['LABELS'])
  return {
    kind: 'ok',
    node: {
      id: description.id,
      type,
      name,
      namespace,
      ips,
      dnsDomain,
      labels,
      serviceAccount: textOf(metadata['SERVICE_ACCOUNT']),
      interception: metadata['INTERCEPTION_MODE'] === 'NONE' ? 'NONE' : 'REDIRECT',
      workloadName: textOf(metadata['WORKLOAD_NAME']),
      owner: textOf(metadata['OWNER']),
      clusterId: textOf(metadata['CLUSTER_ID']),
      version: textOf(metadata['ISTIO_VERSION']),
      network: textOf(metadata['NETWORK']),
      locality: description.locality || (labels['istio-locality'] ?? '').replaceAll('.', '/'),
      autoRegisterGroup: textOf(metadata['AUTO_REGISTER_GROUP']),
      http10: textOf(metadata['HTTP10']) === '1',
      flotilla: flotillaOf(metadata['FLOTILLA']),
    },
  }
}

function flotillaOf(value: unknown): FlotillaNode | null {
  if (value === undefined || value === null) return null
  const record = recordOf(value)
  const services = Array.isArray(record['services']) ? record['services'] : []
  const inboundPorts = Object.entries(recordOf(record['inboundPorts']))
    .map(([from, to]) => [Number(from), Number(to)] as const)
    .filter(([from, to]) => Number.isInteger(from) && Number.isInteger(to))
    .sort((a, b) => a[0] - b[0])
  return {
    version: textOf(record['version']),
    services: services.slice(0, MAX_SERVICES).flatMap(parseRegisteredService),
    appAddress: textOf(record['appAddress']) || null,
    inboundPorts: new Map(inboundPorts),
    httpProxyPort: Number(record['httpProxyPort'] ?? 0) || 0,
    servicePorts: servicePortsOf(record['servicePorts']),
    sharesAddress: record['sharesAddress'] === true,
    bind: textOf(record['bind']),
    acceptsHttp2: record['http2'] === true,
  }
}

function servicePortsOf(value: unknown): ServicePorts {
  const { base, count } = recordOf(value)
  return Number.isInteger(base) && Number.isInteger(count)
    ? { base: Number(base), count: Number(count) }
    : OWN_SERVICE_PORTS
}

function bad(reason: string): ParsedNode {
  return { kind: 'bad', reason }
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : ''
}

function recordOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>) // an object that is no array has string keys
    : {}
}

function stringRecordOf(value: unknown): Labels {
  const record: Record<string, string> = {}
  for (const [key, one] of Object.entries(recordOf(value)))
    if (typeof one === 'string') record[key] = one
  return record
}

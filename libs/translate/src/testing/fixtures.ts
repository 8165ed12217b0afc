/** Small meshes for tests: objects of YAML, registered workloads, proxies of both modes, calls. */
import { type ConfigObject, parseDocuments, type WorkloadEntrySpec } from '@flotilla/model'
import { buildContext, EMPTY_INPUT, type MeshInput, type PushContext } from '../context.ts'
import { type ProxyNode, parseProxyNode } from '../proxy-node.ts'
import { ProxyView } from '../proxy-view.ts'
import { scopeOf } from '../scope.ts'
import { SERVICES_ANNOTATION } from '../service/workload.ts'
import { type Call, type Outcome, simulate } from '../simulate/call.ts'

const MEMBERS: Readonly<Record<string, keyof MeshInput>> = {
  VirtualService: 'virtualServices',
  DestinationRule: 'destinationRules',
  Gateway: 'gateways',
  ServiceEntry: 'serviceEntries',
  WorkloadEntry: 'workloadEntries',
  PeerAuthentication: 'peerAuthentications',
}
const MIXER_MEMBERS: Readonly<Record<string, string>> = {
  rule: 'rules',
  instance: 'instances',
  QuotaSpec: 'quotaSpecs',
  QuotaSpecBinding: 'quotaSpecBindings',
  HTTPAPISpec: 'apiSpecs',
  HTTPAPISpecBinding: 'apiSpecBindings',
}

/** The objects of a YAML text; throws at the first mistake in it. */
export function objectsOf(yaml: string): readonly ConfigObject[] {
  const { objects, violations } = parseDocuments('test.yaml', yaml)
  const [violation] = violations
  if (violation !== undefined) throw new Error(`${violation.path}: ${violation.message}`)
  return objects
}

/** Input with the objects of a YAML text, over other members. */
export function inputOf(yaml: string, over: Partial<MeshInput> = {}): MeshInput {
  const lists: Record<string, ConfigObject[]> = {}
  const mixer: Record<string, ConfigObject[]> = {}
  for (const object of objectsOf(yaml)) {
    const target = object.kind in MIXER_MEMBERS ? mixer : lists
    const member = MIXER_MEMBERS[object.kind] ?? MEMBERS[object.kind] ?? ''
    target[member] = [...(target[member] ?? []), object]
  }
  const input = { ...EMPTY_INPUT, ...(lists as unknown as Partial<MeshInput>), ...over }
  return { ...input, mixer: { ...input.mixer, ...mixer } }
}

export interface WorkloadOptions {
  readonly service: string
  readonly version?: string
  readonly address: string
  readonly namespace?: string
  /** Port to connect to by port name; where a sidecar listens beside the application. */
  readonly ports?: Readonly<Record<string, number>>
  readonly protocol?: string
  readonly port?: number
  readonly targetPort?: number
}

/** A registered workload `SERVICE-VERSION`. */
export function workload(options: WorkloadOptions): ConfigObject<WorkloadEntrySpec> {
  const { service, version = 'v1', namespace = 'default', port = 9080 } = options
  const name = options.protocol === 'TCP' ? 'tcp' : 'http'
  const services = [
    {
      name: service,
      ports: [
        {
          name,
          number: port,
          protocol: options.protocol ?? 'HTTP',
          targetPort: options.targetPort ?? port,
        },
      ],
    },
  ]
  return {
    apiVersion: 'networking.istio.io/v1',
    kind: 'WorkloadEntry',
    metadata: {
      name: `${service}-${version}`,
      namespace,
      labels: {},
      annotations: { [SERVICES_ANNOTATION]: JSON.stringify(services) },
      creationMs: 0,
      version: '',
    },
    spec: {
      address: options.address,
      ports: options.ports ?? {},
      labels: { app: service, version },
      serviceAccount: `bookinfo-${service}`,
    },
    source: null,
  }
}

export interface NodeOptions {
  readonly name: string
  readonly address: string
  readonly namespace?: string
  readonly type?: 'sidecar' | 'router'
  readonly labels?: Readonly<Record<string, string>>
  /** `REDIRECT` by default. */
  readonly interception?: 'REDIRECT' | 'NONE'
  /** What only our proxy says of itself; null: another data plane. */
  readonly flotilla?: object | null
}

export function nodeOf(options: NodeOptions): ProxyNode {
  const { name, address, namespace = 'default', type = 'sidecar' } = options
  const parsed = parseProxyNode({
    id: `${type}~${address}~${name}.${namespace}~${namespace}.svc.cluster.local`,
    metadata: {
      LABELS: options.labels ?? {},
      INTERCEPTION_MODE: options.interception ?? 'REDIRECT',
      ...(options.flotilla === null ? {} : { FLOTILLA: options.flotilla ?? {} }),
    },
    locality: '',
  })
  if (parsed.kind === 'bad') throw new Error(parsed.reason)
  return parsed.node
}

export function viewOf(input: MeshInput | PushContext, node: ProxyNode): ProxyView {
  const context = 'registry' in input ? input : buildContext(input)
  return new ProxyView(scopeOf(context, node.namespace), node)
}

export interface Request {
  readonly host: string
  readonly port: number
  readonly path?: string
  readonly address?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly mode?: Call['mode']
  readonly tls?: Call['tls']
  readonly protocol?: Call['protocol']
}

/** Walks a request through the resources of a proxy. */
export function send(view: ProxyView, request: Request): Outcome {
  return simulate(
    { listeners: view.listeners(), route: (name) => view.route(name) },
    {
      mode: request.mode ?? 'outbound',
      address: request.address ?? '10.9.9.9',
      port: request.port,
      protocol: request.protocol ?? 'http',
      tls: request.tls ?? 'plaintext',
      alpn: '',
      serverName: '',
      request: {
        method: 'GET',
        path: request.path ?? '/',
        authority: request.host,
        scheme: 'http',
        requestHeaders: Object.entries(request.headers ?? {}).flat(),
        randomValue: 0,
        clientCertificate: -1,
      },
    },
  )
}

/** Test loader of the conformance folders: configuration through the product's own parser, Kubernetes Services into the service model. */
import { readFileSync } from 'node:fs'
import { type ConfigObject, parseDocuments } from '@flotilla/model'
import { parseAllDocuments } from 'yaml'
import { EMPTY_INPUT, type MeshInput } from '../context.ts'
import { selectProtocol } from '../protocol.ts'
import type { ServiceWithEndpoints } from '../service/from-workloads.ts'
import type { Service } from '../service/service.ts'

/** Kinds that the parser knows. */
const MEMBERS: Readonly<Record<string, keyof MeshInput>> = {
  VirtualService: 'virtualServices',
  DestinationRule: 'destinationRules',
  Gateway: 'gateways',
  ServiceEntry: 'serviceEntries',
  WorkloadEntry: 'workloadEntries',
  PeerAuthentication: 'peerAuthentications',
}

export type LoadedInput =
  | { readonly kind: 'ok'; readonly input: MeshInput }
  /** Kinds that are not served yet. */
  | { readonly kind: 'unsupported'; readonly kinds: readonly string[] }

interface RawObject {
  readonly apiVersion: string
  readonly kind: string
  readonly metadata: {
    readonly name: string
    readonly namespace: string
    readonly creationTimestamp?: string
    readonly annotations?: Record<string, string>
  }
  readonly spec: unknown
}

export function loadInput(file: string, mesh: object): LoadedInput {
  const text = readFileSync(file, 'utf8')
  const documents = parseAllDocuments(text).map((document) => document.toJS() as RawObject)
  const kinds = new Set(documents.map((one) => one.kind))
  const unsupported = [...kinds].filter((kind) => kind !== 'Service' && !(kind in MEMBERS))
  if (unsupported.length > 0) return { kind: 'unsupported', kinds: unsupported.sort() }
  const lists: Partial<Record<keyof MeshInput, ConfigObject[]>> = {}
  for (const raw of documents) {
    if (raw.kind === 'Service') continue
    const member = MEMBERS[raw.kind] as keyof MeshInput // all others were left out above
    const list = lists[member] ?? []
    lists[member] = list
    list.push(parseOne(file, raw))
  }
  const services = documents.filter((one) => one.kind === 'Service').map(kubernetesService)
  return {
    kind: 'ok',
    input: {
      ...EMPTY_INPUT,
      ...(lists as unknown as Partial<MeshInput>), // parsed by their kinds
      meshConfig: mesh,
      otherServices: withAliases(services),
    },
  }
}

/** An internal annotation is not for users: it is put back after parsing. */
function parseOne(file: string, raw: RawObject): ConfigObject {
  const { annotations, creationTimestamp, ...metadata } = raw.metadata
  const spec = withoutRuleNames(raw.spec)
  const { objects, violations } = parseDocuments(file, JSON.stringify({ ...raw, metadata, spec }))
  const [object] = objects
  if (object === undefined) throw new Error(`${file}: ${violations[0]?.message}`)
  const creationMs = creationTimestamp === undefined ? 0 : Date.parse(creationTimestamp)
  return {
    ...object,
    metadata: { ...object.metadata, annotations: annotations ?? {}, creationMs },
  }
}

/** One folder names its tcp rules, which no version of the kind allows: such fields are looked past at run time. */
function withoutRuleNames(spec: unknown): unknown {
  const { tcp, ...rest } = spec as { readonly tcp?: readonly { readonly name?: string }[] }
  if (tcp === undefined) return spec
  return { ...rest, tcp: tcp.map(({ name, ...rule }) => rule) }
}

interface RawService {
  readonly type?: string
  readonly clusterIP?: string
  readonly externalName?: string
  readonly ports?: readonly {
    readonly name?: string
    readonly port: number
    readonly targetPort?: number
    readonly appProtocol?: string
  }[]
}

function kubernetesService(raw: RawObject): ServiceWithEndpoints {
  const spec = raw.spec as RawService
  const { name, namespace, creationTimestamp } = raw.metadata
  const isAlias = spec.type === 'ExternalName'
  const isHeadless = spec.clusterIP === 'None'
  const service: Service = {
    host: `${name}.${namespace}.svc.cluster.local`,
    name,
    namespace,
    registry: 'kubernetes',
    addresses: spec.clusterIP === undefined || isHeadless ? [] : [spec.clusterIP],
    autoAddress: null,
    ports: (spec.ports ?? []).map((port) => ({
      name: port.name ?? '',
      number: port.port,
      protocol: selectProtocol({
        number: port.port,
        name: port.name ?? '',
        transport: 'TCP',
        appProtocol: port.appProtocol ?? null,
      }),
      targetPort: port.targetPort ?? port.port,
    })),
    resolution: isAlias ? 'alias' : isHeadless ? 'passthrough' : 'eds',
    isExternal: false,
    subjectAltNames: [],
    labels: {},
    exportTo: [],
    aliasOf: isAlias ? (spec.externalName ?? '') : null,
    createdMs: creationTimestamp === undefined ? 0 : Date.parse(creationTimestamp),
  }
  return { service, endpoints: [] }
}

/** A name for a host that no service has is a name to look up. */
function withAliases(services: readonly ServiceWithEndpoints[]): ServiceWithEndpoints[] {
  const hosts = new Set(services.map(({ service }) => service.host))
  return services.map((one) =>
    one.service.aliasOf === null || hosts.has(one.service.aliasOf)
      ? one
      : { ...one, service: { ...one.service, resolution: 'dns', aliasOf: null } },
  )
}

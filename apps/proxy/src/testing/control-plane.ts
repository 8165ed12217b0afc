/** For tests: a control plane whose resources are written as proto-JSON, over real gRPC with mutual TLS. */
import assert from 'node:assert/strict'
import { type AdsHandler, AdsServer, TypeUrl } from '@flotilla/ads'
import { type IdentitySource, startServer } from '@flotilla/grpc'
import {
  Cluster,
  ClusterLoadAssignment,
  Listener,
  type MessageType,
  NameTable,
  type Node,
  packAny,
  RouteConfiguration,
} from '@flotilla/proto'

type Kind = 'cluster' | 'endpoint' | 'listener' | 'route' | 'nameTable'

const TYPES: Readonly<Record<Kind, MessageType<unknown>>> = {
  cluster: Cluster,
  endpoint: ClusterLoadAssignment,
  listener: Listener,
  route: RouteConfiguration,
  nameTable: NameTable,
} as Readonly<Record<Kind, MessageType<unknown>>> // each is used with its own messages only

export interface TestControlPlane {
  readonly port: number
  readonly nodes: readonly Node[]
  /** Texts of rejections, in order. */
  readonly rejections: readonly string[]
  /** How many updates of the type were acknowledged. */
  acks(kind: Kind): number
  /** Whether each client that left did so by itself. */
  readonly left: readonly boolean[]
  /** Names asked for, of types that are asked by name. */
  asked(kind: Kind): readonly string[]
  /** Sets resources by name (null removes) and pushes them. */
  set(kind: Kind, resources: Readonly<Record<string, object | null>>): void
  close(): Promise<void>
}

interface Client {
  readonly node: Node
}

export async function startControlPlane(identity: IdentitySource): Promise<TestControlPlane> {
  const tables = new Map<string, Map<string, { version: string; value: unknown }>>()
  const nodes: Node[] = []
  const rejections: string[] = []
  const acks = new Map<string, number>()
  const left: boolean[] = []
  const asked = new Map<string, Set<string>>()
  let revision = 1
  const tableOf = (typeUrl: string) => {
    const table = tables.get(typeUrl) ?? new Map<string, { version: string; value: unknown }>()
    tables.set(typeUrl, table)
    return table
  }
  const handler: AdsHandler<Client> = {
    connect: (node) => {
      nodes.push(node)
      return { kind: 'ok', client: { node } }
    },
    resources: (_client, typeUrl, names) => {
      const table = tableOf(typeUrl)
      const seen = asked.get(typeUrl) ?? new Set<string>()
      for (const name of names ?? []) seen.add(name)
      asked.set(typeUrl, seen)
      const type = Object.values(TYPES).find((candidate) => candidate.typeUrl === typeUrl)
      if (type === undefined) return []
      return [...table]
        .filter(([name]) => names === null || names.includes(name))
        .map(([name, { version, value }]) => ({
          name,
          version,
          resource: packAny(type, value),
        }))
    },
    version: () => String(revision),
    acknowledged: (_client, { typeUrl }) => {
      acks.set(typeUrl, (acks.get(typeUrl) ?? 0) + 1)
    },
    rejected: (_client, { message }) => {
      rejections.push(message)
    },
    disconnected: (_client, isClean) => {
      left.push(isClean)
    },
  }
  const server = new AdsServer<Client>({ handler, identifier: 'test' })
  const running = await startServer({
    address: '127.0.0.1:0',
    services: [server.service],
    tls: { identity, clientCertificate: 'require' },
  })
  return {
    port: running.port,
    nodes,
    rejections,
    left,
    acks: (kind) => acks.get(TypeUrl[kind]) ?? 0,
    asked: (kind) => [...(asked.get(TypeUrl[kind]) ?? [])],
    set: (kind, resources) => {
      revision++
      const table = tableOf(TypeUrl[kind])
      for (const [name, json] of Object.entries(resources)) {
        if (json === null) {
          table.delete(name)
          continue
        }
        const parsed = TYPES[kind].fromJson(json)
        assert.equal(parsed.kind, 'ok', JSON.stringify(parsed))
        if (parsed.kind === 'ok')
          table.set(name, { version: String(revision), value: parsed.message })
      }
      for (const client of server.clients())
        server.push(client, new Map([[TypeUrl[kind], new Set(Object.keys(resources))]]))
    },
    close: () => running.close(),
  }
}

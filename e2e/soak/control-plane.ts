/** The control plane of the soak: resources written as proto-JSON, pushed to whoever subscribes. */
import { type AdsHandler, AdsServer, TypeUrl } from '@flotilla/ads'
import { startServer } from '@flotilla/grpc'
import {
  Cluster,
  ClusterLoadAssignment,
  Listener,
  type MessageType,
  packAny,
  RouteConfiguration,
} from '@flotilla/proto'

export type Kind = 'cluster' | 'endpoint' | 'listener' | 'route'

const TYPES = {
  cluster: Cluster,
  endpoint: ClusterLoadAssignment,
  listener: Listener,
  route: RouteConfiguration,
} as unknown as Readonly<Record<Kind, MessageType<unknown>>> // each is used with its own messages only

export interface ControlPlane {
  readonly port: number
  /** Texts of rejections, in order. */
  readonly rejections: readonly string[]
  readonly acknowledged: () => number
  /** Sets resources by name (null removes) and pushes them. */
  set(kind: Kind, resources: Readonly<Record<string, object | null>>): void
  close(): Promise<void>
}

interface Resource {
  readonly version: string
  readonly value: unknown
}

export async function startControlPlane(): Promise<ControlPlane> {
  const tables = new Map<string, Map<string, Resource>>()
  const rejections: string[] = []
  let acknowledged = 0
  let revision = 1
  const tableOf = (typeUrl: string): Map<string, Resource> => {
    const table = tables.get(typeUrl) ?? new Map<string, Resource>()
    tables.set(typeUrl, table)
    return table
  }
  const handler: AdsHandler<object> = {
    connect: () => ({ kind: 'ok', client: {} }),
    resources: (_client, typeUrl, names) => {
      const type = Object.values(TYPES).find((one) => one.typeUrl === typeUrl)
      if (type === undefined) return []
      return [...tableOf(typeUrl)]
        .filter(([name]) => names === null || names.includes(name))
        .map(([name, { version, value }]) => ({ name, version, resource: packAny(type, value) }))
    },
    version: () => String(revision),
    acknowledged: () => acknowledged++,
    rejected: (_client, { message }) => rejections.push(message),
    disconnected: () => undefined,
  }
  const server = new AdsServer<object>({ handler, identifier: 'soak' })
  const running = await startServer({
    address: '127.0.0.1:0',
    services: [server.service],
    tls: 'plaintext',
  })
  return {
    port: running.port,
    rejections,
    acknowledged: () => acknowledged,
    set: (kind, resources) => {
      revision++
      const table = tableOf(TypeUrl[kind])
      for (const [name, json] of Object.entries(resources)) {
        if (json === null) {
          table.delete(name)
          continue
        }
        const parsed = TYPES[kind].fromJson(json)
        if (parsed.kind === 'bad') throw new Error(JSON.stringify(parsed.violations))
        table.set(name, { version: String(revision), value: parsed.message })
      }
      for (const client of server.clients())
        server.push(client, new Map([[TypeUrl[kind], new Set(Object.keys(resources))]]))
    },
    close: () => running.close(),
  }
}

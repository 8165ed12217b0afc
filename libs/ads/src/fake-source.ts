/** A handler for tests: a table of resources that can be changed, and a record of what clients answered. */
import { Any, Cluster, ClusterLoadAssignment, type Node } from '@flotilla/proto'
import type { Admission, AdsHandler, AdsResource, Rejection } from './handler.ts'
import type { PushUpdate } from './push-update.ts'
import type { AdsServer } from './server.ts'
import { TypeUrl } from './type-urls.ts'

export interface FakeClient {
  readonly id: string
}

/** A small resource of that name; the number makes its version and content. */
export function resource(typeUrl: string, name: string, revision: number): AdsResource {
  const value =
    typeUrl === TypeUrl.endpoint
      ? ClusterLoadAssignment.encode(
          ClusterLoadAssignment.create({
            clusterName: name,
            endpoints: [],
            policy: null,
          }),
        )
      : Cluster.encode(Cluster.create({ name, altStatName: String(revision) }))
  return { name, version: String(revision), resource: Any.create({ typeUrl, value }) }
}

export class FakeSource implements AdsHandler<FakeClient> {
  /** Type URLs of acknowledged responses. */
  readonly acks: string[] = []
  /** Texts of rejections. */
  readonly nacks: string[] = []
  /** Whether each client that left did so by itself. */
  readonly left: boolean[] = []
  /** Types for which resources were asked, with the names. */
  readonly asked: [string, readonly string[] | null][] = []
  settledCount = 0
  refusal: Admission<FakeClient> | null = null
  onEvent: () => void = () => undefined
  private readonly tables = new Map<string, Map<string, AdsResource>>()
  private revision = 1

  set(typeUrl: string, added: AdsResource): void {
    this.revision++
    const table = this.tables.get(typeUrl) ?? new Map<string, AdsResource>()
    table.set(added.name, added)
    this.tables.set(typeUrl, table)
  }

  delete(typeUrl: string, name: string): void {
    this.revision++
    this.tables.get(typeUrl)?.delete(name)
  }

  push(server: AdsServer<FakeClient>, update: PushUpdate): void {
    for (const client of server.clients()) server.push(client, update)
  }

  connect(node: Node): Admission<FakeClient> {
    return this.refusal ?? { kind: 'ok', client: { id: node.id } }
  }

  resources(_: FakeClient, typeUrl: string, names: readonly string[] | null): AdsResource[] {
    this.asked.push([typeUrl, names])
    const table = this.tables.get(typeUrl) ?? new Map<string, AdsResource>()
    return names === null ? [...table.values()] : names.flatMap((name) => table.get(name) ?? [])
  }

  version(): string {
    return String(this.revision)
  }

  acknowledged(_: FakeClient, { typeUrl }: { readonly typeUrl: string }): void {
    this.acks.push(typeUrl)
    queueMicrotask(() => this.onEvent())
  }

  rejected(_: FakeClient, rejection: Rejection): void {
    this.nacks.push(rejection.message)
    queueMicrotask(() => this.onEvent())
  }

  settled(): void {
    this.settledCount++
    queueMicrotask(() => this.onEvent())
  }

  disconnected(_: FakeClient, isClean: boolean): void {
    this.left.push(isClean)
    queueMicrotask(() => this.onEvent())
  }
}

/** What galley offers over MCP: every collection of the configuration in force, the leased workloads and the addresses. */

import { type McpSnapshot, toResource } from '@flotilla/mcp'
import { type ConfigObject, KINDS, kindOf } from '@flotilla/model'
import type { McpResource } from '@flotilla/proto'

/** Collection of the virtual addresses; a resource each, named `flotilla/HOST`. */
export const ADDRESSES = 'flotilla/v1/addresses'

export interface SnapshotInput {
  readonly version: number
  readonly objects: readonly ConfigObject[]
  readonly leases: readonly ConfigObject[]
  readonly addresses: ReadonlyMap<string, string>
}

/** The collections of an input, empty ones too. Resources of objects that did not change are the same as before. */
export class SnapshotBuilder {
  private readonly resources = new WeakMap<ConfigObject, McpResource>()
  private readonly epoch: string
  private serial = 0

  /** @param startedAtMs wall clock; keeps versions apart from those of an earlier run. */
  constructor(startedAtMs: number) {
    this.epoch = startedAtMs.toString(36)
  }

  build(input: SnapshotInput): McpSnapshot {
    const collections = new Map(
      KINDS.map((kind) => [kind.collection, new Map<string, McpResource>()]),
    )
    for (const object of [...input.objects, ...input.leases]) {
      const collection = collections.get(kindOf(object.kind)?.collection ?? '')
      // A leased workload never hides one that is configured.
      const name = `${object.metadata.namespace}/${object.metadata.name}`
      if (collection !== undefined && !collection.has(name))
        collection.set(name, this.resourceOf(object))
    }
    collections.set(
      ADDRESSES,
      new Map(
        [...input.addresses].map(([host, address]) => [
          `flotilla/${host}`,
          addressResource(host, address),
        ]),
      ),
    )
    this.serial++
    return { version: `${input.version}.${this.epoch}-${this.serial}`, collections }
  }

  private resourceOf(object: ConfigObject): McpResource {
    const known = this.resources.get(object)
    if (known !== undefined) return known
    const made = toResource(object)
    this.resources.set(object, made)
    return made
  }
}

function addressResource(host: string, address: string): McpResource {
  return toResource({
    apiVersion: 'flotilla.io/v1',
    kind: 'Address',
    metadata: {
      name: host,
      namespace: 'flotilla',
      labels: {},
      annotations: {},
      creationMs: 0,
      version: address,
    },
    spec: { host, address },
    source: null,
  })
}

/** The configuration objects held now, by collection: what rules are compiled from, and the workloads. */
import type { ConfigObject } from '@flotilla/model'
import { ENDPOINT_KINDS, isMixerKind, WORKLOAD_KIND } from './collections.ts'

export interface ObjectChange {
  readonly rules: boolean
  readonly workloads: boolean
  /** Where services of the mesh are. */
  readonly endpoints: boolean
}

export class ObjectStore {
  private readonly byCollection = new Map<string, readonly ConfigObject[]>()

  /** Replaces a collection; tells what it concerned. */
  replace(collection: string, objects: readonly ConfigObject[]): ObjectChange {
    const before = this.byCollection.get(collection) ?? []
    this.byCollection.set(collection, objects)
    const touched = [...before, ...objects].map((object) => object.kind)
    return {
      rules: touched.some(isMixerKind),
      workloads: touched.includes(WORKLOAD_KIND),
      endpoints: touched.some((kind) => ENDPOINT_KINDS.has(kind)),
    }
  }

  /** Objects that rules are compiled from. */
  configuration(): ConfigObject[] {
    return this.all().filter((object) => isMixerKind(object.kind))
  }

  workloads(): ConfigObject[] {
    return this.all().filter((object) => object.kind === WORKLOAD_KIND)
  }

  /** Objects that say where services are. */
  endpoints(): ConfigObject[] {
    return this.all().filter((object) => ENDPOINT_KINDS.has(object.kind))
  }

  private all(): ConfigObject[] {
    return [...this.byCollection.values()].flat()
  }
}

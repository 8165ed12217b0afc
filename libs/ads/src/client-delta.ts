/** The incremental client: holds versions by name, so that after a reconnect only what changed is sent. */
import { DeltaDiscoveryRequest, type DeltaDiscoveryResponse, Status } from '@flotilla/proto'
import {
  type AppliedUpdate,
  type ClientVariant,
  INVALID_ARGUMENT,
  rejectionText,
  type TypeUpdate,
  type Wanted,
} from './client-variant.ts'
import { difference } from './name-set.ts'

interface TypeHeld {
  wanted: Wanted
  /** Versions that the owner has applied, by name. Kept over reconnects. */
  readonly versions: Map<string, string>
}

export class DeltaClient implements ClientVariant<DeltaDiscoveryRequest, DeltaDiscoveryResponse> {
  private readonly types = new Map<string, TypeHeld>()

  open(typeUrl: string): DeltaDiscoveryRequest {
    const type = this.type(typeUrl)
    return DeltaDiscoveryRequest.create({
      typeUrl,
      resourceNamesSubscribe: type.wanted === '*' ? ['*'] : [...type.wanted],
      initialResourceVersions: new Map(type.versions),
    })
  }

  subscribe(typeUrl: string, wanted: Wanted): DeltaDiscoveryRequest | null {
    const type = this.type(typeUrl)
    const before = type.wanted
    type.wanted = wanted
    const now = wanted === '*' ? new Set(['*']) : wanted
    const then = before === '*' ? new Set(['*']) : before
    const added = [...difference(now, then)]
    const dropped = [...difference(then, now)]
    if (added.length === 0 && dropped.length === 0) return null
    if (wanted !== '*')
      for (const name of type.versions.keys()) if (!wanted.has(name)) type.versions.delete(name)
    return DeltaDiscoveryRequest.create({
      typeUrl,
      resourceNamesSubscribe: added,
      resourceNamesUnsubscribe: dropped,
    })
  }

  read(response: DeltaDiscoveryResponse): {
    readonly typeUrl: string
    readonly update: TypeUpdate
  } {
    const updated = response.resources.flatMap(({ name, version, resource }) =>
      resource === null ? [] : [{ name, version, resource }],
    )
    return { typeUrl: response.typeUrl, update: { updated, removed: response.removedResources } }
  }

  answer(response: DeltaDiscoveryResponse, applied: AppliedUpdate): DeltaDiscoveryRequest {
    const type = this.type(response.typeUrl)
    if (applied.kind === 'ack') {
      for (const { name, version } of response.resources) type.versions.set(name, version)
      for (const name of response.removedResources) type.versions.delete(name)
    }
    return DeltaDiscoveryRequest.create({
      typeUrl: response.typeUrl,
      responseNonce: response.nonce,
      errorDetail:
        applied.kind === 'ack'
          ? null
          : Status.create({ code: INVALID_ARGUMENT, message: rejectionText(applied.message) }),
    })
  }

  private type(typeUrl: string): TypeHeld {
    let type = this.types.get(typeUrl)
    if (type === undefined) {
      type = { wanted: new Set(), versions: new Map() }
      this.types.set(typeUrl, type)
    }
    return type
  }
}

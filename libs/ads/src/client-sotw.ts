/** The state-of-the-world client: for servers that do not speak the incremental variant. */
import { Any, DiscoveryRequest, type DiscoveryResponse, Resource, Status } from '@flotilla/proto'
import {
  type AppliedUpdate,
  type ClientVariant,
  INVALID_ARGUMENT,
  type ReceivedResource,
  rejectionText,
  type TypeUpdate,
  type Wanted,
} from './client-variant.ts'
import { isEqual } from './name-set.ts'
import { resourceName } from './resource-name.ts'
import { isWholeSet } from './type-urls.ts'

interface TypeHeld {
  wanted: Wanted
  /** Version of the last response that was applied, and the nonce of the last that came. */
  version: string
  nonce: string
  readonly names: Set<string>
}

export class SotwClient implements ClientVariant<DiscoveryRequest, DiscoveryResponse> {
  private readonly types = new Map<string, TypeHeld>()

  open(typeUrl: string): DiscoveryRequest {
    const type = this.type(typeUrl)
    type.nonce = ''
    return this.request(typeUrl, type)
  }

  subscribe(typeUrl: string, wanted: Wanted): DiscoveryRequest | null {
    const type = this.type(typeUrl)
    const before = type.wanted
    type.wanted = wanted
    if (wanted === before) return null
    if (wanted !== '*' && before !== '*' && isEqual(wanted, before)) return null
    return this.request(typeUrl, type)
  }

  read(response: DiscoveryResponse): { readonly typeUrl: string; readonly update: TypeUpdate } {
    const { typeUrl } = response
    const updated = response.resources.map((any) => unwrap(any))
    if (!isWholeSet(typeUrl)) return { typeUrl, update: { updated, removed: [] } }
    const present = new Set(updated.map(({ name }) => name))
    const removed = [...this.type(typeUrl).names].filter((name) => !present.has(name))
    return { typeUrl, update: { updated, removed } }
  }

  answer(response: DiscoveryResponse, applied: AppliedUpdate): DiscoveryRequest {
    const type = this.type(response.typeUrl)
    type.nonce = response.nonce
    if (applied.kind === 'nack')
      return {
        ...this.request(response.typeUrl, type),
        errorDetail: Status.create({
          code: INVALID_ARGUMENT,
          message: rejectionText(applied.message),
        }),
      }
    type.version = response.versionInfo
    if (isWholeSet(response.typeUrl)) type.names.clear()
    for (const any of response.resources) type.names.add(unwrap(any).name)
    return this.request(response.typeUrl, type)
  }

  private request(typeUrl: string, type: TypeHeld): DiscoveryRequest {
    return DiscoveryRequest.create({
      typeUrl,
      versionInfo: type.version,
      responseNonce: type.nonce,
      resourceNames: type.wanted === '*' ? [] : [...type.wanted],
    })
  }

  private type(typeUrl: string): TypeHeld {
    let type = this.types.get(typeUrl)
    if (type === undefined) {
      type = { wanted: new Set(), version: '', nonce: '', names: new Set() }
      this.types.set(typeUrl, type)
    }
    return type
  }
}

/** A resource may come wrapped, with its name beside it. */
function unwrap(any: Any): ReceivedResource {
  if (any.typeUrl !== Resource.typeUrl)
    return { name: resourceName(any), version: '', resource: any }
  const wrapped = Resource.decode(any.value)
  return {
    name: wrapped.name,
    version: wrapped.version,
    resource: wrapped.resource ?? Any.create(),
  }
}

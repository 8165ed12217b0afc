/** The two variants of the protocol behind one interface: incremental and state of the world. */
import type {
  DeltaDiscoveryRequest,
  DeltaDiscoveryResponse,
  DiscoveryRequest,
  DiscoveryResponse,
} from '@flotilla/proto'
import { DeltaType } from './delta-type.ts'
import { SotwType } from './sotw-type.ts'
import type { Diff, Reaction, TypeState } from './type-state.ts'

export interface ResponseHead {
  readonly nonce: string
  readonly version: string
  readonly identifier: string
  /** Of the diff's removed names, those that the client shall keep for now. */
  readonly kept: readonly string[]
}

export interface Variant<Request, Response> {
  newType(typeUrl: string): TypeState
  request(type: TypeState, request: Request): Reaction
  respond(type: TypeState, diff: Diff, head: ResponseHead): Response
  /** A repeated request of the type, with nothing new in it, shall be answered. */
  expectRepeat(type: TypeState): void
}

export const deltaVariant: Variant<DeltaDiscoveryRequest, DeltaDiscoveryResponse> = {
  newType: (typeUrl) => new DeltaType(typeUrl),
  // newType is the only source of a session's types
  request: (type, request) => (type as DeltaType).request(request),
  respond: (type, diff, { nonce, version, identifier, kept }) => {
    const removed = diff.removed.filter((name) => !kept.includes(name))
    return (type as DeltaType).respond({ ...diff, removed }, nonce, version, identifier)
  },
  expectRepeat: () => {
    // a client of this variant says by its subscriptions what it lacks
  },
}

export const sotwVariant: Variant<DiscoveryRequest, DiscoveryResponse> = {
  newType: (typeUrl) => new SotwType(typeUrl),
  request: (type, request) => (type as SotwType).request(request),
  respond: (type, diff, { nonce, version, identifier, kept }) =>
    (type as SotwType).respond(diff, nonce, version, identifier, kept),
  expectRepeat: (type) => (type as SotwType).expectRepeat(),
}

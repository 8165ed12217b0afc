/** What a server of xDS asks of its owner (pilot): who may connect, and which resources a client shall have. */
import type { Peer } from '@flotilla/grpc'
import type { Any, Node } from '@flotilla/proto'

export interface AdsResource {
  readonly name: string
  /** Of the content: equal content, equal version. Not empty. */
  readonly version: string
  /** Encoded once and shared by all clients. */
  readonly resource: Any
  readonly aliases?: readonly string[]
}

export type Admission<C> =
  | { readonly kind: 'ok'; readonly client: C }
  /** @param code gRPC status: 3 for a malformed node, 7 for a foreign one, 14 while not synced. */
  | { readonly kind: 'refused'; readonly code: number; readonly details: string }

export interface Acknowledgement {
  readonly typeUrl: string
  readonly nonce: string
  /** Of the response that is acknowledged. */
  readonly version: string
}

export interface Rejection extends Acknowledgement {
  readonly message: string
  /** Names in the rejected response. */
  readonly names: readonly string[]
}

/** @typeParam C what the owner keeps per client; an object. */
export interface AdsHandler<C extends object> {
  /** Called with the first request of a stream; the stream waits for the answer. */
  connect(node: Node, peer: Peer): Promise<Admission<C>> | Admission<C>
  /**
   * The resources of a type that the client shall have now: of these names, or all for null. A name that is left out does
   * not exist (clients wait for clusters' endpoints and for routes: return empty ones). Must not wait.
   */
  resources(client: C, typeUrl: string, names: readonly string[] | null): readonly AdsResource[]
  /** Version of what `resources` returns now; goes out as version_info. Increases. */
  version(): string
  acknowledged?(client: C, acknowledgement: Acknowledgement): void
  rejected?(client: C, rejection: Rejection): void
  /** A response was written: for counting pushes and bytes by type. */
  sent?(client: C, typeUrl: string, resources: number): void
  /** Everything that waited for the client is written, perhaps nothing: it has been sent what `resources` returns now. */
  settled?(client: C): void
  /** Everything that waited for the client is written: answers, and pushes up to the newest. Also when nothing had changed. */
  settled?(client: C): void
  /** @param isClean true when the client ended its stream by itself: it will not come back. */
  disconnected(client: C, isClean: boolean): void
}

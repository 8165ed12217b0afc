/** Who is calling: the verified identity and address of the connection that a call came on. */

export interface Peer {
  /** The one SPIFFE id of the verified client certificate; null where none was given, or on a plaintext port. */
  readonly spiffeId: string | null
  /** `host:port`, or `unix` for a Unix socket. */
  readonly address: string
  readonly certificateDer: Buffer | null
}

const peersByCall = new WeakMap<object, Peer>()

/** Called by the server once per call, before the handler. */
export function rememberPeer(call: object, peer: Peer): void {
  peersByCall.set(call, peer)
}

/** The peer of a call that a server of `startServer` handed to its implementation. */
export function peerOf(call: object): Peer {
  return peersByCall.get(call) ?? { spiffeId: null, address: 'unknown', certificateDer: null }
}

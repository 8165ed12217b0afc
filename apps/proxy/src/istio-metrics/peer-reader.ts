/**
 * Who is at the other end of an inbound connection, and whether to believe it.
 *
 * The proxy there sends its node metadata in headers. It is believed over mutual TLS only, and only where the
 * namespace it claims is the one its certificate names. Of any other peer no more is known than the certificate tells.
 */
import type { ReadonlyHeaderList } from '../http/headers.ts'
import { headerValue } from '../http/headers.ts'
import type { ConnectionAttributes } from '../mixer/connection-attributes.ts'
import {
  decodePeerMetadata,
  PEER_METADATA_HEADER,
  type Peer,
  peerOfMetadata,
  peerOfNamespace,
} from './peer.ts'

/** Peers remembered. */
const MAX_KNOWN = 4096
const MAX_HEADER_LENGTH = 8192

export class PeerReader {
  private readonly known: Map<string, Peer> = new Map()

  /** The peer that sent these headers. A header seen before costs one look-up, and gives the same object. */
  read(headers: ReadonlyHeaderList, connection: ConnectionAttributes): Peer {
    const header = headerValue(headers, PEER_METADATA_HEADER) ?? ''
    const key = `${connection.sourcePrincipal ?? ''} ${header.length > MAX_HEADER_LENGTH ? '' : header}`
    let peer = this.known.get(key)
    if (peer === undefined) {
      peer = believe(header, connection)
      if (this.known.size >= MAX_KNOWN) this.known.clear()
      this.known.set(key, peer)
    }
    return peer
  }
}

function believe(header: string, connection: ConnectionAttributes): Peer {
  const { sourceNamespace } = connection
  const certified = peerOfNamespace(sourceNamespace)
  if (sourceNamespace === null || header === '' || header.length > MAX_HEADER_LENGTH)
    return certified
  const metadata = decodePeerMetadata(header)
  if (metadata === null) return certified
  const claimed = peerOfMetadata(metadata)
  return claimed.namespace === sourceNamespace ? claimed : certified
}

/** What access rules may ask of a request or a raw connection. */
import type { RequestView } from '@flotilla/match'
import { type CidrBlock, parseAddress } from '../compile/cidr.ts'
import type { ConnectionInfo } from '../listener/types.ts'

export interface RbacView extends RequestView {
  readonly connection: ConnectionInfo
  /** Trusted client address. */
  readonly clientAddress: string
}

/** A raw connection: it has no request, so that no header is there and no path matches. */
export function connectionView(connection: ConnectionInfo): RbacView {
  const { tls } = connection
  return {
    connection,
    clientAddress: connection.remoteAddress,
    method: '',
    path: '',
    authority: '',
    scheme: tls === null ? 'http' : 'https',
    requestHeaders: [],
    randomValue: 0,
    clientCertificate: tls === null ? -1 : tls.peerPrincipal === null ? 0 : 1,
  }
}

/** Whether an address in text is in the block; false for what is no address. */
export function isInBlock(block: CidrBlock, text: string): boolean {
  const address = parseAddress(text)
  return address !== null && block.contains(address)
}

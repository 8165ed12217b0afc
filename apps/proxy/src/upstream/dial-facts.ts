/** What a request tells of how its connection is to be made. */
import { encodeProxyHeader } from '../listener/proxy-header.ts'
import type { ConnectContext } from './types.ts'

/** Host of an authority, without port and IPv6 brackets. */
export function hostOf(authority: string): string {
  const bracket = /^\[([^\]]*)\]/.exec(authority)
  if (bracket !== null) return bracket[1] ?? ''
  const colon = authority.lastIndexOf(':')
  return colon === -1 ? authority : authority.slice(0, colon)
}

/** The PROXY header that tells an endpoint who the client is. */
export function prefaceOf(
  version: 1 | 2 | null,
  client: ConnectContext['downstream'],
): Buffer | null {
  if (version === null) return null
  const addresses =
    client === null
      ? null
      : {
          sourceAddress: client.remoteAddress,
          sourcePort: client.remotePort,
          destinationAddress: client.localAddress,
          destinationPort: client.localPort,
        }
  return encodeProxyHeader(version, addresses)
}

/** Socket addresses, pipes and ranges of messages. */
import { Address, CidrRange, Pipe, SocketAddress } from '@flotilla/proto'

const UNIX = 'unix://'

/** An IP, a name, or a Unix socket written `unix:///path`. */
export function addressOf(address: string, port: number): Address {
  if (address.startsWith(UNIX))
    return Address.create({ pipe: Pipe.create({ path: address.slice(UNIX.length) }) })
  return Address.create({ socketAddress: SocketAddress.create({ address, portValue: port }) })
}

/** `ADDRESS/LENGTH`, or an address alone. */
export function rangeOf(text: string): CidrRange {
  const slash = text.indexOf('/')
  const addressPrefix = slash === -1 ? text : text.slice(0, slash)
  const whole = addressPrefix.includes(':') ? 128 : 32
  return CidrRange.create({
    addressPrefix,
    prefixLen: slash === -1 ? whole : Number(text.slice(slash + 1)),
  })
}

/** Membership of an address in a set of CIDR ranges. */
import { BlockList, isIP } from 'node:net'

export interface CidrRange {
  readonly address: string
  readonly prefixLength: number
}

export class AddressRanges {
  private readonly list: BlockList = new BlockList()

  /** Every range must hold a valid address and prefix length (see `isValidRange`). */
  constructor(ranges: readonly CidrRange[]) {
    for (const { address, prefixLength } of ranges)
      this.list.addSubnet(address, prefixLength, isIP(address) === 6 ? 'ipv6' : 'ipv4')
  }

  /** False for what is no address. */
  has(address: string): boolean {
    const family = isIP(address)
    return family !== 0 && this.list.check(address, family === 6 ? 'ipv6' : 'ipv4')
  }
}

export function isValidRange(range: CidrRange): boolean {
  const family = isIP(range.address)
  return family !== 0 && range.prefixLength >= 0 && range.prefixLength <= (family === 6 ? 128 : 32)
}

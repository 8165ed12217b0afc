/** IP prefixes, parsed once and matched without allocation beyond the parsed address. */
import { isIP } from 'node:net'
import type { CidrRange } from '@flotilla/proto'
import type { Violations } from './violations.ts'

/** An address as 4 or 16 bytes; null where the text is not one. */
export function parseAddress(text: string): Uint8Array | null {
  const family = isIP(text)
  if (family === 4) return Uint8Array.from(text.split('.'), Number)
  return family === 6 ? parseV6(text) : null
}

export class CidrBlock {
  /** Longer prefixes are more specific. */
  readonly prefixBits: number
  private readonly base: Uint8Array

  constructor(base: Uint8Array, prefixBits: number) {
    this.base = base
    this.prefixBits = prefixBits
  }

  contains(address: Uint8Array): boolean {
    if (address.length !== this.base.length) return false
    const whole = this.prefixBits >> 3
    for (let i = 0; i < whole; i++) if (address[i] !== this.base[i]) return false
    const rest = this.prefixBits & 7
    if (rest === 0) return true
    const mask = (0xff << (8 - rest)) & 0xff
    return ((address[whole] as number) & mask) === ((this.base[whole] as number) & mask) // rest > 0: a byte is left
  }

  /** Equal blocks have equal keys. */
  get key(): string {
    return `${this.base.join('.')}/${this.prefixBits}`
  }
}

/** Compiles a CidrRange; null with a violation where it is not one. */
export function compileCidr(range: CidrRange, at: Violations): CidrBlock | null {
  const base = parseAddress(range.addressPrefix)
  if (base === null) {
    at.at('address_prefix').add(`${JSON.stringify(range.addressPrefix)} is not an IP address`)
    return null
  }
  const bits = range.prefixLen ?? 0
  if (bits > base.length * 8) {
    at.at('prefix_len').add(`${bits} is more than ${base.length * 8}`)
    return null
  }
  return new CidrBlock(base, bits)
}

function parseV6(text: string): Uint8Array {
  const bare = text.split('%')[0] ?? text
  const [head = '', tail] = bare.split('::')
  const front = groupsOf(head)
  const back = tail === undefined ? [] : groupsOf(tail)
  const zeros = tail === undefined ? 0 : 8 - front.length - back.length
  const groups = [...front, ...new Array<number>(Math.max(0, zeros)).fill(0), ...back]
  return Uint8Array.from(groups.flatMap((group) => [group >> 8, group & 0xff]))
}

function groupsOf(text: string): number[] {
  if (text === '') return []
  return text.split(':').flatMap((part) => {
    if (!part.includes('.')) return [Number.parseInt(part, 16)]
    const [a = 0, b = 0, c = 0, d = 0] = part.split('.').map(Number)
    return [(a << 8) | b, (c << 8) | d]
  })
}

/** IP addresses as text and as bytes: RFC 4291 and RFC 5952 forms, no zones, no prefixes. */

const MAPPED_PREFIX = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff]

/** 4 bytes of an IPv4 text, 16 of an IPv6 text, or null. Leading zeros in an IPv4 part are refused: they read as octal elsewhere. */
export function parseIp(text: string): Uint8Array | null {
  return text.includes(':') ? parseIpv6(text) : parseIpv4(text)
}

/** The 16-byte form of an address, IPv4 as mapped; null where the length is neither 4 nor 16. */
export function to16Bytes(address: Uint8Array): Uint8Array | null {
  if (address.length === 16) return address
  return address.length === 4 ? Uint8Array.from([...MAPPED_PREFIX, ...address]) : null
}

/** Whether two addresses are the same, however they are written: 4 bytes equal the mapped 16. */
export function sameIp(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length === b.length) return Buffer.compare(a, b) === 0
  const long = a.length === 16 ? a : b
  const short = a.length === 16 ? b : a
  return (
    long.length === 16 &&
    short.length === 4 &&
    isMapped(long) &&
    Buffer.compare(long.subarray(12), short) === 0
  )
}

/** Text of an address (IPv4 for mapped ones), or null where the bytes are not one. */
export function formatIp(address: Uint8Array): string | null {
  if (address.length === 4) return address.join('.')
  if (address.length !== 16) return null
  return isMapped(address) ? address.subarray(12).join('.') : formatIpv6(address)
}

function isMapped(address: Uint8Array): boolean {
  return MAPPED_PREFIX.every((byte, i) => address[i] === byte)
}

function parseIpv4(text: string): Uint8Array | null {
  const parts = text.split('.')
  if (parts.length !== 4 || !parts.every((part) => /^(0|[1-9]\d{0,2})$/.test(part))) return null
  const numbers = parts.map(Number)
  return numbers.every((n) => n <= 255) ? Uint8Array.from(numbers) : null
}

function parseIpv6(text: string): Uint8Array | null {
  const halves = text.split('::')
  if (halves.length > 2) return null
  const head = parseGroups(halves[0] ?? '', halves.length === 1)
  const tail = halves.length === 2 ? parseGroups(halves[1] ?? '', true) : []
  if (head === null || tail === null) return null
  const missing = 16 - head.length - tail.length
  if (halves.length === 1 ? missing !== 0 : missing < 2) return null
  return Uint8Array.from([...head, ...new Array<number>(missing).fill(0), ...tail])
}

/** Bytes of colon-separated groups; the last may be an IPv4 address where it ends the text. */
function parseGroups(text: string, endsText: boolean): number[] | null {
  if (text === '') return []
  const bytes: number[] = []
  const groups = text.split(':')
  for (const [i, group] of groups.entries()) {
    if (endsText && i === groups.length - 1 && group.includes('.')) {
      const v4 = parseIpv4(group)
      if (v4 === null) return null
      bytes.push(...v4)
    } else if (/^[0-9a-fA-F]{1,4}$/.test(group)) {
      const value = Number.parseInt(group, 16)
      bytes.push(value >> 8, value & 0xff)
    } else return null
  }
  return bytes
}

// RFC 5952: lower case, no leading zeros, the longest run of two or more zero groups as "::", the first of equals.
function formatIpv6(address: Uint8Array): string {
  const groups: number[] = []
  for (let i = 0; i < 16; i += 2)
    groups.push(((address[i] as number) << 8) | (address[i + 1] as number)) // 16 bytes
  let best = { at: -1, length: 1 }
  for (let i = 0; i < 8; i++) {
    let length = 0
    while (groups[i + length] === 0) length++
    if (length > best.length) best = { at: i, length }
    i += length
  }
  const hex = (part: readonly number[]): string => part.map((g) => g.toString(16)).join(':')
  if (best.at === -1) return hex(groups)
  return `${hex(groups.slice(0, best.at))}::${hex(groups.slice(best.at + best.length))}`
}

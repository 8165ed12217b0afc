/** IP addresses between their bytes and their text, as Go's net.IP prints and reads them. */
import { isIPv4, isIPv6 } from 'node:net'

/** Text of 4 or 16 bytes; an IPv4-mapped address prints as IPv4, other lengths as hex after `?`. */
export function ipText(bytes: Uint8Array): string {
  if (bytes.length === 4) return bytes.join('.')
  if (bytes.length !== 16) return `?${Buffer.from(bytes).toString('hex')}`
  return isMapped(bytes) ? bytes.subarray(12).join('.') : ipv6Text(bytes)
}

/** The bytes of an address: 4 for IPv4 and for IPv4-mapped IPv6, else 16; null where the text is not one. */
export function parseIp(text: string): Uint8Array | null {
  if (isIPv4(text)) return Uint8Array.from(text.split('.'), Number)
  if (!isIPv6(text) || text.includes('%')) return null
  const bytes = ipv6Bytes(text)
  return isMapped(bytes) ? bytes.slice(12) : bytes
}

/** 4 bytes for an IPv4-mapped address of 16, else the same bytes. */
export function shortestIp(bytes: Uint8Array): Uint8Array {
  return bytes.length === 16 && isMapped(bytes) ? bytes.slice(12) : bytes
}

function isMapped(bytes: Uint8Array): boolean {
  for (let i = 0; i < 10; i++) if (bytes[i] !== 0) return false
  return bytes[10] === 0xff && bytes[11] === 0xff
}

function ipv6Bytes(text: string): Uint8Array {
  let groups = text
  const lastColon = text.lastIndexOf(':')
  const tail = text.slice(lastColon + 1)
  if (tail.includes('.')) {
    const [a = 0, b = 0, c = 0, d = 0] = tail.split('.').map(Number)
    groups = `${text.slice(0, lastColon + 1)}${((a << 8) | b).toString(16)}:${((c << 8) | d).toString(16)}`
  }
  const [head = '', rest] = groups.split('::')
  const left = head === '' ? [] : head.split(':')
  const right = rest === undefined || rest === '' ? [] : rest.split(':')
  const bytes = new Uint8Array(16)
  const write = (group: string, at: number): void => {
    const value = Number.parseInt(group, 16)
    bytes[at * 2] = value >> 8
    bytes[at * 2 + 1] = value & 0xff
  }
  left.forEach(write)
  right.forEach((group, i) => {
    write(group, 8 - right.length + i)
  })
  return bytes
}

// RFC 5952: the longest run of two or more zero groups, the first of equals, becomes `::`.
function ipv6Text(bytes: Uint8Array): string {
  const groups = Array.from(
    { length: 8 },
    (_, i) => ((bytes[2 * i] ?? 0) << 8) | (bytes[2 * i + 1] ?? 0),
  )
  let bestAt = -1
  let bestLength = 1
  for (let at = 0; at < 8; at++) {
    let end = at
    while (end < 8 && groups[end] === 0) end++
    if (end - at > bestLength) {
      bestAt = at
      bestLength = end - at
    }
    if (end > at) at = end
  }
  const hex = (part: number[]): string => part.map((group) => group.toString(16)).join(':')
  if (bestAt === -1) return hex(groups)
  return `${hex(groups.slice(0, bestAt))}::${hex(groups.slice(bestAt + bestLength))}`
}

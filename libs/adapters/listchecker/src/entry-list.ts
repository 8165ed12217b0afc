/** Lists of each entry type: built from entries, asked whether they hold one text. */
import { parseIp, to16Bytes } from '@flotilla/attributes'
import { RE2JS } from 're2js'

export const ENTRY_TYPES = {
  STRINGS: 0,
  CASE_INSENSITIVE_STRINGS: 1,
  IP_ADDRESSES: 2,
  REGEX: 3,
} as const
export type EntryType = keyof typeof ENTRY_TYPES

export interface EntryList {
  /** Whether the list holds the text; null where the text is not one that this type of list can hold. */
  has(text: string): boolean | null
}

export type ListResult =
  | { readonly kind: 'ok'; readonly list: EntryList }
  | { readonly kind: 'bad'; readonly index: number; readonly message: string }

/** Builds a list; `bad` names the first entry that cannot be read. */
export function listOf(type: EntryType, entries: readonly string[]): ListResult {
  switch (type) {
    case 'STRINGS': {
      const known = new Set(entries)
      return { kind: 'ok', list: { has: (text) => known.has(text) } }
    }
    case 'CASE_INSENSITIVE_STRINGS': {
      const known = new Set(entries.map((entry) => entry.toUpperCase()))
      return { kind: 'ok', list: { has: (text) => known.has(text.toUpperCase()) } }
    }
    case 'IP_ADDRESSES':
      return ipList(entries)
    case 'REGEX':
      return regexList(entries)
  }
}

function regexList(entries: readonly string[]): ListResult {
  const patterns: RE2JS[] = []
  for (const [index, entry] of entries.entries()) {
    try {
      patterns.push(RE2JS.compile(entry))
    } catch {
      // The library has no way to ask without throwing.
      return { kind: 'bad', index, message: `${JSON.stringify(entry)} is not an RE2 pattern` }
    }
  }
  const has = (text: string): boolean => patterns.some((pattern) => pattern.matcher(text).find())
  return { kind: 'ok', list: { has } }
}

function ipList(entries: readonly string[]): ListResult {
  // By prefix length over the 16-byte form, so that a look-up costs one probe per length in use.
  const byLength = new Map<number, Set<string>>()
  for (const [index, entry] of entries.entries()) {
    const network = parseNetwork(entry)
    if (network === null)
      return {
        kind: 'bad',
        index,
        message: `${JSON.stringify(entry)} is not an IP address or CIDR`,
      }
    const known = byLength.get(network.length) ?? new Set()
    byLength.set(network.length, known.add(maskedKey(network.address, network.length)))
  }
  const has = (text: string): boolean | null => {
    const address = to16Bytes(parseIp(text) ?? new Uint8Array())
    if (address === null) return null
    for (const [length, known] of byLength) if (known.has(maskedKey(address, length))) return true
    return false
  }
  return { kind: 'ok', list: { has } }
}

function parseNetwork(entry: string): { address: Uint8Array; length: number } | null {
  const slash = entry.indexOf('/')
  const parsed = parseIp(slash === -1 ? entry : entry.slice(0, slash))
  const address = parsed === null ? null : to16Bytes(parsed)
  if (parsed === null || address === null) return null
  const bits = parsed.length * 8
  // Istio 1.4 reads a bare IPv6 entry as its whole /32; an entry without slash means itself.
  const written = slash === -1 ? bits : Number(entry.slice(slash + 1))
  if (slash !== -1 && !/^\d{1,3}$/.test(entry.slice(slash + 1))) return null
  return written > bits ? null : { address, length: written + 128 - bits }
}

function maskedKey(address: Uint8Array, length: number): string {
  const masked = Buffer.from(address)
  const whole = length >> 3
  if (whole < 16) {
    masked[whole] = (masked[whole] ?? 0) & (0xff00 >> (length & 7)) & 0xff
    masked.fill(0, whole + 1)
  }
  return masked.toString('latin1')
}

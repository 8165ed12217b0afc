/** Other ways than the connection manager's own rules to know the client's address. */
import { isIP } from 'node:net'
import { type HeaderList, headerValue, joinedHeaderValue } from '../headers.ts'
import type { AddressRanges } from './address-ranges.ts'

export type AddressDetection =
  | {
      readonly kind: 'header'
      readonly name: string
      /** Whether the address counts as one that internal callers may have. */
      readonly isTrusted: boolean
      /** Status of the answer where the header holds no address; 0: the next way is tried. */
      readonly rejectStatus: number
    }
  | { readonly kind: 'xff'; readonly hops: number }
  /** The last address that is not a trusted proxy's, where the peer is one. */
  | { readonly kind: 'cidrs'; readonly trusted: AddressRanges }

export type DetectedAddress =
  | { readonly kind: 'found'; readonly address: string; readonly isTrusted: boolean }
  | { readonly kind: 'rejected'; readonly status: number }
  | { readonly kind: 'none' }

const NONE: DetectedAddress = { kind: 'none' }

/** The first way that gives an address, or refuses the request. */
export function detectAddress(
  ways: readonly AddressDetection[],
  headers: HeaderList,
  peerAddress: string,
): DetectedAddress {
  for (const way of ways) {
    if (way.kind === 'xff') {
      const entries = (joinedHeaderValue(headers, 'x-forwarded-for') ?? '').split(',')
      const entry = entries.at(-1 - way.hops)?.trim() ?? ''
      if (isIP(entry) !== 0) return { kind: 'found', address: entry, isTrusted: false }
      continue
    }
    if (way.kind === 'cidrs') {
      const address = lastUntrusted(way.trusted, headers, peerAddress)
      if (address !== null) return { kind: 'found', address, isTrusted: false }
      continue
    }
    const value = headerValue(headers, way.name)
    if (value !== null && isIP(value) !== 0)
      return { kind: 'found', address: value, isTrusted: way.isTrusted }
    if (way.rejectStatus > 0) return { kind: 'rejected', status: way.rejectStatus }
  }
  return NONE
}

/** From the right of x-forwarded-for; null where the peer is not trusted, or an entry before it is no address. */
function lastUntrusted(
  trusted: AddressRanges,
  headers: HeaderList,
  peerAddress: string,
): string | null {
  if (!trusted.has(peerAddress)) return null
  const entries = (joinedHeaderValue(headers, 'x-forwarded-for') ?? '').split(',')
  let first: string | null = null
  for (const text of entries.reverse()) {
    const entry = text.trim()
    if (isIP(entry) === 0) return null
    if (!trusted.has(entry)) return entry
    first = entry
  }
  // All are trusted: the first of them is as far as one can see.
  return first
}

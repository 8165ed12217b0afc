/** Which filter chain takes a connection: Envoy's sieve, condition after condition (conformance README, step 3). */
import type { FilterChain, FilterChainMatch, Listener } from '@flotilla/proto'

/** A connection as the listener filters leave it. */
export interface Connection {
  readonly address: string
  readonly port: number
  /** `tls` or `raw_buffer`. */
  readonly transport: string
  /** Empty where none was seen. */
  readonly serverName: string
  /** Empty where none was seen. */
  readonly alpn: string
}

export type ChainChoice =
  | { readonly kind: 'ok'; readonly chain: FilterChain }
  | { readonly kind: 'bad'; readonly error: 'no filter chain' | 'multiple filter chains' }

type Step = (match: FilterChainMatch | null) => number

export function chooseChain(listener: Listener, connection: Connection): ChainChoice {
  const steps: readonly Step[] = [
    (match) => ofPort(match, connection.port),
    (match) => ofRange(match, connection.address),
    (match) => ofName(match, connection.serverName),
    (match) => ofText(match?.transportProtocol ?? '', connection.transport),
    (match) => ofAlpn(match, connection.alpn),
  ]
  let left = [...listener.filterChains]
  for (const step of steps) left = keepBest(left, step)
  const [chain] = left
  if (left.length > 1) return { kind: 'bad', error: 'multiple filter chains' }
  if (chain !== undefined) return { kind: 'ok', chain }
  return listener.defaultFilterChain === null
    ? { kind: 'bad', error: 'no filter chain' }
    : { kind: 'ok', chain: listener.defaultFilterChain }
}

/** Chains with the best fit; -1 does not fit, 0 does not ask, more is more specific. */
function keepBest(chains: readonly FilterChain[], step: Step): FilterChain[] {
  const fits = chains.map((chain) => step(chain.filterChainMatch))
  const best = Math.max(-1, ...fits)
  return best === -1 ? [] : chains.filter((_, i) => fits[i] === best)
}

function ofPort(match: FilterChainMatch | null, port: number): number {
  const wanted = match?.destinationPort ?? null
  return wanted === null ? 0 : wanted === port ? 1 : -1
}

function ofRange(match: FilterChainMatch | null, address: string): number {
  const ranges = match?.prefixRanges ?? []
  if (ranges.length === 0) return 0
  const lengths = ranges
    .filter((range) => isInRange(address, range.addressPrefix, range.prefixLen ?? 0))
    .map((range) => (range.prefixLen ?? 0) + 1)
  return Math.max(-1, ...lengths)
}

/** Exact names before wildcards, the longer before the shorter. */
function ofName(match: FilterChainMatch | null, name: string): number {
  const wanted = match?.serverNames ?? []
  if (wanted.length === 0) return 0
  if (wanted.includes(name)) return 10_000
  const suffixes = wanted
    .filter((one) => one.startsWith('*') && name !== '' && name.endsWith(one.slice(1)))
    .map((one) => one.length)
  return Math.max(-1, ...suffixes)
}

function ofText(wanted: string, seen: string): number {
  return wanted === '' ? 0 : wanted === seen ? 1 : -1
}

function ofAlpn(match: FilterChainMatch | null, alpn: string): number {
  const wanted = match?.applicationProtocols ?? []
  return wanted.length === 0 ? 0 : wanted.includes(alpn) ? 1 : -1
}

/** Whether an address lies in a range; of the other family: never. */
export function isInRange(address: string, prefix: string, length: number): boolean {
  const a = bitsOf(address)
  const b = bitsOf(prefix)
  return a.length === b.length && a.slice(0, length) === b.slice(0, length)
}

function bitsOf(address: string): string {
  if (!address.includes(':'))
    return address
      .split('.')
      .map((part) => Number(part).toString(2).padStart(8, '0'))
      .join('')
  const [left = '', right] = address.split('::')
  const head = left === '' ? [] : left.split(':')
  const tail = right === undefined || right === '' ? [] : right.split(':')
  const middle =
    right === undefined ? [] : new Array<string>(8 - head.length - tail.length).fill('0')
  return [...head, ...middle, ...tail]
    .map((part) => Number.parseInt(part, 16).toString(2).padStart(16, '0'))
    .join('')
}

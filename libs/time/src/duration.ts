/** Durations as text: proto-JSON (`1.5s`) and Go (`1h30m`). */

const PROTO_JSON = /^(-?)(\d{1,12})(?:\.(\d{1,9}))?s$/
const GO_PART = /(\d+(?:\.\d*)?|\.\d+)(ns|us|µs|μs|ms|s|m|h)/gy
const NS_PER: Readonly<Record<string, number>> = {
  ns: 1,
  us: 1e3,
  µs: 1e3,
  μs: 1e3,
  ms: 1e6,
  s: 1e9,
  m: 6e10,
  h: 3.6e12,
}

/** Proto-JSON duration text to nanoseconds (a bigint: the range is ±10,000 years), or null where it is not one. */
export function parseProtoDurationNs(text: string): bigint | null {
  const match = PROTO_JSON.exec(text)
  if (match === null) return null
  const ns = BigInt(match[2] ?? '0') * 1_000_000_000n + BigInt((match[3] ?? '').padEnd(9, '0'))
  return match[1] === '-' ? -ns : ns
}

/** Go duration text (`-1h30m`, `1.5s`, `0`) to nanoseconds, or null where it is not one. */
export function parseGoDurationNs(text: string): bigint | null {
  const negative = text.startsWith('-')
  const body = negative || text.startsWith('+') ? text.slice(1) : text
  if (body === '0') return 0n
  if (body === '') return null
  let totalNs = 0n
  let at = 0
  while (at < body.length) {
    GO_PART.lastIndex = at
    const match = GO_PART.exec(body)
    if (match === null) return null
    totalNs += partNs(match[1] as string, NS_PER[match[2] as string] as number)
    at = GO_PART.lastIndex
  }
  if (totalNs > 2n ** 63n - (negative ? 0n : 1n)) return null
  return negative ? -totalNs : totalNs
}

function partNs(digits: string, unitNs: number): bigint {
  const [whole = '', fraction = ''] = digits.split('.')
  const unit = BigInt(unitNs)
  const cut = fraction.slice(0, 18)
  const part = cut === '' ? 0n : (BigInt(cut) * unit) / 10n ** BigInt(cut.length)
  return BigInt(whole === '' ? '0' : whole) * unit + part
}

/** Nanoseconds as Go prints a duration: `1.5s`, `1h2m0.5s`, `0s`. */
export function formatGoDuration(ns: bigint): string {
  if (ns === 0n) return '0s'
  const sign = ns < 0n ? '-' : ''
  const abs = ns < 0n ? -ns : ns
  if (abs < 1_000n) return `${sign}${abs}ns`
  if (abs < 1_000_000n) return `${sign}${decimal(abs, 3)}µs`
  if (abs < 1_000_000_000n) return `${sign}${decimal(abs, 6)}ms`
  const hours = abs / 3_600_000_000_000n
  const minutes = (abs / 60_000_000_000n) % 60n
  const seconds = decimal(abs % 60_000_000_000n, 9)
  if (hours > 0n) return `${sign}${hours}h${minutes}m${seconds}s`
  return minutes > 0n ? `${sign}${minutes}m${seconds}s` : `${sign}${seconds}s`
}

function decimal(value: bigint, digits: number): string {
  const text = value.toString().padStart(digits + 1, '0')
  const fraction = text.slice(-digits).replace(/0+$/, '')
  return fraction === '' ? text.slice(0, -digits) : `${text.slice(0, -digits)}.${fraction}`
}

/** Durations of configuration: read in both spellings, written in one. */
import { parseGoDurationNs, parseProtoDurationNs } from '@flotilla/time'

const NS_PER_SECOND = 1_000_000_000n

/** Nanoseconds of `1.5s` or `1h30m`; null where the text is neither. */
export function durationNs(text: string): bigint | null {
  return parseProtoDurationNs(text) ?? (text === '0' ? null : parseGoDurationNs(text))
}

/** Milliseconds, with fractions, of a canonical duration; null where the text is not a duration. */
export function durationMs(text: string): number | null {
  const ns = durationNs(text)
  return ns === null ? null : Number(ns) / 1e6
}

/** The canonical text: seconds with the shortest fraction, like `1.5s`. */
export function durationText(ns: bigint): string {
  const sign = ns < 0n ? '-' : ''
  const abs = ns < 0n ? -ns : ns
  const fraction = (abs % NS_PER_SECOND).toString().padStart(9, '0').replace(/0+$/, '')
  return `${sign}${abs / NS_PER_SECOND}${fraction === '' ? '' : `.${fraction}`}s`
}

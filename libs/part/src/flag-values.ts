/** Values of flags: text to number, refused with a sentence that says what is wanted. */
import { parseGoDurationNs } from '@flotilla/time'
import { InvalidArgumentError, Option } from 'commander'

const DAY_MS = 86_400_000
/** Certificates count in whole seconds. */
const MIN_LIFE_MS = 1_000
const NS_PER_MS = 1_000_000n

/** 0 to 65535. */
export function parsePort(text: string): number {
  const port = Number(text)
  if (!/^\d{1,5}$/.test(text) || port > 65_535)
    throw new InvalidArgumentError('A port is a number from 0 to 65535.')
  return port
}

/** At least 1. */
export function parseCount(text: string): number {
  const count = Number(text)
  if (!/^\d{1,16}$/.test(text) || !Number.isSafeInteger(count) || count < 1)
    throw new InvalidArgumentError('It is a whole number of at least 1.')
  return count
}

/** 0 and more. */
export function parseMilliseconds(text: string): number {
  if (!/^\d{1,7}$/.test(text))
    throw new InvalidArgumentError('Milliseconds are a whole number, at most 7 digits.')
  return Number(text)
}

/** At least 1. */
export function parseSeconds(text: string): number {
  const seconds = Number(text)
  if (!/^\d{1,6}$/.test(text) || seconds < 1)
    throw new InvalidArgumentError('Seconds are a whole number of at least 1.')
  return seconds
}

/** Milliseconds of `24h`, `1h30m`, `10s`, and days as `90d`; at least a second. */
export function parseLife(text: string): number {
  const days = /^(\d{1,5})d$/.exec(text)
  const ns = days === null ? parseGoDurationNs(text) : BigInt(Number(days[1]) * DAY_MS) * NS_PER_MS
  const ms = ns === null ? 0 : Number(ns / NS_PER_MS)
  if (ms < MIN_LIFE_MS)
    throw new InvalidArgumentError('A life is a duration of at least a second, like 24h or 90s.')
  return ms
}

/** An option that takes a life and shows its default in words. */
export function lifeOption(flags: string, purpose: string, fallback: string): Option {
  return new Option(flags, purpose).argParser(parseLife).default(parseLife(fallback), fallback)
}

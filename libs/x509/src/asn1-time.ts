/** Validity times: UTCTime through 2049 and GeneralizedTime after it, in the only forms RFC 5280 §4.1.2.5 allows. */
import { contentOf, type DerNode, Tag, universal } from './der.ts'
import { malformed } from './outcome.ts'

const UTC = /^(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/
const GENERALIZED = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/

/** Milliseconds since the epoch. Throws FLT_X509_MALFORMED. */
export function readTime(node: DerNode | undefined, what: string): number {
  const isUtc = node?.type === Tag.utcTime
  const text = contentOf(node, isUtc ? Tag.utcTime : Tag.generalizedTime, what)
  const match = (isUtc ? UTC : GENERALIZED).exec(text)
  if (match === null) throw malformed(`${what} is not a time`)
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match
    .slice(1)
    .map(Number)
  // RFC 5280 §4.1.2.5.1: two-digit years from 50 are of the last century.
  const fullYear = isUtc ? year + (year >= 50 ? 1900 : 2000) : year
  const atMs = Date.UTC(fullYear, month - 1, day, hour, minute, second)
  const date = new Date(atMs)
  const isReal =
    date.getUTCMonth() === month - 1 &&
    date.getUTCDate() === day &&
    date.getUTCHours() === hour &&
    date.getUTCMinutes() === minute &&
    date.getUTCSeconds() === second
  if (!isReal) throw malformed(`${what} is not a time`)
  return atMs
}

/** A time in whole seconds, rounded down. */
export function timeNode(atMs: number): DerNode {
  const digits = new Date(Math.floor(atMs / 1000) * 1000).toISOString().replace(/[-:T]|\.000/g, '')
  const year = Number(digits.slice(0, 4))
  return year >= 1950 && year < 2050
    ? universal(Tag.utcTime, digits.slice(2))
    : universal(Tag.generalizedTime, digits)
}

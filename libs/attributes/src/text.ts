/** Values as text, as adapters show them in labels, log lines and list look-ups. */
import { formatIp } from './ip.ts'
import { type AttributeValue, DurationValue, TimestampValue } from './value.ts'

/**
 * Text of any value: numbers in decimal without an exponent, instants as RFC 3339, spans as Go prints them, addresses
 * in their usual form (hex where the bytes are not an address), maps as `map[a:1 b:2]` sorted by key.
 */
export function valueToText(value: AttributeValue): string {
  if (typeof value === 'string') return value
  if (typeof value === 'number') return doubleToText(value)
  if (typeof value !== 'object') return String(value)
  if (value instanceof TimestampValue || value instanceof DurationValue) return value.toString()
  if (value instanceof Uint8Array) return formatIp(value) ?? Buffer.from(value).toString('hex')
  const entries = [...value].sort(([a], [b]) => (a < b ? -1 : 1))
  return `map[${entries.map(([key, text]) => `${key}:${text}`).join(' ')}]`
}

function doubleToText(value: number): string {
  if (Number.isNaN(value)) return 'NaN'
  if (!Number.isFinite(value)) return value > 0 ? '+Inf' : '-Inf'
  if (Object.is(value, -0)) return '-0'
  const text = String(value)
  return text.includes('e') ? plainDecimal(text) : text
}

/** `1.5e-7` as `0.00000015`, `1e+21` as a one and 21 zeros. */
function plainDecimal(text: string): string {
  const [mantissa = '', exponentText = '0'] = text.split('e')
  const sign = mantissa.startsWith('-') ? '-' : ''
  const [whole = '', fraction = ''] = mantissa.replace('-', '').split('.')
  const exponent = Number(exponentText)
  const digits = whole + fraction
  if (exponent >= 0) return sign + digits.padEnd(whole.length + exponent, '0')
  return `${sign}0.${'0'.repeat(-exponent - whole.length)}${digits}`
}

/** `dnsName(TEXT)` and its equality: IDNA labels (RFC 5891, UTS 46), as text in Unicode form. */
import { domainToUnicode } from 'node:url'
import { EvaluationError } from '../evaluation-error.ts'

/** RFC 1035 §2.3.4. */
const MAX_LABEL_BYTES = 63
const MAX_NAME_BYTES = 253
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are among what is refused
const ILLEGAL_ASCII = /[\x00-,/:-@[-`{-\x7f]/

export type DnsResult =
  | { readonly kind: 'ok'; readonly name: string }
  | { readonly kind: 'bad'; readonly message: string }

export function dnsName(text: string): string | EvaluationError {
  const result = parseDnsName(text)
  return result.kind === 'ok'
    ? result.name
    : new EvaluationError('convert', `error converting '${text}' to dns name: '${result.message}'`)
}

/** Checks labels and decodes punycode; nothing else of the text changes, letter case included. `_` and `*` are accepted. */
export function parseDnsName(text: string): DnsResult {
  if (Buffer.byteLength(text) > MAX_NAME_BYTES + (text.endsWith('.') ? 1 : 0)) return badLabel(text)
  const labels = splitLabels(text)
  for (const [i, label] of labels.entries()) {
    const decoded = decodeLabel(label)
    if (decoded === null || !isLabel(decoded) || Buffer.byteLength(label) > MAX_LABEL_BYTES)
      return badLabel(label)
    labels[i] = decoded
  }
  return { kind: 'ok', name: labels.join('.') + (text.endsWith('.') ? '.' : '') }
}

/** Whether two names are the same by IDNA's lookup mapping: case and width folded, one trailing dot ignored. */
export function sameDnsName(a: string, b: string): boolean | EvaluationError {
  const left = lookupForm(a)
  if (left.kind === 'bad') return new EvaluationError('convert', left.message)
  const right = lookupForm(b)
  if (right.kind === 'bad') return new EvaluationError('convert', right.message)
  return left.name === right.name
}

function lookupForm(text: string): DnsResult {
  // STD3 (RFC 1122 §2.1): of ASCII only letters, digits, hyphens and the dots between labels.
  const illegal = ILLEGAL_ASCII.exec(text)
  if (illegal !== null) return badRune(illegal[0])
  // Names are short and mostly plain: no mapping is needed then.
  const plain = text.toLowerCase()
  const isPlain = /^[a-z0-9.-]*$/.test(plain) && !plain.includes('xn--')
  const labels = splitLabels(isPlain ? plain : mapDots(text))
  for (const [i, label] of labels.entries()) {
    const mapped = isPlain ? label : mapLabel(label)
    if (mapped === null || !isLabel(mapped)) return badLabel(label)
    labels[i] = mapped
  }
  return { kind: 'ok', name: labels.join('.') }
}

/** The label after IDNA's mapping, punycode decoded, or null. The added label keeps numbers from being read as an address. */
function mapLabel(label: string): string | null {
  if (label === '') return null
  const mapped = domainToUnicode(`${label}.x`)
  const inner = mapped.endsWith('.x') ? mapped.slice(0, -2) : ''
  return inner === '' || inner.includes('.') || inner.startsWith('xn--') ? null : inner
}

function mapDots(text: string): string {
  return text.replace(/[\u{3002}\u{ff0e}\u{ff61}]/gu, '.')
}

/** Labels of a name; one dot at the end adds none, every other empty label counts. */
function splitLabels(text: string): string[] {
  return (text.endsWith('.') && text !== '.' ? text.slice(0, -1) : text).split('.')
}

function decodeLabel(label: string): string | null {
  if (!label.toLowerCase().startsWith('xn--')) return label
  return mapLabel(label)
}

/** The label rules that both forms share: not empty, hyphens neither first nor last nor third and fourth, no combining mark first. */
function isLabel(label: string): boolean {
  return (
    label !== '' &&
    !label.startsWith('-') &&
    !label.endsWith('-') &&
    !(label.length > 4 && label.slice(2, 4) === '--') &&
    !/^\p{M}/u.test(label)
  )
}

function badLabel(label: string): DnsResult {
  return { kind: 'bad', message: `idna: invalid label ${JSON.stringify(label)}` }
}

function badRune(char: string): DnsResult {
  const hex = (char.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')
  return { kind: 'bad', message: `idna: disallowed rune U+${hex}` }
}

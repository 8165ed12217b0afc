/** Syntax of names: DNS labels and names, wildcards, addresses, label keys and values, header names. */
import { isIP } from 'node:net'

const LABEL = /^[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?$/
const LABEL_1123 = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/
/** First label of a wildcard: `*`, or `*` and the end of a label, as in `*foo` and `*-foo`. */
const WILDCARD_LABEL = /^\*(?:-?[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?)?$/
const QUALIFIED_NAME = /^[A-Za-z0-9](?:[A-Za-z0-9_.-]{0,61}[A-Za-z0-9])?$/
/** RFC 9110 §5.6.2: the characters of a token. */
const TOKEN = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/

/** 1..63 letters, digits and `-`, either case. */
export function isDnsLabel(text: string): boolean {
  return LABEL.test(text)
}

/** A DNS label in lower case: the name of a namespace. */
export function isDnsLabel1123(text: string): boolean {
  return LABEL_1123.test(text)
}

/** A Kubernetes object's name. */
export function isDnsSubdomain(text: string): boolean {
  return text.length <= 253 && text.split('.').every((label) => LABEL_1123.test(label))
}

/** A DNS name of one or more labels, one trailing dot allowed, at most 255 characters, last label not all digits. */
export function isFqdn(text: string): boolean {
  return dnsNameFault(text) === null
}

/** What is wrong with a DNS name without wildcards, or null. */
export function dnsNameFault(text: string): string | null {
  if (text === '') return 'it is empty'
  if (text.length > 255) return 'it is longer than 255 characters'
  const labels = (text.endsWith('.') ? text.slice(0, -1) : text).split('.')
  const bad = labels.find((label) => !LABEL.test(label))
  if (bad !== undefined) return `"${bad}" is not a DNS label`
  if (/^\d+$/.test(labels.at(-1) ?? '')) return 'its last label is all digits'
  return null
}

/** What is wrong with a DNS name whose first label may be a wildcard, or null. `*` alone is fine. */
export function wildcardNameFault(text: string): string | null {
  if (text === '*') return null
  if (!text.startsWith('*')) return dnsNameFault(text)
  if (text.length > 255) return 'it is longer than 255 characters'
  const dot = text.indexOf('.')
  const first = dot < 0 ? text : text.slice(0, dot)
  if (!WILDCARD_LABEL.test(first)) return `"${first}" is not a wildcard label`
  return dot < 0 ? null : dnsNameFault(text.slice(dot + 1))
}

export function isIpAddress(text: string): boolean {
  return isIP(text) !== 0
}

/** `1.2.3.0/24` or `fd00::/8`. */
export function isCidr(text: string): boolean {
  const slash = text.indexOf('/')
  if (slash < 0) return false
  const family = isIP(text.slice(0, slash))
  const bits = text.slice(slash + 1)
  if (family === 0 || !/^\d{1,3}$/.test(bits)) return false
  return Number(bits) <= (family === 4 ? 32 : 128)
}

/** Whether every name that `narrow` matches is matched by `wide` too. Both in lower case. */
export function isCoveredBy(narrow: string, wide: string): boolean {
  if (wide === '*' || narrow === wide) return true
  if (!wide.startsWith('*')) return false
  const suffix = wide.slice(1)
  return narrow.startsWith('*')
    ? narrow.slice(1).endsWith(suffix)
    : narrow.endsWith(suffix) && narrow.length > suffix.length
}

/** What is wrong with a label, or null. Kubernetes syntax: optional DNS prefix, name of at most 63, value of at most 63. */
export function labelFault(key: string, value: string): string | null {
  return labelKeyFault(key) ?? labelValueFault(value)
}

export function labelKeyFault(key: string): string | null {
  const slash = key.indexOf('/')
  const name = key.slice(slash + 1)
  if (slash >= 0 && !isDnsSubdomain(key.slice(0, slash).toLowerCase()))
    return `the prefix of the label key "${key}" is not a DNS name`
  if (!QUALIFIED_NAME.test(name)) return `"${key}" is not a label key`
  return null
}

export function labelValueFault(value: string): string | null {
  return value === '' || QUALIFIED_NAME.test(value) ? null : `"${value}" is not a label value`
}

export function isHeaderName(text: string): boolean {
  return TOKEN.test(text)
}

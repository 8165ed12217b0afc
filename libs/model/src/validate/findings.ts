/** Collects what validation finds, and the checks of values that many kinds share. */
import { RE2JS } from 're2js'
import { durationNs } from '../parse/duration.ts'
import { indexPath, keyPath } from '../parse/path.ts'
import type { Finding } from '../violation.ts'
import { isDnsLabel1123, labelKeyFault, labelValueFault } from './names.ts'

const MAX_REGEX_LENGTH = 1024
const NS_PER_MS = 1_000_000n
const NS_PER_SECOND = 1_000_000_000n

export class Findings {
  readonly all: Finding[] = []

  error(path: string, message: string): void {
    this.all.push({ path, code: 'FLT_CONFIG_INVALID', severity: 'error', message })
  }

  warn(path: string, message: string): void {
    this.all.push({ path, code: 'FLT_CONFIG_INVALID', severity: 'warning', message })
  }
}

export interface DurationRule {
  /** Whether `0s` has a meaning. Default false: at least 1 ms. */
  readonly zero?: boolean
  readonly wholeSeconds?: boolean
  readonly minMs?: number
  readonly maxMs?: number
}

/** Durations are at least 1 ms and whole milliseconds. */
export function checkDuration(
  found: Findings,
  path: string,
  text: string | undefined,
  rule: DurationRule = {},
): void {
  const ns = text === undefined ? null : durationNs(text)
  if (ns === null || (ns === 0n && rule.zero === true)) return
  const minNs = BigInt(rule.minMs ?? 1) * NS_PER_MS
  if (ns < minNs) {
    const zero = rule.zero === true ? '0s or ' : ''
    found.error(path, `expected ${zero}at least ${rule.minMs ?? 1} ms, got ${text}`)
  } else if (rule.maxMs !== undefined && ns > BigInt(rule.maxMs) * NS_PER_MS) {
    found.error(path, `expected at most ${rule.maxMs} ms, got ${text}`)
  } else if (ns % NS_PER_MS !== 0n) {
    found.error(path, `expected whole milliseconds, got ${text}`)
  } else if (rule.wholeSeconds === true && ns % NS_PER_SECOND !== 0n) {
    found.error(path, `expected whole seconds, got ${text}`)
  }
}

/** Whether a duration is there and longer than nothing. */
export function isPositiveDuration(text: string | undefined): boolean {
  return text !== undefined && (durationNs(text) ?? 0n) > 0n
}

/** RE2 syntax, not empty, at most 1024 characters. */
export function checkRegex(found: Findings, path: string, regex: string): void {
  if (regex === '') found.error(path, 'a regular expression may not be empty')
  else if (regex.length > MAX_REGEX_LENGTH)
    found.error(path, `a regular expression has at most ${MAX_REGEX_LENGTH} characters`)
  else {
    const fault = regexFault(regex)
    if (fault !== null) found.error(path, `not a regular expression of RE2: ${fault}`)
  }
}

function regexFault(regex: string): string | null {
  try {
    RE2JS.compile(regex)
    return null
  } catch (error) {
    // re2js throws one class of error, for syntax only.
    return error instanceof Error ? error.message : String(error)
  }
}

/** 0, or 0.0001 to 100: finer shares are not kept. */
export function checkPercent(found: Findings, path: string, value: number | undefined): void {
  if (value !== undefined && value > 0 && value < 0.0001)
    found.error(path, `expected 0, or a number from 0.0001 to 100, got ${value}`)
}

export function checkLabels(
  found: Findings,
  path: string,
  labels: Readonly<Record<string, string>> | undefined,
): void {
  for (const [key, value] of Object.entries(labels ?? {})) {
    const fault = labelKeyFault(key) ?? labelValueFault(value)
    if (fault !== null) found.error(keyPath(path, key), fault)
  }
}

/** Selectors: no wildcards, no empty keys; without labels they select everything, which deserves a word. */
export function checkSelector(
  found: Findings,
  path: string,
  labels: Readonly<Record<string, string>> | undefined,
): void {
  const entries = Object.entries(labels ?? {})
  if (entries.length === 0) {
    found.warn(path, 'the selector has no labels: it selects every workload of the namespace')
    return
  }
  for (const [key, value] of entries) {
    const at = keyPath(path, key)
    if (key.includes('*') || value.includes('*'))
      found.error(at, 'a selector matches whole labels: "*" is not allowed')
    else {
      const fault = labelKeyFault(key) ?? labelValueFault(value)
      if (fault !== null) found.error(at, fault)
    }
  }
}

export interface ExportRule {
  readonly ownNamespace: string
  /** Whether `~` (nobody) is allowed: services only. */
  readonly allowsNone: boolean
}

/** `.`, `*`, `~` or namespaces, each once; `*` and `~` stand alone. */
export function checkExportTo(
  found: Findings,
  path: string,
  exportTo: readonly string[] | undefined,
  rule: ExportRule,
): void {
  const seen = new Set<string>()
  for (const [index, entry] of (exportTo ?? []).entries()) {
    const at = indexPath(path, index)
    const namespace = entry === '.' ? rule.ownNamespace : entry
    if (entry === '~' && !rule.allowsNone) found.error(at, '"~" is allowed in a ServiceEntry only')
    else if (entry !== '.' && entry !== '*' && entry !== '~' && !isDnsLabel1123(entry))
      found.error(at, `expected ".", "*" or the name of a namespace, got "${entry}"`)
    if (seen.has(namespace)) found.error(at, `the namespace "${namespace}" is listed twice`)
    seen.add(namespace)
  }
  for (const alone of ['*', '~']) {
    if (seen.has(alone) && (exportTo?.length ?? 0) > 1)
      found.error(path, `"${alone}" must stand alone`)
  }
}

/** Finds the virtual host of an authority: exact, then longest suffix wildcard, then longest prefix wildcard, then `*`. */
import type { CompiledMatch, MatchViolation } from './violation.ts'
import { asciiLower } from './wire-text.ts'

export interface DomainEntry<T> {
  readonly domains: readonly string[]
  readonly value: T
}

interface Wildcard<T> {
  /** The fixed part, in lower case. */
  readonly text: string
  readonly value: T
}

export class DomainTable<T> {
  private readonly exact: ReadonlyMap<string, T>
  private readonly suffixes: readonly Wildcard<T>[]
  private readonly prefixes: readonly Wildcard<T>[]
  private readonly any: T | null
  private readonly takesAll: boolean

  constructor(
    exact: ReadonlyMap<string, T>,
    suffixes: readonly Wildcard<T>[],
    prefixes: readonly Wildcard<T>[],
    any: T | null,
  ) {
    this.exact = exact
    this.suffixes = suffixes
    this.prefixes = prefixes
    this.any = any
    this.takesAll = exact.size === 0 && suffixes.length === 0 && prefixes.length === 0
  }

  /** @param authority any case; its port counts unless the caller cut it off. O(1) for exact hosts, else O(wildcards). */
  lookup(authority: string): T | null {
    if (this.takesAll) return this.any
    const host = asciiLower(authority)
    const exact = this.exact.get(host)
    if (exact !== undefined) return exact
    // A wildcard stands for at least one character.
    for (const suffix of this.suffixes)
      if (host.length > suffix.text.length && host.endsWith(suffix.text)) return suffix.value
    for (const prefix of this.prefixes)
      if (host.length > prefix.text.length && host.startsWith(prefix.text)) return prefix.value
    return this.any
  }
}

/** A domain that stands twice refuses the whole table, as do wildcards elsewhere than at one end. */
export function compileDomains<T>(
  entries: readonly DomainEntry<T>[],
): CompiledMatch<DomainTable<T>> {
  const violations: MatchViolation[] = []
  const seen = new Set<string>()
  const exact = new Map<string, T>()
  const suffixes: Wildcard<T>[] = []
  const prefixes: Wildcard<T>[] = []
  let any: T | null = null
  entries.forEach((entry, at) => {
    entry.domains.forEach((written, index) => {
      const domain = asciiLower(written)
      const path = `[${at}].domains[${index}]`
      if (seen.has(domain)) violations.push({ path, message: `domain ${written} stands twice` })
      seen.add(domain)
      const star = domain.indexOf('*')
      if (domain === '') violations.push({ path, message: 'must not be empty' })
      else if (domain === '*') any = entry.value
      else if (star === -1) exact.set(domain, entry.value)
      else if (domain.lastIndexOf('*') !== star || (star !== 0 && star !== domain.length - 1))
        violations.push({ path, message: `${written} may hold one * at its beginning or its end` })
      else if (star === 0) suffixes.push({ text: domain.slice(1), value: entry.value })
      else prefixes.push({ text: domain.slice(0, -1), value: entry.value })
    })
  })
  if (violations.length > 0) return { kind: 'bad', violations }
  const longestFirst = (a: Wildcard<T>, b: Wildcard<T>): number => b.text.length - a.text.length
  suffixes.sort(longestFirst)
  prefixes.sort(longestFirst)
  return { kind: 'ok', value: new DomainTable(exact, suffixes, prefixes, any) }
}

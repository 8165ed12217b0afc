/** Which VirtualService speaks for a host at sidecars: the most specific host pattern, and of equal ones the oldest. */
import { compareSpecificity, isSubsetOf, isWildcard } from '../host-name.ts'
import type { VirtualService } from '../policy/virtual-services.ts'
import type { Scope } from '../scope.ts'

export interface VirtualServiceChoice {
  /** Exact host to the rule that won it. */
  readonly exact: ReadonlyMap<string, VirtualService>
  /** Wildcards, most specific first. */
  readonly wildcards: readonly (readonly [pattern: string, rule: VirtualService])[]
  /** Rules that lost a host to an older one. */
  readonly duplicates: number
}

const choices = new WeakMap<readonly VirtualService[], VirtualServiceChoice>()

/** The choice among rules; computed once per list, since a list never changes. */
export function choiceOf(rules: readonly VirtualService[]): VirtualServiceChoice {
  const known = choices.get(rules)
  if (known !== undefined) return known
  const made = choose(rules)
  choices.set(rules, made)
  return made
}

function choose(rules: readonly VirtualService[]): VirtualServiceChoice {
  const exact = new Map<string, VirtualService>()
  const wild = new Map<string, VirtualService>()
  let duplicates = 0
  for (const rule of rules)
    for (const host of rule.hosts) {
      const target = isWildcard(host) ? wild : exact
      if (target.has(host)) duplicates++
      else target.set(host, rule)
    }
  const wildcards = [...wild].sort((a, b) => compareSpecificity(a[0], b[0]))
  return { exact, wildcards, duplicates }
}

/** The rule for a host with the pattern that won, or null. */
export function virtualServiceFor(
  scope: Scope,
  host: string,
): { readonly pattern: string; readonly rule: VirtualService } | null {
  const { exact, wildcards } = choiceOf(scope.virtualServices)
  const rule = exact.get(host)
  if (rule !== undefined) return { pattern: host, rule }
  for (const [pattern, wild] of wildcards)
    if (isSubsetOf(host, pattern)) return { pattern, rule: wild }
  return null
}

/** Every rule whose hosts cover the host, most specific and oldest first; tls and tcp rules of all of them apply. */
export function virtualServicesOf(scope: Scope, host: string): readonly VirtualService[] {
  const found = virtualServiceFor(scope, host)
  return found === null ? [] : [found.rule]
}

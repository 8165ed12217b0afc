/** Which quotas a request is charged for: the rules of the QuotaSpecs bound to its route, compiled once. */
import type { AttributeBag } from '@flotilla/attributes'
import { compileRe2Pattern } from '@flotilla/match'

export interface QuotaCharge {
  readonly quota: string
  /** 1 or more. */
  readonly amount: number
}

/** A QuotaSpec as configured (proto-JSON names). */
export interface QuotaSpecConfig {
  readonly rules: readonly {
    readonly match: readonly { readonly clause: ReadonlyMap<string, StringMatchConfig> }[]
    readonly quotas: readonly { readonly quota: string; readonly charge: number }[]
  }[]
}

export interface StringMatchConfig {
  readonly exact: string | null
  readonly prefix: string | null
  readonly regex: string | null
}

export type QuotaRulesResult =
  | { readonly kind: 'ok'; readonly rules: QuotaRules }
  | { readonly kind: 'bad'; readonly path: string; readonly message: string }

type Clause = readonly [attribute: string, test: (value: string) => boolean]

interface CompiledRule {
  /** The rule applies where all clauses of any match hold; no matches: always. */
  readonly matches: readonly (readonly Clause[])[]
  readonly charges: readonly QuotaCharge[]
}

const NONE: readonly QuotaCharge[] = []

export class QuotaRules {
  private readonly rules: readonly CompiledRule[]

  constructor(rules: readonly CompiledRule[]) {
    this.rules = rules
  }

  /** What this request is charged, each quota once. */
  charges(bag: AttributeBag): readonly QuotaCharge[] {
    let found = NONE
    for (const rule of this.rules) {
      if (!applies(rule, bag)) continue
      found = found === NONE ? rule.charges : merge([...found, ...rule.charges])
    }
    return found
  }
}

export function compileQuotaRules(specs: readonly QuotaSpecConfig[]): QuotaRulesResult {
  const rules: CompiledRule[] = []
  for (const [s, spec] of specs.entries()) {
    for (const [r, rule] of spec.rules.entries()) {
      const matches: Clause[][] = []
      for (const [m, match] of rule.match.entries()) {
        const clauses: Clause[] = []
        for (const [attribute, wanted] of match.clause) {
          const test = compileMatch(wanted)
          if (test === null) {
            const path = `quotaSpec[${s}].rules[${r}].match[${m}].clause.${attribute}.regex`
            return { kind: 'bad', path, message: `not a valid regular expression: ${wanted.regex}` }
          }
          clauses.push([attribute, test])
        }
        matches.push(clauses)
      }
      const charges = rule.quotas.map(({ quota, charge }) => ({
        quota,
        amount: Math.max(1, charge),
      }))
      rules.push({ matches, charges: merge(charges) })
    }
  }
  return { kind: 'ok', rules: new QuotaRules(rules) }
}

function applies(rule: CompiledRule, bag: AttributeBag): boolean {
  if (rule.matches.length === 0) return true
  return rule.matches.some((clauses) =>
    clauses.every(([attribute, test]) => {
      const value = bag.get(attribute)
      return typeof value === 'string' && test(value)
    }),
  )
}

function compileMatch(match: StringMatchConfig): ((value: string) => boolean) | null {
  const { exact, prefix, regex } = match
  if (exact !== null) return (value) => value === exact
  if (prefix !== null) return (value) => value.startsWith(prefix)
  if (regex === null) return () => true
  try {
    const compiled = compileRe2Pattern(regex)
    return (value) => compiled.matches(value)
  } catch {
    // The library throws for patterns only; the caller names where this one stands.
    return null
  }
}

function merge(charges: readonly QuotaCharge[]): readonly QuotaCharge[] {
  const amounts = new Map<string, number>()
  for (const { quota, amount } of charges) amounts.set(quota, (amounts.get(quota) ?? 0) + amount)
  return [...amounts].map(([quota, amount]) => ({ quota, amount }))
}

/** String matches: one member, prefixes that are not empty, regular expressions that compile. */
import type { StringMatch } from '../../spec/matching.ts'
import { checkRegex, type Findings } from '../findings.ts'

export interface StringMatchRule {
  /** `{}` means "is present": headers and query parameters. */
  readonly mayBeEmpty: boolean
  /** `prefix: ""` means everything: uri only. */
  readonly mayHaveEmptyPrefix: boolean
  /** `regex: "*"` means "is present": headers only. */
  readonly starIsPresence: boolean
}

export function checkStringMatch(
  found: Findings,
  path: string,
  match: StringMatch | undefined,
  rule: StringMatchRule,
): void {
  if (match === undefined) return
  const { exact, prefix, regex } = match
  if (exact === undefined && prefix === undefined && regex === undefined) {
    if (!rule.mayBeEmpty) found.error(path, 'one of exact, prefix, regex is required')
    return
  }
  if (prefix === '' && !rule.mayHaveEmptyPrefix)
    found.error(`${path}.prefix`, 'a prefix may not be empty')
  if (regex !== undefined && !(regex === '*' && rule.starIsPresence))
    checkRegex(found, `${path}.regex`, regex)
}

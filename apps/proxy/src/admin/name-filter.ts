/** `filter` of admin queries: a regular expression that may match any part of a name. */
import { compileRegex } from '@flotilla/match'

/** Null where the expression is not one. */
export function anywhere(pattern: string): { matches(name: string): boolean } | null {
  if (compileRegex(pattern).kind === 'bad') return null
  const regex = compileRegex(`(?s).*(?:${pattern}).*`)
  return regex.kind === 'ok' ? regex.value : null
}

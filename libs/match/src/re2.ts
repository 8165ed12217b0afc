/** RE2 in JavaScript, loaded with the first regular expression: most configurations have none. */
import { createRequire } from 'node:module'
import type { RE2JS } from 're2js'

let loaded: typeof RE2JS | null = null

/** Throws the library's own error, whose message says what is wrong with the pattern. */
export function compileRe2Pattern(pattern: string): RE2JS {
  loaded ??= (createRequire(import.meta.url)('re2js') as typeof import('re2js')).RE2JS // typed by its own declarations
  return loaded.compile(pattern)
}

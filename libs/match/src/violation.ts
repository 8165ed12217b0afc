/** How compiling a matcher ends: with it, or with everything that is wrong, by path. */

export interface MatchViolation {
  /** Path below the compiled specification, for example `headers[2].regex`. */
  readonly path: string
  readonly message: string
}

export type CompiledMatch<T> =
  | { readonly kind: 'ok'; readonly value: T }
  | { readonly kind: 'bad'; readonly violations: readonly MatchViolation[] }

export function bad<T>(path: string, message: string): CompiledMatch<T> {
  return { kind: 'bad', violations: [{ path, message }] }
}

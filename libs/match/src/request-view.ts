/** What matchers may ask of a request. A stream implements it; nothing is copied. */

export interface RequestView {
  readonly method: string
  /** Path with query. */
  readonly path: string
  readonly authority: string
  readonly scheme: string
  /** Flat name/value list, names in lower case, without pseudo-headers and `host`. */
  readonly requestHeaders: readonly string[]
  /** Integer in [0, 2^53), drawn once per request: fractions and weights agree on it. */
  readonly randomValue: number
  /** Client certificate: -1 no TLS, 0 TLS without one, 1 presented and verified. */
  readonly clientCertificate: -1 | 0 | 1
  /** Dynamic metadata by namespace and keys below it; undefined where there is none. */
  metadataValue?(namespace: string, path: readonly string[]): unknown
  /** Text that a filter left under a key; null where there is none. */
  filterState?(key: string): string | null
}

/** The value of a pseudo-header, or null where the name is none. */
export function pseudoHeader(view: RequestView, name: string): string | null {
  switch (name) {
    case ':method':
      return view.method
    case ':path':
      return view.path
    case ':authority':
    case 'host':
      return view.authority
    case ':scheme':
      return view.scheme
    default:
      return null
  }
}

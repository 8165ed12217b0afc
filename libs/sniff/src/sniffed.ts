/** What the first bytes of a connection can be. */

export type Sniffed =
  /** Not decided yet: ask again with more bytes. */
  | { readonly kind: 'more' }
  /** A TLS ClientHello. Server name in lower case, empty where none; ALPN names in the client's order. */
  | { readonly kind: 'tls'; readonly serverName: string; readonly alpn: readonly string[] }
  | { readonly kind: 'http1'; readonly version: '1.0' | '1.1' }
  /** The HTTP/2 connection preface, in clear. */
  | { readonly kind: 'http2' }
  /** None of these. */
  | { readonly kind: 'opaque' }

export const MORE: Sniffed = { kind: 'more' }
export const OPAQUE: Sniffed = { kind: 'opaque' }

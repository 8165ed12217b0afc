/** What the thread of an isolated adapter and its host tell each other. */

/** To the thread. */
export type ToThread =
  | {
      readonly kind: 'call'
      readonly id: number
      readonly path: string
      readonly bytes: Uint8Array
      readonly session: string
    }
  | { readonly kind: 'ping' }

/** From the thread. */
export type FromThread =
  | { readonly kind: 'ready'; readonly name: string; readonly templates: readonly string[] }
  /** The package cannot be used. */
  | { readonly kind: 'unusable'; readonly reason: string }
  /** The adapter's own code begins with a call. */
  | { readonly kind: 'started'; readonly id: number }
  | { readonly kind: 'answer'; readonly id: number; readonly bytes: Uint8Array }
  /** `code` is a gRPC status. */
  | { readonly kind: 'failed'; readonly id: number; readonly code: number; readonly reason: string }
  | { readonly kind: 'pong' }
  /** What the adapter shows on the page that Prometheus scrapes. */
  | { readonly kind: 'page'; readonly text: string }
  | { readonly kind: 'line'; readonly stream: 'stdout' | 'stderr'; readonly text: string }

export interface ThreadData {
  /** File of the package's adapter. */
  readonly file: string
  /** Name of the handler, for logs. */
  readonly handler: string
}

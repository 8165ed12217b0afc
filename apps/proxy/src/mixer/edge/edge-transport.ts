/** The seam between what decides in this proxy and the Mixer that lets it: a stream of bundles, and one question. */
import type { Bundle } from '@flotilla/proto'

export interface BundleEnd {
  /** gRPC status, 0 where the server ended the stream. */
  readonly code: number
  readonly message: string
}

/** Callbacks never come before the call returns. */
export interface EdgeTransport {
  /**
   * Listens for the bundles of a namespace. `onEnd` comes once, and nothing after it.
   * @param knownDigest content that is in force here; empty for none. @returns stops it, without `onEnd`.
   */
  bundles(
    namespace: string,
    knownDigest: string,
    onBundle: (bundle: Bundle) => void,
    onEnd: (end: BundleEnd) => void,
  ): () => void
  /** Asks for the policy generation in force; null where there is no answer. */
  confirm(timeoutMs: number, callback: (generation: number | null) => void): void
}

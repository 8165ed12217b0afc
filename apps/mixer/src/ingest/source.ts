/** What mixer needs to know of where its configuration comes from. */
import type { ConfigObject } from '@flotilla/model'

export interface SourceEvents {
  /** A collection has new content. */
  changed(collection: string, objects: readonly ConfigObject[]): void
  /** Every collection has been there once: what is held is a whole configuration. Called at least once, maybe often. */
  complete(): void
}

export interface Source {
  start(): void
  close(): void
  /** Why no configuration is there yet; empty once there is one, also while the source is away. */
  missing(): readonly string[]
  /** Version of the configuration at galley, or null where there is none. */
  version(): number | null
}

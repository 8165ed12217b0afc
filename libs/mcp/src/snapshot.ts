/** What a source has to offer: immutable collections of resources, all of one configuration version. */
import type { McpResource } from '@flotilla/proto'

/** One collection: resources by `namespace/name`. A resource's `metadata.version` changes with its content. */
export type McpCollection = ReadonlyMap<string, McpResource>

export interface McpSnapshot {
  /** Unique to each snapshot: `CONFIG.SERIAL`, the configuration version and a count; sent as `system_version_info`. */
  readonly version: string
  /** Every collection that the source supports, empty ones too. */
  readonly collections: ReadonlyMap<string, McpCollection>
}

/** Of one response: a collection goes as a whole. For `startServer` at the source; the sink sets it itself. */
export const MAX_MESSAGE_BYTES: number = 64 * 1024 * 1024

/** `metadata.version` of a resource. */
export function versionOf(resource: McpResource): string {
  return resource.metadata?.version ?? ''
}

/** `metadata.name` of a resource. */
export function nameOf(resource: McpResource): string {
  return resource.metadata?.name ?? ''
}

/** The configuration version in a snapshot's version, or null before there is one. */
export function configVersionOf(version: string): number | null {
  const number = Number(version.split('.')[0])
  return version === '' || !Number.isInteger(number) ? null : number
}

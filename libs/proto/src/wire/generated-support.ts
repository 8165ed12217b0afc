/** What generated code calls on every field: shared empty collections, growing lists and maps, and nested blocks. */
import type { ByteWriter } from '@flotilla/bytes'

/** A message while it is being read. */
export type Mutable<M> = { -readonly [K in keyof M]: M[K] }

/** The empty list and map of every message: most fields of most messages are empty, and an array costs 16 bytes each. */
export const NO_ITEMS: readonly never[] = Object.freeze([])
export const NO_ENTRIES: ReadonlyMap<never, never> = new Map<never, never>()
export const NO_BYTES: Uint8Array = new Uint8Array(0)

/** The list with one more item; the shared empty list is replaced, any other grows in place. */
export function append<T>(list: readonly T[], item: T): readonly T[] {
  if (list.length === 0) return [item]
  ;(list as T[]).push(item) // the list was made by this function while its message is being read
  return list
}

/** The map itself, or a new one in place of the shared empty map. */
export function ownMap<K, V>(map: ReadonlyMap<K, V>): Map<K, V> {
  return map.size === 0 ? new Map() : (map as Map<K, V>) // made here while its message is being read
}

/** Writes a tag and a message behind its length. */
export function put<T>(
  writer: ByteWriter,
  tag: number,
  write: (value: T, writer: ByteWriter) => void,
  value: T,
): void {
  writer.uint32(tag)
  const at = writer.open()
  write(value, writer)
  writer.close(at)
}

/** A map of text to value whose keys come from configuration: sorted once, shared by every instance made from it. */
import type { InstanceValue } from './value-text.ts'

export class ValueMap {
  /** Sorted. The same array for all maps of one configuration, so that adapters may keep what they derive from it. */
  readonly keys: readonly string[]
  /** In the order of `keys`. */
  readonly values: readonly InstanceValue[]

  constructor(keys: readonly string[], values: readonly InstanceValue[]) {
    this.keys = keys
    this.values = values
  }

  /** @param entries in any order. */
  static of(entries: Readonly<Record<string, InstanceValue>>): ValueMap {
    const keys = Object.keys(entries).sort()
    return new ValueMap(
      keys,
      keys.map((key) => entries[key] ?? null),
    )
  }

  get size(): number {
    return this.keys.length
  }

  /** The value of a key, null too where the key is not there. O(keys). */
  get(key: string): InstanceValue {
    const at = this.keys.indexOf(key)
    return at === -1 ? null : (this.values[at] ?? null)
  }

  has(key: string): boolean {
    return this.keys.includes(key)
  }
}

export const EMPTY_VALUE_MAP: ValueMap = new ValueMap([], [])

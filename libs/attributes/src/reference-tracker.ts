/** Records which attributes a decision read, so that its answer may be reused for every request equal in just those. */

/** How a reference was seen; the numbers of ReferencedAttributes.Condition. */
export const Condition = { unspecified: 0, absence: 1, exact: 2, regex: 3 } as const
export type Condition = (typeof Condition)[keyof typeof Condition]

export interface Reference {
  readonly name: string
  /** Key of a string map, or null where the attribute itself was read. */
  readonly mapKey: string | null
  readonly condition: typeof Condition.absence | typeof Condition.exact
}

/**
 * A set of references. Attributes that generators produced are left out (`exempt`): only what the sender supplied can
 * key a cache in the sender. Recording costs one or two hash look-ups.
 */
export class ReferenceTracker {
  private readonly plain: Map<string, boolean> = new Map()
  private keyed: Map<string, Map<string, boolean>> | null = null
  private exempted: Set<string> | null = null

  /** Records a read of an attribute, or of one key of a string map that is there. */
  record(name: string, mapKey: string | null, isPresent: boolean): void {
    if (this.exempted?.has(name)) return
    if (mapKey === null) {
      this.plain.set(name, isPresent)
      return
    }
    this.keyed ??= new Map()
    const keys = this.keyed.get(name)
    if (keys === undefined) this.keyed.set(name, new Map([[mapKey, isPresent]]))
    else keys.set(mapKey, isPresent)
  }

  /** Leaves these attributes out from now on. */
  exempt(names: Iterable<string>): void {
    this.exempted ??= new Set()
    for (const name of names) this.exempted.add(name)
  }

  get size(): number {
    let size = this.plain.size
    for (const keys of this.keyed?.values() ?? []) size += keys.size
    return size
  }

  /** What was recorded, sorted by name, then key (whole attribute first). */
  references(): Reference[] {
    const found: Reference[] = []
    for (const [name, isPresent] of this.plain) found.push(reference(name, null, isPresent))
    for (const [name, keys] of this.keyed ?? []) {
      for (const [key, isPresent] of keys) found.push(reference(name, key, isPresent))
    }
    return found.sort(compareReferences)
  }

  /** A tracker that starts from what this one holds now: quotas of one request share the precondition's start. */
  fork(): ReferenceTracker {
    const forked = new ReferenceTracker()
    for (const [name, isPresent] of this.plain) forked.plain.set(name, isPresent)
    for (const [name, keys] of this.keyed ?? []) {
      forked.keyed ??= new Map()
      forked.keyed.set(name, new Map(keys))
    }
    if (this.exempted !== null) forked.exempted = new Set(this.exempted)
    return forked
  }

  reset(): void {
    this.plain.clear()
    this.keyed?.clear()
    this.exempted = null
  }
}

/** Order of references: by name, the attribute itself before its keys, keys by code unit. */
export function compareReferences(a: Reference, b: Reference): number {
  if (a.name !== b.name) return a.name < b.name ? -1 : 1
  if (a.mapKey === b.mapKey) return 0
  if (a.mapKey === null || b.mapKey === null) return a.mapKey === null ? -1 : 1
  return a.mapKey < b.mapKey ? -1 : 1
}

function reference(name: string, mapKey: string | null, isPresent: boolean): Reference {
  return { name, mapKey, condition: isPresent ? Condition.exact : Condition.absence }
}

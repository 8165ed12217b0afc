/** Attribute bags: what a request is to Mixer. A bag answers by name; what it does not hold is absent, never a default. */
import type { AttributeValue } from './value.ts'

export interface AttributeBag {
  /** The value, or undefined where the attribute is absent. */
  get(name: string): AttributeValue | undefined
  /** Names of the attributes present, in no particular order, each once. */
  names(): Iterable<string>
  /** Visits every attribute once; for bags that compute a value when it is read. Absent: `names` and `get` serve. */
  forEach?(visit: (name: string, value: AttributeValue) => void): void
}

/** Visits every attribute of a bag once. */
export function visitAttributes(
  bag: AttributeBag,
  visit: (name: string, value: AttributeValue) => void,
): void {
  if (bag.forEach !== undefined) {
    bag.forEach(visit)
    return
  }
  for (const name of bag.names()) {
    const value = bag.get(name)
    if (value !== undefined) visit(name, value)
  }
}

/** A bag over a map. */
export class MutableBag implements AttributeBag {
  private readonly values: Map<string, AttributeValue>

  /** @param values copied. */
  constructor(values: Iterable<readonly [string, AttributeValue]> = []) {
    this.values = new Map(values)
  }

  /** A bag that holds what another holds now. */
  static copyOf(bag: AttributeBag): MutableBag {
    const copy = new MutableBag()
    copy.merge(bag)
    return copy
  }

  get(name: string): AttributeValue | undefined {
    return this.values.get(name)
  }

  has(name: string): boolean {
    return this.values.has(name)
  }

  names(): Iterable<string> {
    return this.values.keys()
  }

  entries(): Iterable<[string, AttributeValue]> {
    return this.values.entries()
  }

  get size(): number {
    return this.values.size
  }

  set(name: string, value: AttributeValue): this {
    this.values.set(name, value)
    return this
  }

  delete(name: string): void {
    this.values.delete(name)
  }

  /** Takes over every attribute of another bag; the other's values win. */
  merge(bag: AttributeBag): this {
    visitAttributes(bag, (name, value) => this.values.set(name, value))
    return this
  }

  forEach(visit: (name: string, value: AttributeValue) => void): void {
    for (const [name, value] of this.values) visit(name, value)
  }

  reset(): void {
    this.values.clear()
  }
}

/** What a sender supplied, with what generators added behind it: an added value never hides a supplied one. */
export class OverlayBag implements AttributeBag {
  readonly base: AttributeBag
  private readonly added: MutableBag = new MutableBag()

  /** @param base kept, not copied. */
  constructor(base: AttributeBag) {
    this.base = base
  }

  get(name: string): AttributeValue | undefined {
    return this.base.get(name) ?? this.added.get(name)
  }

  *names(): Iterable<string> {
    yield* this.base.names()
    for (const name of this.added.names()) {
      if (this.base.get(name) === undefined) yield name
    }
  }

  /** Adds an attribute; false, and no change, where the sender supplied it. */
  add(name: string, value: AttributeValue): boolean {
    if (this.base.get(name) !== undefined) return false
    this.added.set(name, value)
    return true
  }

  /** Whether this attribute was added and not supplied. */
  isAdded(name: string): boolean {
    return this.added.has(name)
  }

  /** Names of the added attributes, for a tracker to leave out. */
  addedNames(): Iterable<string> {
    return this.added.names()
  }
}

/** A bag without attributes. */
export const EMPTY_BAG: AttributeBag = Object.freeze({
  get: () => undefined,
  names: () => [],
})

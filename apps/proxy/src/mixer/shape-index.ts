/** Values found by the shapes they were learned with: the structure under the check cache and the quota cache. Bounded both ways. */
import type { AttributeBag, Reference } from '@flotilla/attributes'
import { ReferenceShape } from './reference-shape.ts'

/** Shapes kept: as many as rules have ways to be decided. One beyond pushes out the one that matched longest ago. */
const MAX_SHAPES = 64

interface Slot<T> {
  readonly key: string
  readonly value: T
  /** Read since eviction last came by: gets a second chance. */
  wasRead: boolean
}

interface KnownShape {
  readonly shape: ReferenceShape
  lastMatch: number
}

export class ShapeIndex<T> {
  private readonly maxEntries: number
  private readonly shapes: KnownShape[] = []
  private readonly slots: Map<string, Slot<T>> = new Map()
  private clock = 0

  constructor(maxEntries: number) {
    this.maxEntries = maxEntries
  }

  get size(): number {
    return this.slots.size
  }

  get shapeCount(): number {
    return this.shapes.length
  }

  /** The value of the first shape that fits and has one that `accept` takes, or null. O(shapes). */
  find(bag: AttributeBag, accept: (value: T, key: string) => boolean): T | null {
    for (const known of this.shapes) {
      const key = known.shape.keyOf(bag)
      if (key === null) continue
      const slot = this.slots.get(known.shape.id + key)
      if (slot === undefined || !accept(slot.value, slot.key)) continue
      slot.wasRead = true
      known.lastMatch = ++this.clock
      return slot.value
    }
    return null
  }

  /** Key under the shape learned last that fits this request, or null: what its answer will probably be found by. */
  probableKey(bag: AttributeBag): string | null {
    for (let i = this.shapes.length - 1; i >= 0; i--) {
      const { shape } = this.shapes[i] as KnownShape // i is inside the list
      const key = shape.keyOf(bag)
      if (key !== null) return shape.id + key
    }
    return null
  }

  /** Stores a value under the shape of these references; false, and nothing stored, where the request does not fit it itself. */
  insert(bag: AttributeBag, references: readonly Reference[], value: T): boolean {
    const shape = this.learn(new ReferenceShape(references))
    const key = shape.keyOf(bag)
    if (key === null) return false
    const full = shape.id + key
    // Inserted anew, it stands among the youngest.
    this.slots.delete(full)
    this.slots.set(full, { key: full, value, wasRead: false })
    if (this.slots.size > this.maxEntries) this.evict()
    return true
  }

  delete(key: string): void {
    this.slots.delete(key)
  }

  clear(): void {
    this.shapes.length = 0
    this.slots.clear()
  }

  private learn(shape: ReferenceShape): ReferenceShape {
    const known = this.shapes.find((one) => one.shape.id === shape.id)
    if (known !== undefined) return known.shape
    if (this.shapes.length >= MAX_SHAPES) this.forgetOldestShape()
    this.shapes.push({ shape, lastMatch: ++this.clock })
    return shape
  }

  /** Its values are not found any more, and age out. */
  private forgetOldestShape(): void {
    let oldest = 0
    for (let i = 1; i < this.shapes.length; i++) {
      if ((this.shapes[i] as KnownShape).lastMatch < (this.shapes[oldest] as KnownShape).lastMatch)
        // both inside the list
        oldest = i
    }
    this.shapes.splice(oldest, 1)
  }

  /** Removes the first slot that was not read since it was last looked at; those that were go to the end. */
  private evict(): void {
    for (const [key, slot] of this.slots) {
      this.slots.delete(key)
      if (!slot.wasRead) return
      slot.wasRead = false
      this.slots.set(key, slot)
    }
  }
}

/** Earliest-deadline-first scheduler: picks items in proportion to their weights, evenly spread. */

interface Entry<T> {
  deadline: number
  order: number
  readonly item: T
}

/** Weights below this are taken as this, so that no deadline is infinite. */
const MIN_WEIGHT = 1e-6

export class EdfScheduler<T> {
  private readonly heap: Entry<T>[] = []
  private readonly weightOf: (item: T) => number
  private now = 0
  private order = 0

  /** @param weightOf the current weight of an item, > 0; read at each insertion. */
  constructor(items: readonly T[], weightOf: (item: T) => number) {
    this.weightOf = weightOf
    for (const item of items) this.insert({ deadline: 0, order: 0, item })
  }

  /** The item with the earliest deadline, put back with its current weight; null where there is none. O(log n). */
  pick(): T | null {
    const top = this.heap[0]
    if (top === undefined) return null
    this.now = top.deadline
    this.stamp(top)
    this.siftDown(0)
    return top.item
  }

  private insert(entry: Entry<T>): void {
    this.stamp(entry)
    this.heap.push(entry)
    let at = this.heap.length - 1
    while (at > 0) {
      const parent = (at - 1) >> 1
      if (!isBefore(this.at(at), this.at(parent))) return
      this.swap(at, parent)
      at = parent
    }
  }

  private stamp(entry: Entry<T>): void {
    entry.deadline = this.now + 1 / Math.max(MIN_WEIGHT, this.weightOf(entry.item))
    entry.order = this.order++
  }

  private siftDown(from: number): void {
    let at = from
    for (;;) {
      const left = 2 * at + 1
      const right = left + 1
      let least = at
      if (left < this.heap.length && isBefore(this.at(left), this.at(least))) least = left
      if (right < this.heap.length && isBefore(this.at(right), this.at(least))) least = right
      if (least === at) return
      this.swap(at, least)
      at = least
    }
  }

  private at(index: number): Entry<T> {
    return this.heap[index] as Entry<T> // callers stay within the heap
  }

  private swap(a: number, b: number): void {
    const held = this.at(a)
    this.heap[a] = this.at(b)
    this.heap[b] = held
  }
}

/** Ties go to what was inserted first. */
function isBefore<T>(a: Entry<T>, b: Entry<T>): boolean {
  return a.deadline < b.deadline || (a.deadline === b.deadline && a.order < b.order)
}

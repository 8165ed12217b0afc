/** The dynamic table of HPACK (RFC 7541 §2.3.2) as the decoder keeps it: newest entry first, evicted by size. */
import type { FieldKind } from './field-kind.ts'
import { ENTRY_OVERHEAD } from './static-table.ts'

export interface TableEntry {
  readonly name: string
  readonly value: string
  /** Of the name; Invalid where its bytes are. */
  readonly nameKind: FieldKind
  /** Of the whole field: Invalid where name or value has a byte that must not be there. */
  readonly kind: FieldKind
}

const INITIAL_SLOTS = 32

export class DynamicTable {
  /** A ring; its length is a power of two. */
  private slots: (TableEntry | null)[] = new Array(INITIAL_SLOTS).fill(null)
  private newest = -1
  private bytes = 0
  private max: number
  count = 0

  /** @param maxBytes size as RFC 7541 §4.1 counts it. */
  constructor(maxBytes: number) {
    this.max = maxBytes
  }

  get maxBytes(): number {
    return this.max
  }

  /** Evicts what no longer fits. */
  resize(maxBytes: number): void {
    this.max = maxBytes
    this.evictTo(maxBytes)
  }

  /** @param offset 0 is the newest; must be below `count`. */
  at(offset: number): TableEntry {
    return this.slots[(this.newest - offset) & (this.slots.length - 1)] as TableEntry // below count
  }

  /** An entry larger than the table empties it (RFC 7541 §4.4). */
  insert(entry: TableEntry): void {
    const size = sizeOf(entry)
    this.evictTo(this.max - size)
    if (size > this.max) return
    if (this.count === this.slots.length) this.grow()
    this.newest = (this.newest + 1) & (this.slots.length - 1)
    this.slots[this.newest] = entry
    this.count++
    this.bytes += size
  }

  private evictTo(maxBytes: number): void {
    while (this.count > 0 && this.bytes > maxBytes) {
      const oldest = (this.newest - this.count + 1) & (this.slots.length - 1)
      this.bytes -= sizeOf(this.slots[oldest] as TableEntry) // inside the table
      this.slots[oldest] = null
      this.count--
    }
  }

  private grow(): void {
    const entries: (TableEntry | null)[] = []
    for (let offset = this.count - 1; offset >= 0; offset--) entries.push(this.at(offset))
    const room = this.slots.length
    this.slots = [...entries, ...new Array<null>(room * 2 - entries.length).fill(null)]
    this.newest = entries.length - 1
  }
}

function sizeOf(entry: TableEntry): number {
  return entry.name.length + entry.value.length + ENTRY_OVERHEAD
}

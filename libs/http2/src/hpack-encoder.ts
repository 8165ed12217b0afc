/** HPACK encoding (RFC 7541): indexes what repeats, sends what changes or is secret as literals. */
import { huffmanEncode, huffmanLength } from './huffman.ts'
import { writeLatin1 } from './latin1.ts'
import { ENTRY_OVERHEAD, STATIC_COUNT, STATIC_TABLE } from './static-table.ts'

/** What is known of one name: its places in the tables. Dropped when nothing refers to it. */
interface NameState {
  readonly name: string
  /** 0 where the static table does not have it. */
  readonly staticIndex: number
  /** Values in the static table, from `staticIndex` on. */
  readonly staticValues: readonly string[]
  /** Oldest first. */
  readonly entries: Entry[]
  /** Value seen last, for the decision to index. */
  last: string
  readonly isSecret: boolean
}

interface Entry {
  readonly state: NameState
  readonly value: string
  /** Insertions before it. */
  readonly sequence: number
}

/** Never put into a table, here or further on (RFC 7541 §7.1.3). */
const SECRET = new Set(['authorization', 'proxy-authorization', 'cookie', 'set-cookie'])
/** Values longer than this share of the table would push out what is more useful. */
const MAX_VALUE_SHARE = 4

/** First index and values of each name of the static table. */
const STATIC_NAMES: ReadonlyMap<
  string,
  { readonly index: number; readonly values: readonly string[] }
> = staticNames()

function staticNames(): Map<string, { index: number; values: string[] }> {
  const names = new Map<string, { index: number; values: string[] }>()
  for (let i = 1; i <= STATIC_COUNT; i++) {
    const [name, value] = STATIC_TABLE[i] as readonly [string, string] // inside the table
    const known = names.get(name)
    if (known === undefined) names.set(name, { index: i, values: [value] })
    else known.values.push(value)
  }
  return names
}

/** Room that a literal needs beside twice its text: representation byte and two lengths. */
const LITERAL_OVERHEAD = 16

export class HpackEncoder {
  private readonly names: Map<string, NameState> = new Map()
  /** Oldest first, from `oldest` on. */
  private table: Entry[] = []
  private oldest = 0
  private bytes = 0
  private inserted = 0
  private maxBytes: number
  /** Smallest size since the last block, to be announced; -1 where there is none. */
  private pendingMin = -1
  /** Where blocks are written; grown to what the longest needs. */
  buffer: Buffer
  /** End of what is written. */
  length = 0

  /** @param buffer may be shared by all encoders: a block is copied out before the next begins. */
  constructor(maxBytes: number, buffer: Buffer) {
    this.maxBytes = maxBytes
    this.buffer = buffer
  }

  /** The peer allows this much from now on; we use no more than `own`. */
  resize(maxBytes: number): void {
    if (maxBytes === this.maxBytes) return
    this.pendingMin = this.pendingMin === -1 ? maxBytes : Math.min(this.pendingMin, maxBytes)
    this.maxBytes = maxBytes
    this.evictTo(maxBytes)
  }

  /** Begins a block. */
  begin(): void {
    this.length = 0
    if (this.pendingMin === -1) return
    // RFC 7541 §4.2: the smallest size since the last block, then the one in force.
    if (this.pendingMin < this.maxBytes) this.integer(0x20, 0x1f, this.pendingMin)
    this.integer(0x20, 0x1f, this.maxBytes)
    this.pendingMin = -1
  }

  /** All fields of a flat list. */
  addAll(headers: readonly string[]): void {
    for (let i = 0; i < headers.length; i += 2)
      this.add(headers[i] as string, headers[i + 1] as string) // lists are even
  }

  /** Name and value must be what HTTP allows, the name in lower case. */
  add(name: string, value: string): void {
    this.reserve(name.length + value.length)
    const state = this.names.get(name) ?? this.adopt(name)
    if (state === null) {
      this.addUnknown(name, value)
      return
    }
    const { staticValues, staticIndex, entries } = state
    for (let i = 0; i < staticValues.length; i++)
      if (staticValues[i] === value && value !== '') {
        this.indexed(staticIndex + i)
        return
      }
    for (let i = entries.length - 1; i >= 0; i--) {
      const entry = entries[i] as Entry // inside the list
      if (entry.value === value) {
        this.indexed(STATIC_COUNT + this.inserted - entry.sequence)
        return
      }
    }
    const index =
      staticIndex > 0
        ? staticIndex
        : STATIC_COUNT + this.inserted - (entries[entries.length - 1] as Entry).sequence // known without static: has one
    // A value that came twice in a row will come again; one that changes each time would only push others out.
    const isRepeated = state.last === value && this.isWorthIndexing(name, value)
    state.last = value
    if (state.isSecret) this.integer(0x10, 0x0f, index)
    else if (isRepeated) this.integer(0x40, 0x3f, index)
    else this.integer(0, 0x0f, index)
    if (isRepeated && !state.isSecret) {
      this.packed(value)
      this.insert(state, value)
    } else this.plain(value)
  }

  /** State of a name that only the static table has. */
  private adopt(name: string): NameState | null {
    const known = STATIC_NAMES.get(name)
    if (known === undefined) return null
    const state = newState(name, known.index, known.values)
    this.names.set(name, state)
    return state
  }

  /** A name that no table has: indexed, so that it need not be spelled out again. */
  private addUnknown(name: string, value: string): void {
    if (SECRET.has(name) || !this.isWorthIndexing(name, value)) {
      this.buffer[this.length++] = SECRET.has(name) ? 0x10 : 0
      this.packed(name)
      this.plain(value)
      return
    }
    this.buffer[this.length++] = 0x40
    this.packed(name)
    this.packed(value)
    const state = newState(name, 0, [])
    state.last = value
    this.insert(state, value)
  }

  private isWorthIndexing(name: string, value: string): boolean {
    return (name.length + value.length + ENTRY_OVERHEAD) * MAX_VALUE_SHARE <= this.maxBytes
  }

  private insert(state: NameState, value: string): void {
    const size = state.name.length + value.length + ENTRY_OVERHEAD
    this.evictTo(this.maxBytes - size)
    const entry: Entry = { state, value, sequence: this.inserted }
    this.inserted++
    this.table.push(entry)
    state.entries.push(entry)
    this.bytes += size
    // What was evicted may have been the last that knew the name.
    if (state.staticIndex === 0) this.names.set(state.name, state)
  }

  private evictTo(maxBytes: number): void {
    while (this.bytes > maxBytes && this.oldest < this.table.length) {
      const { state, value } = this.table[this.oldest] as Entry // inside the list
      this.oldest++
      this.bytes -= state.name.length + value.length + ENTRY_OVERHEAD
      state.entries.shift()
      if (state.staticIndex === 0 && state.entries.length === 0) this.names.delete(state.name)
    }
    if (this.oldest < 256) return
    this.table = this.table.slice(this.oldest)
    this.oldest = 0
  }

  // -- representations ---------------------------------------------------------

  private indexed(index: number): void {
    if (index < 0x7f) this.buffer[this.length++] = 0x80 | index
    else this.integer(0x80, 0x7f, index)
  }

  private integer(bits: number, mask: number, value: number): void {
    const { buffer } = this
    if (value < mask) {
      buffer[this.length++] = bits | value
      return
    }
    buffer[this.length++] = bits | mask
    let rest = value - mask
    for (; rest >= 0x80; rest >>>= 7) buffer[this.length++] = (rest & 0x7f) | 0x80
    buffer[this.length++] = rest
  }

  /** As it is: cheapest for both sides where the text is sent once. */
  private plain(text: string): void {
    this.integer(0, 0x7f, text.length)
    this.length = writeLatin1(this.buffer, text, this.length)
  }

  /** Huffman-coded where that is shorter. */
  private packed(text: string): void {
    const length = huffmanLength(text)
    if (length >= text.length) {
      this.plain(text)
      return
    }
    this.integer(0x80, 0x7f, length)
    this.length = huffmanEncode(text, this.buffer, this.length)
  }

  private reserve(textBytes: number): void {
    const needed = this.length + textBytes + LITERAL_OVERHEAD
    if (needed <= this.buffer.length) return
    const larger = Buffer.allocUnsafeSlow(Math.max(needed, this.buffer.length * 2))
    this.buffer.copy(larger, 0, 0, this.length)
    this.buffer = larger
  }
}

function newState(name: string, staticIndex: number, values: readonly string[]): NameState {
  return {
    name,
    staticIndex,
    staticValues: values,
    entries: [],
    last: '',
    isSecret: SECRET.has(name),
  }
}

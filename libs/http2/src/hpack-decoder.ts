/** HPACK decoding (RFC 7541): header blocks to fields, with the bounds that keep a small block from becoming a large list. */
import { DynamicTable, type TableEntry } from './dynamic-table.ts'
import { FieldKind, isNameBytes, isValueBytes, kindOfName } from './field-kind.ts'
import type { HeaderBlock } from './header-block.ts'
import { huffmanDecode } from './huffman.ts'
import { latin1 } from './latin1.ts'
import { STATIC_COUNT, STATIC_TABLE } from './static-table.ts'

const STATIC_ENTRIES: readonly TableEntry[] = STATIC_TABLE.map(([name, value]) => {
  const kind = name === '' ? FieldKind.Invalid : kindOfName(name)
  return { name, value, nameKind: kind, kind }
})

/** Integers above this are refused: no index, length or table size of ours comes near (RFC 7541 §5.1). */
const MAX_INTEGER = 0xffffff
/** Strings are decoded here before they become text; grown to what the longest block needs. */
let scratch: Buffer = Buffer.allocUnsafeSlow(4096)

export class HpackDecoder {
  private readonly table: DynamicTable
  /** What our SETTINGS allow (RFC 7541 §4.2). */
  private readonly maxTableBytes: number
  private buffer: Buffer = scratch
  private at = 0
  private end = 0
  private isBad = false
  // The string that `string` read last.
  private text = ''
  private textBytes: Uint8Array = scratch
  private textStart = 0
  private textEnd = 0

  constructor(maxTableBytes: number) {
    this.maxTableBytes = maxTableBytes
    this.table = new DynamicTable(maxTableBytes)
  }

  /** Decodes a whole block into `into`. False where it is no valid HPACK, after which the connection cannot go on. */
  decode(buffer: Buffer, start: number, end: number, into: HeaderBlock): boolean {
    this.buffer = buffer
    this.at = start
    this.end = end
    this.isBad = false
    let mayResize = true
    while (this.at < this.end && !this.isBad) {
      const byte = buffer[this.at] as number // at < end
      if (byte >= 0x80) {
        const entry = this.entry(this.integer(0x7f))
        if (entry !== null) into.add(entry.name, entry.value, entry.kind)
      } else if (byte >= 0x40) {
        const entry = this.literal(0x3f)
        if (entry === null) return false
        this.table.insert(entry)
        into.add(entry.name, entry.value, entry.kind)
      } else if (byte >= 0x20) {
        // RFC 7541 §4.2: only at the beginning of a block.
        if (!mayResize || !this.resize()) return false
        continue
      } else {
        const entry = this.literal(0x0f)
        if (entry === null) return false
        into.add(entry.name, entry.value, entry.kind)
      }
      mayResize = false
    }
    this.buffer = scratch
    return !this.isBad
  }

  private resize(): boolean {
    const size = this.integer(0x1f)
    if (this.isBad || size > this.maxTableBytes) return false
    this.table.resize(size)
    return true
  }

  private entry(index: number): TableEntry | null {
    if (index > 0 && index <= STATIC_COUNT) return STATIC_ENTRIES[index] as TableEntry // checked
    const offset = index - STATIC_COUNT - 1
    if (offset >= 0 && offset < this.table.count) return this.table.at(offset)
    this.isBad = true
    return null
  }

  private literal(mask: number): TableEntry | null {
    const index = this.integer(mask)
    let name: string
    let nameKind: FieldKind
    if (index === 0) {
      if (!this.string()) return null
      name = this.text
      nameKind = isNameBytes(this.textBytes, this.textStart, this.textEnd)
        ? kindOfName(name)
        : FieldKind.Invalid
    } else {
      const named = this.isBad ? null : this.entry(index)
      if (named === null) return null
      name = named.name
      nameKind = named.nameKind
    }
    if (!this.string()) return null
    const isValid =
      nameKind !== FieldKind.Invalid &&
      isValueBytes(nameKind, this.textBytes, this.textStart, this.textEnd)
    return { name, value: this.text, nameKind, kind: isValid ? nameKind : FieldKind.Invalid }
  }

  /** RFC 7541 §5.1; `mask` is the prefix. */
  private integer(mask: number): number {
    let value = (this.buffer[this.at++] as number) & mask // the caller saw this byte
    if (value < mask) return value
    for (let shift = 0; shift <= 21; shift += 7) {
      if (this.at >= this.end) break
      const byte = this.buffer[this.at++] as number // at < end
      value += (byte & 0x7f) << shift
      if (value > MAX_INTEGER) break
      if (byte < 0x80) return value
    }
    this.isBad = true
    return 0
  }

  /** Reads a string literal into `text`. */
  private string(): boolean {
    if (this.isBad || this.at >= this.end) return false
    const { buffer } = this
    const isHuffman = (buffer[this.at] as number) >= 0x80 // at < end
    const length = this.integer(0x7f)
    const start = this.at
    if (this.isBad || length > this.end - start) return false
    this.at = start + length
    if (!isHuffman) {
      this.textBytes = buffer
      this.textStart = start
      this.textEnd = this.at
      this.text = latin1(buffer, start, this.at)
      return true
    }
    if (length * 2 > scratch.length) scratch = Buffer.allocUnsafeSlow(length * 2)
    const decoded = huffmanDecode(buffer, start, this.at, scratch)
    if (decoded < 0) return false
    this.textBytes = scratch
    this.textStart = 0
    this.textEnd = decoded
    this.text = latin1(scratch, 0, decoded)
    return true
  }
}

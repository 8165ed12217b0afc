/** Writes bags as CompressedAttributes bytes, straight from the values: no message objects in between. */
import { ByteWriter } from '@flotilla/bytes'
import { type AttributeBag, visitAttributes } from './bag.ts'
import { GLOBAL_WORD_COUNT, WordList } from './dictionary.ts'
import {
  type AttributeValue,
  DurationValue,
  durationParts,
  type StringMap,
  TimestampValue,
  timestampParts,
} from './value.ts'

/** Tags of CompressedAttributes: field number, length-delimited. */
const Tag = {
  words: 0x0a,
  strings: 0x12,
  int64s: 0x1a,
  doubles: 0x22,
  bools: 0x2a,
  timestamps: 0x32,
  durations: 0x3a,
  bytes: 0x42,
  stringMaps: 0x4a,
  /** Of StringMap. */
  entries: 0x0a,
} as const
/** Tags inside a map entry: key 1 and value 2 by wire type. */
const KEY = 0x08
const VALUE_VARINT = 0x10
const VALUE_FIXED64 = 0x11
const VALUE_BYTES = 0x12
const MAX_UINT32 = 0xffffffffn

/** One bag with its own words. @param globalWordCount how many global words the receiver knows. */
export function encodeAttributes(
  bag: AttributeBag,
  globalWordCount: number = GLOBAL_WORD_COUNT,
): Uint8Array {
  const words = new WordList(globalWordCount)
  const body = new ByteWriter()
  writeAttributes(bag, words, body)
  const head = new ByteWriter(64)
  for (const word of words.words) head.uint32(Tag.words).string(word)
  return Buffer.concat([head.finish(), body.finish()])
}

/** Writes a bag's attributes without its words: they are added to `words`, which the caller sends. */
export function writeAttributes(bag: AttributeBag, words: WordList, writer: ByteWriter): void {
  visitAttributes(bag, (name, value) => writeAttribute(words.indexOf(name), value, words, writer))
}

function writeAttribute(
  name: number,
  value: AttributeValue,
  words: WordList,
  writer: ByteWriter,
): void {
  let start: number
  switch (typeof value) {
    case 'string':
      writePair(writer, Tag.strings, name, words.indexOf(value))
      return
    case 'bigint':
      start = openEntry(writer, Tag.int64s, name)
      writer.uint32(VALUE_VARINT).int64(value < 0n || value > MAX_UINT32 ? value : Number(value))
      break
    case 'number':
      start = openEntry(writer, Tag.doubles, name)
      writer.uint32(VALUE_FIXED64).double(value)
      break
    case 'boolean':
      start = openEntry(writer, Tag.bools, name)
      writer.uint32(VALUE_VARINT).bool(value)
      break
    default:
      start = writeObject(name, value, words, writer)
  }
  writer.close(start)
}

/** Writes an entry but for its end. */
function writeObject(
  name: number,
  value: Uint8Array | TimestampValue | DurationValue | StringMap,
  words: WordList,
  writer: ByteWriter,
): number {
  if (value instanceof Uint8Array) {
    const start = openEntry(writer, Tag.bytes, name)
    writer.uint32(VALUE_BYTES).bytes(value)
    return start
  }
  if (value instanceof TimestampValue)
    return writeTime(writer, Tag.timestamps, name, timestampParts(value))
  if (value instanceof DurationValue)
    return writeTime(writer, Tag.durations, name, durationParts(value))
  const start = openEntry(writer, Tag.stringMaps, name)
  const inner = writer.uint32(VALUE_BYTES).open()
  // A map over headers may visit a name twice; of equal keys on the wire the last counts.
  value.forEach((text, key) => {
    writePair(writer, Tag.entries, words.indexOf(key), words.indexOf(text))
  })
  writer.close(inner)
  return start
}

/** Begins a map entry with its key. */
function openEntry(writer: ByteWriter, tag: number, name: number): number {
  const start = writer.uint32(tag).open()
  writer.uint32(KEY).sint32(name)
  return start
}

/** A map entry of two indices: the most frequent thing on this wire, so written without a closure. */
function writePair(writer: ByteWriter, tag: number, key: number, value: number): void {
  const zigzagKey = zigzag(key)
  const zigzagValue = zigzag(value)
  writer
    .uint32(tag)
    .uint32(2 + varintBytes(zigzagKey) + varintBytes(zigzagValue))
    .uint32(KEY)
    .uint32(zigzagKey)
    .uint32(VALUE_VARINT)
    .uint32(zigzagValue)
}

function writeTime(
  writer: ByteWriter,
  tag: number,
  name: number,
  parts: { seconds: number; nanos: number },
): number {
  const start = openEntry(writer, tag, name)
  const inner = writer.uint32(VALUE_BYTES).open()
  if (parts.seconds !== 0) writer.uint32(0x08).int64(parts.seconds)
  if (parts.nanos !== 0) writer.uint32(0x10).int32(parts.nanos)
  writer.close(inner)
  return start
}

function zigzag(value: number): number {
  return ((value << 1) ^ (value >> 31)) >>> 0
}

function varintBytes(value: number): number {
  return value < 0x80 ? 1 : value < 0x4000 ? 2 : value < 0x20_0000 ? 3 : value < 0x1000_0000 ? 4 : 5
}

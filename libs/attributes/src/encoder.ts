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
} as const
/** Tags inside a map entry: key 1 and value 2 by wire type. */
const KEY = 0x08
const VALUE_VARINT = 0x10
const VALUE_FIXED64 = 0x11
const VALUE_BYTES = 0x12

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
  switch (typeof value) {
    case 'string':
      writePair(writer, Tag.strings, name, words.indexOf(value))
      return
    case 'bigint':
      writer
        .uint32(Tag.int64s)
        .nested((w) => w.uint32(KEY).sint32(name).uint32(VALUE_VARINT).int64(value))
      return
    case 'number':
      writer
        .uint32(Tag.doubles)
        .nested((w) => w.uint32(KEY).sint32(name).uint32(VALUE_FIXED64).double(value))
      return
    case 'boolean':
      writer
        .uint32(Tag.bools)
        .nested((w) => w.uint32(KEY).sint32(name).uint32(VALUE_VARINT).bool(value))
      return
    default:
      writeObject(name, value, words, writer)
  }
}

function writeObject(
  name: number,
  value: Uint8Array | TimestampValue | DurationValue | StringMap,
  words: WordList,
  writer: ByteWriter,
): void {
  if (value instanceof Uint8Array) {
    writer
      .uint32(Tag.bytes)
      .nested((w) => w.uint32(KEY).sint32(name).uint32(VALUE_BYTES).bytes(value))
  } else if (value instanceof TimestampValue) {
    writeTime(writer, Tag.timestamps, name, timestampParts(value))
  } else if (value instanceof DurationValue) {
    writeTime(writer, Tag.durations, name, durationParts(value))
  } else {
    writer.uint32(Tag.stringMaps).nested((w) =>
      w
        .uint32(KEY)
        .sint32(name)
        .uint32(VALUE_BYTES)
        .nested((inner) => {
          for (const [key, text] of value)
            writePair(inner, 0x0a, words.indexOf(key), words.indexOf(text))
        }),
    )
  }
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
): void {
  writer.uint32(tag).nested((w) =>
    w
      .uint32(KEY)
      .sint32(name)
      .uint32(VALUE_BYTES)
      .nested((inner) => {
        if (parts.seconds !== 0) inner.uint32(0x08).int64(parts.seconds)
        if (parts.nanos !== 0) inner.uint32(0x10).int32(parts.nanos)
      }),
  )
}

function zigzag(value: number): number {
  return ((value << 1) ^ (value >> 31)) >>> 0
}

function varintBytes(value: number): number {
  return value < 0x80 ? 1 : value < 0x4000 ? 2 : value < 0x20_0000 ? 3 : value < 0x1000_0000 ? 4 : 5
}

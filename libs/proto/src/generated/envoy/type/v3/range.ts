/** Generated from envoy/type/v3/range.proto by `npm run gen`; do not edit. */
import { type ByteWriter } from '@flotilla/bytes'
import { type MessageType, define } from '../../../../message-type.ts'
import { type Mutable } from '../../../../wire/generated-support.ts'
import { type MessageReader } from '../../../../wire/message-reader.ts'

/** envoy.type.v3.DoubleRange */
export interface DoubleRange {
  readonly start: number
  readonly end: number
}

export const DoubleRange: MessageType<DoubleRange> = define<DoubleRange>({
  name: 'envoy.type.v3.DoubleRange', empty: emptyDoubleRange, write: writeDoubleRange, read: readDoubleRange,
  fields: () => [
    ['start', 1, 'double'],
    ['end', 2, 'double'],
  ],
})

export function emptyDoubleRange(): DoubleRange {
  return {
    start: 0,
    end: 0,
  }
}

export function writeDoubleRange(m: DoubleRange, w: ByteWriter): void {
  if (!Object.is(m.start, 0)) w.uint32(9).double(m.start)
  if (!Object.is(m.end, 0)) w.uint32(17).double(m.end)
}

export function readDoubleRange(r: MessageReader, into: DoubleRange | null): DoubleRange {
  const m: Mutable<DoubleRange> = into ?? emptyDoubleRange()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 9: m.start = r.double(); break
      case 17: m.end = r.double(); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** envoy.type.v3.Int32Range */
export interface Int32Range {
  readonly start: number
  readonly end: number
}

export const Int32Range: MessageType<Int32Range> = define<Int32Range>({
  name: 'envoy.type.v3.Int32Range', empty: emptyInt32Range, write: writeInt32Range, read: readInt32Range,
  fields: () => [
    ['start', 1, 'int32'],
    ['end', 2, 'int32'],
  ],
})

export function emptyInt32Range(): Int32Range {
  return {
    start: 0,
    end: 0,
  }
}

export function writeInt32Range(m: Int32Range, w: ByteWriter): void {
  if (m.start !== 0) w.uint32(8).int32(m.start)
  if (m.end !== 0) w.uint32(16).int32(m.end)
}

export function readInt32Range(r: MessageReader, into: Int32Range | null): Int32Range {
  const m: Mutable<Int32Range> = into ?? emptyInt32Range()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 8: m.start = r.int32(); break
      case 16: m.end = r.int32(); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** envoy.type.v3.Int64Range */
export interface Int64Range {
  readonly start: number
  readonly end: number
}

export const Int64Range: MessageType<Int64Range> = define<Int64Range>({
  name: 'envoy.type.v3.Int64Range', empty: emptyInt64Range, write: writeInt64Range, read: readInt64Range,
  fields: () => [
    ['start', 1, 'int64'],
    ['end', 2, 'int64'],
  ],
})

export function emptyInt64Range(): Int64Range {
  return {
    start: 0,
    end: 0,
  }
}

export function writeInt64Range(m: Int64Range, w: ByteWriter): void {
  if (m.start !== 0) w.uint32(8).int64(m.start)
  if (m.end !== 0) w.uint32(16).int64(m.end)
}

export function readInt64Range(r: MessageReader, into: Int64Range | null): Int64Range {
  const m: Mutable<Int64Range> = into ?? emptyInt64Range()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 8: m.start = r.int64AsNumber(); break
      case 16: m.end = r.int64AsNumber(); break
      default: r.skipField(tag)
    }
  }
  return m
}

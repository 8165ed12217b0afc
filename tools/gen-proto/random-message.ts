/** Random messages of any type, made from its field table: for tests that hold every message against another implementation. */
import {
  type Field,
  isEnum,
  isMessage,
  type NestedType,
  type Scalar,
} from '../../libs/proto/src/field-table.ts'

/** A seeded source of numbers in [0, 1): a failing case can be run again. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    // mulberry32
    state = (state + 0x6d2b79f5) >>> 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}

/** A message with about half of its fields set, nested to a small depth; extremes of each scalar come often. */
export function randomMessage(type: NestedType, random: () => number, depth = 3): unknown {
  const special = wellKnownValue(type.typeName, random)
  if (special !== undefined) return special
  const init: Record<string, unknown> = {}
  const filled = new Set<string>()
  for (const field of type.table().fields) {
    if (random() < 0.5 || (isMessage(field.type) && depth === 0)) continue
    if (field.oneof !== null && filled.has(field.oneof)) continue
    if (field.oneof !== null) filled.add(field.oneof)
    init[field.name] = randomField(field, random, depth)
  }
  return type.create(init)
}

function randomField(field: Field, random: () => number, depth: number): unknown {
  const { mapKey } = field
  if (mapKey !== null) {
    const size = 1 + Math.floor(random() * 2)
    return new Map(
      Array.from({ length: size }, () => [
        randomScalar(mapKey, random),
        randomOne(field, random, depth),
      ]),
    )
  }
  if (!field.isList) return randomOne(field, random, depth)
  return Array.from({ length: 1 + Math.floor(random() * 3) }, () => randomOne(field, random, depth))
}

function randomOne(field: Field, random: () => number, depth: number): unknown {
  const { type } = field
  if (isMessage(type)) return randomMessage(type, random, depth - 1)
  if (isEnum(type)) return pick(Object.values(type.enum), random)
  return randomScalar(type, random)
}

const EXTREMES: Readonly<Record<Scalar, readonly unknown[]>> = {
  bool: [true, false],
  bytes: [new Uint8Array(0), new Uint8Array([0, 255, 128]), new Uint8Array(1500).fill(7)],
  double: [0, 1.5, -1e300, 5e-324, Number.MAX_SAFE_INTEGER],
  fixed32: [0, 1, 0xffffffff],
  fixed64: [0, 1],
  float: [0, 1.5, -0.25],
  int32: [0, 1, -1, 2 ** 31 - 1, -(2 ** 31)],
  int64: [0, 1, -1, Number.MAX_SAFE_INTEGER, -Number.MAX_SAFE_INTEGER, 2 ** 32],
  int64big: [0n, 1n, -1n, 2n ** 63n - 1n, -(2n ** 63n)],
  sint32: [0, 1, -1, 2 ** 31 - 1, -(2 ** 31)],
  string: ['', 'a', 'ü€😀', 'x'.repeat(200), '\u0000'],
  uint32: [0, 1, 127, 128, 2 ** 32 - 1],
  uint64: [0, 1, Number.MAX_SAFE_INTEGER, 2 ** 32],
}

function randomScalar(type: Scalar, random: () => number): unknown {
  return pick(EXTREMES[type], random)
}

/** Values of the hand-written types, whose tables do not describe how they are held. */
function wellKnownValue(typeName: string, random: () => number): unknown {
  switch (typeName) {
    case 'google.protobuf.Struct':
      return pick([{}, { a: 1, b: [true, null, 'x'], c: { d: -0.5 } }], random)
    case 'google.protobuf.Value':
      return pick([1, 'x', true, [1], { a: null }], random)
    case 'google.protobuf.Duration':
      return pick(
        [
          { seconds: 0, nanos: 0 },
          { seconds: -3, nanos: -5 },
          { seconds: 315e9, nanos: 1 },
        ],
        random,
      )
    case 'google.protobuf.Timestamp':
      return pick(
        [
          { seconds: 0, nanos: 0 },
          { seconds: -62135596800, nanos: 999999999 },
        ],
        random,
      )
    case 'google.protobuf.Any':
      return pick(
        [
          { typeUrl: '', value: new Uint8Array(0) },
          {
            typeUrl: 'type.googleapis.com/envoy.config.core.v3.Locality',
            value: new Uint8Array([10, 1, 97]),
          },
        ],
        random,
      )
    case 'google.protobuf.BoolValue':
      return random() < 0.5
    case 'google.protobuf.StringValue':
      return pick(['', 'x'], random)
    case 'google.protobuf.BytesValue':
      return new Uint8Array([1])
    case 'google.protobuf.DoubleValue':
      return pick([0, 0.1], random)
    case 'google.protobuf.UInt32Value':
      return pick([0, 7, 2 ** 32 - 1], random)
    case 'google.protobuf.Int64Value':
      return pick([0, -7, Number.MAX_SAFE_INTEGER], random)
    case 'google.protobuf.UInt64Value':
      return pick([0, 7, Number.MAX_SAFE_INTEGER], random)
    default:
      return undefined
  }
}

function pick<T>(values: readonly T[], random: () => number): T {
  return values[Math.floor(random() * values.length)] as T // the index is within the list
}

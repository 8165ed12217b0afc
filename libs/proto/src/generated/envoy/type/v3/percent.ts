/** Generated from envoy/type/v3/percent.proto by `npm run gen`; do not edit. */
import { type ByteWriter } from '@flotilla/bytes'
import { type MessageType, define } from '../../../../message-type.ts'
import { type Mutable } from '../../../../wire/generated-support.ts'
import { type MessageReader } from '../../../../wire/message-reader.ts'

/** envoy.type.v3.FractionalPercent.DenominatorType */
export const FractionalPercentDenominatorType = {
  HUNDRED: 0,
  TEN_THOUSAND: 1,
  MILLION: 2,
} as const
export type FractionalPercentDenominatorType = (typeof FractionalPercentDenominatorType)[keyof typeof FractionalPercentDenominatorType]

/** envoy.type.v3.FractionalPercent */
export interface FractionalPercent {
  readonly numerator: number
  readonly denominator: FractionalPercentDenominatorType
}

export const FractionalPercent: MessageType<FractionalPercent> = define<FractionalPercent>({
  name: 'envoy.type.v3.FractionalPercent', empty: emptyFractionalPercent, write: writeFractionalPercent, read: readFractionalPercent,
  fields: () => [
    ['numerator', 1, 'uint32'],
    ['denominator', 2, { enum: FractionalPercentDenominatorType }],
  ],
})

export function emptyFractionalPercent(): FractionalPercent {
  return {
    numerator: 0,
    denominator: 0,
  }
}

export function writeFractionalPercent(m: FractionalPercent, w: ByteWriter): void {
  if (m.numerator !== 0) w.uint32(8).uint32(m.numerator)
  if (m.denominator !== 0) w.uint32(16).int32(m.denominator)
}

export function readFractionalPercent(r: MessageReader, into: FractionalPercent | null): FractionalPercent {
  const m: Mutable<FractionalPercent> = into ?? emptyFractionalPercent()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 8: m.numerator = r.uint32(); break
      case 16: m.denominator = r.int32() as FractionalPercentDenominatorType; break
      default: r.skipField(tag)
    }
  }
  return m
}

/** envoy.type.v3.Percent */
export interface Percent {
  readonly value: number
}

export const Percent: MessageType<Percent> = define<Percent>({
  name: 'envoy.type.v3.Percent', empty: emptyPercent, write: writePercent, read: readPercent,
  fields: () => [
    ['value', 1, 'double'],
  ],
})

export function emptyPercent(): Percent {
  return {
    value: 0,
  }
}

export function writePercent(m: Percent, w: ByteWriter): void {
  if (!Object.is(m.value, 0)) w.uint32(9).double(m.value)
}

export function readPercent(r: MessageReader, into: Percent | null): Percent {
  const m: Mutable<Percent> = into ?? emptyPercent()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 9: m.value = r.double(); break
      default: r.skipField(tag)
    }
  }
  return m
}

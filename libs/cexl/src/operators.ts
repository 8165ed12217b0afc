/** Equality, order and addition by type, and the refusal of types that Mixer's compiler does not implement. */
import { type AttributeValue, sameIp, type TimestampValue, ValueType } from '@flotilla/attributes'
import { type CompileError, refuse } from './compile-error.ts'
import type { EvaluationError } from './evaluation-error.ts'
import { sameDnsName } from './externs/dns-name.ts'
import { sameEmail } from './externs/email.ts'
import { compareBytes } from './externs/strings.ts'
import { sameUri } from './externs/uri.ts'

export type Operation =
  | {
      readonly kind: 'ok'
      readonly apply: (a: AttributeValue, b: AttributeValue) => AttributeValue | EvaluationError
    }
  | { readonly kind: 'bad'; readonly error: CompileError }

type Comparison = 'LT' | 'LEQ' | 'GT' | 'GEQ'

/** How Mixer's compiler calls the types of its own machine. */
const MACHINE_TYPES: Readonly<Record<ValueType, string>> = {
  [ValueType.VALUE_TYPE_UNSPECIFIED]: 'unknown',
  [ValueType.STRING]: 'string',
  [ValueType.INT64]: 'integer',
  [ValueType.DOUBLE]: 'double',
  [ValueType.BOOL]: 'bool',
  [ValueType.TIMESTAMP]: 'interface',
  [ValueType.IP_ADDRESS]: 'interface',
  [ValueType.EMAIL_ADDRESS]: 'string',
  [ValueType.URI]: 'string',
  [ValueType.DNS_NAME]: 'string',
  [ValueType.DURATION]: 'duration',
  [ValueType.STRING_MAP]: 'interface',
}
const COMPARISON_NAMES: Readonly<Record<Comparison, string>> = {
  LT: 'less than',
  LEQ: 'less or equal',
  GT: 'greater than',
  GEQ: 'greater or equal',
}
/** Whether an order (below 0, 0, above 0) satisfies a comparison. */
const SATISFIES: Readonly<Record<Comparison, (order: number) => boolean>> = {
  LT: (order) => order < 0,
  LEQ: (order) => order <= 0,
  GT: (order) => order > 0,
  GEQ: (order) => order >= 0,
}

export function equality(type: ValueType): Operation {
  switch (type) {
    case ValueType.STRING:
    case ValueType.BOOL:
    case ValueType.INT64:
    case ValueType.DOUBLE:
      return ok((a, b) => a === b)
    case ValueType.TIMESTAMP:
      return ok((a, b) => instant(a) === instant(b))
    case ValueType.IP_ADDRESS:
      return ok((a, b) => sameIp(a as Uint8Array, b as Uint8Array)) // IP_ADDRESS is always bytes
    case ValueType.DNS_NAME:
      return ok((a, b) => sameDnsName(a as string, b as string)) // text by its type, as the next two
    case ValueType.EMAIL_ADDRESS:
      return ok((a, b) => sameEmail(a as string, b as string)) // see above
    case ValueType.URI:
      return ok((a, b) => sameUri(a as string, b as string)) // see above
    default:
      return unimplemented('equality', type)
  }
}

export function comparison(name: Comparison, type: ValueType): Operation {
  const satisfies = SATISFIES[name]
  switch (type) {
    case ValueType.STRING:
      return ok((a, b) => satisfies(compareBytes(a as string, b as string))) // text by its type
    case ValueType.INT64:
    case ValueType.DOUBLE:
      return ok(numeric(name))
    case ValueType.TIMESTAMP:
      // Ours: equal instants satisfy <= and >= whatever zone they were written in.
      return ok((a, b) => numeric(name)(instant(a), instant(b)))
    default:
      return unimplemented(COMPARISON_NAMES[name], type)
  }
}

export function addition(type: ValueType): Operation {
  switch (type) {
    case ValueType.STRING:
      return ok((a, b) => (a as string) + (b as string)) // text by its type
    case ValueType.INT64:
      return ok((a, b) => BigInt.asIntN(64, (a as bigint) + (b as bigint))) // integers by their type
    case ValueType.DOUBLE:
      return ok((a, b) => (a as number) + (b as number)) // numbers by their type
    default:
      return unimplemented('Add', type)
  }
}

/** Numbers and integers compare with JavaScript's own operators; NaN satisfies none, as in Go. */
function numeric(name: Comparison): (a: AttributeValue, b: AttributeValue) => boolean {
  switch (name) {
    case 'LT':
      return (a, b) => a < b
    case 'LEQ':
      return (a, b) => a <= b
    case 'GT':
      return (a, b) => a > b
    case 'GEQ':
      return (a, b) => a >= b
  }
}

function instant(value: AttributeValue): bigint {
  return (value as TimestampValue).ns // TIMESTAMP by its type
}

function ok(
  apply: (a: AttributeValue, b: AttributeValue) => AttributeValue | EvaluationError,
): Operation {
  return { kind: 'ok', apply }
}

function unimplemented(what: string, type: ValueType): Operation {
  return refuse(
    'unimplemented-type',
    `internal compiler error -- ${what} for type not yet implemented: ${MACHINE_TYPES[type]}`,
  )
}

/** What compiled code is made of: functions from a context to a value, and reads of the bag that leave their trace. */
import {
  type AttributeBag,
  type AttributeValue,
  DurationValue,
  fitsType,
  isStringMap,
  type ReferenceTracker,
  type StringMap,
  ValueType,
  valueToText,
} from '@flotilla/attributes'
import { EvaluationError, lookupFailed } from './evaluation-error.ts'

/** State of one evaluation. One context is reused: evaluation never waits. */
export class Context {
  bag: AttributeBag
  tracker: ReferenceTracker | null
  /** Name of the attribute that the last evaluated string map came from, null where it came from none. */
  mapName: string | null = null

  constructor(bag: AttributeBag, tracker: ReferenceTracker | null) {
    this.bag = bag
    this.tracker = tracker
  }
}

/** Gives a value or says why there is none. */
export type Strict = (context: Context) => AttributeValue | EvaluationError
/** The same for the left of `|`: undefined where something is missing and the right is to be taken. */
export type Nullable = (context: Context) => AttributeValue | EvaluationError | undefined

/** Reads an attribute; undefined where it is missing. */
export function readNullable(name: string, type: ValueType): Nullable {
  const isMap = type === ValueType.STRING_MAP
  const convert = converter(name, type)
  return (context) => {
    const value = context.bag.get(name)
    if (value === undefined) {
      context.tracker?.record(name, null, false)
      return undefined
    }
    if (isMap) {
      // A key will be recorded instead, or the whole map where the expression yields it.
      context.mapName = name
      if (isStringMap(value)) return value
    }
    context.tracker?.record(name, null, true)
    return convert(value)
  }
}

/** Reads an attribute; an error where it is missing. */
export function readStrict(name: string, type: ValueType): Strict {
  const read = readNullable(name, type)
  const missing = lookupFailed(name)
  return (context) => read(context) ?? missing
}

/** Reads a key of the map that was evaluated last, which `mapName` names. */
export function readKey(
  context: Context,
  map: StringMap,
  mapName: string | null,
  key: string,
): string | undefined {
  const value = map.get(key)
  if (mapName !== null) context.tracker?.record(mapName, key, value !== undefined)
  return value
}

/** Accepts values of the declared type; INT64 and DURATION stand for each other, as in Mixer. */
function converter(
  name: string,
  type: ValueType,
): (value: AttributeValue) => AttributeValue | EvaluationError {
  switch (type) {
    case ValueType.STRING:
    case ValueType.DNS_NAME:
    case ValueType.EMAIL_ADDRESS:
    case ValueType.URI:
      return (value) => (typeof value === 'string' ? value : wrongType(name, 'string', value))
    case ValueType.BOOL:
      return (value) => (typeof value === 'boolean' ? value : wrongType(name, 'bool', value))
    case ValueType.DOUBLE:
      return (value) => (typeof value === 'number' ? value : wrongType(name, 'double', value))
    case ValueType.INT64:
      return (value) => {
        if (typeof value === 'bigint') return value
        return value instanceof DurationValue
          ? value.ns
          : wrongType(name, 'integer or duration', value)
      }
    case ValueType.DURATION:
      return (value) => {
        if (value instanceof DurationValue) return value
        return typeof value === 'bigint'
          ? new DurationValue(value)
          : wrongType(name, 'integer or duration', value)
      }
    default:
      return (value) => (fitsType(value, type) ? value : wrongType(name, 'interface', value))
  }
}

function wrongType(name: string, expected: string, value: AttributeValue): EvaluationError {
  return new EvaluationError(
    'type',
    `error converting value to ${expected}: '${valueToText(value)}'`,
    name,
  )
}

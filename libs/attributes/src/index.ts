/** Attribute bags, the global dictionary, and their compressed wire form. */
export { type AttributeBag, EMPTY_BAG, MutableBag, OverlayBag } from './bag.ts'
export {
  Condition,
  compareReferences,
  type Reference,
  ReferenceTracker,
} from './reference-tracker.ts'
export {
  type AttributeValue,
  DurationValue,
  durationParts,
  isStringMap,
  type StringMap,
  sameValue,
  TimestampValue,
  timestampParts,
} from './value.ts'
export {
  fitsType,
  ValueType,
  type ValueTypeName,
  valueTypeName,
  valueTypeOf,
} from './value-type.ts'

/** Attribute bags, the global dictionary, and their compressed wire form. */
export { type AttributeBag, EMPTY_BAG, MutableBag, OverlayBag, visitAttributes } from './bag.ts'
export type { CompressedAttributes, SecondsAndNanos } from './compressed.ts'
export { CompressedBag, type DecodeResult, decodeEagerly } from './decoder.ts'
export {
  BASE_WORD_COUNT,
  GLOBAL_WORD_COUNT,
  globalIndexOf,
  MessageWords,
  refuseWordCount,
  WordList,
  wordAt,
} from './dictionary.ts'
export { encodeAttributes, writeAttributes } from './encoder.ts'
export { GLOBAL_WORDS } from './global-words.ts'
export { formatIp, parseIp, sameIp, to16Bytes } from './ip.ts'
export { decodePlainAttributes, encodePlainAttributes } from './plain.ts'
export {
  Condition,
  compareReferences,
  type Reference,
  ReferenceTracker,
} from './reference-tracker.ts'
export {
  type AttributeReference,
  decodeReferences,
  encodeReferences,
  type ReferencedAttributes,
} from './references.ts'
export {
  decodeReport,
  type ReportBatch,
  type ReportElement,
  ReportEncoding,
} from './report-decoder.ts'
export { ReportEncoder } from './report-encoder.ts'
export { valueToText } from './text.ts'
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

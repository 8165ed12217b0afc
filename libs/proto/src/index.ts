/** Generated protobuf messages: xDS, MCP, Mixer, SDS, CSR; static code, only those used. */
// The generated index lists every export by name; repeating some 280 names here would only go stale.
export * from './generated/index.ts'
export { isObject, type JsonObject, type JsonValue } from './json/json-value.ts'
export type { Violation } from './json/violation.ts'
export type { FromJson, MessageType, Strict } from './message-type.ts'
export { typeOfUrl } from './registry.ts'
export type { ServiceMethod } from './service.ts'
export { Any, packAny, typeNameOf, unpackAny } from './well-known/any.ts'
export { Duration, durationOfMs, msOfDuration } from './well-known/duration.ts'
export { Empty } from './well-known/empty.ts'
export { ListValue, Struct, Value } from './well-known/struct.ts'
export { msOfTimestamp, Timestamp, timestampOfMs } from './well-known/timestamp.ts'
export {
  BoolValue,
  BytesValue,
  DoubleValue,
  Int64Value,
  StringValue,
  UInt32Value,
  UInt64Value,
} from './well-known/wrappers.ts'

/** HTTP/1.x bytes to message heads and bodies, and back. */
export {
  CONTINUE,
  chunkHead,
  fieldLines,
  fieldValueFromText,
  isFieldName,
  isFieldValue,
  LAST_CHUNK,
  lastChunk,
  reasonPhrase,
  requestLine,
  statusLine,
} from './encode.ts'
export { BodyKind, type Framing } from './framing.ts'
export { DEFAULT_LIMITS, type Http1Limits } from './limits.ts'
export { MessageReader, ReadEvent } from './message-reader.ts'
export { Rejection, type RejectionInfo, rejectionInfo } from './rejection.ts'

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
export { type CaseKeeping, linesInCase, type NameCase, PROPER_CASE, SeenCase } from './name-case.ts'
export { Rejection, type RejectionInfo, rejectionInfo } from './rejection.ts'

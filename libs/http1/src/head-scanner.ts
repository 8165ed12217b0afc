/**
 * Resumable scan of a start line and field lines: finds and checks every part by offset, copies nothing. Where RFC 9112
 * lets a recipient choose it takes what Envoy takes: a bare LF as line end (§2.2), runs of blanks in the request line (§3),
 * folded lines of fields that do not decide framing (§5.2). A bare CR is always refused.
 */
import { COLON, CR, HTAB, LF, SP, TARGET_BYTE, TOKEN_LOWER, VALUE_BYTE } from './byte-class.ts'
import { FieldId, hashStep, knownFieldId } from './field-name.ts'
import { Rejection } from './rejection.ts'
import { FIELD_STRIDE, scanWholeHead } from './whole-head.ts'

/** What the lines are: a request's head, a response's head, or trailers (fields only). */
export const LineKind = { Request: 0, Response: 1, Trailers: 2 } as const
export type LineKind = (typeof LineKind)[keyof typeof LineKind]

export const ScanResult = { NeedMore: 0, Complete: 1, Bad: 2 } as const
export type ScanResult = (typeof ScanResult)[keyof typeof ScanResult]

/**
 * Where the scan stands. Start: before the first byte; StartLf: after the CR of a leading empty line; Method, Target,
 * Version: in the request line, BeforeTarget, BeforeVersion: in the blanks between them; StatusVersion, StatusCode, Reason: in the status line; LineLf: after the start line's CR;
 * FieldStart: at the beginning of a line; Name, BeforeValue, Value: in a field; ValueLf: after a field's CR; EndLf: after
 * the CR of the empty line that ends the head; BeforeStatus: in the blanks before a status code; DoomedLine: the start line
 * is refused, once its end is there; Doomed: a field is refused, once the head's end is there.
 */
const State = {
  Start: 0,
  StartLf: 1,
  Method: 2,
  Target: 3,
  Version: 4,
  StatusVersion: 5,
  StatusCode: 6,
  Reason: 7,
  LineLf: 8,
  FieldStart: 9,
  Name: 10,
  BeforeValue: 11,
  Value: 12,
  ValueLf: 13,
  EndLf: 14,
  BeforeTarget: 15,
  BeforeVersion: 16,
  BeforeStatus: 17,
  DoomedLine: 18,
  Doomed: 19,
} as const
type State = (typeof State)[keyof typeof State]

const VERSION_BYTES = 8
/** How many lines are taken for each field that a head may have. */
const MAX_LINES_PER_FIELD = 4
const DIGIT_0 = 0x30
const DIGIT_9 = 0x39
const DEL = 0x7f

/** All offsets are relative to the first byte of the head, so the bytes may move between two calls. */
export class HeadScanner {
  private readonly kind: LineKind
  private readonly maxBytes: number
  private readonly maxFields: number
  private state: State = State.Start
  private nameHash = 0
  private mark = 0
  /** While doomed: 1 behind a line's LF, 2 behind that and a CR, else 0. */
  private blank = 0

  /** Bytes scanned so far, from the head's first byte. */
  at = 0
  rejection: Rejection = Rejection.None
  methodStart = 0
  methodEnd = 0
  targetStart = 0
  targetEnd = 0
  /** 0 for HTTP/1.0, 1 for HTTP/1.1. */
  minorVersion = 1
  status = 0
  reasonStart = 0
  reasonEnd = 0
  fieldCount = 0
  /** Whether a value goes on over several lines: its line ends are still in it. */
  hasFolds = false
  /**
   * FIELD_STRIDE numbers for each of the `fieldCount` fields, to be read before another head is scanned: scanners share
   * one array, and only a head that comes in pieces gets its own.
   */
  fields: Int32Array
  private readonly common: Int32Array

  constructor(kind: LineKind, maxBytes: number, maxFields: number) {
    this.kind = kind
    this.maxBytes = maxBytes
    this.maxFields = maxFields
    this.common = commonFields(maxFields)
    this.fields = this.common
    this.reset()
  }

  reset(): void {
    this.state = this.kind === LineKind.Trailers ? State.FieldStart : State.Start
    this.at = 0
    this.mark = 0
    this.nameHash = 0
    this.blank = 0
    this.targetEnd = 0
    this.fieldCount = 0
    this.rejection = Rejection.None
    this.status = 0
    this.reasonStart = 0
    this.reasonEnd = 0
    this.hasFolds = false
    this.fields = this.common
  }

  /** Whether the start line is read and the head is not. */
  get hasStartLine(): boolean {
    const { state } = this
    const isBehind = state === State.Doomed || (state >= State.LineLf && state <= State.EndLf)
    return isBehind && this.targetEnd > 0
  }

  /** Scans on in `buffer`, where the head begins at `from` and bytes are there up to `end`. */
  scan(buffer: Uint8Array, from: number, end: number): ScanResult {
    const cap = from + this.maxBytes
    const stop = end < cap ? end : cap
    if (this.at === 0 && this.kind !== LineKind.Trailers) {
      const isRequest = this.kind === LineKind.Request
      if (scanWholeHead(this, isRequest, this.maxFields, buffer, from, stop))
        return ScanResult.Complete
      this.reset()
    }
    const result = this.run(buffer, from, stop)
    if (result !== ScanResult.NeedMore) return result
    if (this.fields === this.common && this.at > 0) this.fields = this.common.slice()
    if (stop < cap) return result
    return this.reject(Rejection.HeadTooLarge)
  }

  /** The state switch: each case consumes what it can and falls out to the next turn of the loop. */
  private run(buffer: Uint8Array, from: number, stop: number): ScanResult {
    let i = from + this.at
    while (i < stop) {
      const byte = buffer[i] as number // i < stop
      switch (this.state) {
        case State.Start:
          if (byte === CR) {
            // RFC 9112 §2.2: empty lines before a request line are skipped.
            if (this.kind !== LineKind.Request) return this.reject(Rejection.BadStatusLine)
            this.state = State.StartLf
            i++
          } else if (byte === LF) {
            if (this.kind !== LineKind.Request) return this.reject(Rejection.BadStatusLine)
            i++
          } else {
            this.state = this.kind === LineKind.Request ? State.Method : State.StatusVersion
            this.mark = i - from
            this.methodStart = this.mark
          }
          break
        case State.StartLf:
          if (byte !== LF) return this.reject(Rejection.BareCr)
          this.state = State.Start
          i++
          break
        case State.Method:
          while (i < stop && TOKEN_LOWER[buffer[i] as number] !== 0) i++ // i < stop
          if (i === stop) break
          if (!isBlank(buffer[i] as number) || i - from === this.mark) {
            if (i - from === this.mark) return this.reject(Rejection.BadMethod)
            this.doomLine(orControl(buffer[i] as number, Rejection.BadMethod)) // i < stop
            break
          }
          this.methodEnd = i - from
          i++
          this.state = State.BeforeTarget
          break
        case State.BeforeTarget:
          if (isBlank(byte)) {
            i++
            break
          }
          this.mark = i - from
          this.targetStart = this.mark
          this.state = State.Target
          break
        case State.Target:
          while (i < stop && TARGET_BYTE[buffer[i] as number] === 1) i++ // i < stop
          if (i === stop) break
          if (i - from === this.mark) return this.reject(Rejection.BadTarget)
          if (buffer[i] === LF || buffer[i] === CR) this.targetEnd = i - from
          if (buffer[i] === LF) return this.reject(Rejection.Http09)
          if (buffer[i] === CR) {
            // Only with its LF it ends a line, of a request without a version.
            if (i + 1 === stop) {
              this.at = i - from
              return ScanResult.NeedMore
            }
            if (buffer[i + 1] === LF) return this.reject(Rejection.Http09)
            this.doomLine(Rejection.BareCr)
            break
          }
          if (!isBlank(buffer[i] as number)) {
            this.doomLine(orControl(buffer[i] as number, Rejection.BadTarget)) // i < stop
            break
          }
          this.targetEnd = i - from
          i++
          this.state = State.BeforeVersion
          break
        case State.BeforeVersion:
          if (isBlank(byte)) {
            i++
            break
          }
          if (byte === CR || byte === LF) return this.reject(Rejection.Http09)
          this.mark = i - from
          this.state = State.Version
          break
        case State.Version:
          if (byte === CR || byte === LF) {
            const bad = this.takeVersion(buffer, from + this.mark, from + this.mark + VERSION_BYTES)
            if (bad !== Rejection.None || i - from - this.mark < VERSION_BYTES)
              return this.reject(Rejection.BadVersion)
            this.state = byte === CR ? State.LineLf : State.FieldStart
          } else if (i - from - this.mark >= VERSION_BYTES && !isBlank(byte)) {
            this.doomLine(orControl(byte, Rejection.BadVersion))
            break
          }
          i++
          break
        case State.StatusVersion:
          if (isBlank(byte)) {
            if (this.takeVersion(buffer, from + this.mark, i) !== Rejection.None) {
              this.doomLine(Rejection.BadStatusLine)
              break
            }
            this.state = State.BeforeStatus
          } else if (i - from - this.mark >= VERSION_BYTES || byte === LF) {
            this.doomLine(Rejection.BadStatusLine)
            break
          }
          i++
          break
        case State.BeforeStatus:
          // RFC 9112 §4: any run of blanks may be read as the one space.
          if (isBlank(byte)) {
            i++
            break
          }
          this.mark = i - from
          this.state = State.StatusCode
          break
        case State.StatusCode: {
          const digits = i - from - this.mark
          if (byte >= DIGIT_0 && byte <= DIGIT_9 && digits < 3) {
            this.status = this.status * 10 + byte - DIGIT_0
            i++
          } else if (
            digits === 3 &&
            this.status >= 100 &&
            (isBlank(byte) || byte === CR || byte === LF)
          ) {
            // RFC 9112 §4 wants the space also before an empty reason; servers are seen that leave it out.
            this.state = State.Reason
            if (isBlank(byte)) i++
            this.reasonStart = i - from
          } else this.doomLine(Rejection.BadStatusLine)
          break
        }
        case State.Reason:
          while (i < stop && VALUE_BYTE[buffer[i] as number] === 1) i++ // i < stop
          if (i === stop) break
          if (buffer[i] !== CR && buffer[i] !== LF) {
            this.doom(Rejection.BadStatusLine, 0)
            break
          }
          this.reasonEnd = i - from
          this.state = buffer[i] === CR ? State.LineLf : State.FieldStart
          i++
          break
        case State.LineLf:
        case State.ValueLf:
          if (byte !== LF) {
            this.doom(Rejection.BareCr, 0)
            break
          }
          i++
          this.state = State.FieldStart
          break
        case State.FieldStart:
          if (byte === CR) {
            this.state = State.EndLf
            i++
            break
          }
          if (byte === LF) {
            this.at = i + 1 - from
            return ScanResult.Complete
          }
          // RFC 9112 §5.2: a line that begins with white space continues the one before.
          if (isBlank(byte)) {
            if (!this.reopenField()) this.doom(Rejection.ObsFold, 1)
            break
          }
          if (this.fieldCount >= this.maxFields && !this.hasRoom()) {
            this.doom(Rejection.TooManyFields, 1)
            break
          }
          this.mark = i - from
          this.nameHash = 0
          this.state = State.Name
          break
        case State.Name: {
          let hash = this.nameHash
          while (i < stop) {
            const lower = TOKEN_LOWER[buffer[i] as number] as number // i < stop; 256 entries
            if (lower === 0) break
            hash = hashStep(hash, lower)
            i++
          }
          this.nameHash = hash
          if (i === stop) break
          if (buffer[i] !== COLON || i - from === this.mark) {
            const isEmpty = buffer[i] === COLON
            this.doom(isEmpty ? Rejection.EmptyName : nameRejection(buffer[i] as number), 0) // i < stop
            break
          }
          this.openField(buffer, from, i - from)
          i++
          this.state = State.BeforeValue
          break
        }
        case State.BeforeValue:
          if (byte === SP || byte === HTAB) i++
          else {
            this.mark = i - from
            this.state = State.Value
          }
          break
        case State.Value:
          while (i < stop && VALUE_BYTE[buffer[i] as number] === 1) i++ // i < stop
          if (i === stop) break
          if (buffer[i] !== CR && buffer[i] !== LF) {
            this.doom(Rejection.BadValue, 0)
            break
          }
          this.closeField(buffer, from, i - from)
          this.state = buffer[i] === CR ? State.ValueLf : State.FieldStart
          i++
          break
        case State.EndLf:
          if (byte !== LF) {
            this.doom(Rejection.BareCr, 2)
            break
          }
          this.at = i + 1 - from
          return ScanResult.Complete
        case State.DoomedLine:
          if (byte === LF) return ScanResult.Bad
          i++
          break
        case State.Doomed:
          if (byte === LF) {
            if (this.blank > 0) return ScanResult.Bad
            this.blank = 1
          } else this.blank = byte === CR && this.blank === 1 ? 2 : 0
          i++
          break
      }
    }
    this.at = i - from
    return ScanResult.NeedMore
  }

  private reject(rejection: Rejection): ScanResult {
    this.rejection = rejection
    return ScanResult.Bad
  }

  /** Envoy answers a bad start line once the whole line is there. */
  private doomLine(rejection: Rejection): void {
    this.rejection = rejection
    this.blank = 0
    // Control bytes are looked for in the whole head.
    this.state = rejection === Rejection.BadCharacter ? State.Doomed : State.DoomedLine
  }

  /** Envoy answers a bad field once the whole head is there. @param blank where the scan stands, as the field says. */
  private doom(rejection: Rejection, blank: number): void {
    this.rejection = rejection
    this.blank = blank
    this.state = State.Doomed
  }

  private takeVersion(buffer: Uint8Array, start: number, end: number): Rejection {
    if (end - start !== VERSION_BYTES) return Rejection.BadVersion
    const isHttp =
      buffer[start] === 0x48 &&
      buffer[start + 1] === 0x54 &&
      buffer[start + 2] === 0x54 &&
      buffer[start + 3] === 0x50 &&
      buffer[start + 4] === 0x2f &&
      buffer[start + 6] === 0x2e
    const major = buffer[start + 5] as number // eight bytes are there
    const minor = buffer[start + 7] as number // eight bytes are there
    if (!isHttp || !isDigit(major) || !isDigit(minor)) return Rejection.BadVersion
    // Envoy: whatever is not 1.1 is as little as 1.0.
    this.minorVersion = major === DIGIT_0 + 1 && minor === DIGIT_0 + 1 ? 1 : 0
    return Rejection.None
  }

  private openField(buffer: Uint8Array, from: number, nameEnd: number): void {
    const at = this.fieldCount * FIELD_STRIDE
    this.fields[at] = this.mark
    this.fields[at + 1] = nameEnd
    this.fields[at + 4] = knownFieldId(buffer, from + this.mark, from + nameEnd, this.nameHash)
  }

  /** Lines of one name may count as one field: the reader tells, so that some more are taken first. */
  private hasRoom(): boolean {
    const capacity = this.fields.length / FIELD_STRIDE
    if (this.fieldCount < capacity) return true
    if (this.kind === LineKind.Trailers || capacity >= this.maxFields * MAX_LINES_PER_FIELD)
      return false
    const grown = new Int32Array(this.fields.length * 2)
    grown.set(this.fields)
    this.fields = grown
    return true
  }

  /** Lets the last field go on; false where there is none, or it decides framing and must not be guessed at. */
  private reopenField(): boolean {
    if (this.fieldCount === 0) return false
    const at = (this.fieldCount - 1) * FIELD_STRIDE
    const id = this.fields[at + 4] as number // five numbers for each field
    const decides = id >= 0 && id < FieldId.FirstFoldable
    if (decides && !(id === FieldId.Host && this.kind === LineKind.Response)) return false
    this.fieldCount--
    this.mark = this.fields[at + 2] as number // as above
    this.hasFolds = true
    this.state = State.Value
    return true
  }

  private closeField(buffer: Uint8Array, from: number, lineEnd: number): void {
    const at = this.fieldCount * FIELD_STRIDE
    let end = lineEnd
    while (end > this.mark && isBlank(buffer[from + end - 1] as number)) end-- // end > mark >= 0
    this.fields[at + 2] = this.mark
    this.fields[at + 3] = end
    this.fieldCount++
  }
}

const common: Map<number, Int32Array> = new Map()

/** The one for all heads with this limit; there are few limits. */
function commonFields(maxFields: number): Int32Array {
  const known = common.get(maxFields)
  if (known !== undefined) return known
  const made = new Int32Array(maxFields * FIELD_STRIDE)
  common.set(maxFields, made)
  return made
}

function nameRejection(byte: number): Rejection {
  return isBlank(byte) ? Rejection.SpaceBeforeColon : orControl(byte, Rejection.BadName)
}

/** A control byte is refused as such wherever it stands. */
function orControl(byte: number, otherwise: Rejection): Rejection {
  const isControl = (byte < SP && byte !== HTAB && byte !== CR && byte !== LF) || byte === DEL
  return isControl ? Rejection.BadCharacter : otherwise
}

function isBlank(byte: number): boolean {
  return byte === SP || byte === HTAB
}

function isDigit(byte: number): boolean {
  return byte >= DIGIT_0 && byte <= DIGIT_9
}

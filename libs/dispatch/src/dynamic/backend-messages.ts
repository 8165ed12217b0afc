/** Requests to adapters out of process, and their answers (spec mixer.md §8): written and read by field number. */
import type { CheckResult, QuotaArgs, QuotaResult, Status } from '@flotilla/adapter-sdk'
import { type AttributeValue, ValueType } from '@flotilla/attributes'
import { ByteReader, ByteWriter } from '@flotilla/bytes'
import { FlotillaError } from '@flotilla/errors'
import { FieldKind } from './descriptor-types.ts'
import type { RemoteOutput } from './template.ts'
import { readEntry, readTyped } from './values.ts'

export interface RequestParts {
  /** Encoded instances: one for check, quota and generators. */
  readonly instances: readonly Uint8Array[]
  /** Encoded google.protobuf.Any. */
  readonly config: Uint8Array
  readonly dedupId: string
  /** Of quotas, else null. */
  readonly quota: { readonly name: string; readonly args: QuotaArgs } | null
}

const INSTANCE_TAG = 10
const CONFIG_TAG = 18
const DEDUP_TAG = 26
const QUOTA_TAG = 34

export function encodeRequest({ instances, config, dedupId, quota }: RequestParts): Uint8Array {
  const writer = new ByteWriter()
  for (const instance of instances) writer.uint32(INSTANCE_TAG).bytes(instance)
  if (config.length > 0) writer.uint32(CONFIG_TAG).bytes(config)
  writer.uint32(DEDUP_TAG).string(dedupId)
  if (quota !== null) {
    const request = writer.uint32(QUOTA_TAG).open()
    const entry = writer.uint32(10).open()
    writer.uint32(10).string(quota.name)
    const params = writer.uint32(18).open()
    if (quota.args.amount !== 0n) writer.uint32(8).int64(quota.args.amount)
    if (quota.args.isBestEffort) writer.uint32(16).bool(true)
    writer.close(params).close(entry).close(request)
  }
  return writer.finish()
}

/** google.protobuf.Any of a message. @param typeName full name without a leading dot. */
export function encodeAny(typeName: string, value: Uint8Array): Uint8Array {
  const writer = new ByteWriter()
  writer.uint32(10).string(`type.googleapis.com/${typeName}`)
  if (value.length > 0) writer.uint32(18).bytes(value)
  return new Uint8Array(writer.finish())
}

export interface SessionParts {
  readonly config: Uint8Array
  /** Encoded Any of the template's Type, by canonical instance name. */
  readonly inferredTypes: ReadonlyMap<string, Uint8Array>
}

/** ValidateRequest and CreateSessionRequest are alike. */
export function encodeSessionRequest({ config, inferredTypes }: SessionParts): Uint8Array {
  const writer = new ByteWriter()
  if (config.length > 0) writer.uint32(10).bytes(config)
  for (const [name, type] of inferredTypes) {
    const entry = writer.uint32(18).open()
    writer.uint32(10).string(name).uint32(18).bytes(type).close(entry)
  }
  return writer.finish()
}

export function encodeCloseSession(sessionId: string): Uint8Array {
  return new ByteWriter().uint32(10).string(sessionId).finish()
}

/** Of ValidateResponse and CloseSessionResponse. */
export function decodeStatusResponse(bytes: Uint8Array): Status {
  let status = NO_STATUS
  each(bytes, (field, reader) => {
    if (field === 1) status = readStatus(reader())
  })
  return status
}

export function decodeSessionResponse(bytes: Uint8Array): {
  readonly sessionId: string
  readonly status: Status
} {
  let sessionId = ''
  let status = NO_STATUS
  each(bytes, (field, reader) => {
    if (field === 1) sessionId = textOf(reader())
    if (field === 2) status = readStatus(reader())
  })
  return { sessionId, status }
}

export function decodeCheckResult(bytes: Uint8Array): CheckResult {
  let status = NO_STATUS
  let validDurationMs = 0
  let validUseCount = 0
  each(bytes, (field, reader, value) => {
    if (field === 1) status = readStatus(reader())
    else if (field === 2) validDurationMs = readDurationMs(reader())
    else if (field === 3) validUseCount = Number(BigInt.asIntN(32, value))
  })
  return { status, validDurationMs, validUseCount }
}

/** Of CHECK_WITH_OUTPUT: the result, and the output by name. */
export function decodeCheckWithOutput(
  bytes: Uint8Array,
  outputs: ReadonlyMap<number, RemoteOutput>,
): CheckResult & { readonly output: ReadonlyMap<string, AttributeValue> } {
  let result: CheckResult = { status: NO_STATUS, validDurationMs: 0, validUseCount: 0 }
  let output: ReadonlyMap<string, AttributeValue> = new Map()
  each(bytes, (field, reader) => {
    if (field === 1) result = decodeCheckResult(rest(reader()))
    if (field === 2) output = decodeOutput(rest(reader()), outputs)
  })
  return { ...result, output }
}

/** The grant of one instance; null where the answer has none for it. */
export function decodeQuotaResult(bytes: Uint8Array, instance: string): QuotaResult | null {
  let found: QuotaResult | null = null
  each(bytes, (field, reader) => {
    if (field !== 1) return
    let name = ''
    let result: QuotaResult = { status: NO_STATUS, validDurationMs: 0, amount: 0n }
    each(rest(reader()), (part, inner) => {
      if (part === 1) name = textOf(inner())
      if (part === 2) result = readGrant(rest(inner()))
    })
    if (name === instance) found = result
  })
  return found
}

function readGrant(bytes: Uint8Array): QuotaResult {
  let status = NO_STATUS
  let validDurationMs = 0
  let amount = 0n
  each(bytes, (field, reader, value) => {
    if (field === 2) validDurationMs = readDurationMs(reader())
    else if (field === 3) amount = BigInt.asIntN(64, value)
    else if (field === 4) status = readStatus(reader())
  })
  return { status, validDurationMs, amount }
}

/** The fields of an OutputMsg, by name. What the adapter leaves out has its type's zero, as everywhere in proto3. */
export function decodeOutput(
  bytes: Uint8Array,
  outputs: ReadonlyMap<number, RemoteOutput>,
): ReadonlyMap<string, AttributeValue> {
  const values = new Map<string, AttributeValue>()
  for (const { name, message, type } of outputs.values()) {
    if (message === null) values.set(name, zeroOf(type))
    else if (type === ValueType.STRING_MAP) values.set(name, new Map())
  }
  const reader = new ByteReader(bytes)
  while (!reader.done) {
    const tag = reader.uint32()
    const output = outputs.get(tag >>> 3)
    if (output === undefined) reader.skip(tag & 7)
    else readOutput(reader, tag & 7, output, values)
  }
  return values
}

function readOutput(
  reader: ByteReader,
  wireType: number,
  { name, type, message, kind }: RemoteOutput,
  values: Map<string, AttributeValue>,
): void {
  const isDelimited = wireType === 2
  if (message !== null && !isDelimited)
    throw new FlotillaError('FLT_ADAPTER_FAILED', `the output ${name} is not a message`)
  if (message === null) values.set(name, readScalar(reader, wireType, kind, name))
  else if (type === ValueType.STRING_MAP && message.isBare)
    readEntry(reader.message(), values.get(name) as Map<string, string>) // made above
  else values.set(name, readTyped(reader.message(), type, message.isBare))
}

function readScalar(
  reader: ByteReader,
  wireType: number,
  kind: FieldKind,
  name: string,
): AttributeValue {
  if (wireType === 2) {
    if (kind === FieldKind.string) return reader.string()
    if (kind === FieldKind.bytes) return new Uint8Array(reader.bytes())
  } else if (wireType === 0) {
    const raw = reader.uint64()
    if (kind === FieldKind.bool) return raw !== 0n
    if (kind === FieldKind.sint32 || kind === FieldKind.sint64) return (raw >> 1n) ^ -(raw & 1n)
    return BigInt.asIntN(64, raw)
  } else if (wireType === 1)
    return kind === FieldKind.double ? reader.double() : BigInt.asIntN(64, reader.fixed64())
  else if (wireType === 5)
    return kind === FieldKind.float
      ? reader.float()
      : kind === FieldKind.sfixed32
        ? BigInt(reader.fixed32() | 0)
        : BigInt(reader.fixed32())
  throw new FlotillaError('FLT_ADAPTER_FAILED', `the output ${name} has the wrong wire type`)
}

function zeroOf(type: ValueType): AttributeValue {
  if (type === ValueType.STRING) return ''
  if (type === ValueType.BOOL) return false
  if (type === ValueType.DOUBLE) return 0
  return type === ValueType.INT64 ? 0n : new Uint8Array()
}

// -- the parts that are alike ------------------------------------------------------

const NO_STATUS: Status = { code: 0, message: '', directResponse: null }
const DIRECT_RESPONSE = 'type.googleapis.com/istio.policy.v1beta1.DirectHttpResponse'

function readStatus(reader: ByteReader): Status {
  let code = 0
  let message = ''
  let directResponse: Status['directResponse'] = null
  each(rest(reader), (field, inner, value) => {
    if (field === 1) code = Number(BigInt.asIntN(32, value))
    else if (field === 2) message = textOf(inner())
    else if (field === 3) directResponse ??= readDirectResponse(rest(inner()))
  })
  return { code, message, directResponse }
}

function readDirectResponse(bytes: Uint8Array): Status['directResponse'] {
  let typeUrl = ''
  let value = new Uint8Array()
  each(bytes, (field, reader) => {
    if (field === 1) typeUrl = textOf(reader())
    if (field === 2) value = rest(reader())
  })
  if (typeUrl !== DIRECT_RESPONSE) return null
  let code = 0
  let body = ''
  const headers = new Map<string, string>()
  each(value, (field, reader, number) => {
    if (field === 1) code = Number(BigInt.asIntN(32, number))
    else if (field === 2) body = textOf(reader())
    else if (field === 3) readEntry(reader(), headers)
  })
  return { code, body, headers }
}

function readDurationMs(reader: ByteReader): number {
  let ms = 0
  each(rest(reader), (field, _inner, value) => {
    if (field === 1) ms += Number(BigInt.asIntN(64, value)) * 1000
    if (field === 2) ms += Number(BigInt.asIntN(32, value)) / 1e6
  })
  return ms
}

function textOf(reader: ByteReader): string {
  return Buffer.from(rest(reader)).toString('utf8')
}

function rest(reader: ByteReader): Uint8Array<ArrayBuffer> {
  return new Uint8Array(reader.buffer.subarray(reader.offset, reader.end))
}

/** Walks the fields of a message. `reader` is for length-delimited ones, `value` is that of varints. */
function each(
  bytes: Uint8Array,
  visit: (field: number, reader: () => ByteReader, value: bigint) => void,
): void {
  const reader = new ByteReader(bytes)
  while (!reader.done) {
    const tag = reader.uint32()
    const wireType = tag & 7
    if (wireType === 0) visit(tag >>> 3, noReader, reader.uint64())
    else if (wireType === 2) {
      const inner = reader.message()
      visit(tag >>> 3, () => inner, 0n)
    } else reader.skip(wireType)
  }
}

/** A field that should be length-delimited came as a number. */
function noReader(): never {
  throw new FlotillaError('FLT_ADAPTER_FAILED', 'the answer has a field of the wrong wire type')
}

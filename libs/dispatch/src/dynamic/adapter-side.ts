/** The adapter's half of the messages of §8, for adapters that run isolated in this process: requests to instances, results to answers. */
import {
  type CheckResult,
  emptyFieldValue,
  type Instance,
  type InstanceShape,
  type InstanceValue,
  type QuotaArgs,
  type QuotaResult,
  type Status,
  type Template,
  type TemplateField,
  type TemplateName,
  templateOf,
  ValueMap,
} from '@flotilla/adapter-sdk'
import { type AttributeValue, ValueType } from '@flotilla/attributes'
import { ByteReader, ByteWriter } from '@flotilla/bytes'
import { FlotillaError } from '@flotilla/errors'
import { INSTANCE_NAME_FIELD } from './given-fields.ts'
import { readTyped } from './values.ts'

export interface HandleRequest {
  readonly template: Template<TemplateName>
  readonly instances: readonly Instance[]
  /** Of quotas, else null. */
  readonly quota: QuotaArgs | null
}

/** The compiled-in template that a path serves: `/metric.HandleMetricService/HandleMetric`. Null for another. */
export function templateOfPath(path: string): Template<TemplateName> | null {
  const method = /\/Handle([A-Za-z]+)$/.exec(path)?.[1]
  return method === undefined ? null : templateOf(method.toLowerCase())
}

export function decodeHandleRequest(path: string, bytes: Uint8Array): HandleRequest {
  const template = templateOfPath(path)
  if (template === null)
    throw new FlotillaError('FLT_ADAPTER_FAILED', `${path} is no template that runs in process`)
  const instances: Instance[] = []
  let dedupId = ''
  let quota: QuotaArgs | null = null
  const reader = new ByteReader(bytes)
  while (!reader.done) {
    const tag = reader.uint32()
    if (tag === 10) instances.push(readInstance(reader.message(), template))
    else if (tag === 26) dedupId = reader.string()
    else if (tag === 34) quota = readQuota(reader.message())
    else reader.skip(tag & 7)
  }
  return { template, instances, quota: quota === null ? null : { ...quota, dedupId } }
}

function readInstance(reader: ByteReader, template: Template<TemplateName>): Instance {
  const instance: Record<string, unknown> = { template: template.name, name: '' }
  readFields(reader, template.fields, instance)
  return instance as unknown as Instance // the template's table lists every property
}

function readFields(
  reader: ByteReader,
  fields: readonly TemplateField[],
  target: Record<string, unknown>,
): void {
  const maps = new Map<TemplateField, Map<string, InstanceValue>>()
  for (const field of fields) target[field.property] = emptyFieldValue(field.type)
  while (!reader.done) {
    const tag = reader.uint32()
    const number = tag >>> 3
    const field = fields.find((one) => one.number === number)
    if (number === INSTANCE_NAME_FIELD) target['name'] = reader.string()
    else if (field === undefined) reader.skip(tag & 7)
    else if (field.type.kind === 'map') {
      const entries = maps.get(field) ?? new Map<string, InstanceValue>()
      maps.set(field, entries)
      readMapEntry(reader.message(), entries)
    } else if (field.type.kind === 'message') {
      const inner: Record<string, unknown> = {}
      readFields(reader.message(), field.type.fields, inner)
      target[field.property] = inner
    } else if (field.type.kind === 'any') target[field.property] = readAnyValue(reader.message())
    else target[field.property] = readField(reader, field.type.type)
  }
  for (const [field, entries] of maps) {
    const keys = [...entries.keys()].sort()
    target[field.property] = new ValueMap(
      keys,
      keys.map((key) => entries.get(key) ?? null),
    )
  }
}

function readField(reader: ByteReader, type: ValueType): AttributeValue {
  if (type === ValueType.STRING) return reader.string()
  if (type === ValueType.INT64) return reader.int64()
  if (type === ValueType.DOUBLE) return reader.double()
  if (type === ValueType.BOOL) return reader.bool()
  return readTyped(reader.message(), type, false)
}

function readMapEntry(reader: ByteReader, entries: Map<string, InstanceValue>): void {
  let key = ''
  let value: InstanceValue = null
  while (!reader.done) {
    const tag = reader.uint32()
    if (tag === 10) key = reader.string()
    else if (tag === 18) value = readAnyValue(reader.message())
    else reader.skip(tag & 7)
  }
  entries.set(key, value)
}

/** Types by the field of the oneof in Value. */
const VALUE_TYPES: Readonly<Record<number, ValueType>> = {
  5: ValueType.IP_ADDRESS,
  6: ValueType.TIMESTAMP,
  7: ValueType.DURATION,
  8: ValueType.EMAIL_ADDRESS,
  9: ValueType.DNS_NAME,
  10: ValueType.URI,
  11: ValueType.STRING_MAP,
}

function readAnyValue(reader: ByteReader): InstanceValue {
  let value: InstanceValue = null
  while (!reader.done) {
    const tag = reader.uint32()
    const number = tag >>> 3
    const type = VALUE_TYPES[number]
    if (type !== undefined) value = readTyped(reader.message(), type, false)
    else if (number === 1) value = reader.string()
    else if (number === 2) value = reader.int64()
    else if (number === 3) value = reader.double()
    else if (number === 4) value = reader.bool()
    else reader.skip(tag & 7)
  }
  return value
}

function readQuota(reader: ByteReader): QuotaArgs {
  let amount = 0n
  let isBestEffort = false
  while (!reader.done) {
    const tag = reader.uint32()
    if (tag !== 10) {
      reader.skip(tag & 7)
      continue
    }
    const entry = reader.message()
    while (!entry.done) {
      const part = entry.uint32()
      if (part !== 18) {
        entry.skip(part & 7)
        continue
      }
      const params = entry.message()
      while (!params.done) {
        const field = params.uint32()
        if (field === 8) amount = params.int64()
        else if (field === 16) isBestEffort = params.bool()
        else params.skip(field & 7)
      }
    }
  }
  return { amount, isBestEffort, dedupId: '' }
}

export interface SessionRequest {
  /** Content of the Any that configures the handler. */
  readonly config: Uint8Array
  /** What the handler is sent, from the inferred types. */
  readonly instances: readonly InstanceShape[]
}

/** Of ValidateRequest and CreateSessionRequest. Instances of templates that do not run in process are left out. */
export function decodeSessionRequest(bytes: Uint8Array): SessionRequest {
  let config = new Uint8Array()
  const instances: InstanceShape[] = []
  const reader = new ByteReader(bytes)
  while (!reader.done) {
    const tag = reader.uint32()
    if (tag === 10) config = readAny(reader.message()).value
    else if (tag === 18) {
      const shape = readShape(reader.message())
      if (shape !== null) instances.push(shape)
    } else reader.skip(tag & 7)
  }
  return { config, instances: instances.sort((a, b) => (a.name < b.name ? -1 : 1)) }
}

function readAny(reader: ByteReader): { typeUrl: string; value: Uint8Array<ArrayBuffer> } {
  let typeUrl = ''
  let value = new Uint8Array()
  while (!reader.done) {
    const tag = reader.uint32()
    if (tag === 10) typeUrl = reader.string()
    else if (tag === 18) value = new Uint8Array(reader.bytes())
    else reader.skip(tag & 7)
  }
  return { typeUrl, value }
}

function readShape(reader: ByteReader): InstanceShape | null {
  let name = ''
  let any = { typeUrl: '', value: new Uint8Array() }
  while (!reader.done) {
    const tag = reader.uint32()
    if (tag === 10) name = reader.string()
    else if (tag === 18) any = readAny(reader.message())
    else reader.skip(tag & 7)
  }
  const scope = any.typeUrl.slice(any.typeUrl.lastIndexOf('/') + 1).split('.')[0] ?? ''
  const template = templateOf(scope.toLowerCase())
  if (template === null) return null
  const types = new Map<string, ValueType>()
  readTypes(new ByteReader(any.value), template.fields, '', types)
  return { name, template: template.name, types }
}

function readTypes(
  reader: ByteReader,
  fields: readonly TemplateField[],
  prefix: string,
  types: Map<string, ValueType>,
): void {
  while (!reader.done) {
    const tag = reader.uint32()
    const field = fields.find((one) => one.number === tag >>> 3)
    if (field === undefined || (tag & 7) === 5 || (tag & 7) === 1) reader.skip(tag & 7)
    else if ((tag & 7) === 0) types.set(prefix + field.property, reader.uint32() as ValueType)
    else if (field.type.kind === 'message')
      readTypes(reader.message(), field.type.fields, `${prefix}${field.property}.`, types)
    else {
      const entry = reader.message()
      let key = ''
      while (!entry.done) {
        const part = entry.uint32()
        if (part === 10) key = entry.string()
        else if (part === 16)
          types.set(`${prefix}${field.property}.${key}`, entry.uint32() as ValueType)
        else entry.skip(part & 7)
      }
    }
  }
}

export function encodeCheckResult(result: CheckResult): Uint8Array {
  const writer = new ByteWriter()
  writeStatus(writer, 10, result.status)
  writeDuration(writer, result.validDurationMs)
  if (result.validUseCount !== 0) writer.uint32(24).int32(result.validUseCount)
  return new Uint8Array(writer.finish())
}

export function encodeQuotaResult(name: string, result: QuotaResult): Uint8Array {
  const writer = new ByteWriter()
  const entry = writer.uint32(10).open()
  const grant = writer.uint32(10).string(name).uint32(18).open()
  writeDuration(writer, result.validDurationMs)
  if (result.amount !== 0n) writer.uint32(24).int64(result.amount)
  writeStatus(writer, 34, result.status)
  writer.close(grant).close(entry)
  return new Uint8Array(writer.finish())
}

export function encodeStatusResponse(status: Status): Uint8Array {
  const writer = new ByteWriter()
  writeStatus(writer, 10, status)
  return new Uint8Array(writer.finish())
}

export function encodeSessionResponse(sessionId: string, status: Status): Uint8Array {
  const writer = new ByteWriter()
  if (sessionId !== '') writer.uint32(10).string(sessionId)
  writeStatus(writer, 18, status)
  return new Uint8Array(writer.finish())
}

function writeStatus(writer: ByteWriter, tag: number, status: Status): void {
  const at = writer.uint32(tag).open()
  if (status.code !== 0) writer.uint32(8).int32(status.code)
  if (status.message !== '') writer.uint32(18).string(status.message)
  const direct = status.directResponse
  if (direct !== null) {
    const any = writer.uint32(26).open()
    writer.uint32(10).string('type.googleapis.com/istio.policy.v1beta1.DirectHttpResponse')
    const value = writer.uint32(18).open()
    if (direct.code !== 0) writer.uint32(8).int32(direct.code)
    if (direct.body !== '') writer.uint32(18).string(direct.body)
    for (const [name, text] of direct.headers) {
      const header = writer.uint32(26).open()
      writer.uint32(10).string(name).uint32(18).string(text).close(header)
    }
    writer.close(value).close(any)
  }
  writer.close(at)
}

function writeDuration(writer: ByteWriter, ms: number): void {
  if (ms <= 0) return
  const at = writer.uint32(18).open()
  const seconds = Math.floor(ms / 1000)
  const nanos = Math.round((ms - seconds * 1000) * 1e6)
  if (seconds !== 0) writer.uint32(8).int64(BigInt(seconds))
  if (nanos !== 0) writer.uint32(16).int32(nanos)
  writer.close(at)
}

/** Every generated message against protobufjs's reflection over the same .proto files, in both directions. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import protobuf from 'protobufjs'
import type { Field, NestedType } from '../../libs/proto/src/field-table.ts'
import { isMessage } from '../../libs/proto/src/field-table.ts'
import '../../libs/proto/src/index.ts'
import { typeOfUrl } from '../../libs/proto/src/registry.ts'
import { loadProtos } from './load.ts'
import { randomMessage, seeded } from './random-message.ts'
import { FILES } from './roots.ts'
import { selectModel } from './select.ts'

const ROUNDS = 12
const root = loadProtos(FILES)
const model = selectModel(root)

test(`all ${model.messages.length} messages survive protobufjs, field by field and byte by byte`, () => {
  for (const { fullName } of model.messages) {
    const ours = typeOfUrl(fullName) as NestedType | null
    assert.ok(ours, `${fullName} is not exported`)
    const theirs = root.lookupType(fullName)
    for (let seed = 0; seed < ROUNDS; seed++) {
      const message = randomMessage(ours, seeded(seed * 7919 + fullName.length))
      const bytes = ours.encode(message)
      const read = theirs.decode(bytes)
      const what = `${fullName}, seed ${seed}`
      assert.deepEqual(presentFields(theirs, read), setFields(ours, message), what)
      const rewritten = theirs.encode(read).finish()
      assert.deepEqual(ours.decode(rewritten), message, what)
      assert.deepEqual(ours.decode(bytes), message, what)
      // Only the order of map entries is free.
      assert.equal(rewritten.length, bytes.length, what)
    }
  }
})

test('every field left out has the name and number that Envoy gives it', () => {
  for (const { fullName } of model.messages) {
    const table = (typeOfUrl(fullName) as NestedType).table()
    const theirs = root.lookupType(fullName)
    const listed = [
      ...table.fields.map(({ number, protoName }) => [number, protoName] as const),
      ...table.prunedNumbers,
    ]
    const all = theirs.fieldsArray.map(({ id, name }) => [id, name] as const)
    const byNumber = (a: readonly [number, string], b: readonly [number, string]): number =>
      a[0] - b[0]
    assert.deepEqual(listed.sort(byNumber), all.sort(byNumber), fullName)
  }
})

test('enums have the values of their files', () => {
  for (const { fullName, values } of model.enums)
    assert.deepEqual(Object.fromEntries(values), { ...root.lookupEnum(fullName).values }, fullName)
})

/** Scalars by proto name as protobufjs read them; of messages only that they are there. */
function presentFields(type: protobuf.Type, read: protobuf.Message): Record<string, unknown> {
  const plain = type.toObject(read, { longs: String, bytes: Array, enums: Number })
  const shown: Record<string, unknown> = {}
  for (const field of type.fieldsArray) {
    const value: unknown = plain[field.name]
    if (value === undefined) continue
    // An implicit default may or may not have been on the wire.
    const isImplicit =
      !field.repeated &&
      !field.map &&
      field.partOf === null &&
      !(field.resolvedType instanceof protobuf.Type)
    if (isImplicit && isZero(value)) continue
    shown[field.name] = field.map
      ? Object.keys(value as object).length
      : field.resolvedType instanceof protobuf.Type
        ? field.repeated
          ? (value as unknown[]).length
          : true
        : value
  }
  return shown
}

/** The same picture of our message. */
function setFields(type: NestedType, message: unknown): Record<string, unknown> {
  const shown: Record<string, unknown> = {}
  for (const field of type.table().fields) {
    const value = (message as Record<string, unknown>)[field.name]
    const picture = pictureOf(field, value)
    if (picture !== undefined) shown[field.protoName] = picture
  }
  return shown
}

function pictureOf(field: Field, value: unknown): unknown {
  if (value === null) return undefined
  if (field.mapKey !== null) return (value as Map<unknown, unknown>).size || undefined
  if (field.isList) {
    const list = value as unknown[]
    if (list.length === 0) return undefined
    return isMessage(field.type) ? list.length : list.map((item) => plainScalar(field, item))
  }
  if (isMessage(field.type)) return true
  if (!field.isNullable && isZero(value)) return undefined
  return plainScalar(field, value)
}

function plainScalar(field: Field, value: unknown): unknown {
  if (value instanceof Uint8Array) return [...value]
  if (field.type === 'int64' || field.type === 'uint64' || field.type === 'int64big')
    return String(value)
  return value
}

function isZero(value: unknown): boolean {
  if (value instanceof Uint8Array || Array.isArray(value)) return value.length === 0
  return value === 0 || value === '' || value === false || value === 0n || value === '0'
}

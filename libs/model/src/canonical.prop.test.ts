/** The canonical form is a fixed point: read again, it is the same; and no text, however broken, throws. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { checkFiles, KINDS } from './index.ts'
import { parseDocuments } from './parse/documents.ts'
import { durationNs, durationText } from './parse/duration.ts'
import type { MessageSchema, Schema } from './schema/schema.ts'

const WORD = fc.stringMatching(/^[a-z][a-z0-9-]{0,5}[a-z0-9]$/)

/** Values that fit a schema, in any of the spellings that are read. */
function valueFor(schema: Schema): fc.Arbitrary<unknown> {
  switch (schema.type) {
    case 'string':
      return WORD
    case 'bool':
      return fc.boolean()
    case 'integer':
      return fc.integer({ min: Math.max(schema.min, -5), max: Math.min(schema.max, 70_000) })
    case 'double':
      return fc.integer({ min: Math.max(schema.min, -1_000), max: Math.min(schema.max, 1_000) })
    case 'duration':
      return fc.oneof(
        fc.integer({ min: 0, max: 10_000 }).map((ms) => `${ms}ms`),
        fc.integer({ min: 0, max: 300 }).map((seconds) => `${seconds / 4}s`),
        fc.constantFrom('1h30m', '2m', '0s'),
      )
    case 'bytes':
      return WORD.map((text) => Buffer.from(text).toString('base64'))
    case 'json':
      return fc.jsonValue({ maxDepth: 2 })
    case 'object':
      return fc.dictionary(WORD, fc.jsonValue({ maxDepth: 2 }), { maxKeys: 3 })
    case 'enum':
      return fc.oneof(
        fc.constantFrom(...schema.names),
        fc.integer({ min: 0, max: schema.names.length - 1 }),
      )
    case 'list':
      return fc.array(valueFor(schema.of), { maxLength: 2 })
    case 'map':
      return fc.dictionary(WORD, valueFor(schema.of), { maxKeys: 2 })
    case 'message':
      return messageOf(schema)
  }
}

/** A few of the fields, the required ones always, of each oneof the first at most, and always where one is required. */
function messageOf(schema: MessageSchema): fc.Arbitrary<unknown> {
  const excluded = new Set(schema.oneofs.flatMap((oneof) => oneof.fields.slice(1)))
  const names = Object.keys(schema.fields).filter((name) => !excluded.has(name))
  const needed = new Set(schema.oneofs.filter((one) => one.required).map((one) => one.fields[0]))
  const isRequired = (name: string): boolean =>
    schema.fields[name]?.required === true || needed.has(name)
  return fc.subarray(names, { maxLength: Math.min(4, names.length) }).chain((chosen) => {
    const all = new Set([...chosen, ...names.filter(isRequired)])
    const fields = [...all].map((name) => [
      name,
      valueFor(schema.fields[name] as Schema), // name is a key
    ])
    return fc
      .tuple(fc.record(Object.fromEntries(fields)), fc.boolean())
      .map(([value, snake]) =>
        snake
          ? Object.fromEntries(
              Object.entries(value).map(([name, inner]) => [
                name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
                inner,
              ]),
            )
          : value,
      )
  })
}

for (const info of KINDS.filter((one) => !one.category.startsWith('legacy'))) {
  test(`canonical form of ${info.kind}`, () => {
    fc.assert(
      fc.property(valueFor(info.schema), (spec) => {
        const textOf = (value: unknown): string =>
          JSON.stringify({
            apiVersion: info.apiVersions[0],
            kind: info.kind,
            metadata: { name: 'x' },
            spec: value,
          })
        const first = parseDocuments('1', textOf(spec))
        assert.deepEqual(first.violations, [])
        const second = parseDocuments('1', textOf(first.objects[0]?.spec))
        assert.deepEqual(second, first)
      }),
      { numRuns: 60 },
    )
  })
}

test('durations keep their length', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: -(10n ** 20n), max: 10n ** 20n }), (ns) => {
      assert.equal(durationNs(durationText(ns)), ns)
    }),
  )
})

test('no text throws, and every violation has a place', () => {
  const seed =
    'apiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: {name: a}\nspec:\n  hosts: [a]\n  http: [{match: [{uri: {prefix: /}}], route: [{destination: {host: a}}]}]\n'
  const mutated = fc
    .tuple(
      fc.nat(seed.length),
      fc.nat(12),
      fc.oneof(
        fc.string({ maxLength: 6 }),
        fc.constantFrom('{', '[', ': ', '- ', '&a', '*a', '\t'),
      ),
    )
    .map(([at, cut, insert]) => seed.slice(0, at) + insert + seed.slice(at + cut))
  fc.assert(
    fc.property(fc.oneof(mutated, fc.string({ unit: 'binary', maxLength: 60 })), (text) => {
      for (const violation of checkFiles([{ name: 'f', text }]).violations)
        assert.ok(violation.line >= 1 && violation.column >= 1, violation.message)
    }),
    { numRuns: 300 },
  )
})

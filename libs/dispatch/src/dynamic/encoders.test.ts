/** Instances and params by descriptor: bytes as protobuf has them, and every fault with its path. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { MutableBag, ReferenceTracker, TimestampValue } from '@flotilla/attributes'
import { EvaluationError } from '@flotilla/cexl'
import type { ConfigObject } from '@flotilla/model'
import { Expressions } from '../compile/expressions.ts'
import { vocabularyOf } from '../compile/vocabulary.ts'
import { ProblemList } from '../problem.ts'
import { Evaluation } from '../run/evaluation.ts'
import { MANIFEST } from '../test-objects.ts'
import { type DescriptorSet, FieldKind } from './descriptor-types.ts'
import { compileEncoder } from './instance-encoder.ts'
import { encodeParams } from './params-encoder.ts'
import { parseDescriptorSet } from './parse-descriptor.ts'
import { descriptor, field, file, mapEntry, message } from './test-descriptors.ts'

const VALUE = '.istio.policy.v1beta1.Value'
const SET = setOf(
  message(
    'InstanceMsg',
    [
      field('text', 1, FieldKind.string),
      field('small', 2, FieldKind.int32),
      field('zigzag', 3, FieldKind.sint64),
      field('fixed', 4, FieldKind.fixed32),
      field('ratio', 5, FieldKind.double),
      field('is_on', 6, FieldKind.bool),
      field('any', 7, FieldKind.message, { typeName: VALUE }),
      field('values', 8, FieldKind.message, {
        isRepeated: true,
        typeName: '.test.InstanceMsg.ValuesEntry',
      }),
      field('inner', 9, FieldKind.message, { typeName: '.test.Inner' }),
      field('color', 10, FieldKind.enum, { typeName: '.test.Color' }),
      field('numbers', 11, FieldKind.int64, { isRepeated: true }),
      field('names', 12, FieldKind.string, { isRepeated: true }),
      field('at', 13, FieldKind.message, { typeName: '.google.protobuf.Timestamp' }),
      field('left', 14, FieldKind.string, { oneof: 0 }),
      field('right', 15, FieldKind.string, { oneof: 0 }),
      field('name', 72_295_727, FieldKind.string),
    ],
    {
      oneofs: ['side'],
      messages: [
        mapEntry('ValuesEntry', field('value', 2, FieldKind.message, { typeName: VALUE })),
      ],
    },
  ),
  message('Inner', [
    field('deep', 1, FieldKind.string),
    field('again', 2, FieldKind.message, { typeName: '.test.Inner' }),
  ]),
)

function setOf(...messages: ReturnType<typeof message>[]): DescriptorSet {
  const text = descriptor(
    file({
      messages,
      enums: [
        {
          name: 'Color',
          values: [
            ['RED', 0],
            ['BLUE', 2],
          ],
        },
      ],
    }),
  )
  const parsed = parseDescriptorSet(text)
  assert.equal(parsed.kind, 'ok')
  return parsed.set
}

const EXPRESSIONS = new Expressions(
  vocabularyOf([MANIFEST as ConfigObject<never>], new ProblemList()),
)
const BAG = new MutableBag([
  ['request.path', '/a'],
  ['response.code', 404n],
  ['connection.mtls', true],
  ['request.time', TimestampValue.fromParts(5, 7)],
])
const INSTANCE = SET.messages.get('.test.InstanceMsg')
/** `name: "n"` behind every instance. */
const NAME = 'fad2e49302016e'

function encoded(params: unknown): { hex: string; problems: string[]; types: string } {
  const problems: string[] = []
  assert.ok(INSTANCE)
  const encoder = compileEncoder({
    set: SET,
    message: INSTANCE,
    name: 'n',
    params,
    path: 'p',
    expressions: EXPRESSIONS,
    report: (path, text) => problems.push(`${path}: ${text}`),
  })
  if (problems.length > 0) return { hex: '', problems, types: '' }
  const bytes = encoder.encode(new Evaluation(BAG, new ReferenceTracker()))
  const hex = bytes instanceof EvaluationError ? bytes.message : Buffer.from(bytes).toString('hex')
  const types = Buffer.from(encoder.inferredType).toString('hex')
  return { hex: hex.endsWith(NAME) ? hex.slice(0, -NAME.length) : hex, problems, types }
}

const ENCODED: readonly [string, unknown, string][] = [
  ['nothing', {}, ''],
  ['an attribute', { text: 'request.path' }, '0a022f61'],
  ['a text in single quotes', { text: "'5s'" }, '0a023573'],
  ['a text in double quotes', { text: '"x y"' }, '0a03782079'],
  ['an expression between quotes', { text: '"a" + "b"' }, '0a026162'],
  ['an empty text', { text: '' }, '0a00'],
  ['a number of an attribute', { small: 'response.code' }, '109403'],
  ['a literal number', { small: -1 }, '10ffffffffffffffffff01'],
  ['zigzag', { zigzag: -2 }, '1803'],
  ['fixed', { fixed: 1 }, '2501000000'],
  ['a double', { ratio: 0.5 }, '29000000000000e03f'],
  ['a double as an expression', { ratio: '0.5' }, '29000000000000e03f'],
  ['a boolean', { isOn: 'connection.mtls' }, '3001'],
  ['any value: text', { any: 'request.path' }, '3a040a022f61'],
  ['any value: a literal number', { any: 7 }, '3a021007'],
  ['any value: an instant', { any: 'request.time' }, '3a0832060a0408051007'],
  [
    'a map in the order of its keys',
    { values: { b: 'true', a: '"x"' } },
    '42080a0161' + '12030a0178' + '42070a0162' + '12022001',
  ],
  ['a message', { inner: { deep: 'request.path' } }, '4a040a022f61'],
  ['an enum by name', { color: 'BLUE' }, '5002'],
  ['an enum by number', { color: 2 }, '5002'],
  ['packed numbers', { numbers: [1, 'response.code', 3] }, '5a0401940303'],
  ['texts', { names: ["'a'", 'request.path'] }, '620161' + '62022f61'],
  ["google's own instant", { at: 'request.time' }, '6a0408051007'],
]
for (const [name, params, hex] of ENCODED)
  test(`instance: ${name}`, () => {
    const found = encoded(params)
    assert.deepEqual(found.problems, [])
    assert.equal(found.hex, hex)
  })

test('instance: a missing attribute is the error of the instance, and a number that does not fit too', () => {
  assert.equal(encoded({ text: 'source.uid' }).hex, "lookup failed: 'source.uid'")
  assert.match(encoded({ small: 'response.code + 9223372036854775000' }).hex, /does not fit small/)
})

test('instance: sessions are told the types of the fields that take any', () => {
  assert.equal(
    encoded({ any: 'request.time', values: { a: '"x"' }, inner: { deep: '"y"' } }).types,
    '3805' + '42050a01611001' + '4a00',
  )
})

const WRONG: readonly [string, unknown, string][] = [
  ['an unknown field', { txt: '' }, 'p.txt: unknown field; known are text, small'],
  ['the name', { name: '"x"' }, 'p.name: unknown field'],
  [
    'another type',
    { text: 'response.code' },
    'p.text: evaluated expression type INT64 want STRING',
  ],
  ['an unknown attribute', { any: 'no.such' }, 'p.any: unknown attribute no.such'],
  ['a number for a text', { text: 5 }, 'p.text: must be an expression of STRING, as text'],
  ['a literal out of range', { small: 2 ** 40 }, 'p.small: must be an expression of INT64'],
  ['an unknown enum', { color: 'GREEN' }, 'p.color: must be one of RED, BLUE'],
  ['a list for a map', { values: [] }, 'p.values: must be a map of expressions'],
  ['a text for a list', { numbers: '1' }, 'p.numbers: must be a list'],
  ['two members of a oneof', { left: "'a'", right: "'b'" }, 'p.right: cannot be given beside left'],
  ['both spellings', { is_on: 'true', isOn: 'true' }, 'p.isOn: the same field as p.is_on'],
  ['what is not an object', [], 'p: must be an object'],
]
for (const [name, params, expected] of WRONG)
  test(`instance refused: ${name}`, () => {
    const { problems } = encoded(params)
    assert.ok(problems[0]?.startsWith(expected), problems.join('; '))
  })

test('instance refused: recursive params deeper than the bound', () => {
  let params: object = { deep: "'x'" }
  for (let i = 0; i < 40; i++) params = { again: params }
  assert.match(encoded({ inner: params }).problems.join(), /nested deeper than 32/)
})

const PARAMS = setOf(
  message(
    'Params',
    [
      field('text', 1, FieldKind.string),
      field('count', 2, FieldKind.int64),
      field('wait', 3, FieldKind.message, { typeName: '.google.protobuf.Duration' }),
      field('raw', 4, FieldKind.bytes),
      field('table', 5, FieldKind.message, {
        isRepeated: true,
        typeName: '.test.Params.TableEntry',
      }),
      field('limit', 6, FieldKind.message, { typeName: '.google.protobuf.Int32Value' }),
      field('colors', 7, FieldKind.enum, { isRepeated: true, typeName: '.test.Color' }),
    ],
    { messages: [mapEntry('TableEntry', field('value', 2, FieldKind.int32))] },
  ),
)

function params(value: unknown): { hex: string; problems: string[] } {
  const problems: string[] = []
  const descriptorOf = PARAMS.messages.get('.test.Params')
  assert.ok(descriptorOf)
  const bytes = encodeParams(PARAMS, descriptorOf, value, 'spec.params', (path, text) =>
    problems.push(`${path}: ${text}`),
  )
  return { hex: Buffer.from(bytes).toString('hex'), problems }
}

test('params are proto3 JSON: texts are texts, not expressions', () => {
  assert.deepEqual(
    params({
      text: 'request.path',
      count: '12',
      wait: '1.5s',
      raw: 'AQI=',
      table: { a: 1 },
      limit: 3,
      colors: ['BLUE', 0],
    }),
    {
      problems: [],
      hex:
        '0a0c726571756573742e70617468' +
        '100c' +
        '1a08080110' +
        '80cab5ee01' +
        '22020102' +
        '2a050a01611001' +
        '32020803' +
        '3a020200',
    },
  )
})

test('params: every fault has its path', () => {
  const { problems } = params({
    text: 1,
    count: 'x',
    wait: 'soon',
    table: { a: 'b' },
    colors: ['GREEN'],
    more: 1,
  })
  assert.deepEqual(problems.map((one) => one.slice(0, one.indexOf(': '))).sort(), [
    'spec.params.colors[0]',
    'spec.params.count',
    'spec.params.more',
    'spec.params.table["a"]',
    'spec.params.text',
    'spec.params.wait',
  ])
})

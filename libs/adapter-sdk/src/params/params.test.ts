/** Parameter schemas: proto3 JSON rules, defaults, and violations with their paths. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  bool,
  choice,
  double,
  duration,
  int32,
  int64,
  list,
  map,
  message,
  optional,
  type ParamType,
  parseParams,
  text,
} from '../index.ts'

interface Sample {
  readonly name: string
  readonly maxAmount: number
  readonly count: number
  readonly share: number
  readonly validDuration: number
  readonly isOn: boolean
  readonly kind: 'A' | 'B'
  readonly inner: readonly { readonly dimensions: ReadonlyMap<string, string> }[]
  readonly left: string | null
  readonly right: string | null
}

const sample: ParamType<Sample> = message<Sample>(
  {
    name: text('unset'),
    maxAmount: int64(),
    count: int32(3),
    share: double(0.5),
    validDuration: duration(1_000),
    isOn: bool(true),
    kind: choice({ A: 0, B: 1 }, 'A'),
    inner: list(message({ dimensions: map(text()) })),
    left: optional(text()),
    right: optional(text()),
  },
  { exclusive: [['left', 'right']] },
)

test('absent params are the defaults', () => {
  for (const value of [undefined, null, {}]) {
    const parsed = parseParams(sample, value, 'spec')
    assert.ok(parsed.kind === 'ok')
    assert.equal(parsed.params.name, 'unset')
    assert.equal(parsed.params.validDuration, 1_000)
    assert.equal(parsed.params.left, null)
  }
})

test('both spellings, numbers as text, enums by name or number, null as default', () => {
  const parsed = parseParams(
    sample,
    {
      max_amount: '500',
      count: null,
      share: '2.5e-1',
      valid_duration: '100ms',
      is_on: false,
      kind: 1,
      inner: [{ dimensions: { a: 'b' } }],
      right: 'r',
    },
    'spec',
  )
  assert.deepEqual(parsed, {
    kind: 'ok',
    params: {
      name: 'unset',
      maxAmount: 500,
      count: 3,
      share: 0.25,
      validDuration: 100,
      isOn: false,
      kind: 'B',
      inner: [{ dimensions: new Map([['a', 'b']]) }],
      left: null,
      right: 'r',
    },
  })
})

const REFUSED: readonly [string, unknown, readonly string[]][] = [
  ['not an object', [], ['spec']],
  ['unknown and wrong fields at once', { nope: 1, name: 7 }, ['spec.nope', 'spec.name']],
  ['one field in both spellings', { maxAmount: 1, max_amount: 2 }, ['spec.max_amount']],
  ['a fraction for a whole number', { maxAmount: 1.5 }, ['spec.maxAmount']],
  ['beyond 2^53', { maxAmount: '9007199254740993' }, ['spec.maxAmount']],
  ['beyond 32 bits', { count: 2_147_483_648 }, ['spec.count']],
  ['a duration without unit', { validDuration: '1' }, ['spec.validDuration']],
  ['a text for a boolean', { isOn: 'true' }, ['spec.isOn']],
  ['an unknown enum name', { kind: 'C' }, ['spec.kind']],
  ['an unknown enum number', { kind: 9 }, ['spec.kind']],
  [
    'a number deep inside',
    { inner: [{}, { dimensions: { a: 1 } }] },
    ['spec.inner[1].dimensions["a"]'],
  ],
  ['a list that is none', { inner: {} }, ['spec.inner']],
  ['two of a oneof', { left: 'l', right: 'r' }, ['spec']],
]

for (const [name, value, paths] of REFUSED) {
  test(`refuses ${name}`, () => {
    const parsed = parseParams(sample, value, 'spec')
    assert.ok(parsed.kind === 'bad')
    assert.deepEqual(
      parsed.violations.map((violation) => violation.path),
      paths,
    )
  })
}

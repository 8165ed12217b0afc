/** Tables: what is one group, what is not counted in, and how much a table takes. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { inspect } from 'node:util'
import {
  type AttributeBag,
  type AttributeValue,
  DurationValue,
  decodeReport,
  GLOBAL_WORD_COUNT,
  MutableBag,
  TimestampValue,
} from '@flotilla/attributes'
import { ReportRequest, RollUpPlan, RollUpRequest } from '@flotilla/proto'
import {
  type BagOrigin,
  MAX_GROUPS,
  MAX_TABLE_BYTES,
  type OriginBag,
  RollUpTable,
} from './roll-up-table.ts'

const read = (attribute: string, key: string | null = null) => ({ attribute, key })
const PLAN = RollUpPlan.create({
  namespace: 'default',
  isEligible: true,
  reads: [
    read('context.reporter.kind'),
    read('destination.namespace'),
    read('request.headers', 'a'),
    read('request.headers', 'b'),
    read('source.labels'),
    read('source.namespace'),
    read('source.uid'),
  ],
  values: ['request.size', 'response.duration'],
})
const BASE: Readonly<Record<string, AttributeValue>> = {
  'context.reporter.kind': 'inbound',
  'destination.namespace': 'default',
}

function bag(more: Readonly<Record<string, AttributeValue>> = {}): MutableBag {
  return new MutableBag(Object.entries({ ...BASE, ...more }))
}

function take(table: RollUpTable): {
  request: RollUpRequest
  bags: Record<string, AttributeValue | undefined>[]
} {
  const taken = table.take(GLOBAL_WORD_COUNT)
  assert.ok(taken !== null)
  const request = RollUpRequest.decode(taken.request)
  const elements = [...decodeReport(ReportRequest.decode(request.representatives))]
  const bags = elements.map((one) => {
    assert.ok(one.kind === 'ok')
    const { bag: of } = one
    return Object.fromEntries([...of.names()].map((name) => [name, of.get(name)]))
  })
  return { request, bags }
}

test('reports that rules cannot tell apart are one group, with their values', () => {
  const table = new RollUpTable(PLAN)
  const ms = (n: number): DurationValue => DurationValue.fromMs(n)
  for (const [path, size, duration] of [
    ['/a', 3n, ms(1)],
    ['/b', 3n, ms(2)],
    ['/c', 0n, ms(1)],
  ] as const)
    assert.ok(
      table.add(bag({ 'request.path': path, 'request.size': size, 'response.duration': duration })),
    )
  table.add(bag({ 'request.size': 1.5 }))
  assert.equal(table.count, 4)
  const { request, bags } = take(table)
  assert.deepEqual(bags, [BASE])
  assert.deepEqual(request.valueAttributes, PLAN.values)
  const [group] = request.groups
  assert.equal(group?.count, 4)
  const nothing = { absent: 0, integers: [], integerCounts: [], durations: [], durationCounts: [] }
  assert.deepEqual(group?.values, [
    { ...nothing, integers: [3, 0], integerCounts: [2, 1], doubles: [1.5], doubleCounts: [1] },
    {
      ...nothing,
      absent: 1,
      durations: [1_000_000, 2_000_000],
      durationCounts: [2, 1],
      doubles: [],
      doubleCounts: [],
    },
  ])
  assert.deepEqual([table.count, table.take(GLOBAL_WORD_COUNT)], [0, null])
})

const headers = (entries: Record<string, string>) => ({
  'request.headers': new Map(Object.entries(entries)),
})
const APART: readonly [string, readonly Readonly<Record<string, AttributeValue>>[]][] = [
  ['texts', [{ 'source.uid': 'a' }, { 'source.uid': 'b' }, { 'source.uid': '' }, {}]],
  ['no map, no key, an empty key', [{}, headers({}), headers({ a: '' }), headers({ b: '' })]],
  ['keys of maps', [headers({ a: '1' }), headers({ b: '1' }), headers({ a: '1', b: '1' })]],
  [
    'whole maps',
    [
      { 'source.labels': new Map([['a', 'b']]) },
      { 'source.labels': new Map([['a', 'b\u0000']]) },
      { 'source.labels': new Map() },
    ],
  ],
  [
    'kinds',
    [
      { 'source.uid': 5n },
      { 'source.uid': 5 },
      { 'source.uid': '5' },
      { 'source.uid': true },
      { 'source.uid': new DurationValue(5n) },
      { 'source.uid': new TimestampValue(5n) },
      { 'source.uid': Uint8Array.of(53) },
      { 'source.uid': 0 },
      { 'source.uid': -0 },
    ],
  ],
  [
    'texts that look like other kinds',
    [
      { 'source.uid': new DurationValue(5n) },
      { 'source.uid': '\u0000span5' },
      { 'source.uid': '\u0000text\u0000span5' },
      headers({ a: '\u0000none' }),
      headers({}),
    ],
  ],
]

for (const [name, list] of APART)
  test(`told apart: ${name}`, () => {
    const table = new RollUpTable(PLAN)
    // Twice and in both orders: a way that is known must be found again.
    for (const more of [...list, ...list.toReversed()]) assert.ok(table.add(bag(more)))
    const { request } = take(table)
    assert.deepEqual(
      request.groups.map(({ count }) => count),
      list.map(() => 2),
    )
  })

test('not told apart: what rules do not read of a map, and maps in another order', () => {
  const table = new RollUpTable(PLAN)
  table.add(
    bag({
      ...headers({ a: '1', c: '2' }),
      'source.labels': new Map([
        ['a', '1'],
        ['b', '2'],
      ]),
    }),
  )
  table.add(
    bag({
      ...headers({ c: '3', a: '1' }),
      'source.labels': new Map([
        ['b', '2'],
        ['a', '1'],
      ]),
    }),
  )
  const { bags } = take(table)
  assert.deepEqual(bags, [
    {
      ...BASE,
      ...headers({ a: '1' }),
      'source.labels': new Map([
        ['a', '1'],
        ['b', '2'],
      ]),
    },
  ])
})

const REFUSED: readonly [string, Readonly<Record<string, AttributeValue>>][] = [
  ['another namespace', { 'destination.namespace': 'other' }],
  [
    'a client of another namespace',
    { 'context.reporter.kind': 'outbound', 'source.namespace': 'other' },
  ],
  ['a reporter of another kind', { 'context.reporter.kind': 'sideways' }],
  ['a value that is no number', { 'request.size': 'x' }],
  ['a number beyond what is listed', { 'request.size': 2n ** 53n }],
  ['a duration beyond what is listed', { 'response.duration': new DurationValue(-(2n ** 60n)) }],
]

for (const [name, more] of REFUSED)
  test(`not counted in: ${name}`, () => {
    const table = new RollUpTable(PLAN)
    for (let i = 0; i < 2; i++) assert.equal(table.add(bag(more)), false)
    assert.deepEqual([table.count, table.take(GLOBAL_WORD_COUNT)], [0, null])
  })

test('a client of the namespace is counted in', () => {
  const table = new RollUpTable(PLAN)
  const client = { 'context.reporter.kind': 'outbound', 'source.namespace': 'default' }
  assert.ok(table.add(bag({ ...client, 'destination.namespace': 'other' })))
})

test('a table is full by its groups', () => {
  const table = new RollUpTable(PLAN)
  for (let i = 0; i < MAX_GROUPS; i++) {
    assert.equal(table.isFull, false)
    table.add(bag({ 'source.uid': `${i}` }))
  }
  assert.equal(table.isFull, true)
  take(table)
  assert.equal(table.isFull, false)
})

test('a table is full by its bytes: of groups, and of values', () => {
  const table = new RollUpTable(PLAN)
  table.add(bag({ 'source.uid': 'x'.repeat(MAX_TABLE_BYTES / 2) }))
  assert.equal(table.isFull, true)
  take(table)
  let values = 0
  for (; !table.isFull; values++) table.add(bag({ 'request.size': BigInt(values) }))
  assert.ok(values > 5_000 && values < 50_000, `${values} values`)
  for (let i = 0; i < 3; i++) table.add(bag({ 'request.size': 1n }))
  assert.equal(table.count, values + 3)
})

/** A bag as a proxy has it: what its origin says, and what each request adds. */
class Requested implements OriginBag {
  readonly origin: BagOrigin & Record<keyof BagOrigin, AttributeBag>
  private readonly own: AttributeBag

  constructor(origin: Requested['origin'], own: AttributeBag) {
    this.origin = origin
    this.own = own
  }

  isFixed(attribute: string): boolean {
    return !attribute.startsWith('request.')
  }

  get(name: string): AttributeValue | undefined {
    const { said, statics, connection } = this.origin
    if (!this.isFixed(name)) return this.own.get(name)
    return said.get(name) ?? connection.get(name) ?? statics.get(name)
  }

  names(): Iterable<string> {
    const { said, statics, connection } = this.origin
    return new Set([said, connection, statics, this.own].flatMap((part) => [...part.names()]))
  }
}

test('what an origin fixes is read once, and makes the same groups', () => {
  const statics = [bag(), bag({ 'source.uid': 'a' }), bag({ 'destination.namespace': 'other' })]
  const saids = [new MutableBag(), new MutableBag([['source.uid', 'b']])]
  const connections = [
    new MutableBag(),
    new MutableBag([['response.duration', DurationValue.fromMs(1)]]),
    new MutableBag([['response.duration', 'none']]),
  ]
  const reading = new RollUpTable(PLAN)
  const keeping = new RollUpTable(PLAN)
  for (let i = 0; i < 500; i++) {
    const origin = {
      statics: statics[i % 3] as MutableBag, // of three
      said: saids[Math.floor(i / 3) % 2] as MutableBag, // of two
      connection: connections[Math.floor(i / 6) % 3] as MutableBag, // of three
    }
    const one = new Requested(
      origin,
      new MutableBag([
        ['request.headers', new Map([['a', String(i % 2)]])],
        ['request.size', BigInt(i % 4)],
      ]),
    )
    assert.equal(keeping.add(one), reading.add(MutableBag.copyOf(one)), `report ${i}`)
    if (i % 90 === 89) {
      const [kept, read] = [take(keeping), take(reading)]
      const sorted = ({ request, bags }: typeof kept): string[] =>
        request.groups.map((group, at) => inspect([bags[at], group], { depth: 9 })).sort()
      assert.deepEqual(sorted(kept), sorted(read))
    }
  }
})

test('ways that end at no group are bounded too', () => {
  const table = new RollUpTable(PLAN)
  for (let i = 0; i < MAX_GROUPS; i++) {
    assert.equal(table.isFull, false)
    assert.equal(table.add(bag({ 'destination.namespace': 'other', 'source.uid': `${i}` })), false)
  }
  assert.deepEqual([table.isFull, table.take(GLOBAL_WORD_COUNT), table.isFull], [true, null, false])
})

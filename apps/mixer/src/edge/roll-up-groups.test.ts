/** Groups from the wire: what they list, and counts that do not add up. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { DurationValue } from '@flotilla/attributes'
import { RollUpRequest, type RollUpRequestValues } from '@flotilla/proto'
import { decodeGroups } from './roll-up-groups.ts'

type Values = Partial<RollUpRequestValues>

function decoded(count: number, ...values: readonly Values[]) {
  const request = RollUpRequest.create({
    groups: [{ count, values: values.map((one) => ({ ...NOTHING, ...one })) }],
    valueAttributes: ['a'],
  })
  return decodeGroups(RollUpRequest.decode(RollUpRequest.encode(request)))[0]
}

const NOTHING = {
  absent: 0,
  integers: [],
  integerCounts: [],
  durations: [],
  durationCounts: [],
  doubles: [],
  doubleCounts: [],
}

test('values of each kind come with their weights', () => {
  const group = decoded(10, {
    absent: 1,
    integers: [0, -5],
    integerCounts: [2, 1],
    durations: [1_000],
    durationCounts: [2],
    doubles: [0.5, 1],
    doubleCounts: [1, 3],
  })
  assert.deepEqual(group?.kind === 'ok' ? group.values.get('a') : group, [
    { value: undefined, weight: 1 },
    { value: 0n, weight: 2 },
    { value: -5n, weight: 1 },
    { value: new DurationValue(1_000n), weight: 2 },
    { value: 0.5, weight: 1 },
    { value: 1, weight: 3 },
  ])
})

const BAD: readonly [string, number, readonly Values[], RegExp][] = [
  ['no reports', 0, [{}], /its count must be at least 1/],
  ['fewer reports than none', -1, [{ absent: -1 }], /its count must be at least 1/],
  ['values of no attribute', 1, [], /values of 1 attributes expected/],
  ['values of too many', 1, [{ absent: 1 }, { absent: 1 }], /values of 1 attributes expected/],
  ['too few', 2, [{ absent: 1 }], /the counts of a do not add up/],
  ['too many', 1, [{ absent: 1, integers: [1], integerCounts: [1] }], /do not add up/],
  ['a value without a count', 1, [{ absent: 1, integers: [1] }], /do not add up/],
  ['a count without a value', 1, [{ absent: 1, doubleCounts: [1] }], /do not add up/],
  ['a count below 1', 1, [{ absent: 2, durations: [1], durationCounts: [-1] }], /do not add up/],
]

for (const [name, count, values, message] of BAD)
  test(`refused: ${name}`, () => {
    const group = decoded(count, ...values)
    assert.ok(group?.kind === 'bad')
    assert.match(group.message, message)
  })

/** Which repetitions become one line, and which stay. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  addMerged,
  MERGED_IN_REQUESTS,
  MERGED_IN_RESPONSES,
  mergeRepeated,
} from './merged-headers.ts'

test('repetitions join the first line of their name', () => {
  const cases: readonly (readonly [readonly string[], readonly string[]])[] = [
    [
      ['accept', 'a', 'x-a', '1', 'accept', 'b', 'accept', 'c'],
      ['accept', 'a,b,c', 'x-a', '1'],
    ],
    [
      ['user-agent', '', 'user-agent', 'x'],
      ['user-agent', 'x'],
    ],
    [
      ['user-agent', 'x', 'user-agent', ''],
      ['user-agent', 'x'],
    ],
    [
      ['cookie', 'a', 'cookie', 'b', 'x-a', '1', 'x-a', '2', 'accept', 'c'],
      ['cookie', 'a', 'cookie', 'b', 'x-a', '1', 'x-a', '2', 'accept', 'c'],
    ],
    [[], []],
  ]
  for (const [before, after] of cases) {
    const headers = [...before]
    mergeRepeated(headers, MERGED_IN_REQUESTS)
    assert.deepEqual(headers, after)
  }
})

test('every merged name is found among all the others', () => {
  for (const names of [MERGED_IN_REQUESTS, MERGED_IN_RESPONSES]) {
    const list = [...names]
    const headers = [...list, ...list].flatMap((name, i) => [name, i < list.length ? '1' : '2'])
    mergeRepeated(headers, names)
    assert.deepEqual(
      headers,
      list.flatMap((name) => [name, '1,2']),
    )
  }
})

test('cookies of a response are never joined', () => {
  const headers = ['set-cookie', 'a', 'set-cookie', 'b', 'vary', 'a', 'vary', 'b']
  mergeRepeated(headers, MERGED_IN_RESPONSES)
  assert.deepEqual(headers, ['set-cookie', 'a', 'set-cookie', 'b', 'vary', 'a,b'])
})

test('what is added joins the line that stands there', () => {
  const headers = ['vary', 'a', 'x', '1']
  addMerged(headers, 'vary', 'b')
  addMerged(headers, 'via', 'c')
  assert.deepEqual(headers, ['vary', 'a,b', 'x', '1', 'via', 'c'])
})

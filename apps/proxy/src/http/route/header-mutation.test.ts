/** What one level's additions see, and in which order they are written. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { HttpStream } from '../filter.ts'
import type { Format } from '../substitution.ts'
import { AppendAction, HeaderAddition, HeaderRemoval, LevelAdditions } from './header-mutation.ts'

const STREAM = {} as HttpStream // literal values ask nothing of it

function literal(text: string): Format {
  return { literal: text, render: () => text }
}

const { AddIfAbsent, AppendIfExistsOrAdd, OverwriteIfExists, OverwriteIfExistsOrAdd } = AppendAction

function add(name: string, value: string, action: AppendAction, merges = false): HeaderAddition {
  return new HeaderAddition(name, literal(value), action, { keepsEmpty: false, merges })
}

test('overwriting comes first in a level, and all of it sees the headers from before', () => {
  const level = new LevelAdditions([
    add('x-level', 'a', AppendIfExistsOrAdd),
    add('x-over', 'b', OverwriteIfExistsOrAdd),
    add('x-once', 'c', AddIfAbsent),
    add('x-once', 'd', AddIfAbsent),
    add('x-old', 'e', OverwriteIfExists),
    add('x-level', 'f', OverwriteIfExists),
    add('x-over', '', OverwriteIfExistsOrAdd),
  ])
  const headers = ['x-old', '1', 'x-over', '2', 'x-other', '3', 'x-over', '4']
  level.apply(headers, STREAM)
  assert.deepEqual(headers, [
    ...['x-other', '3', 'x-over', 'b', 'x-old', 'e'],
    ...['x-level', 'a', 'x-once', 'c', 'x-once', 'd'],
  ])
})

test('a name of one line takes what is appended into that line', () => {
  const headers = ['via', 'a', 'x', '1', 'x', '2']
  add('via', 'b', AppendIfExistsOrAdd, true).apply(headers, STREAM)
  new HeaderRemoval('X').apply(headers)
  assert.deepEqual(headers, ['via', 'a,b'])
})

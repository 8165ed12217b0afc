/** Read without commander, flags mean what they mean with it; everything else is left to it. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseConfig } from './config.ts'
import { quickConfig } from './quick-config.ts'

for (const args of [
  ['-c', 'a.json'],
  ['-ca.json'],
  ['--config-path', 'a.json', '--log-level', 'debug'],
  ['--log-level=error', '--config-path=dir/a b.yaml'],
])
  test(`${args.join(' ')} is read`, () => assert.deepEqual(quickConfig(args), parseConfig(args)))

for (const args of [
  [],
  ['--help'],
  ['-c', ''],
  ['-c'],
  ['-c', 'a.json', 'b.json'],
  ['-c', 'a.json', '--log-level', 'loud'],
  ['-c', 'a.json', '--validate'],
  ['-c', 'a.json', '--concurrency', '2'],
  ['-c', 'a.json', '--drain-time-s', '5'],
])
  test(`${args.join(' ') || 'nothing'} is left to commander`, () =>
    assert.equal(quickConfig(args), null))

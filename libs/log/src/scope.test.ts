/** Log lines: one JSON object each, secrets replaced, text from outside escaped and cut. */
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import process from 'node:process'
import { test } from 'node:test'
import { scope, scopeLevels, setLogLevel, setScopeLevel } from './index.ts'

const INDEX = new URL('./index.ts', import.meta.url).href

const SCRIPT = `
import { scope, setLogLevel } from ${JSON.stringify(INDEX)}
const log = scope('a.b')
log.debug('not shown')
log.info('hello', { joinToken: 'abc', text: 'x\\ny' + 'z'.repeat(1000), size: 3n, error: new Error('broken', { cause: new Error('below') }), nested: { password: 'p' }, bytes: new Uint8Array(4) })
setLogLevel('debug')
log.debug('shown')
`

test('fields are cleaned and levels hold', () => {
  const result = spawnSync(process.execPath, ['--input-type=module', '-e', SCRIPT], {
    encoding: 'utf8',
  })
  const lines = result.stderr
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>) // one object a line
  assert.equal(lines.length, 2, result.stderr)
  const [first, second] = lines
  assert.equal(first?.['msg'], 'hello')
  assert.equal(first?.['scope'], 'a.b')
  assert.equal(first?.['level'], 'info')
  assert.equal(first?.['joinToken'], '[redacted]')
  assert.deepEqual(first?.['nested'], { password: '[redacted]' })
  assert.equal(first?.['bytes'], '4 bytes')
  assert.equal(first?.['size'], '3')
  assert.match(String(first?.['text']), /^x\\x0ayz+…$/)
  assert.ok(String(first?.['text']).length < 270)
  assert.deepEqual(first?.['error'], { message: 'broken', cause: { message: 'below' } })
  assert.equal(second?.['msg'], 'shown')
})

test('scopes have levels of their own until all are set at once', () => {
  const [one, other] = [scope('test.one'), scope('test.other')]
  const levels = (): unknown => scopeLevels().filter(([name]) => name.startsWith('test.'))
  assert.equal(setScopeLevel('test.one', 'debug'), true)
  assert.equal(setScopeLevel('test.nobody', 'debug'), false)
  assert.deepEqual([one.isDebug, other.isDebug, scope('test.one').isDebug], [true, false, true])
  assert.deepEqual(levels(), [
    ['test.one', 'debug'],
    ['test.other', 'info'],
  ])
  setLogLevel('off')
  scope('test.late').error('not shown')
  assert.deepEqual(levels(), [
    ['test.late', 'off'],
    ['test.one', 'off'],
    ['test.other', 'off'],
  ])
  setLogLevel('info')
})

/** What the bootstrap says of the process: flags, watchdogs, names of headers, and what is refused. */
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { Bootstrap } from '@flotilla/proto'
import { Violations } from '../compile/violations.ts'
import { compileProcessSettings, type ProcessSettings } from './process-settings.ts'

function compile(value: unknown): { settings: ProcessSettings; faults: readonly string[] } {
  const parsed = Bootstrap.fromJson(value)
  if (parsed.kind === 'bad') assert.fail(JSON.stringify(parsed.violations))
  const at = new Violations()
  const settings = compileProcessSettings(parsed.message, at)
  return { settings, faults: at.all.map(({ path, message }) => `${path}: ${message}`) }
}

test('a file named drain among the flags makes the process begin as failing', (t) => {
  const dir = mkdtempSync(join(tmpdir(), 'flags-'))
  t.after(() => rmSync(dir, { recursive: true }))
  assert.equal(compile({ flags_path: dir }).settings.isDrained, false)
  writeFileSync(join(dir, 'drain'), '')
  assert.equal(compile({ flags_path: dir }).settings.isDrained, true)
})

test('watchdogs take the older field for both, and defaults', () => {
  const both = { missMs: 300, megaMissMs: 1000 }
  assert.deepEqual(compile({ watchdog: { miss_timeout: '0.3s' } }).settings.watchdogs, {
    main: both,
    workers: both,
  })
  assert.deepEqual(
    compile({ watchdogs: { worker_watchdog: { megamiss_timeout: '3s' } } }).settings.watchdogs,
    { main: { missMs: 200, megaMissMs: 1000 }, workers: { missMs: 200, megaMissMs: 3000 } },
  )
  assert.equal(compile({}).settings.watchdogs, null)
})

test('names of headers are kept by side, in lower case', () => {
  const { settings, faults } = compile({
    inline_headers: [
      { inline_header_name: 'X-In', inline_header_type: 'REQUEST_HEADER' },
      { inline_header_name: 'x-out', inline_header_type: 'RESPONSE_HEADER' },
    ],
  })
  assert.deepEqual(settings.inlineHeaders, { requests: ['x-in'], responses: ['x-out'] })
  assert.deepEqual(faults, [])
})

test('what cannot act here is refused with its path', () => {
  const cases: readonly (readonly [unknown, string])[] = [
    [{ default_socket_interface: 'other' }, 'default_socket_interface'],
    [{ node_context_params: ['id', 'colour'] }, 'node_context_params[1]'],
    [{ watchdog: { kill_timeout: '1s' } }, 'watchdog.kill_timeout'],
    [{ watchdog: {}, watchdogs: {} }, 'watchdog'],
    [
      { inline_headers: [{ inline_header_name: 'a', inline_header_type: 'RESPONSE_TRAILER' }] },
      'inline_headers[0].inline_header_type',
    ],
    [
      { inline_headers: [{ inline_header_name: 'Set-Cookie' }] },
      'inline_headers[0].inline_header_name',
    ],
  ]
  for (const [value, path] of cases) {
    const { faults } = compile(value)
    assert.equal(faults.length, 1, JSON.stringify(value))
    assert.equal(faults[0]?.split(':')[0], path)
  }
})

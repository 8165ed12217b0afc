/** Removal leaves alone whoever does it. */
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { test } from 'node:test'
import { Journal } from './journal.ts'
import { startTimeOf } from './processes.ts'
import { removeAll } from './removal.ts'

test('a mesh in the foreground removes what is newer and older than itself, and lives to say so', async (t) => {
  const dir = mkdtempSync(join(tmpdir(), 'flt-removal-'))
  t.after(() => rmSync(dir, { recursive: true, force: true }))
  let signals = 0
  const onSignal = (): void => {
    signals++
  }
  process.on('SIGTERM', onSignal)
  t.after(() => process.off('SIGTERM', onSignal))
  const journal = new Journal(join(dir, 'journal.jsonl'))
  const paths = ['older', 'newer'].map((name) => join(dir, name))
  for (const path of paths) writeFileSync(path, '')
  const [older = '', newer = ''] = paths
  journal.made({ kind: 'path', path: older })
  const ref = { pid: process.pid, startedAt: startTimeOf(process.pid) ?? '' }
  journal.made({ kind: 'process', name: 'supervisor', ref })
  journal.made({ kind: 'path', path: newer })
  assert.equal(await removeAll(journal), 3)
  assert.equal(signals, 0)
  assert.deepEqual(journal.left(), [])
})

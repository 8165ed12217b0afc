/** Folders on paths from the user: made with their parents, refused at once where the system refuses them. */
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { type TestContext, test } from 'node:test'
import { layoutOf, makeFolders } from './layout.ts'
import { makeFolder } from './make-folder.ts'

function scratch(t: TestContext): string {
  const dir = mkdtempSync(join(tmpdir(), 'flt-folder-'))
  t.after(() => rmSync(dir, { recursive: true, force: true }))
  return dir
}

test('missing parents are made for their owner only, and the topmost new one is told', (t) => {
  const dir = scratch(t)
  assert.equal(makeFolder(join(dir, 'a', 'b', 'c')), join(dir, 'a'))
  assert.equal(statSync(join(dir, 'a', 'b')).mode & 0o777, 0o700)
  assert.equal(makeFolder(join(dir, 'a', 'b', 'd')), join(dir, 'a', 'b', 'd'))
  assert.equal(makeFolder(join(dir, 'a', 'b', 'd')), null)
})

test('a file in place of a folder, or of its parent, is refused', (t) => {
  const dir = scratch(t)
  writeFileSync(join(dir, 'file'), '')
  assert.throws(() => makeFolder(join(dir, 'file')), { code: 'EEXIST' })
  assert.throws(() => makeFolder(join(dir, 'file', 'below')), { code: 'EEXIST' })
})

test('a state directory below /proc is refused with one sentence instead of spinning for ever', (t) => {
  if (process.platform !== 'linux') return t.skip('there is no /proc here')
  assert.throws(() => makeFolders(layoutOf('/proc/flotilla-nope')), {
    code: 'FLT_PERMISSION',
    message: /the state directory \/proc\/flotilla-nope cannot be made \(ENOENT\); .*--state DIR/,
  })
})

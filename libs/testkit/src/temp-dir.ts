/** A directory that lasts as long as its test. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from 'node:test'

/** Makes a directory of mode 0700 and removes it with all it holds when the test ends. */
export function tempDir(t: Pick<TestContext, 'after'>): string {
  const dir = mkdtempSync(join(tmpdir(), 'flotilla-'))
  t.after(() => rmSync(dir, { recursive: true, force: true }))
  return dir
}

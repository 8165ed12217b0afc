/** A folder that a flag names is there, or the sentence says what to do. */
import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { tempDir } from '@flotilla/testkit'
import { requireFolder } from './config-folder.ts'

test('a missing folder and a file in its place are told with the flag', (t) => {
  const dir = tempDir(t)
  writeFileSync(join(dir, 'file'), '')
  for (const [name, why] of [
    ['nowhere', 'ENOENT'],
    ['file', 'ENOTDIR'],
  ] as const)
    assert.throws(() => requireFolder(join(dir, name)), {
      code: 'FLT_NOT_FOUND',
      message: `the folder ${join(dir, name)} cannot be read (${why}); make it readable, or name another with --config fs:DIR`,
    })
  assert.doesNotThrow(() => requireFolder(dir))
})

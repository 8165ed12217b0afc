/** The list of adapters holds every adapter of the tree. */
import assert from 'node:assert/strict'
import { readdirSync } from 'node:fs'
import { test } from 'node:test'
import { SERVED_ADAPTERS } from '@flotilla/model'
import { BUILTIN_ADAPTERS } from './index.ts'

test('every adapter of the tree is in the list, by its own name', () => {
  const folders = readdirSync(new URL('../../', import.meta.url)).filter((f) => f !== 'builtin')
  assert.deepEqual([...BUILTIN_ADAPTERS.keys()].sort(), folders.sort())
})

test('what validation lets pass is what can run', () => {
  assert.deepEqual([...SERVED_ADAPTERS].sort(), [...BUILTIN_ADAPTERS.keys()].sort())
})

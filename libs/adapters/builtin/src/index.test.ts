/** The list of adapters holds every adapter of the tree. */
import assert from 'node:assert/strict'
import { readdirSync } from 'node:fs'
import { test } from 'node:test'
import { SERVED_ADAPTERS } from '@flotilla/model'
import { EDGE_ADAPTERS } from './edge.ts'
import { BUILTIN_ADAPTERS } from './index.ts'

test('every adapter of the tree is in the list, by its own name', () => {
  const folders = readdirSync(new URL('../../', import.meta.url)).filter((f) => f !== 'builtin')
  assert.deepEqual([...BUILTIN_ADAPTERS.keys()].sort(), folders.sort())
})

test('what validation lets pass is what can run', () => {
  assert.deepEqual([...SERVED_ADAPTERS].sort(), [...BUILTIN_ADAPTERS.keys()].sort())
})

test('what proxies run is what mixer has, and can decide alone', () => {
  const wiring = { handler: 'h', instances: [], previous: null }
  for (const [name, adapter] of EDGE_ADAPTERS) {
    assert.equal(adapter, BUILTIN_ADAPTERS.get(name))
    const acceptance = adapter.accept({}, 'spec.params', wiring)
    assert.ok(acceptance.kind === 'ok' && acceptance.accepted.decideAtEdge() !== null, name)
  }
})

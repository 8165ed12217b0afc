/** Request ids: their form, and that none comes twice. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { randomUuid } from './uuid.ts'

test('ids are random UUIDs of version 4, none twice', () => {
  const ids = Array.from({ length: 1_000 }, randomUuid)
  for (const id of ids)
    assert.match(id, /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
  assert.equal(new Set(ids).size, ids.length)
})

test('every digit of an id varies', () => {
  const ids = Array.from({ length: 1_000 }, randomUuid)
  for (let place = 0; place < 36; place++) {
    const seen = new Set(ids.map((id) => id[place])).size
    assert.equal(seen, [8, 13, 14, 18, 23].includes(place) ? 1 : place === 19 ? 4 : 16)
  }
})

/** Versions, leases and addresses: durable, readable later, never reused. */
import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import type { ConfigObject } from '@flotilla/model'
import { tempDir } from '@flotilla/testkit'
import { FakeClock } from '@flotilla/time'
import { AddressStore } from './address-store.ts'
import { openDatabase } from './database.ts'
import { LeaseStore } from './lease-store.ts'
import { type Edit, VersionStore } from './version-store.ts'

function object(name: string, spec: unknown): ConfigObject {
  return {
    apiVersion: 'config.istio.io/v1alpha2',
    kind: 'rule',
    metadata: {
      name,
      namespace: 'default',
      labels: {},
      annotations: {},
      creationMs: 0,
      version: '',
    },
    spec,
    source: { file: 'a.yaml', line: 1, column: 1 },
  }
}

function edit(upserts: ConfigObject[], deletes: string[] = [], atMs = 1): Edit {
  const refs = deletes.map((name) => ({ kind: 'rule', namespace: 'default', name }))
  return { upserts, deletes: refs, owner: 'api', author: 'me', reason: 'test', atMs }
}

test('each change is a version, equal content is none, earlier versions stay readable', (t) => {
  const dir = tempDir(t)
  const database = openDatabase(dir)
  const store = new VersionStore(database)
  assert.equal(store.current, 0)
  assert.deepEqual(
    store.commit(edit([object('a', { match: '1' }), object('b', {})], [], 10)).map((c) => c.op),
    ['created', 'created'],
  )
  assert.deepEqual(
    store.commit(edit([object('a', { match: '1' })], [], 20)).map((c) => c.op),
    ['unchanged'],
  )
  assert.equal(store.current, 1)
  assert.deepEqual(
    store.commit(edit([object('a', { match: '2' })], ['b', 'c'], 30)).map((c) => c.op),
    ['configured', 'deleted', 'missing'],
  )
  assert.equal(store.current, 2)
  const [a] = [...store.inForce().values()]
  assert.deepEqual(
    [a?.object.metadata.creationMs, a?.object.metadata.version, a?.object.source?.file],
    [10, '2', 'a.yaml'],
  )

  database.close()
  const reopened = new VersionStore(openDatabase(dir))
  assert.equal(reopened.current, 2)
  assert.deepEqual([...reopened.inForce().keys()], ['rule/default/a'])
  assert.deepEqual(
    reopened.objectsAt(1).map((o) => [o.metadata.name, o.spec]),
    [
      ['a', { match: '1' }],
      ['b', {}],
    ],
  )
  assert.deepEqual(
    reopened.versions(10).map((v) => [v.version, v.parent, v.author, v.reason, v.atMs]),
    [
      [2, 1, 'me', 'test', 30],
      [1, 0, 'me', 'test', 10],
    ],
  )
})

test('a lease ends when it is not renewed, and lives its whole time again after a restart', (t) => {
  const dir = tempDir(t)
  const clock = new FakeClock()
  let changes = 0
  const database = openDatabase(dir)
  const leases = new LeaseStore(database, clock, () => changes++)
  assert.equal(leases.put('default', 'a', object('a', { address: '1' }), 30_000), true)
  clock.advance(20_000)
  leases.put('default', 'a', object('a', { address: '1' }), 30_000)
  assert.equal(changes, 1, 'a renewal is not a change')
  clock.advance(20_000)
  assert.equal(leases.entries().length, 1)
  leases.close()
  assert.equal(clock.pending, 0)
  database.close()
  const later = new FakeClock()
  const again = new LeaseStore(openDatabase(dir), later, () => changes++)
  later.advance(29_000)
  assert.equal(again.entries().length, 1)
  later.advance(2_000)
  assert.deepEqual(again.entries(), [])
  assert.equal(changes, 2)
  assert.equal(again.remove('default', 'a'), false)
})

test('an address is allotted once and kept', (t) => {
  const dir = tempDir(t)
  const database = openDatabase(dir)
  const first = new AddressStore(database).allot(['a', 'b', 'a'])
  database.close()
  assert.deepEqual(first, { a: '240.240.0.1', b: '240.240.0.2' })
  const again = new AddressStore(openDatabase(dir))
  assert.deepEqual(again.allot(['c', 'b']), { c: '240.240.0.3', b: '240.240.0.2' })
})

test('a damaged database is refused with one sentence', (t) => {
  const dir = tempDir(t)
  writeFileSync(
    join(dir, 'galley.db'),
    'this is not a database, but it is long enough to look at'.repeat(40),
  )
  assert.throws(() => openDatabase(dir), {
    code: 'FLT_STORE_FAILED',
    message: /^the database .*galley\.db is damaged \(file is not a database\); restore a copy/,
  })
})

test('a second galley on the same folder is refused', (t) => {
  const dir = tempDir(t)
  const database = openDatabase(dir)
  t.after(() => database.close())
  assert.throws(() => openDatabase(dir, 10), {
    code: 'FLT_STORE_FAILED',
    message: /^the database .*galley\.db is in use by another galley; stop it/,
  })
})

test('a change that cannot be written leaves everything as it was', (t) => {
  const database = openDatabase(tempDir(t))
  const store = new VersionStore(database)
  store.commit(edit([object('a', { match: '1' })]))
  database.exec(
    "CREATE TEMP TRIGGER broken BEFORE INSERT ON objects BEGIN SELECT RAISE(ABORT, 'disk'); END",
  )
  assert.throws(() => store.commit(edit([object('b', {})], ['a'])), {
    code: 'FLT_STORE_FAILED',
    message: /nothing was applied/,
  })
  assert.deepEqual([store.current, [...store.inForce().keys()]], [1, ['rule/default/a']])
  database.exec('DROP TRIGGER broken')
  store.commit(edit([object('b', {})], ['a']))
  assert.deepEqual([store.current, [...store.inForce().keys()]], [2, ['rule/default/b']])
})

test('the order in which fields are written is no change', (t) => {
  const store = new VersionStore(openDatabase(tempDir(t)))
  store.commit(edit([object('a', { match: '1', actions: [{ handler: 'h', name: 'n' }] })]))
  const [change] = store.commit(
    edit([object('a', { actions: [{ name: 'n', handler: 'h' }], match: '1' })]),
  )
  assert.equal(change?.op, 'unchanged')
})

test('a database of another format, a damaged page and a folder that may not be written have their sentence', (t) => {
  const newer = tempDir(t)
  const database = openDatabase(newer)
  database.exec('PRAGMA user_version = 9')
  database.close()
  assert.throws(() => openDatabase(newer), { message: /has format 9 and this galley reads 1/ })

  const broken = tempDir(t)
  const store = openDatabase(broken)
  new VersionStore(store).commit(edit([object('a', { text: 'x'.repeat(50_000) })]))
  store.close()
  const file = join(broken, 'galley.db')
  const bytes = readFileSync(file)
  bytes.fill(0xff, 4096, 4096 * 3)
  writeFileSync(file, bytes)
  assert.throws(() => openDatabase(broken), { code: 'FLT_STORE_FAILED', message: /is damaged/ })

  const blocked = join(tempDir(t), 'file')
  writeFileSync(blocked, '')
  assert.throws(() => openDatabase(blocked), { message: /cannot be opened/ })
})

test('old versions are forgotten, what is in force stays whole', (t) => {
  const database = openDatabase(tempDir(t))
  const store = new VersionStore(database, 3)
  assert.equal(store.oldest, 0)
  store.commit(edit([object('still', {}), object('gone', {})]))
  for (let n = 2; n <= 6; n++) store.commit(edit([object('a', { n })], n === 3 ? ['gone'] : []))
  assert.deepEqual([store.oldest, store.current], [4, 6])
  for (let n = 4; n <= 6; n++)
    assert.deepEqual(
      store.objectsAt(n).map((one) => [one.metadata.name, one.spec]),
      [
        ['a', { n }],
        ['still', {}],
      ],
    )
  const { count } = database.prepare('SELECT COUNT(*) AS count FROM objects').get() ?? {}
  assert.equal(count, 4)
})

/** A process that is killed at any moment loses no version that it accepted, and leaves none half made. */
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import process from 'node:process'
import { createInterface } from 'node:readline'
import { test } from 'node:test'
import { pathToFileURL } from 'node:url'
import { tempDir } from '@flotilla/testkit'
import { FakeClock } from '@flotilla/time'
import { AddressStore } from './address-store.ts'
import { openDatabase } from './database.ts'
import { LeaseStore } from './lease-store.ts'
import { VersionStore } from './version-store.ts'

const ROUNDS = 6
const at = (file: string): string => JSON.stringify(pathToFileURL(join(import.meta.dirname, file)))

/** Commits without end, each version two objects; tells each version, lease and address once it is accepted. */
const WRITER = `
import { writeSync } from 'node:fs'
import { FakeClock } from ${JSON.stringify(import.meta.resolve('@flotilla/time'))}
import { AddressStore } from ${at('address-store.ts')}
import { openDatabase } from ${at('database.ts')}
import { LeaseStore } from ${at('lease-store.ts')}
import { VersionStore } from ${at('version-store.ts')}
const database = openDatabase(process.argv[1])
const store = new VersionStore(database)
const leases = new LeaseStore(database, new FakeClock(), () => {})
const addresses = new AddressStore(database)
const object = (name, n) => ({ apiVersion: 'v', kind: 'rule', spec: { n }, source: null,
  metadata: { name, namespace: 'd', labels: {}, annotations: {}, creationMs: 0, version: '' } })
for (;;) {
  const n = store.current + 1
  store.commit({ upserts: [object('a', n), object('b', n)], deletes: [], owner: 'api', author: '', reason: '', atMs: n })
  leases.put('d', 'w' + n, object('w' + n, n), 1000)
  const host = 'h' + n
  writeSync(1, [n, addresses.allot([host])[host]].join(' ') + '\\n')
}
`

test('kill -9 while versions are made', async (t) => {
  const dir = tempDir(t)
  const told = new Map<number, string>()
  for (let round = 1; round <= ROUNDS; round++) {
    const child = spawn(process.execPath, ['--input-type=module-typescript', '-e', WRITER, dir], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const lines = createInterface({ input: child.stdout })
    let seen = 0
    lines.on('line', (line) => {
      const [version = '', address = ''] = line.split(' ')
      told.set(Number(version), address)
      // A different number each round: the kill falls into different steps of a commit.
      if (++seen === round * 3) child.kill('SIGKILL')
    })
    await Promise.all([once(child, 'exit'), once(lines, 'close')])
    verify(dir, told)
  }
  assert.ok(told.size >= ROUNDS * 3)
})

function verify(dir: string, told: ReadonlyMap<number, string>): void {
  const database = openDatabase(dir)
  try {
    assert.equal(database.prepare('PRAGMA integrity_check').get()?.['integrity_check'], 'ok')
    const store = new VersionStore(database)
    const newest = Math.max(...told.keys())
    assert.ok(store.current >= newest, `version ${newest} was accepted, ${store.current} is there`)
    for (let version = 1; version <= store.current; version++)
      assert.deepEqual(
        store.objectsAt(version).map((object) => [object.metadata.name, object.spec]),
        [
          ['a', { n: version }],
          ['b', { n: version }],
        ],
      )
    const leases = new LeaseStore(database, new FakeClock(), () => undefined)
    const names = new Set(leases.entries().map((object) => object.metadata.name))
    const addresses = new AddressStore(database).all()
    for (const [version, address] of told) {
      assert.ok(names.has(`w${version}`))
      assert.equal(addresses.get(`h${version}`), address)
    }
    leases.close()
  } finally {
    database.close()
  }
}

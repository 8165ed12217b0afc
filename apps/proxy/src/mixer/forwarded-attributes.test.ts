/** Forwarded attributes are believed only where the claimed workload's service account is the peer's. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { encodePlainAttributes, MutableBag } from '@flotilla/attributes'
import { WorkloadAccounts } from '../xds/workload-accounts.ts'
import type { ConnectionAttributes } from './connection-attributes.ts'
import { ForwardedReader } from './forwarded-attributes.ts'

const REVIEWS = 'kubernetes://reviews-v3.default'

function header(uid: string): string {
  const bag = new MutableBag()
  bag.set('source.uid', uid)
  return Buffer.from(encodePlainAttributes(bag)).toString('base64')
}

function peer(account: string | null, namespace = 'default'): ConnectionAttributes {
  return {
    originIp: null,
    sourcePrincipal: account === null ? null : `cluster.local/ns/${namespace}/sa/${account}`,
    sourceNamespace: account === null ? null : namespace,
    destinationPrincipal: null,
    isMtls: account !== null,
    requestedServerName: null,
  }
}

function accounts(known: Readonly<Record<string, string>>): WorkloadAccounts {
  const directory = new WorkloadAccounts()
  learn(directory, known)
  return directory
}

function learn(directory: WorkloadAccounts, known: Readonly<Record<string, string>>): void {
  const endpoints = Object.entries(known).map(([uid, serviceAccount]) => ({
    metadata: { istio: { uid }, flotilla: { serviceAccount } },
  }))
  // Only the metadata is read.
  directory.learn({ endpoints, overprovisioningPct: 140 } as unknown as Parameters<
    typeof directory.learn
  >[0])
}

const CASES: readonly [string, ConnectionAttributes, boolean][] = [
  ['its own service account', peer('bookinfo-reviews'), true],
  ['another account of the namespace', peer('bookinfo-details'), false],
  ['another namespace', peer('bookinfo-reviews', 'other'), false],
  ['no certificate', peer(null), false],
]

for (const [what, connection, isBelieved] of CASES) {
  test(`a uid claimed with ${what} is ${isBelieved ? 'believed' : 'refused'}`, () => {
    const reader = new ForwardedReader(accounts({ [REVIEWS]: 'bookinfo-reviews' }))
    for (const times of ['first', 'again']) {
      const read = reader.read(header(REVIEWS), connection)
      assert.equal(read?.get('source.uid'), isBelieved ? REVIEWS : undefined, times)
    }
  })
}

test('the verdict on a workload that is not known yet is not kept', () => {
  const directory = accounts({})
  const reader = new ForwardedReader(directory)
  assert.notEqual(reader.read(header(REVIEWS), peer('bookinfo-details')), null)
  learn(directory, { [REVIEWS]: 'bookinfo-reviews' })
  assert.equal(reader.read(header(REVIEWS), peer('bookinfo-details')), null)
})

/** What the client asks, keeps and answers, without a stream. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Any, DeltaDiscoveryResponse, DiscoveryResponse, packAny, Resource } from '@flotilla/proto'
import { DeltaClient } from './client-delta.ts'
import { SotwClient } from './client-sotw.ts'
import { resource } from './fake-source.ts'
import { TypeUrl } from './type-urls.ts'

const CDS = TypeUrl.cluster
const EDS = TypeUrl.endpoint

function delta(
  nonce: string,
  names: Record<string, number>,
  removed: string[] = [],
): DeltaDiscoveryResponse {
  return DeltaDiscoveryResponse.create({
    typeUrl: CDS,
    nonce,
    resources: Object.entries(names).map(([name, revision]) =>
      Resource.create({
        name,
        version: String(revision),
        resource: resource(CDS, name, revision).resource,
      }),
    ),
    removedResources: removed,
  })
}

test('delta: what was applied is claimed after a reconnect, what was rejected is not', () => {
  const client = new DeltaClient()
  client.subscribe(CDS, '*')
  assert.deepEqual(client.open(CDS).resourceNamesSubscribe, ['*'])
  const ack = client.answer(delta('1', { a: 1, b: 1 }), { kind: 'ack' })
  assert.deepEqual([ack.responseNonce, ack.errorDetail], ['1', null])
  const nack = client.answer(delta('2', { a: 2 }, ['b']), {
    kind: 'nack',
    message: 'x'.repeat(5_000),
  })
  assert.deepEqual([nack.responseNonce, nack.errorDetail?.code], ['2', 3])
  assert.equal(nack.errorDetail?.message.length, 4_096)
  assert.deepEqual(
    client.open(CDS).initialResourceVersions,
    new Map([
      ['a', '1'],
      ['b', '1'],
    ]),
  )
  client.answer(delta('3', {}, ['b']), { kind: 'ack' })
  assert.deepEqual(client.open(CDS).initialResourceVersions, new Map([['a', '1']]))
})

test('delta: a changed subscription says what came and what went', () => {
  const client = new DeltaClient()
  assert.deepEqual(client.subscribe(EDS, new Set(['a', 'b']))?.resourceNamesSubscribe, ['a', 'b'])
  assert.equal(client.subscribe(EDS, new Set(['b', 'a'])), null)
  const change = client.subscribe(EDS, new Set(['b', 'c']))
  assert.deepEqual(change?.resourceNamesSubscribe, ['c'])
  assert.deepEqual(change?.resourceNamesUnsubscribe, ['a'])
  assert.deepEqual(client.subscribe(EDS, '*')?.resourceNamesSubscribe, ['*'])
})

test('delta: what is not wanted any more is not claimed', () => {
  const client = new DeltaClient()
  client.subscribe(CDS, new Set(['a', 'b']))
  client.answer(delta('1', { a: 1, b: 1 }), { kind: 'ack' })
  client.subscribe(CDS, new Set(['b']))
  assert.deepEqual(client.open(CDS).initialResourceVersions, new Map([['b', '1']]))
})

function sotw(typeUrl: string, nonce: string, names: string[]): DiscoveryResponse {
  return DiscoveryResponse.create({
    typeUrl,
    nonce,
    versionInfo: `v${nonce}`,
    resources: names.map((name) => resource(typeUrl, name, 1).resource),
  })
}

test('sotw: what is missing from a whole set is removed, and only there', () => {
  const client = new SotwClient()
  client.subscribe(CDS, '*')
  const first = sotw(CDS, '1', ['a', 'b'])
  assert.deepEqual(client.read(first).update.removed, [])
  client.answer(first, { kind: 'ack' })
  const second = sotw(CDS, '2', ['b'])
  assert.deepEqual(client.read(second).update.removed, ['a'])
  client.answer(second, { kind: 'nack', message: 'no' })
  assert.deepEqual(client.read(second).update.removed, ['a'])
  client.subscribe(EDS, new Set(['a', 'b']))
  client.answer(sotw(EDS, '1', ['a', 'b']), { kind: 'ack' })
  assert.deepEqual(client.read(sotw(EDS, '2', ['b'])).update.removed, [])
})

test('sotw: answers carry the version that is applied, the nonce that came, and all names', () => {
  const client = new SotwClient()
  client.subscribe(EDS, new Set(['a']))
  const opened = client.open(EDS)
  assert.deepEqual(
    [opened.versionInfo, opened.responseNonce, opened.resourceNames],
    ['', '', ['a']],
  )
  const ack = client.answer(sotw(EDS, '1', ['a']), { kind: 'ack' })
  assert.deepEqual([ack.versionInfo, ack.responseNonce], ['v1', '1'])
  const nack = client.answer(sotw(EDS, '2', ['a']), { kind: 'nack', message: 'no' })
  assert.deepEqual(
    [nack.versionInfo, nack.responseNonce, nack.errorDetail?.message],
    ['v1', '2', 'no'],
  )
  const change = client.subscribe(EDS, new Set(['a', 'b']))
  assert.deepEqual([change?.responseNonce, change?.resourceNames], ['2', ['a', 'b']])
  assert.equal(client.subscribe(EDS, new Set(['b', 'a'])), null)
  assert.equal(client.open(EDS).responseNonce, '')
})

test('sotw: a wrapped resource brings its own name and version', () => {
  const client = new SotwClient()
  const inner = resource(CDS, 'a', 7)
  const wrapped = packAny(
    Resource,
    Resource.create({ name: 'a', version: '7', resource: inner.resource }),
  )
  const { update } = client.read(DiscoveryResponse.create({ typeUrl: CDS, resources: [wrapped] }))
  assert.deepEqual(update.updated, [inner])
  const nameless = Any.create({ typeUrl: TypeUrl.nameTable })
  const table = client.read(
    DiscoveryResponse.create({ typeUrl: TypeUrl.nameTable, resources: [nameless] }),
  )
  assert.equal(table.update.updated[0]?.name, '')
})

/** The state-of-the-world state machine of the server, row by row (spec pilot-galley §3.2). */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { DiscoveryRequest, Status } from '@flotilla/proto'
import { resource } from './fake-source.ts'
import type { AdsResource } from './handler.ts'
import type { Scope } from './push-update.ts'
import { resourceName } from './resource-name.ts'
import { SotwType } from './sotw-type.ts'
import { TypeUrl } from './type-urls.ts'

class Stream {
  readonly type: SotwType
  table: AdsResource[] = []
  private count = 0

  constructor(typeUrl: string, table: Record<string, number>) {
    this.type = new SotwType(typeUrl)
    this.set(table)
  }

  set(table: Record<string, number>): void {
    this.table = Object.entries(table).map(([name, revision]) =>
      resource(this.type.typeUrl, name, revision),
    )
  }

  request(
    resourceNames: string[],
    responseNonce = '',
    error = '',
  ): ReturnType<SotwType['request']> {
    return this.type.request(
      DiscoveryRequest.create({
        typeUrl: this.type.typeUrl,
        resourceNames,
        responseNonce,
        errorDetail: error === '' ? null : Status.create({ message: error }),
      }),
    )
  }

  /** Names of a response for the scope, which is then taken as sent. */
  respond(scope: Scope, kept: string[] = []): string[] {
    const names = this.type.wanted(scope)
    const found =
      names === null ? this.table : this.table.filter(({ name }) => names.includes(name))
    this.count++
    const diff = this.type.diff(found)
    const response = this.type.respond(diff, String(this.count), 'v', 'id', kept)
    return response.resources.map((any) => resourceName(any))
  }
}

test('the first request is answered, with or without a nonce', () => {
  const stream = new Stream(TypeUrl.cluster, { a: 1, b: 1 })
  assert.equal(stream.request([], 'of-an-earlier-stream').respond, 'all')
  assert.deepEqual(stream.respond('all'), ['a', 'b'])
})

test('an acknowledgement is not answered, an earlier nonce is stale', () => {
  const stream = new Stream(TypeUrl.cluster, { a: 1 })
  stream.request([])
  stream.respond('all')
  const acked = stream.request([], '1')
  assert.deepEqual([acked.respond, acked.acknowledged?.nonce], [null, '1'])
  stream.set({ a: 2 })
  stream.respond('all')
  assert.equal(stream.request([], '1').isStale, true)
  assert.equal(stream.request([], '2').acknowledged?.nonce, '2')
})

test('clusters and listeners always go as a whole, endpoints and routes by what changed', () => {
  const clusters = new Stream(TypeUrl.cluster, { a: 1, b: 1 })
  clusters.request([])
  clusters.respond('all')
  clusters.set({ a: 1, b: 2 })
  assert.deepEqual(clusters.respond(new Set(['b'])), ['a', 'b'])
  const endpoints = new Stream(TypeUrl.endpoint, { a: 1, b: 1 })
  endpoints.request(['a', 'b'])
  endpoints.respond('all')
  endpoints.set({ a: 1, b: 2 })
  assert.deepEqual(endpoints.respond('all'), ['b'])
})

test('nothing changed is nothing to send', () => {
  const stream = new Stream(TypeUrl.cluster, { a: 1 })
  stream.request([])
  stream.respond('all')
  assert.deepEqual(stream.type.diff(stream.table), { upserts: [], removed: [] })
  assert.deepEqual(stream.type.diff([]), { upserts: [], removed: ['a'] })
})

test('names that grew are answered with the new ones, names that shrank are not', () => {
  const stream = new Stream(TypeUrl.endpoint, { a: 1, b: 1 })
  stream.request(['a'])
  stream.respond('all')
  assert.deepEqual(stream.request(['a', 'b'], '1').respond, new Set(['b']))
  assert.deepEqual(stream.respond(new Set(['b'])), ['b'])
  assert.equal(stream.request(['a'], '2').respond, null)
  assert.equal(stream.type.isSubscribed('b'), false)
})

test('a cluster that warms gets an answer to equal names, once', () => {
  const stream = new Stream(TypeUrl.endpoint, { a: 1 })
  stream.request(['a'])
  stream.respond('all')
  assert.equal(stream.request(['a'], '1').respond, null)
  stream.type.expectRepeat()
  assert.equal(stream.request(['a'], '1').respond, 'all')
  assert.deepEqual(stream.respond('all'), ['a'])
  assert.equal(stream.request(['a'], '2').respond, null)
})

test('empty names of a type that had names end the subscription', () => {
  const stream = new Stream(TypeUrl.route, { '80': 1 })
  stream.request(['80'])
  stream.respond('all')
  assert.equal(stream.request([], '1').respond, null)
  assert.equal(stream.type.subscribedCount, 0)
  assert.equal(stream.request(['80'], '1').respond, 'all')
  assert.deepEqual(stream.respond('all'), ['80'])
})

test('a rejection is kept with its text and not answered; the next change sends all again', () => {
  const stream = new Stream(TypeUrl.cluster, { a: 1, b: 1 })
  stream.request([])
  stream.respond('all')
  const { rejected, respond } = stream.request([], '1', 'bad cluster')
  assert.deepEqual([respond, rejected?.message, rejected?.names], [null, 'bad cluster', ['a', 'b']])
  assert.equal(stream.type.lastError, 'bad cluster')
  stream.set({ a: 1, b: 2 })
  assert.deepEqual(stream.respond('all'), ['a', 'b'])
  stream.request([], '2')
  assert.equal(stream.type.lastError, null)
})

test('clusters that must stay for now are part of the whole', () => {
  const stream = new Stream(TypeUrl.cluster, { a: 1, b: 1 })
  stream.request([])
  stream.respond('all')
  stream.set({ b: 2 })
  assert.deepEqual(stream.respond('all', ['a']), ['b', 'a'])
  assert.deepEqual(stream.respond('all'), ['b'])
})

/** The incremental state machine of the server, row by row (spec pilot-galley §3.3). */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { DeltaDiscoveryRequest, Status } from '@flotilla/proto'
import { DeltaType } from './delta-type.ts'
import { resource } from './fake-source.ts'
import type { AdsResource } from './handler.ts'
import type { Scope } from './push-update.ts'
import { TypeUrl } from './type-urls.ts'

class Stream {
  readonly type: DeltaType
  table: AdsResource[] = []
  private count = 0

  constructor(typeUrl: string, table: Record<string, number>) {
    this.type = new DeltaType(typeUrl)
    this.set(table)
  }

  set(table: Record<string, number>): void {
    this.table = Object.entries(table).map(([name, revision]) =>
      resource(this.type.typeUrl, name, revision),
    )
  }

  request(init: Partial<DeltaDiscoveryRequest>): ReturnType<DeltaType['request']> {
    return this.type.request(DeltaDiscoveryRequest.create({ typeUrl: this.type.typeUrl, ...init }))
  }

  /** Upserted and removed names of a response for the scope, which is then taken as sent. */
  respond(scope: Scope): [string[], readonly string[]] {
    const names = this.type.wanted(scope)
    const found =
      names === null ? this.table : this.table.filter(({ name }) => names.includes(name))
    const diff = this.type.diff(found, scope)
    this.count++
    const response = this.type.respond(diff, String(this.count), 'v', 'id')
    return [response.resources.map(({ name }) => name), response.removedResources]
  }

  ack(nonce: string, more: Partial<DeltaDiscoveryRequest> = {}): ReturnType<DeltaType['request']> {
    return this.request({ responseNonce: nonce, ...more })
  }

  nack(nonce: string): ReturnType<DeltaType['request']> {
    return this.request({ responseNonce: nonce, errorDetail: Status.create({ message: 'bad' }) })
  }
}

test('an empty first subscription means everything for clusters, nothing for endpoints', () => {
  const clusters = new Stream(TypeUrl.cluster, { a: 1, b: 1 })
  assert.equal(clusters.request({}).respond, 'all')
  assert.deepEqual(clusters.respond('all'), [['a', 'b'], []])
  const endpoints = new Stream(TypeUrl.endpoint, { a: 1 })
  endpoints.request({})
  assert.deepEqual(endpoints.respond('all'), [[], []])
})

test('only what changed is sent, what is gone is removed once', () => {
  const stream = new Stream(TypeUrl.cluster, { a: 1, b: 1 })
  stream.request({ resourceNamesSubscribe: ['*'] })
  stream.respond('all')
  stream.set({ b: 2, c: 1 })
  assert.deepEqual(stream.respond('all'), [['b', 'c'], ['a']])
  assert.deepEqual(stream.respond('all'), [[], []])
})

test('a scope of names looks at those names only', () => {
  const stream = new Stream(TypeUrl.cluster, { a: 1, b: 1, c: 1 })
  stream.request({})
  stream.respond('all')
  stream.set({ a: 2, b: 2 })
  assert.deepEqual(stream.respond(new Set(['a', 'c', 'never-was'])), [['a'], ['c']])
  assert.deepEqual(stream.respond('all'), [['b'], []])
})

test('after a reconnect only the difference is sent', () => {
  const stream = new Stream(TypeUrl.cluster, { a: 1, b: 2 })
  stream.request({
    initialResourceVersions: new Map([
      ['a', '1'],
      ['b', '1'],
      ['gone', '1'],
    ]),
  })
  assert.deepEqual(stream.respond('all'), [['b'], ['gone']])
  const named = new Stream(TypeUrl.endpoint, { a: 1 })
  named.request({
    initialResourceVersions: new Map([
      ['a', '1'],
      ['gone', '1'],
    ]),
  })
  assert.deepEqual(named.respond('all'), [[], ['gone']])
  assert.equal(named.type.isSubscribed('a'), true)
})

test('a name that does not exist is told once, and sent when it appears', () => {
  const stream = new Stream(TypeUrl.route, {})
  stream.request({ resourceNamesSubscribe: ['9080'] })
  assert.deepEqual(stream.respond('all'), [[], ['9080']])
  assert.deepEqual(stream.respond('all'), [[], []])
  stream.set({ '9080': 1 })
  assert.deepEqual(stream.respond(new Set(['9080'])), [['9080'], []])
})

test('an acknowledgement is not answered, an unknown nonce is ignored', () => {
  const stream = new Stream(TypeUrl.cluster, { a: 1 })
  stream.request({})
  stream.respond('all')
  const acked = stream.ack('1')
  assert.deepEqual(acked.acknowledged, { typeUrl: TypeUrl.cluster, nonce: '1', version: 'v' })
  assert.equal(acked.respond, null)
  const stale = stream.ack('1')
  assert.equal(stale.isStale, true)
  assert.equal(stale.acknowledged, null)
})

test('a rejected response is not repeated, but all of it goes out with the next change', () => {
  const stream = new Stream(TypeUrl.cluster, { a: 1, b: 1 })
  stream.request({})
  stream.respond('all')
  const { rejected, respond } = stream.nack('1')
  assert.equal(respond, null)
  assert.equal(rejected?.message, 'bad')
  assert.deepEqual(rejected?.names, ['a', 'b'])
  stream.set({ a: 2, b: 1 })
  assert.deepEqual(stream.respond('all'), [['a', 'b'], []])
})

test('a rejected removal is repeated with the next change', () => {
  const stream = new Stream(TypeUrl.cluster, { a: 1, b: 1 })
  stream.request({})
  stream.respond('all')
  stream.set({ b: 1 })
  assert.deepEqual(stream.respond('all'), [[], ['a']])
  stream.nack('2')
  stream.set({ b: 2 })
  assert.deepEqual(stream.respond('all'), [['b'], ['a']])
})

test('added names are answered also together with an acknowledgement, dropped ones are not', () => {
  const stream = new Stream(TypeUrl.endpoint, { a: 1, b: 1 })
  stream.request({ resourceNamesSubscribe: ['a'] })
  stream.respond('all')
  const reaction = stream.ack('1', { resourceNamesSubscribe: ['b'] })
  assert.notEqual(reaction.acknowledged, null)
  assert.deepEqual(reaction.respond, new Set(['b']))
  assert.deepEqual(stream.respond(new Set(['b'])), [['b'], []])
  assert.equal(stream.request({ resourceNamesUnsubscribe: ['a'] }).respond, null)
  stream.set({ a: 2, b: 2 })
  assert.deepEqual(stream.respond('all'), [['b'], []])
})

test('a name that is asked for again is sent again', () => {
  const stream = new Stream(TypeUrl.endpoint, { a: 1 })
  stream.request({ resourceNamesSubscribe: ['a'] })
  stream.respond('all')
  assert.deepEqual(stream.request({ resourceNamesSubscribe: ['a'] }).respond, new Set(['a']))
  assert.deepEqual(stream.respond(new Set(['a'])), [['a'], []])
})

test('a subscription may become everything, and names again', () => {
  const stream = new Stream(TypeUrl.cluster, { a: 1, b: 1 })
  stream.request({ resourceNamesSubscribe: ['a'] })
  assert.deepEqual(stream.respond('all'), [['a'], []])
  assert.equal(stream.request({ resourceNamesSubscribe: ['*'] }).respond, 'all')
  assert.deepEqual(stream.respond('all'), [['b'], []])
  stream.request({ resourceNamesUnsubscribe: ['*'] })
  stream.set({ a: 2, b: 2 })
  assert.deepEqual(stream.respond('all'), [['a'], []])
})

test('forced names go out unchanged', () => {
  const stream = new Stream(TypeUrl.endpoint, { a: 1, b: 1 })
  stream.request({ resourceNamesSubscribe: ['a', 'b'] })
  stream.respond('all')
  stream.type.force(['a', 'not-subscribed'])
  assert.deepEqual(stream.respond(new Set(['a'])), [['a'], []])
})

test('five thousand names are kept apart', () => {
  const names = Object.fromEntries(Array.from({ length: 5_000 }, (_, i) => [`s${i}`, 1]))
  const stream = new Stream(TypeUrl.endpoint, names)
  stream.request({ resourceNamesSubscribe: Object.keys(names) })
  assert.equal(stream.respond('all')[0].length, 5_000)
  stream.set({ ...names, s7: 2 })
  assert.deepEqual(stream.respond('all'), [['s7'], []])
})

test('answers to responses long past are stale', () => {
  const stream = new Stream(TypeUrl.cluster, {})
  stream.request({})
  for (let i = 0; i < 40; i++) stream.respond('all')
  assert.equal(stream.ack('1').isStale, true)
  assert.equal(stream.ack('40').isStale, false)
})

/** The source's and the sink's state machines against each other, without sockets. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { McpMetadata, McpResource, RequestResources, type Resources, Status } from '@flotilla/proto'
import fc from 'fast-check'
import {
  type ChangeAnswer,
  type CollectionChange,
  type McpSnapshot,
  SinkState,
  SourceStream,
} from './index.ts'

const RULES = 'istio/policy/v1beta1/rules'
const GATEWAYS = 'istio/networking/v1alpha3/gateways'
const ACK: ChangeAnswer = { kind: 'ack' }

function snapshot(version: string, content: Record<string, Record<string, string>>): McpSnapshot {
  const collections = new Map(
    Object.entries(content).map(([collection, resources]) => [
      collection,
      new Map(
        Object.entries(resources).map(([name, v]) => [
          name,
          McpResource.create({ metadata: McpMetadata.create({ name, version: v }) }),
        ]),
      ),
    ]),
  )
  return { version, collections }
}

function first(
  collection: string,
  incremental = true,
  held: Record<string, string> = {},
): RequestResources {
  return RequestResources.create({
    collection,
    incremental,
    initialResourceVersions: new Map(Object.entries(held)),
  })
}

function answer(response: Resources, error: string | null = null): RequestResources {
  return RequestResources.create({
    collection: response.collection,
    responseNonce: response.nonce,
    errorDetail: error === null ? null : Status.create({ code: 3, message: error }),
  })
}

function names(response: Resources | undefined): string[] {
  return (response?.resources ?? []).map((r) => r.metadata?.name ?? '')
}

test('a first request is answered with everything, a reconnect with the difference', () => {
  const stream = new SourceStream()
  stream.publish(snapshot('1', { [RULES]: { 'a/x': '1', 'a/y': '1' } }))
  const outcome = stream.request(first(RULES))
  assert.deepEqual(outcome.kind === 'subscribed' && names(outcome.send[0]), ['a/x', 'a/y'])
  const again = new SourceStream()
  again.publish(snapshot('2', { [RULES]: { 'a/x': '1', 'a/z': '2' } }))
  const reconnect = again.request(first(RULES, true, { 'a/x': '1', 'a/y': '1' }))
  assert.equal(reconnect.kind, 'subscribed')
  if (reconnect.kind !== 'subscribed') return
  assert.deepEqual(names(reconnect.send[0]), ['a/z'])
  assert.deepEqual(reconnect.send[0]?.removedResources, ['a/y'])
})

test('at most one response is unanswered; the newest snapshot follows the answer', () => {
  const stream = new SourceStream()
  stream.publish(snapshot('1', { [RULES]: {} }))
  const outcome = stream.request(first(RULES))
  assert.ok(outcome.kind === 'subscribed')
  const sent = outcome.send[0] as Resources // asserted by its use
  assert.deepEqual(stream.publish(snapshot('2', { [RULES]: { 'a/x': '2' } })), [])
  assert.deepEqual(stream.publish(snapshot('3', { [RULES]: { 'a/x': '3' } })), [])
  const next = stream.request(answer(sent))
  assert.ok(next.kind === 'ack')
  assert.equal(next.send.length, 1)
  assert.equal(next.send[0]?.systemVersionInfo, '3')
})

test('a refused response is not sent again, a newer one is, against what was held', () => {
  const stream = new SourceStream()
  stream.publish(snapshot('1', { [RULES]: { 'a/x': '1' } }))
  const outcome = stream.request(first(RULES))
  assert.ok(outcome.kind === 'subscribed')
  const refused = stream.request(answer(outcome.send[0] as Resources, 'bad rule')) // one was sent
  assert.deepEqual(refused, { kind: 'nack', message: 'bad rule', send: [] })
  assert.equal(stream.states().get(RULES)?.lastError, 'bad rule')
  const [next] = stream.publish(snapshot('2', { [RULES]: { 'a/x': '1', 'a/y': '1' } }))
  assert.deepEqual(names(next), ['a/x', 'a/y'])
})

test('an old or unknown nonce is ignored', () => {
  const stream = new SourceStream()
  stream.publish(snapshot('1', { [RULES]: {} }))
  stream.request(first(RULES))
  for (const responseNonce of ['', '99']) {
    assert.deepEqual(
      stream.request(RequestResources.create({ collection: RULES, responseNonce })),
      { kind: 'stale', send: [] },
    )
  }
})

test('a collection that is not served is told apart', () => {
  const stream = new SourceStream()
  stream.publish(snapshot('1', { [RULES]: {} }))
  assert.deepEqual(stream.request(first('nowhere')), { kind: 'unsupported', collection: 'nowhere' })
})

test('a request before the first snapshot is answered when it comes', () => {
  const stream = new SourceStream()
  assert.deepEqual(stream.request(first(GATEWAYS)), { kind: 'subscribed', send: [] })
  assert.equal(stream.publish(snapshot('1', { [GATEWAYS]: {} })).length, 1)
})

test('a sink that does not speak incremental gets the whole collection', () => {
  const stream = new SourceStream()
  stream.publish(snapshot('1', { [RULES]: { 'a/x': '1' } }))
  const outcome = stream.request(first(RULES, false))
  assert.ok(outcome.kind === 'subscribed')
  stream.request(answer(outcome.send[0] as Resources)) // one was sent
  const [next] = stream.publish(snapshot('2', { [RULES]: { 'a/x': '1', 'a/y': '1' } }))
  assert.deepEqual(names(next), ['a/x', 'a/y'])
  assert.equal(next?.incremental, false)
})

const content = fc.dictionary(
  fc.constantFrom('a/1', 'a/2', 'b/1', 'b/2'),
  fc.constantFrom('1', '2', '3'),
  { maxKeys: 4, noNullPrototype: true },
)

test('after any history of snapshots, refusals and reconnects an acknowledged sink holds what was published', () => {
  fc.assert(
    fc.property(
      fc.array(fc.record({ content, refuse: fc.boolean(), reconnect: fc.boolean() }), {
        maxLength: 12,
      }),
      (history) => {
        const sink = new SinkState(RULES)
        let held: ReadonlyMap<string, McpResource> = new Map()
        let source = new SourceStream()
        let pending: readonly Resources[] = []
        const exchange = (refuse: boolean): void => {
          while (pending.length > 0) {
            const [response, ...rest] = pending
            const decide = (change: CollectionChange): ChangeAnswer => {
              if (refuse) return { kind: 'nack', message: 'no' }
              held = change.resources
              return ACK
            }
            const outcome = source.request(sink.take(response as Resources, decide)) // not empty
            pending = [...rest, ...('send' in outcome ? outcome.send : [])]
          }
        }
        source.publish(snapshot('0', { [RULES]: {} }))
        const subscribe = (): void => {
          const outcome = source.request(sink.firstRequest(null))
          pending = 'send' in outcome ? outcome.send : []
        }
        subscribe()
        exchange(false)
        for (const [i, step] of history.entries()) {
          const published = snapshot(String(i + 1), { [RULES]: step.content })
          if (step.reconnect) {
            source = new SourceStream()
            source.publish(published)
            subscribe()
          } else pending = source.publish(published)
          exchange(step.refuse)
          if (step.refuse) continue
          assert.deepEqual(
            new Map([...held].map(([name, r]) => [name, r.metadata?.version])),
            new Map(Object.entries(step.content)),
          )
          assert.equal(sink.version, String(i + 1))
        }
      },
    ),
  )
})

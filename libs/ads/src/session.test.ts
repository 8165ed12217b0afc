/** A session without sockets: order of types, requests before pushes, merged pushes, and removals that wait. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { DeltaDiscoveryRequest, type DeltaDiscoveryResponse, Status } from '@flotilla/proto'
import { type FakeClient, FakeSource, resource } from './fake-source.ts'
import { Session } from './session.ts'
import { shortTypeName, TypeUrl } from './type-urls.ts'
import { deltaVariant } from './variant.ts'

class Wire {
  readonly source = new FakeSource()
  readonly sent: DeltaDiscoveryResponse[] = []
  readonly stale: string[] = []
  /** Set to hold responses back, as a client that reads slowly does. */
  gate: Promise<void> = Promise.resolve()
  readonly session: Session<FakeClient, DeltaDiscoveryRequest, DeltaDiscoveryResponse>

  constructor() {
    this.session = new Session({
      client: { id: 'a' },
      handler: this.source,
      variant: deltaVariant,
      identifier: 'test',
      send: (response) => {
        this.sent.push(response)
        return this.gate
      },
      onStale: (typeUrl) => this.stale.push(typeUrl),
    })
  }

  async request(typeUrl: string, init: Partial<DeltaDiscoveryRequest> = {}): Promise<void> {
    this.session.receive(DeltaDiscoveryRequest.create({ typeUrl, ...init }))
    await this.session.work()
  }

  /** Answers everything sent so far that was not answered yet. */
  async answer(typeUrl: string, error: string | null = null): Promise<void> {
    const last = this.sent.findLast((response) => response.typeUrl === typeUrl)
    await this.request(typeUrl, {
      responseNonce: last?.nonce ?? '',
      errorDetail: error === null ? null : Status.create({ message: error }),
    })
  }

  async push(...typeUrls: string[]): Promise<void> {
    this.session.enqueue(new Map(typeUrls.map((typeUrl) => [typeUrl, 'all'] as const)))
    await this.session.work()
  }

  /** What was sent since the last call: `cds +a -b`. */
  take(): string[] {
    return this.sent
      .splice(0)
      .map(({ typeUrl, resources, removedResources }) =>
        [
          shortTypeName(typeUrl),
          ...resources.map(({ name }) => `+${name}`),
          ...removedResources.map((name) => `-${name}`),
        ].join(' '),
      )
  }
}

const ALL = [TypeUrl.route, TypeUrl.endpoint, TypeUrl.listener, TypeUrl.cluster]

async function subscribed(): Promise<Wire> {
  const wire = new Wire()
  for (const typeUrl of [TypeUrl.cluster, TypeUrl.endpoint, TypeUrl.listener, TypeUrl.route])
    wire.source.set(typeUrl, resource(typeUrl, 'a', 1))
  await wire.request(TypeUrl.listener)
  await wire.request(TypeUrl.route, { resourceNamesSubscribe: ['a', 'b'] })
  await wire.request(TypeUrl.endpoint, { resourceNamesSubscribe: ['a', 'b'] })
  await wire.request(TypeUrl.cluster)
  for (const typeUrl of ALL) await wire.answer(typeUrl)
  wire.take()
  return wire
}

test('one push writes clusters, endpoints, listeners, routes, whatever the order of subscription', async () => {
  const wire = await subscribed()
  for (const typeUrl of ALL) wire.source.set(typeUrl, resource(typeUrl, 'b', 1))
  await wire.push(...ALL)
  assert.deepEqual(wire.take(), ['cds +b', 'eds +b', 'lds +b', 'rds +b'])
})

test('a changed cluster brings its endpoints, also unchanged ones', async () => {
  const wire = await subscribed()
  wire.source.set(TypeUrl.cluster, resource(TypeUrl.cluster, 'a', 2))
  await wire.push(TypeUrl.cluster)
  assert.deepEqual(wire.take(), ['cds +a', 'eds +a'])
})

test('a push that has nothing to say sends nothing', async () => {
  const wire = await subscribed()
  await wire.push(...ALL)
  assert.deepEqual(wire.take(), [])
})

test('a cluster that is gone stays while listeners and routes of the same push are on their way', async () => {
  const wire = await subscribed()
  for (const typeUrl of [TypeUrl.cluster, TypeUrl.endpoint])
    wire.source.set(typeUrl, resource(typeUrl, 'b', 1))
  wire.source.delete(TypeUrl.cluster, 'a')
  wire.source.set(TypeUrl.route, resource(TypeUrl.route, 'a', 2))
  wire.source.set(TypeUrl.listener, resource(TypeUrl.listener, 'a', 2))
  await wire.push(...ALL)
  assert.deepEqual(wire.take(), ['cds +b', 'eds +b', 'lds +a', 'rds +a'])
})

test('a removal goes out with the last of the acknowledgements it waits for', async () => {
  const wire = await subscribed()
  wire.source.delete(TypeUrl.cluster, 'a')
  wire.source.set(TypeUrl.route, resource(TypeUrl.route, 'a', 2))
  wire.source.set(TypeUrl.listener, resource(TypeUrl.listener, 'a', 2))
  await wire.push(...ALL)
  const nonces = new Map(wire.sent.map(({ typeUrl, nonce }) => [typeUrl, nonce]))
  assert.deepEqual(wire.take(), ['lds +a', 'rds +a'])
  await wire.request(TypeUrl.route, { responseNonce: nonces.get(TypeUrl.route) ?? '' })
  assert.deepEqual(wire.take(), [])
  await wire.request(TypeUrl.listener, { responseNonce: nonces.get(TypeUrl.listener) ?? '' })
  assert.deepEqual(wire.take(), ['cds -a'])
})

test('a client that keeps its old routes keeps their clusters', async () => {
  const wire = await subscribed()
  wire.source.delete(TypeUrl.cluster, 'a')
  wire.source.set(TypeUrl.route, resource(TypeUrl.route, 'a', 2))
  await wire.push(...ALL)
  const nonce = wire.sent.at(-1)?.nonce ?? ''
  assert.deepEqual(wire.take(), ['rds +a'])
  await wire.request(TypeUrl.route, {
    responseNonce: nonce,
    errorDetail: Status.create({ message: 'no' }),
  })
  assert.deepEqual(wire.take(), [])
  assert.deepEqual(wire.source.nacks, ['no'])
  wire.source.set(TypeUrl.route, resource(TypeUrl.route, 'a', 3))
  await wire.push(...ALL)
  const again = wire.sent.at(-1)?.nonce ?? ''
  assert.deepEqual(wire.take(), ['rds +a'])
  await wire.request(TypeUrl.route, { responseNonce: again })
  assert.deepEqual(wire.take(), ['cds -a'])
})

test('a cluster that comes back meanwhile is not removed', async () => {
  const wire = await subscribed()
  wire.source.delete(TypeUrl.cluster, 'a')
  wire.source.set(TypeUrl.route, resource(TypeUrl.route, 'a', 2))
  await wire.push(...ALL)
  const nonce = wire.sent.at(-1)?.nonce ?? ''
  wire.take()
  wire.source.set(TypeUrl.cluster, resource(TypeUrl.cluster, 'a', 1))
  await wire.request(TypeUrl.route, { responseNonce: nonce })
  assert.deepEqual(wire.take(), [])
})

test('without routes in the push a cluster is removed at once', async () => {
  const wire = await subscribed()
  wire.source.delete(TypeUrl.cluster, 'a')
  await wire.push(TypeUrl.cluster)
  assert.deepEqual(wire.take(), ['cds -a'])
  wire.source.set(TypeUrl.cluster, resource(TypeUrl.cluster, 'b', 1))
  await wire.push(...ALL)
  wire.take()
  wire.source.delete(TypeUrl.cluster, 'b')
  await wire.push(...ALL)
  assert.deepEqual(wire.take(), ['cds -b'])
})

test('while a client reads slowly pushes merge, and its requests go first', async () => {
  const wire = await subscribed()
  let open: () => void = () => undefined
  wire.gate = new Promise((resolve) => {
    open = resolve
  })
  wire.source.set(TypeUrl.listener, resource(TypeUrl.listener, 'b', 1))
  wire.session.enqueue(new Map([[TypeUrl.listener, 'all']]))
  const working = wire.session.work()
  for (let i = 2; i < 6; i++) {
    wire.source.set(TypeUrl.listener, resource(TypeUrl.listener, 'b', i))
    wire.session.enqueue(new Map([[TypeUrl.listener, new Set(['b'])]]))
  }
  wire.source.set(TypeUrl.route, resource(TypeUrl.route, 'b', 1))
  wire.session.receive(
    DeltaDiscoveryRequest.create({ typeUrl: TypeUrl.route, resourceNamesSubscribe: ['b'] }),
  )
  wire.gate = Promise.resolve()
  open()
  await working
  assert.deepEqual(wire.take(), ['lds +b', 'rds +b', 'lds +b'])
})

test('a reader is told to pause when requests pile up, and a closed session drops them', async () => {
  const wire = new Wire()
  const request = DeltaDiscoveryRequest.create({ typeUrl: TypeUrl.cluster })
  const taken = Array.from({ length: 64 }, () => wire.session.receive(request))
  assert.deepEqual([taken.filter(Boolean).length, taken.at(-1)], [63, false])
  wire.session.close()
  await wire.session.work()
  assert.deepEqual(wire.take(), [])
})

test('stale answers are counted and do nothing', async () => {
  const wire = await subscribed()
  await wire.request(TypeUrl.cluster, { responseNonce: 'nobody' })
  assert.deepEqual(wire.stale, [TypeUrl.cluster])
  assert.deepEqual(wire.take(), [])
})

test('the status tells what was sent and acknowledged of each type', async () => {
  const wire = await subscribed()
  const [clusters] = wire.session.status()
  assert.equal(clusters?.typeUrl, TypeUrl.cluster)
  assert.equal(clusters?.subscribed, 1)
  assert.equal(clusters?.nonceSent, clusters?.nonceAcked)
  assert.equal(clusters?.versionAcked, wire.source.version())
})

/** Pilot over real gRPC: configuration from galley, proxies with certificates, pushes, refusals, registration, restarts. */
import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { AdsClient } from '@flotilla/ads'
import { openChannel, statusOf } from '@flotilla/grpc'
import { AggregatedDiscoveryService, Cluster, DeltaDiscoveryRequest, Node } from '@flotilla/proto'
import { TestCa, tempDir, testSpiffeId } from '@flotilla/testkit'
import { systemClock } from '@flotilla/time'
import { CLUSTER_TYPE, ENDPOINT_TYPE, LISTENER_TYPE, ROUTE_TYPE } from '@flotilla/translate'
import { type PilotConfig, parseConfig } from './config.ts'
import { FakeGalley, PILOT_ID } from './testing/fake-galley.ts'
import { TestProxy } from './testing/test-proxy.ts'
import { Pilot, type PilotIdentity } from './wire.ts'

const REVIEWS = 'outbound|9080||reviews.default.svc.cluster.local'

function configOf(dir: string, galley: FakeGalley): PilotConfig {
  return parseConfig([
    ...['--state', dir, '--grpc-port', '0', '--monitoring-port', '0'],
    ...['--config', `mcp:${galley.mcpAddress}`, '--galley-api', `127.0.0.1:${galley.apiPort}`],
    ...['--debounce-after', '5', '--endpoint-debounce', '1', '--disconnect-grace', '60'],
  ])
}

function identityOf(ca: TestCa): PilotIdentity {
  const source = ca.identity(PILOT_ID)
  return {
    current: () => source.current(),
    onChange: (listener) => source.onChange(listener),
    start: () => Promise.resolve(),
    lastFailure: () => null,
    notAfterMs: () => null,
    close: () => undefined,
  }
}

interface SyncEntry {
  readonly proxy: string
  readonly configSent: number | null
  readonly configAcked: number | null
  readonly identity: string
  readonly lastNack: { readonly message: string; readonly typeUrl: string } | null
}

async function syncz(http: string): Promise<SyncEntry[]> {
  const response = await fetch(`http://${http}/debug/syncz`)
  return (await response.json()) as SyncEntry[]
}

/** Asks again until the condition holds: state that no event announces. */
async function eventually(what: string, condition: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 5_000
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error(`never seen: ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}

const RULE = `
apiVersion: networking.istio.io/v1alpha3
kind: VirtualService
metadata: {name: reviews, namespace: default}
spec:
  hosts: [reviews]
  http: [{route: [{destination: {host: reviews, subset: v2}}]}]
---
apiVersion: networking.istio.io/v1alpha3
kind: DestinationRule
metadata: {name: reviews, namespace: default}
spec:
  host: reviews
  subsets: [{name: v2, labels: {version: v2}}]
`

test('proxies register, follow configuration, and are forgotten when they end', async (t) => {
  const ca = new TestCa()
  const galley = new FakeGalley(ca)
  await galley.start()
  galley.publish('')
  const pilot = new Pilot(configOf(tempDir(t), galley), systemClock, identityOf(ca))
  const addresses = await pilot.start()
  const proxyOf = (name: string, address: string, service: string, version: string): TestProxy =>
    new TestProxy({
      ca,
      target: addresses.grpc,
      name,
      address,
      service,
      labels: { app: service, version },
    })
  const one = proxyOf('reviews-v1', '10.0.0.1', 'reviews', 'v1')
  one.start()
  await one.until('own inbound listener', () => one.has(LISTENER_TYPE, 'virtualInbound'))
  assert.match(one.text(LISTENER_TYPE, 'virtualInbound'), /"destinationPort":9080/)
  assert.match(one.text(CLUSTER_TYPE, REVIEWS), /sa\/bookinfo-reviews/)
  assert.ok(one.has(CLUSTER_TYPE, 'inbound|9080||'))
  one.wantEndpoints(REVIEWS)
  one.wantRoutes('9080')
  await one.until('own endpoint', () => one.text(ENDPOINT_TYPE, REVIEWS).includes('10.0.0.1'))

  await t.test('a second workload reaches the first as an endpoint alone', async () => {
    const before = one.updates.get(CLUSTER_TYPE)
    const two = proxyOf('reviews-v2', '10.0.0.2', 'reviews', 'v2')
    two.start()
    await one.until('second endpoint', () => one.text(ENDPOINT_TYPE, REVIEWS).includes('10.0.0.2'))
    assert.equal(one.updates.get(CLUSTER_TYPE), before)
    await two.until('its listener', () => two.has(LISTENER_TYPE, 'virtualInbound'))

    const version = galley.publish(RULE)
    await one.until('new route', () => one.text(ROUTE_TYPE, '9080').includes('9080|v2|reviews'))
    assert.ok(one.has(CLUSTER_TYPE, 'outbound|9080|v2|reviews.default.svc.cluster.local'))
    await eventually('all acknowledged', async () =>
      (await syncz(addresses.http)).every((entry) => entry.configAcked === version),
    )

    const query = 'proxyID=reviews-v1.default&host=reviews&port=9080'
    const told = await (await fetch(`http://${addresses.http}/debug/explain?${query}`)).json()
    const { cluster, decidedBy } = told as { cluster: string; decidedBy: string }
    assert.equal(cluster, 'outbound|9080|v2|reviews.default.svc.cluster.local')
    assert.match(decidedBy, /virtual-service\/reviews$/)
    const dump = await fetch(
      `http://${addresses.http}/debug/config_dump?proxyID=reviews-v1.default`,
    )
    assert.match(await dump.text(), /virtualInbound/)
    assert.equal((await fetch(`http://${addresses.http}/debug/config_dump?proxyID=x`)).status, 404)

    galley.publish('')
    await one.until('old route', () => !one.text(ROUTE_TYPE, '9080').includes('|v2|'))
    await one.until(
      'old clusters',
      () => !one.has(CLUSTER_TYPE, 'outbound|9080|v2|reviews.default.svc.cluster.local'),
    )
    await two.close()
    await one.until('gone', () => !one.text(ENDPOINT_TYPE, REVIEWS).includes('10.0.0.2'))
    await eventually('lease ended', async () =>
      galley.calls.includes('DELETE /v1/leases/default/reviews-v2'),
    )
    assert.ok(galley.calls.includes('PUT /v1/leases/default/reviews-v1'))
  })

  await t.test(
    'a refusal is known with its cause, and is over with the next good one',
    async () => {
      one.refuses = ROUTE_TYPE
      const refused = galley.publish(RULE)
      await eventually('refusal', async () => {
        const [entry] = await syncz(addresses.http)
        return entry?.lastNack?.message === 'not this one'
      })
      const [entry] = await syncz(addresses.http)
      assert.equal(entry?.lastNack?.typeUrl, ROUTE_TYPE)
      assert.equal(entry?.identity, 'spiffe://cluster.local/ns/default/sa/bookinfo-reviews')
      assert.ok((entry?.configAcked ?? 0) < refused)
      one.refuses = null
      const version = galley.publish('')
      await eventually('acknowledged again', async () => {
        const [now] = await syncz(addresses.http)
        return now?.configAcked === version
      })
    },
  )

  await t.test('galley may be away: workloads count, and are written when it is back', async () => {
    const { apiPort } = galley
    await galley.stopApi()
    const three = proxyOf('ratings-v1', '10.0.0.3', 'ratings', 'v1')
    three.start()
    const ratings = 'outbound|9080||ratings.default.svc.cluster.local'
    await one.until('new service', () => one.has(CLUSTER_TYPE, ratings))
    await galley.startApi(apiPort)
    await eventually('lease', async () =>
      galley.calls.includes('PUT /v1/leases/default/ratings-v1'),
    )
    await three.close()
    await one.until('service gone', () => !one.has(CLUSTER_TYPE, ratings))
  })

  await t.test('a caller with the certificate of another account is refused', async () => {
    const other = new TestProxy({
      ca,
      target: addresses.grpc,
      name: 'reviews-v9',
      address: '10.0.0.9',
      service: 'reviews',
      certificateAccount: 'bookinfo-ratings',
    })
    other.start()
    await eventually('refused', async () => {
      const text = await (await fetch(`http://${addresses.http}/metrics`)).text()
      return /flotilla_pilot_refused_callers_total 1/.test(text)
    })
    assert.equal(other.updates.size, 0)
    await other.close()
  })

  await one.close()
  await pilot.close()
  await galley.close()
})

test('a restarted pilot knows the workloads of before, and serves nothing before it has all', async (t) => {
  const ca = new TestCa()
  const dir = tempDir(t)
  const galley = new FakeGalley(ca)
  await galley.start()
  galley.publish('')
  const first = new Pilot(configOf(dir, galley), systemClock, identityOf(ca))
  const proxy = new TestProxy({
    ca,
    target: (await first.start()).grpc,
    name: 'reviews-v1',
    address: '10.0.0.1',
    service: 'reviews',
  })
  proxy.start()
  await proxy.until('listener', () => proxy.has(LISTENER_TYPE, 'virtualInbound'))
  await first.close()
  await proxy.close()

  const second = new Pilot(configOf(dir, galley), systemClock, identityOf(ca))
  const { http } = await second.start()
  const response = await fetch(`http://${http}/debug/registryz`)
  const services = (await response.json()) as { host: string }[]
  assert.deepEqual(
    services.map((service) => service.host),
    ['reviews.default.svc.cluster.local'],
  )
  await second.close()
  await galley.close()
})

test('without galley proxies are told to come again, and readiness says why', async (t) => {
  const ca = new TestCa()
  const galley = new FakeGalley(ca)
  await galley.start()
  // Nothing is published: no collection has come.
  const pilot = new Pilot(configOf(tempDir(t), galley), systemClock, identityOf(ca))
  const { grpc, http } = await pilot.start()
  const channel = openChannel({
    target: grpc,
    identity: ca.identity(testSpiffeId('a', 'default')),
    expectedServerIds: [PILOT_ID],
  })
  const stream = channel.bidi(AggregatedDiscoveryService.deltaAggregatedResources)
  const status = new Promise<number>((resolve) => {
    stream.on('error', (error) => resolve(statusOf(error) ?? 0))
  })
  stream.on('data', () => undefined)
  const node = Node.create({ id: 'sidecar~10.0.0.1~a.default~default.svc.cluster.local' })
  stream.write(DeltaDiscoveryRequest.create({ node, typeUrl: CLUSTER_TYPE }))
  assert.equal(await status, 14)
  const ready = await fetch(`http://${http}/readyz`)
  assert.equal(ready.status, 503)
  assert.match(await ready.text(), /waiting for galley/)
  channel.close()
  await pilot.close()
  await galley.close()
})

test('a folder and a plaintext port do for another data plane, state of the world', async (t) => {
  const dir = tempDir(t)
  writeFileSync(
    join(dir, 'entry.yaml'),
    `
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: {name: a, namespace: default}
spec:
  hosts: [a.example.com]
  resolution: STATIC
  ports: [{number: 80, name: http, protocol: HTTP}]
  endpoints: [{address: 10.0.0.7}]
`,
  )
  const config = parseConfig([
    ...['--state', tempDir(t), '--config', `fs:${dir}`, '--plain-port', '0'],
    ...['--grpc-port', '0', '--monitoring-port', '0'],
  ])
  const pilot = new Pilot(config, systemClock)
  const { plain, grpc } = await pilot.start()
  assert.equal(grpc, '')
  const channel = openChannel({
    target: plain,
    identity: null,
    expectedServerIds: [],
    plaintext: true,
  })
  const names = new Promise<string[]>((resolve) => {
    const client = new AdsClient({
      channel,
      variant: 'sotw',
      node: Node.create({ id: 'sidecar~10.0.0.1~x.default~default.svc.cluster.local' }),
      onUpdate: (_, update) => {
        resolve(update.updated.map((one) => Cluster.decode(one.resource.value).name))
        void client.close()
        return { kind: 'ack' }
      },
    })
    client.subscribe(CLUSTER_TYPE, '*')
    client.start()
  })
  const name = 'outbound|80||a.example.com'
  assert.ok((await names).includes(name))
  channel.close()
  await pilot.close()
})

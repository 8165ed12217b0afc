/** The state of a proxy follows from what it answers and from its process, never from how long asking takes elsewhere. */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, type RequestListener, type Server } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { type TestContext, test } from 'node:test'
import { type HttpTarget, targetOf } from './http.ts'
import { type ProxyProcess, proxyHealth } from './proxy-health.ts'

const ID = 'spiffe://cluster.local/ns/default/sa/real'
const CERTS = {
  certificates: [
    {
      ca_cert: [],
      cert_chain: [
        { path: '/etc/other.pem', subject_alt_names: [{ uri: 'spiffe://other/x' }] },
        { path: '/etc/other-ca.pem' },
      ],
    },
    {
      ca_cert: [],
      cert_chain: [
        {
          path: '<inline: default>',
          subject_alt_names: [{ uri: ID }],
          expiration_time: '2026-11-22T16:55:04Z',
        },
      ],
    },
  ],
}
const SERVES: ProxyProcess = { isStarting: false, isSuspended: false }
const STARTS: ProxyProcess = { isStarting: true, isSuspended: false }

async function admin(
  t: TestContext,
  ready: number,
  certs: unknown = CERTS,
  awaited: unknown = {},
): Promise<HttpTarget> {
  const bodies = new Map([
    ['/ready', 'LIVE\n'],
    ['/certs', JSON.stringify(certs)],
    ['/init_dump', JSON.stringify(awaited)],
  ])
  return listen(t, ({ url = '' }, response) => {
    response.writeHead(url === '/ready' ? ready : 200)
    response.end(bodies.get(url))
  })
}

async function listen(t: TestContext, serve: RequestListener): Promise<HttpTarget> {
  const server: Server = createServer(serve).listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.after(() => {
    server.closeAllConnections()
    server.close()
  })
  return targetOf(`127.0.0.1:${(server.address() as AddressInfo).port}`) // it listens on TCP
}

test('a proxy that serves is ready, with the identity of the certificate that it holds', async (t) => {
  const target = await admin(t, 200)
  assert.deepEqual(await proxyHealth(() => target, SERVES), {
    state: 'ready',
    reasons: [],
    identity: ID,
    certificateNotAfter: '2026-11-22T16:55:04Z',
  })
})

test('a proxy that serves but cannot bind a listener is degraded, and says which', async (t) => {
  const why = 'listener 0.0.0.0_81 cannot be bound: it is in use'
  const awaited = { unready_targets_dumps: [{ name: 'init manager Server', target_names: [why] }] }
  const target = await admin(t, 200, CERTS, awaited)
  const { state, reasons } = await proxyHealth(() => target, SERVES)
  assert.deepEqual([state, reasons], ['degraded', [why]])
})

test('without a certificate its identity is not known', async (t) => {
  const target = await admin(t, 503, { certificates: [] })
  const health = await proxyHealth(() => target, STARTS)
  assert.deepEqual(health, {
    state: 'starting',
    reasons: ['it says LIVE'],
    identity: '',
    certificateNotAfter: '',
  })
})

test('a connection made elsewhere is used in place of the address', async (t) => {
  const { port } = await admin(t, 200)
  const target = { ...targetOf('192.0.2.1:1'), open: () => connect(port, '127.0.0.1') }
  assert.equal((await proxyHealth(() => target, SERVES)).state, 'ready')
})

const closed = (): HttpTarget => targetOf('127.0.0.1:1')
const unreachable = (): HttpTarget => {
  throw new Error('cannot enter the namespace')
}

const ROWS: readonly (readonly [string, () => HttpTarget, ProxyProcess, string, RegExp])[] = [
  ['closed while it starts', closed, STARTS, 'starting', /^its admin interface is closed$/],
  ['closed after it had started', closed, SERVES, 'degraded', /^its admin interface is closed$/],
  [
    'suspended',
    closed,
    { isStarting: true, isSuspended: true },
    'degraded',
    /^its process is suspended by a signal$/,
  ],
  ['not to be reached', unreachable, SERVES, 'degraded', /cannot be asked: cannot enter the name/],
]
for (const [name, target, process, state, why] of ROWS) {
  test(`an admin interface that is ${name}: ${state}`, async () => {
    const health = await proxyHealth(target, process)
    assert.equal(health.state, state)
    assert.match(health.reasons.join(), why)
    assert.equal(health.identity, '')
  })
}

test('a proxy that accepts and never answers is degraded, also when another asks long', async (t) => {
  const target = await listen(t, () => undefined)
  const health = await proxyHealth(() => target, SERVES)
  assert.equal(health.state, 'degraded')
  assert.match(health.reasons.join(), /does not answer \(nothing within 3 s\)/)
})

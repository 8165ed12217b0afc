/** A filter chain that is replaced in place: connections go over to its successor where that demands the same of them. */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { Agent, request } from 'node:http'
import { connect, type Socket } from 'node:net'
import { test } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import { connect as connectTls } from 'node:tls'
import { TestCa, testSpiffeId } from '@flotilla/testkit'
import { startControlPlane, type TestControlPlane } from '../testing/control-plane.ts'
import {
  cluster,
  downstreamTls,
  httpFilter,
  listener,
  meshSecrets,
  type RunningProxy,
  startProxy,
  tcpFilter,
} from '../testing/running-proxy.ts'
import { echoApp, until } from '../testing/servers.ts'

const ca = new TestCa()
const PILOT = testSpiffeId('istio-pilot-service-account', 'istio-system')
const sidecar = ca.issue(testSpiffeId('a'))
const client = ca.issue(testSpiffeId('b'))

/** An HTTP filter whose routes answer with the version. */
function versioned(version: number, more: object = {}): object {
  return httpFilter('', {
    stat_prefix: `v${version}`,
    route_config: {
      name: `r${version}`,
      virtual_hosts: [
        {
          name: 'all',
          domains: ['*'],
          routes: [
            {
              match: { prefix: '/' },
              direct_response: { status: 200, body: { inline_string: String(version) } },
            },
          ],
        },
      ],
    },
    ...more,
  })
}

interface Mesh {
  readonly plane: TestControlPlane
  readonly proxy: RunningProxy
  readonly port: number
  /** Replaces the listener's chains and waits until the proxy has acknowledged that. */
  replace(chains: readonly object[], more?: object): Promise<void>
}

async function withListener(
  chains: readonly object[],
  run: (mesh: Mesh) => Promise<void>,
  clusters: readonly object[] = [],
  drainMs = 45_000,
): Promise<void> {
  const plane = await startControlPlane(ca.identity(PILOT))
  plane.set('listener', { l: listener('l', chains) })
  const proxy = await startProxy(
    { secrets: meshSecrets(sidecar), adsPort: plane.port, adsId: PILOT, clusters },
    { drain: { timeMs: drainMs, isGradual: true } },
  )
  const replace = async (next: readonly object[], more: object = {}): Promise<void> => {
    const before = plane.acks('listener')
    plane.set('listener', { l: listener('l', next, more) })
    await until(() => plane.acks('listener') > before)
  }
  try {
    await run({ plane, proxy, port: proxy.port('l'), replace })
    assert.deepEqual(plane.rejections, [])
  } finally {
    await proxy.stop()
    await plane.close()
  }
}

/** Sends a request on an open connection and reads its response, which must carry a length. */
async function ask(socket: Socket): Promise<{ readonly head: string; readonly body: string }> {
  let text = ''
  const read = (chunk: Buffer): void => {
    text += chunk
  }
  socket.on('data', read)
  socket.write('GET / HTTP/1.1\r\nhost: a\r\n\r\n')
  for (;;) {
    const [head = '', body] = text.split('\r\n\r\n')
    const length = Number(/content-length: (\d+)/.exec(head)?.[1])
    if (body !== undefined && body.length >= length) {
      socket.off('data', read)
      return { head, body }
    }
    if (socket.destroyed || socket.readableEnded) throw new Error(`cut after ${text}`)
    await Promise.race([once(socket, 'data'), once(socket, 'close')])
  }
}

async function openPlain(port: number): Promise<Socket> {
  const socket = connect(port, '127.0.0.1')
  socket.on('error', () => undefined)
  await once(socket, 'connect')
  return socket
}

async function openTls(port: number): Promise<Socket> {
  const socket = connectTls({
    port,
    host: '127.0.0.1',
    cert: client.certChainPem,
    key: client.keyPem,
    rejectUnauthorized: false,
    ALPNProtocols: ['http/1.1'],
  })
  socket.on('error', () => undefined)
  await once(socket, 'secureConnect')
  return socket
}

const mtls = (version: number, more: object = {}): object => ({
  name: 'in',
  filter_chain_match: { transport_protocol: 'tls' },
  transport_socket: downstreamTls(['http/1.1']),
  filters: [versioned(version)],
  ...more,
})
const plain = (version: number, more: object = {}): object => ({
  name: 'in',
  filter_chain_match: { transport_protocol: 'raw_buffer' },
  filters: [versioned(version)],
  ...more,
})

test('no request of a busy client fails while its chain is replaced, and each is decided by the newest chain', () =>
  withListener([plain(0)], async ({ port, replace }) => {
    const agent = new Agent({ keepAlive: true, maxSockets: 8 })
    let acknowledged = 0
    let isOver = false
    const failures: string[] = []
    const pending: Promise<void>[] = []
    let connections = 0
    const one = async (): Promise<void> => {
      const floor = acknowledged
      const body = await new Promise<string>((resolve, reject) => {
        const call = request({ port, host: '127.0.0.1', agent }, (response) => {
          if (!call.reusedSocket) connections++
          let text = ''
          response.on('data', (chunk: Buffer) => {
            text += chunk
          })
          response.on('end', () => resolve(text))
        })
        call.on('error', reject)
        call.end()
      })
      if (Number(body) < floor) failures.push(`decided by ${body} after ${floor} was acknowledged`)
    }
    const load = (async () => {
      while (!isOver) {
        pending.push(one().catch((error: unknown) => void failures.push(String(error))))
        await delay(5)
      }
    })()
    for (let version = 1; version <= 20; version++) {
      await delay(40)
      await replace([plain(version)])
      acknowledged = version
    }
    isOver = true
    await load
    await Promise.all(pending)
    agent.destroy()
    assert.deepEqual(failures, [])
    assert.ok(pending.length >= 100, `${pending.length} requests`)
    assert.ok(connections <= 8, `${connections} connections`)
  }))

test('an authenticated connection goes on where the successor demands the same', () =>
  withListener([mtls(1)], async ({ port, replace, proxy }) => {
    const socket = await openTls(port)
    assert.equal((await ask(socket)).body, '1')
    await replace([mtls(2)])
    await replace([mtls(3)])
    const answer = await ask(socket)
    assert.equal(answer.body, '3')
    assert.doesNotMatch(answer.head, /connection: close/i)
    const active = (name: string): RegExp =>
      new RegExp(`^http\\.${name}\\.downstream_cx_active: `, 'm')
    const stats = await proxy.get('/stats?filter=downstream_cx_active')
    assert.match(stats, new RegExp(`${active('v1').source}0`, 'm'))
    assert.match(stats, new RegExp(`${active('v3').source}1`, 'm'))
    socket.destroy()
  }))

const NARROW = {
  name: 'envoy.transport_sockets.tls',
  typed_config: {
    '@type': 'type.googleapis.com/envoy.extensions.transport_sockets.tls.v3.DownstreamTlsContext',
    require_client_certificate: true,
    common_tls_context: {
      tls_certificate_sds_secret_configs: [{ name: 'default', sds_config: { ads: {} } }],
      alpn_protocols: ['http/1.1'],
      combined_validation_context: {
        default_validation_context: {
          match_typed_subject_alt_names: [
            { san_type: 'URI', matcher: { exact: testSpiffeId('somebody-else') } },
          ],
        },
        validation_context_sds_secret_config: { name: 'ROOTCA', sds_config: { ads: {} } },
      },
    },
  },
}

test('an idle connection is closed where nobody demands the same of it', async () => {
  const cases: [name: string, before: object[], after: object[], more: object, tls: boolean][] = [
    ['plaintext is not accepted any more', [plain(1), mtls(1)], [mtls(2)], {}, false],
    ['other names are accepted', [mtls(1)], [mtls(2, { transport_socket: NARROW })], {}, true],
    ['the chain has another name', [mtls(1)], [mtls(2, { name: 'other' })], {}, true],
    [
      'it is chosen by other criteria',
      [plain(1)],
      [plain(2, { filter_chain_match: {} })],
      {},
      false,
    ],
    ['raw bytes take its place', [plain(1)], [plain(2, { filters: [tcpFilter('x')] })], {}, false],
    [
      'other limits hold',
      [plain(1)],
      [plain(2, { filters: [versioned(2, { max_request_headers_kb: 8 })] })],
      {},
      false,
    ],
    [
      'first bytes are waited for differently',
      [plain(1)],
      [plain(2)],
      { listener_filters_timeout: '3s' },
      false,
    ],
  ]
  for (const [name, before, after, more, isTls] of cases)
    await withListener(before, async ({ port, replace }) => {
      const socket = isTls ? await openTls(port) : await openPlain(port)
      assert.equal((await ask(socket)).body, '1', name)
      await replace(after, more)
      socket.resume()
      if (!socket.destroyed) await once(socket, 'close')
    })
})

test('a connection that was still silent gets the chain of now', () =>
  withListener([plain(1), mtls(1)], async ({ port, replace }) => {
    const silent = await openPlain(port)
    const other = await openPlain(port)
    await replace([plain(2), mtls(2)])
    assert.equal((await ask(silent)).body, '2')
    await replace([mtls(3)])
    await assert.rejects(ask(other), 'plaintext was refused')
    silent.destroy()
  }))

test('raw connections live on until the drain time is over', async () => {
  const app = await echoApp()
  const raw = (prefix: string): object => ({
    name: 'raw',
    filters: [tcpFilter('app', { stat_prefix: prefix })],
  })
  await withListener(
    [raw('one')],
    async ({ port, replace }) => {
      const socket = await openPlain(port)
      socket.write('a')
      assert.equal(String((await once(socket, 'data'))[0]), 'a')
      await replace([raw('two')])
      socket.write('b')
      assert.equal(String((await once(socket, 'data'))[0]), 'b')
      await once(socket.resume(), 'close')
      const next = await openPlain(port)
      next.write('c')
      assert.equal(String((await once(next, 'data'))[0]), 'c')
      next.destroy()
    },
    [cluster('app', [app.port])],
    300,
  )
  await app.close()
})

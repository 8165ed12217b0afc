/** Probes against real servers: every kind of check, and what answers mean. */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { createServer as createHttp2Server, type ServerHttp2Stream } from 'node:http2'
import { connect, createServer as createTcpServer, type Server } from 'node:net'
import { after, test } from 'node:test'
import { ActiveHealthCheck, HealthCheckResponse } from '@flotilla/proto'
import { describeViolations, Violations } from '../../compile/violations.ts'
import { until } from '../../testing/servers.ts'
import { EndpointHost } from '../endpoint-host.ts'
import type { CheckResult, Probe } from './check-result.ts'
import { compileHealthCheck } from './compile-health-check.ts'
import { makeProbe } from './make-probe.ts'
import type { OpenCheck } from './probe-connection.ts'

const BASE = { timeout: '1s', interval: '1s', unhealthy_threshold: 1, healthy_threshold: 1 }

const closers: (() => void)[] = []
after(() => {
  for (const close of closers) close()
})

async function bound(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  closers.push(() => server.close())
  const address = server.address()
  return typeof address === 'object' && address !== null ? address.port : 0
}

function specOf(json: object) {
  const parsed = ActiveHealthCheck.fromJson({ ...BASE, ...json })
  assert.equal(parsed.kind, 'ok', JSON.stringify(parsed))
  const at = new Violations()
  const message = parsed.kind === 'ok' ? parsed.message : ActiveHealthCheck.create()
  const spec = compileHealthCheck(message, at)
  assert.equal(describeViolations(at.all), '')
  assert.ok(spec !== null)
  return spec
}

let opened = 0
const open: OpenCheck = (host, onOpen, onFail) => {
  opened++
  const socket = connect({ host: host.address, port: host.port, allowHalfOpen: true })
  socket.once('connect', () => {
    socket.off('error', onFail)
    onOpen(socket)
  })
  socket.once('error', onFail)
  return () => socket.destroy()
}

let verified = 0

function probeOf(port: number, json: object): Probe {
  const host = new EndpointHost(
    {
      address: '127.0.0.1',
      port,
      hostname: '',
      weight: 1,
      priority: 0,
      locality: { region: '', zone: '', subZone: '' },
      health: 'healthy',
      metadata: {},
      healthCheck: null,
    },
    '',
    {
      random: Math.random,
      nowMs: () => 0,
      latency: null,
      accrual: null,
      isChecked: true,
      awaitsFirstCheck: false,
    },
  )
  const probe = makeProbe(host, {
    spec: specOf(json),
    clusterName: 'the-cluster',
    open,
    onVerify: () => {
      verified++
    },
  })
  closers.push(() => probe.abandon())
  return probe
}

function check(probe: Probe): Promise<string> {
  return new Promise((resolve) => {
    probe.start((result) => resolve(text(result)))
  })
}

function text(result: CheckResult): string {
  if (result.kind === 'healthy') return result.isDegraded ? 'degraded' : 'healthy'
  if (result.kind === 'network') return 'network'
  return `failed${result.isRetriable ? ' retriable' : ''}${result.isExcluded ? ' excluded' : ''}`
}

test('HTTP: statuses, headers, bodies and names decide', async () => {
  const requests: IncomingMessage[] = []
  const port = await bound(
    createServer((request, response: ServerResponse) => {
      requests.push(request)
      const [, status = '200', header = ''] = (request.url ?? '').split('/')
      response.writeHead(Number(status), header === '' ? {} : { [header]: 'true' })
      response.end('all is well')
    }),
  )
  const http = (path: string, more: object = {}): object => ({
    http_health_check: { path, ...more },
  })
  const ranges = {
    expected_statuses: [{ start: 200, end: 300 }],
    retriable_statuses: [{ start: 500, end: 504 }],
  }
  const cases: [object, string][] = [
    [http('/200'), 'healthy'],
    [http('/204'), 'failed'],
    [http('/204', ranges), 'healthy'],
    [http('/503', ranges), 'failed retriable'],
    [http('/504', ranges), 'failed'],
    [http('/200/x-envoy-degraded'), 'degraded'],
    [http('/503/x-envoy-immediate-health-check-fail'), 'failed excluded'],
    [http('/200', { receive: [{ text: '6973' }, { binary: btoa('well') }] }), 'healthy'],
    [http('/200', { receive: [{ binary: btoa('well') }, { text: '6973' }] }), 'failed'],
    [http('/200', { receive: [{ binary: btoa('well') }], response_buffer_size: 5 }), 'failed'],
    [http('/200', { service_name_matcher: { exact: 'x' } }), 'failed'],
    [http('/200', { method: 'HEAD', host: 'other' }), 'healthy'],
  ]
  for (const [json, want] of cases)
    assert.equal(await check(probeOf(port, json)), want, JSON.stringify(json))
  assert.equal(verified, 1)
  const [first] = requests
  assert.equal(first?.method, 'GET')
  assert.deepEqual(first?.rawHeaders, ['host', 'the-cluster', 'user-agent', 'Envoy/HC'])
  const last = requests.at(-1)
  assert.deepEqual([last?.method, last?.headers.host], ['HEAD', 'other'])
  const own = http('/200', {
    request_headers_to_add: [{ header: { key: 'X-Own', value: '100%%' } }],
    request_headers_to_remove: ['user-agent'],
  })
  assert.equal(await check(probeOf(port, own)), 'healthy')
  assert.deepEqual(requests.at(-1)?.rawHeaders, ['host', 'the-cluster', 'x-own', '100%'])
})

test('HTTP: connections are kept or not, and a broken one is a failure of the network', async () => {
  const server = createServer((request, response) => {
    if (request.url === '/cut') request.socket.destroy()
    else response.end('ok')
  })
  const port = await bound(server)
  const kept = probeOf(port, { http_health_check: { path: '/' } })
  opened = 0
  for (let i = 0; i < 3; i++) assert.equal(await check(kept), 'healthy')
  assert.equal(opened, 1)
  const fresh = probeOf(port, { http_health_check: { path: '/' }, reuse_connection: false })
  opened = 0
  for (let i = 0; i < 3; i++) assert.equal(await check(fresh), 'healthy')
  assert.equal(opened, 3)
  assert.equal(await check(probeOf(port, { http_health_check: { path: '/cut' } })), 'network')
  // The server ends the connection between two checks: the next one opens another.
  server.closeAllConnections()
  opened = 0
  await until(async () => (await check(kept)) === 'healthy')
  assert.equal(opened, 1)
})

test('TCP: to connect is enough, or an answer must come', async () => {
  const port = await bound(
    createTcpServer((socket) => {
      socket.on('error', () => undefined)
      socket.on('data', (chunk) => socket.write(`+${chunk}`))
    }),
  )
  assert.equal(await check(probeOf(port, { tcp_health_check: {} })), 'healthy')
  const ping = { send: { text: '50494e47' }, receive: [{ text: '2b50494e47' }] }
  const probe = probeOf(port, { tcp_health_check: ping })
  opened = 0
  assert.equal(await check(probe), 'healthy')
  assert.equal(await check(probe), 'healthy')
  assert.equal(opened, 1)
  const closed = createTcpServer()
  const gone = await bound(closed)
  closed.close()
  await once(closed, 'close')
  assert.equal(await check(probeOf(gone, { tcp_health_check: {} })), 'network')
})

test('gRPC and HTTP/2', async () => {
  let status = 1
  let code = '0'
  const seen: unknown[] = []
  const server = createHttp2Server()
  const sessions: { destroy(): void }[] = []
  server.on('session', (session) => sessions.push(session))
  server.on('stream', (stream: ServerHttp2Stream, headers) => {
    seen.push([headers[':path'], headers[':authority'], headers['content-type']])
    stream.on('error', () => undefined)
    if (headers[':path'] === '/h2') {
      stream.respond({ ':status': 200 })
      stream.end()
      return
    }
    stream.respond(
      { ':status': 200, 'content-type': 'application/grpc' },
      { waitForTrailers: true },
    )
    stream.on('wantTrailers', () => stream.sendTrailers({ 'grpc-status': code }))
    const message = HealthCheckResponse.encode(
      HealthCheckResponse.create({ status: status as HealthCheckResponse['status'] }), // set by this test
    )
    const frame = Buffer.alloc(5 + message.length)
    frame.writeUInt32BE(message.length, 1)
    frame.set(message, 5)
    stream.end(frame)
  })
  closers.push(() => {
    for (const session of sessions) session.destroy()
    server.close()
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  const probe = probeOf(port, { grpc_health_check: { service_name: 's', authority: 'me' } })
  opened = 0
  assert.equal(await check(probe), 'healthy')
  status = 2
  assert.equal(await check(probe), 'failed')
  code = '5'
  assert.equal(await check(probe), 'failed')
  assert.equal(opened, 1)
  assert.deepEqual(seen[0], ['/grpc.health.v1.Health/Check', 'me', 'application/grpc'])
  const plain = probeOf(port, { http_health_check: { path: '/h2', codec_client_type: 'HTTP2' } })
  assert.equal(await check(plain), 'healthy')
  assert.deepEqual(seen.at(-1), ['/h2', 'the-cluster', undefined])
  // The server ends the session: the next check opens another.
  for (const session of sessions) session.destroy()
  code = '0'
  status = 1
  opened = 0
  await until(async () => (await check(probe)) === 'healthy')
  assert.equal(opened, 1)
})

test('what is wrong with a check is told by path', () => {
  const cases: [object, RegExp][] = [
    [{}, /timeout: is required.*|says no kind/],
    [{ ...BASE, timeout: '0s', tcp_health_check: {} }, /timeout: is required and must be above 0/],
    [{ ...BASE, http_health_check: {} }, /http_health_check\.path: must not be empty/],
    [
      { ...BASE, http_health_check: { path: '/', expected_statuses: [{ start: 200, end: 200 }] } },
      /http_health_check\.expected_statuses\[0\]/,
    ],
    [
      { ...BASE, tcp_health_check: { receive: [{ text: 'xyz' }] } },
      /tcp_health_check\.receive\[0\]\.text: must be hexadecimal/,
    ],
    [
      { ...BASE, tcp_health_check: {}, tls_options: { alpn_protocols: ['h2'] } },
      /tls_options\.alpn_protocols: this field is not implemented/,
    ],
    [{ ...BASE, tcp_health_check: {}, interval_jitter: '-1s' }, /interval_jitter/],
  ]
  for (const [json, want] of cases) {
    const parsed = ActiveHealthCheck.fromJson(json)
    assert.equal(parsed.kind, 'ok', JSON.stringify(parsed))
    const at = new Violations()
    if (parsed.kind === 'ok') compileHealthCheck(parsed.message, at)
    assert.match(describeViolations(at.all), want)
  }
})

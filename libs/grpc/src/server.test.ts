/** Real servers and channels over loopback: identities both ways, rotation, refusals, deadlines, health, sockets and shutdown. */
import assert from 'node:assert/strict'
import { statSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import { join } from 'node:path'
import { test } from 'node:test'
import { FlotillaError } from '@flotilla/errors'
import {
  HealthCheckRequest,
  type HealthCheckResponse,
  HealthCheckResponseServingStatus,
  HealthService,
  IstioCertificateRequest,
  IstioCertificateResponse,
  IstioCertificateService,
} from '@flotilla/proto'
import { StaticIdentity, TestCa, tempDir, testSpiffeId, watchHandles } from '@flotilla/testkit'
import type { Channel } from './channel.ts'
import { type CallContext, openChannel, startServer, statusOf, unary } from './index.ts'
import type { ServerOptions } from './server.ts'
import { remoteCodeOf } from './status.ts'

const SERVER_ID = testSpiffeId('istio-citadel-service-account', 'istio-system')
const CLIENT_ID = testSpiffeId('bookinfo-reviews')
type Handle = (
  request: IstioCertificateRequest,
  context: CallContext,
) => IstioCertificateResponse | Promise<IstioCertificateResponse>

const whoami: Handle = (_request, context) =>
  IstioCertificateResponse.create({ certChain: [context.peer.spiffeId ?? 'nobody'] })

function serve(
  tls: ServerOptions['tls'],
  handle: Handle = whoami,
  more: Partial<ServerOptions> = {},
): ReturnType<typeof startServer> {
  return startServer({
    address: '127.0.0.1:0',
    services: [
      {
        definition: IstioCertificateService,
        implementation: { createCertificate: unary(handle, { maxDurationMs: 150 }) },
      },
    ],
    tls,
    ...more,
  })
}

async function ask(channel: Channel, deadlineMs = 2_000): Promise<string> {
  const response = await channel.unary(
    IstioCertificateService.createCertificate,
    IstioCertificateRequest.create({ csr: 'x' }),
    { deadlineMs },
  )
  return response.certChain[0] ?? ''
}

test('both ends are known by their SPIFFE ids, never by name', async () => {
  const handles = watchHandles()
  const ca = new TestCa()
  const server = await serve({ identity: ca.identity(SERVER_ID), clientCertificate: 'require' })
  const channel = openChannel({
    target: server.address,
    identity: ca.identity(CLIENT_ID),
    expectedServerIds: [testSpiffeId('other'), SERVER_ID],
  })
  assert.equal(await ask(channel), CLIENT_ID)
  channel.close()
  await server.close()
  await handles.check()
})

test('a server of another identity, trust domain or root is refused by the client', async (t) => {
  const ca = new TestCa()
  const cases: [string, TestCa, string, string[]][] = [
    ['another identity', ca, testSpiffeId('impostor'), [SERVER_ID]],
    ['another root', new TestCa(), SERVER_ID, [SERVER_ID]],
    ['a similar id', ca, `${SERVER_ID}x`, [SERVER_ID]],
  ]
  for (const [name, serverCa, serverId, expectedServerIds] of cases)
    await t.test(name, async () => {
      const identity = serverCa.identity(serverId)
      const server = await serve({ identity, clientCertificate: 'none' })
      const channel = openChannel({
        target: server.address,
        identity: ca.identity(CLIENT_ID),
        expectedServerIds,
      })
      await assert.rejects(ask(channel, 400), { code: /FLT_RPC_(FAILED|DEADLINE)/ })
      channel.close()
      await server.close()
    })
})

test('a channel without expected ids or roots is a bug, not a connection', () => {
  const identity = new TestCa().identity(CLIENT_ID)
  const bug = { code: 'FLT_BUG' }
  assert.throws(() => openChannel({ target: 'a:1', identity, expectedServerIds: [] }), bug)
  assert.throws(() => openChannel({ target: 'a:1', identity: null, expectedServerIds: ['x'] }), bug)
})

test('clients that may not call are refused and counted', async (t) => {
  const ca = new TestCa()
  const cases: [string, 'require' | 'request', StaticIdentity | null][] = [
    ['no certificate where one is required', 'require', null],
    [
      'another trust domain',
      'require',
      new TestCa({ trustDomain: 'evil.example' }).identity('spiffe://evil.example/ns/a/sa/b'),
    ],
    ['an expired certificate', 'require', ca.identity(CLIENT_ID, { ttlMs: -1_000 })],
    ['a foreign certificate where none is required', 'request', new TestCa().identity(CLIENT_ID)],
  ]
  for (const [name, clientCertificate, identity] of cases)
    await t.test(name, async () => {
      const server = await serve({ identity: ca.identity(SERVER_ID), clientCertificate })
      const channel = openChannel({
        target: server.address,
        identity,
        rootsPem: ca.rootPem,
        expectedServerIds: [SERVER_ID],
      })
      await assert.rejects(ask(channel, 400))
      assert.ok(server.refusedConnections() > 0)
      channel.close()
      await server.close()
    })
})

test('without a certificate a caller is nobody where one is only requested', async () => {
  const ca = new TestCa()
  const server = await serve({ identity: ca.identity(SERVER_ID), clientCertificate: 'request' })
  const channel = openChannel({
    target: server.address,
    identity: null,
    rootsPem: ca.rootPem,
    expectedServerIds: [SERVER_ID],
  })
  assert.equal(await ask(channel), 'nobody')
  channel.close()
  await server.close()
})

test('a plaintext connection to a TLS port is refused and counted', async () => {
  const ca = new TestCa()
  const server = await serve({ identity: ca.identity(SERVER_ID), clientCertificate: 'require' })
  const socket = connect(server.port, '127.0.0.1')
  socket.end('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n')
  await new Promise((resolve) => socket.on('close', resolve))
  assert.equal(server.refusedConnections(), 1)
  await server.close()
})

test('new connections take the rotated certificates at both ends, old ones live on', async () => {
  const ca = new TestCa()
  const serverIdentity = ca.identity(SERVER_ID)
  const clientIdentity = ca.identity(CLIENT_ID)
  const serials: string[] = []
  const server = await serve(
    { identity: serverIdentity, clientCertificate: 'require' },
    (_request, { peer }) =>
      IstioCertificateResponse.create({ certChain: [peer.certificateDer?.toString('hex') ?? ''] }),
  )
  const open = (): Channel =>
    openChannel({
      target: server.address,
      identity: clientIdentity,
      expectedServerIds: [SERVER_ID],
    })
  const first = open()
  serials.push(await ask(first))
  const rotated = ca.issue(CLIENT_ID)
  clientIdentity.set(rotated)
  // The new root is trusted by the client only: it must see the new server certificate to connect.
  const otherCa = new TestCa()
  serverIdentity.set({ ...otherCa.issue(SERVER_ID), rootsPem: ca.rootPem })
  clientIdentity.set({ ...rotated, rootsPem: otherCa.rootPem })
  const second = open()
  serials.push(await ask(second))
  serials.push(await ask(first))
  assert.notEqual(serials[1], serials[0])
  assert.equal(serials[1], rotated.certificate.der.toString('hex'))
  assert.equal(serials[2], serials[0])
  first.close()
  second.close()
  await server.close()
})

test('a part without a certificate accepts and makes no connection, and does once it has one', async () => {
  const ca = new TestCa()
  const serverIdentity = new StaticIdentity(null)
  const clientIdentity = new StaticIdentity(null)
  const server = await serve({ identity: serverIdentity, clientCertificate: 'require' })
  const channel = openChannel({
    target: server.address,
    identity: clientIdentity,
    expectedServerIds: [SERVER_ID],
  })
  await assert.rejects(ask(channel, 300))
  serverIdentity.set(ca.issue(SERVER_ID))
  clientIdentity.set(ca.issue(CLIENT_ID))
  const later = openChannel({
    target: server.address,
    identity: clientIdentity,
    expectedServerIds: [SERVER_ID],
  })
  assert.equal(await ask(later), CLIENT_ID)
  channel.close()
  later.close()
  await server.close()
})

test('errors travel as statuses: codes of ours by name, foreign ones without their text', async (t) => {
  const cases: [string, unknown, number, string | null, RegExp][] = [
    [
      'ours',
      new FlotillaError('FLT_TOKEN_REFUSED', 'the token is used'),
      16,
      'FLT_TOKEN_REFUSED',
      /the token is used/,
    ],
    ['a status', { code: 13, details: 'inconsistent words' }, 13, null, /inconsistent words/],
    ['foreign', new Error('secret path /etc'), 13, null, /^(?!.*secret).*$/],
  ]
  for (const [name, thrown, code, flotillaCode, text] of cases)
    await t.test(name, async () => {
      const server = await serve('plaintext', () => {
        throw thrown
      })
      const channel = openChannel({
        target: server.address,
        identity: null,
        expectedServerIds: [],
        plaintext: true,
      })
      const error = await ask(channel).then(
        () => assert.fail('must reject'),
        (e: unknown) => e,
      )
      assert.equal(statusOf(error), code)
      assert.equal(remoteCodeOf(error), flotillaCode)
      assert.match((error as Error).message, text)
      channel.close()
      await server.close()
    })
})

test('a call that takes too long ends at the deadline of either end, and its handler is told', async () => {
  const told: unknown[] = []
  const hang: Handle = (_request, { signal }) =>
    new Promise((_resolve, reject) => {
      signal.addEventListener('abort', () => {
        told.push(signal.reason)
        reject(signal.reason)
      })
    })
  const server = await serve('plaintext', hang)
  const channel = openChannel({
    target: server.address,
    identity: null,
    expectedServerIds: [],
    plaintext: true,
  })
  await assert.rejects(ask(channel, 40), { code: 'FLT_RPC_DEADLINE', retryable: true })
  await assert.rejects(ask(channel, 2_000), { code: 'FLT_RPC_DEADLINE' })
  assert.equal(told.length, 2)
  channel.close()
  await server.close()
})

test('a call can be given up by its signal', async () => {
  const server = await serve('plaintext', () => new Promise(() => undefined))
  const channel = openChannel({
    target: server.address,
    identity: null,
    expectedServerIds: [],
    plaintext: true,
  })
  const abort = new AbortController()
  const asked = channel.unary(
    IstioCertificateService.createCertificate,
    IstioCertificateRequest.create(),
    { signal: abort.signal },
  )
  setImmediate(() => abort.abort())
  await assert.rejects(asked, { code: 'FLT_RPC_FAILED' })
  channel.close()
  await server.close()
})

test('health is answered and watched', async () => {
  const server = await serve('plaintext')
  const channel = openChannel({
    target: server.address,
    identity: null,
    expectedServerIds: [],
    plaintext: true,
  })
  const { SERVING, NOT_SERVING } = HealthCheckResponseServingStatus
  const request = HealthCheckRequest.create()
  assert.equal((await channel.unary(HealthService.check, request)).status, SERVING)
  await assert.rejects(
    channel.unary(HealthService.check, HealthCheckRequest.create({ service: 'x' })),
    { code: 'FLT_RPC_FAILED' },
  )
  const watch = channel.serverStream(HealthService.watch, request)
  const seen: number[] = []
  await new Promise<void>((resolve) => {
    watch.on('data', (response: HealthCheckResponse) => {
      seen.push(response.status)
      if (seen.length === 1) server.health.set('', false)
      else resolve()
    })
  })
  assert.deepEqual(seen, [SERVING, NOT_SERVING])
  watch.on('error', () => undefined)
  watch.cancel()
  channel.close()
  await server.close()
})

test('a message above the limit is refused, the connection goes on', async () => {
  const server = await serve('plaintext', whoami, { maxMessageBytes: 1_000 })
  const channel = openChannel({
    target: server.address,
    identity: null,
    expectedServerIds: [],
    plaintext: true,
  })
  await assert.rejects(
    channel.unary(
      IstioCertificateService.createCertificate,
      IstioCertificateRequest.create({ csr: 'x'.repeat(2_000) }),
    ),
    (error: unknown) => statusOf(error) === 8,
  )
  assert.equal(await ask(channel), 'nobody')
  channel.close()
  await server.close()
})

test('a Unix socket is private, replaces a stale file, and refuses to take over a live one', async (t) => {
  const path = join(tempDir(t), 'api.sock')
  const address = `unix:${path}`
  const server = await serve('plaintext', whoami, { address })
  assert.equal(statSync(path).mode & 0o777, 0o600)
  const channel = openChannel({
    target: address,
    identity: null,
    expectedServerIds: [],
    plaintext: true,
  })
  assert.equal(await ask(channel), 'nobody')
  await assert.rejects(serve('plaintext', whoami, { address }), { code: 'FLT_PORT_IN_USE' })
  channel.close()
  await server.close()
})

test('a taken port and a bad address are named', async () => {
  const server = await serve('plaintext')
  const address = server.address
  await assert.rejects(serve('plaintext', whoami, { address }), {
    code: 'FLT_PORT_IN_USE',
    message: `${address} is already in use`,
  })
  await assert.rejects(serve('plaintext', whoami, { address: 'nonsense' }), { code: 'FLT_USAGE' })
  await server.close()
})

test('closing cuts what does not end by itself, also half-open connections', async () => {
  const handles = watchHandles()
  const server = await serve('plaintext')
  const idle: Socket = connect(server.port, '127.0.0.1')
  await new Promise((resolve) => idle.on('connect', resolve))
  const closed = new Promise((resolve) => idle.on('close', resolve))
  idle.on('error', () => undefined)
  await server.close(20)
  await closed
  await handles.check()
})

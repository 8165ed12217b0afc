/** The agent against a real CA server: first contact, renewal, outages, answers that must not be trusted. */
import assert from 'node:assert/strict'
import { createServer } from 'node:net'
import { after, type TestContext, test } from 'node:test'
import { startTestCaServer, TestCa, tempDir, testSpiffeId, watchHandles } from '@flotilla/testkit'
import { FakeClock, systemClock } from '@flotilla/time'
import { parseCertificates, unwrap } from '@flotilla/x509'
import { IdentityAgent, type IdentityAgentOptions } from './index.ts'

const ID = testSpiffeId('a')
const HOUR_MS = 3_600_000
const handles = watchHandles()
after(() => handles.check())

type Server = Awaited<ReturnType<typeof startTestCaServer>>

function agentOf(
  t: TestContext,
  server: Pick<Server, 'address'>,
  options: Partial<IdentityAgentOptions> = {},
): IdentityAgent {
  const agent = new IdentityAgent({
    spiffeId: ID,
    caAddress: server.address,
    joinToken: null,
    rootsPem: null,
    keyStoreDir: null,
    clock: systemClock,
    random: () => 0.5,
    ...options,
  })
  t.after(() => agent.close())
  return agent
}

async function serve(
  t: TestContext,
  options: Partial<Parameters<typeof startTestCaServer>[0]> = {},
): Promise<Server> {
  const server = await startTestCaServer({ ca: new TestCa(), ...options })
  t.after(() => server.close())
  return server
}

const PATIENCE_MS = 10_000

/** Lets pending I/O happen, with `step` between the looks, until the condition holds. */
async function until(condition: () => boolean, step: () => void = () => undefined): Promise<void> {
  const deadlineMs = performance.now() + PATIENCE_MS
  while (!condition()) {
    assert.ok(performance.now() < deadlineMs, 'waited in vain')
    step()
    await new Promise((resolve) => setTimeout(resolve, 2))
  }
}

test('first contact pins the root by the hash in the token', async (t) => {
  const ca = new TestCa()
  const server = await serve(t, { ca })
  const agent = agentOf(t, server, { joinToken: server.token(ID) })
  assert.equal(agent.current(), null)
  assert.equal(agent.notAfterMs(), null)
  await agent.start()
  const current = agent.current()
  assert.equal(current?.rootsPem, ca.rootPem)
  assert.equal(current?.certChainPem.match(/BEGIN/g)?.length, 1)
  assert.equal(
    unwrap(parseCertificates(current?.certChainPem ?? ''))[0]?.notAfterMs,
    agent.notAfterMs(),
  )
  assert.deepEqual(server.calls, [`token ${ID}`])
  assert.deepEqual(agent.stats, { requests: 1, retries: 0, failures: 0, obtained: 1 })
})

test('renewal authenticates by the certificate, changes the key and tells listeners', async (t) => {
  const server = await serve(t)
  const agent = agentOf(t, server, { joinToken: server.token(ID) })
  await agent.start()
  const before = agent.current()
  let changes = 0
  agent.onChange(() => changes++)
  await agent.renew()
  assert.equal(changes, 1)
  assert.notEqual(agent.current()?.keyPem, before?.keyPem)
  assert.deepEqual(server.calls, [`token ${ID}`, `certificate ${ID}`])
})

test('callers at the same time share one request', async (t) => {
  const server = await serve(t)
  const agent = agentOf(t, server, { joinToken: server.token(ID) })
  await agent.start()
  await Promise.all([agent.renew(), agent.renew(), agent.renew()])
  assert.equal(server.calls.length, 2)
})

test('renewal happens by itself at half of the life', async (t) => {
  const clock = new FakeClock(Date.now())
  const server = await serve(t, { leaf: () => ({ ttlMs: 20 * HOUR_MS }) })
  const agent = agentOf(t, server, { joinToken: server.token(ID), clock })
  await agent.start()
  for (let i = 0; i < 9 * 60; i++) clock.advance(60_000)
  assert.equal(server.calls.length, 1)
  for (let i = 0; i < 61; i++) clock.advance(60_000)
  await until(() => agent.stats.obtained === 2)
  assert.deepEqual(server.calls, [`token ${ID}`, `certificate ${ID}`])
})

test('a token with the hash of another root leads nowhere, and is not sent', async (t) => {
  const server = await serve(t)
  const other = await serve(t)
  const agent = agentOf(t, server, { joinToken: other.token(ID) })
  await assert.rejects(agent.start(), { code: 'FLT_X509_UNTRUSTED' })
  assert.deepEqual(server.calls, [])
})

test('a CA that shows the right root but has no certificate of it is not believed', async (t) => {
  const ca = new TestCa()
  const genuine = await serve(t, { ca })
  const impostor = await serve(t, { ca: withRootOf(new TestCa(), ca) })
  const agent = agentOf(t, impostor, { joinToken: genuine.token(ID) })
  await assert.rejects(agent.start(), { code: 'FLT_X509_UNTRUSTED' })
  assert.deepEqual(impostor.calls, [])
})

test('a certificate of the trust domain that is not the CA is not believed', async (t) => {
  const server = await serve(t)
  const agent = agentOf(t, server, {
    joinToken: server.token(ID),
    caIds: [testSpiffeId('another')],
  })
  const started = agent.start()
  started.catch(() => undefined)
  await until(() => agent.stats.failures > 0)
  assert.match(agent.lastFailure() ?? '', /UNAVAILABLE/)
  assert.deepEqual(server.calls, [])
})

const FATAL: readonly (readonly [string, (s: Server) => string | null, string])[] = [
  ['no credential', () => null, 'FLT_IDENTITY_UNAVAILABLE'],
  ['a token that is none', () => 'hello', 'FLT_TOKEN_REFUSED'],
  ['an expired token', (s) => s.token(ID, -1), 'FLT_TOKEN_REFUSED'],
]

for (const [name, token, code] of FATAL) {
  test(`start rejects at once with ${name}`, async (t) => {
    const server = await serve(t)
    const agent = agentOf(t, server, { joinToken: token(server) })
    await assert.rejects(agent.start(), { code })
  })
}

test('a used token is refused, and not sent a second time', async (t) => {
  const server = await serve(t)
  const token = server.token(ID)
  await agentOf(t, server, { joinToken: token }).start()
  const second = agentOf(t, server, { joinToken: token })
  await assert.rejects(second.start(), { code: 'FLT_TOKEN_REFUSED', message: /ask for a new one/ })
  await assert.rejects(second.renew(), { code: 'FLT_IDENTITY_UNAVAILABLE' })
  assert.deepEqual(server.calls, [`token ${ID}`, 'refused'])
})

test('start waits for a CA that is not there yet', async (t) => {
  const ca = new TestCa()
  const probe = createServer().listen(0, '127.0.0.1')
  await new Promise((resolve) => probe.once('listening', resolve))
  const address = `127.0.0.1:${(probe.address() as { port: number }).port}` // listening on TCP
  await new Promise((resolve) => probe.close(resolve))
  const minter = await serve(t, { ca })
  let token: string = minter.token(ID)
  const agent = agentOf(t, { address }, { joinToken: () => token })
  const started = agent.start()
  await until(() => agent.stats.failures >= 2)
  const server = await serve(t, { ca, address })
  token = server.token(ID)
  await started
  assert.ok(agent.current())
})

test('the certificate of the process before serves without a token, if it is for this identity', async (t) => {
  const ca = new TestCa()
  const server = await serve(t, { ca })
  const { certChainPem, keyPem, rootsPem } = ca.issue(ID)
  const agent = agentOf(t, server)
  await agent.start({ certChainPem, keyPem, rootsPem })
  assert.equal(agent.current()?.keyPem, keyPem)
  assert.equal(agent.stats.requests, 0)
  const other = agentOf(t, server, { spiffeId: testSpiffeId('b') })
  await assert.rejects(other.start({ certChainPem, keyPem, rootsPem }))
  assert.equal(other.current(), null)
})

test('an outage: attempts go on, the certificate serves until it expires, then nothing does, then all is well', async (t) => {
  const clock = new FakeClock(Date.now())
  const ca = new TestCa()
  const first = await serve(t, { ca, leaf: () => ({ ttlMs: 10 * HOUR_MS }) })
  let token: string | null = first.token(ID)
  const agent = agentOf(t, first, { joinToken: () => token, clock })
  await agent.start()
  token = null
  await first.close()
  let changes = 0
  agent.onChange(() => changes++)
  for (let i = 0; i < 301; i++) clock.advance(60_000)
  await until(() => agent.stats.failures === 1)
  assert.ok(agent.current(), 'still valid')
  for (let i = 0; i < 300; i++) clock.advance(60_000)
  assert.equal(agent.current(), null, 'expired: never extended')
  await until(() => agent.stats.failures > 1 && changes === 1)
  const second = await serve(t, {
    ca,
    address: first.address,
    leaf: () => ({ ttlMs: 20 * HOUR_MS }),
  })
  token = second.token(ID)
  await until(
    () => agent.current() !== null,
    () => clock.advance(60_000),
  )
  assert.deepEqual(second.calls, [`token ${ID}`])
  assert.equal(agent.lastFailure(), null)
})

test('a control-plane part finds its certificate again after a restart, a proxy does not keep one', async (t) => {
  const server = await serve(t)
  const keyStoreDir = tempDir(t)
  const first = agentOf(t, server, { joinToken: server.token(ID), keyStoreDir })
  await first.start()
  first.close()
  const second = agentOf(t, server, { joinToken: 'spent', keyStoreDir })
  await second.start()
  assert.equal(second.current()?.keyPem, first.current()?.keyPem)
  assert.equal(server.calls.length, 1)
  await second.renew()
  assert.deepEqual(server.calls, [`token ${ID}`, `certificate ${ID}`])
  const third = agentOf(t, server, { keyStoreDir })
  await third.start()
  assert.equal(third.current()?.keyPem, second.current()?.keyPem)
})

test('a kept certificate of another root than the token names is not used', async (t) => {
  const keyStoreDir = tempDir(t)
  const old = await serve(t)
  const before = agentOf(t, old, { joinToken: old.token(ID), keyStoreDir })
  await before.start()
  const renewed = await serve(t)
  const agent = agentOf(t, renewed, { joinToken: renewed.token(ID), keyStoreDir })
  await agent.start()
  assert.notEqual(agent.current()?.rootsPem, before.current()?.rootsPem)
  assert.deepEqual(renewed.calls, [`token ${ID}`])
})

test('a certificate that the CA no longer takes gives way to a token', async (t) => {
  const old = await serve(t)
  let token = old.token(ID)
  const agent = agentOf(t, old, { joinToken: () => token })
  await agent.start()
  await old.close()
  const successor = await serve(t, { address: old.address })
  token = successor.token(ID)
  await agent.renew()
  assert.deepEqual(successor.calls, [`token ${ID}`])
})

const CA = new TestCa()
const LIES: readonly (readonly [string, (good: readonly string[]) => readonly string[], RegExp])[] =
  [
    ['another key', () => [CA.issue(ID).certChainPem, CA.rootPem], /another key/],
    ['a chain to other roots', ([leaf = '']) => [leaf, new TestCa().rootPem], /no valid chain/],
    ['no roots', ([leaf = '']) => [leaf], /without its roots/],
    ['nothing', () => [], /without its roots/],
    ['garbage', () => ['x', 'y'], /cannot be used/],
  ]

for (const [name, answer, reason] of LIES) {
  test(`an answer with ${name} is not installed`, async (t) => {
    const server = await serve(t, { ca: CA, answer })
    const agent = agentOf(t, server, { joinToken: server.token(ID) })
    await assert.rejects(agent.start(), reason)
    assert.equal(agent.current(), null)
  })
}

test('an answer for another identity is not installed', async (t) => {
  const server = await serve(t)
  const agent = agentOf(t, server, { joinToken: server.token(testSpiffeId('b')) })
  await assert.rejects(agent.start(), /another identity/)
})

test('close ends a start that waits', async (t) => {
  const silent = createServer().listen(0, '127.0.0.1')
  await new Promise((resolve) => silent.once('listening', resolve))
  t.after(() => silent.close())
  const sockets = new Set<import('node:net').Socket>()
  silent.on('connection', (socket) => sockets.add(socket.on('error', () => socket.destroy())))
  const server = await serve(t)
  const address = `127.0.0.1:${(silent.address() as { port: number }).port}` // listening on TCP
  const agent = agentOf(t, { address }, { joinToken: server.token(ID) })
  const started = agent.start()
  started.catch(() => undefined)
  await until(() => sockets.size > 0)
  agent.close()
  await assert.rejects(started, { code: 'FLT_IDENTITY_UNAVAILABLE' })
  for (const socket of sockets) socket.destroy()
})

test('an identity that is none is refused when the agent is built', () => {
  assert.throws(
    () =>
      new IdentityAgent({
        spiffeId: 'default/a',
        caAddress: 'x:1',
        joinToken: null,
        rootsPem: null,
        keyStoreDir: null,
        clock: systemClock,
      }),
    { code: 'FLT_SPIFFE_MALFORMED' },
  )
})

/** A CA whose answers and chain carry the root of another. */
function withRootOf(ca: TestCa, other: TestCa): TestCa {
  return Object.assign(Object.create(TestCa.prototype) as TestCa, ca, {
    root: other.root,
    rootPem: other.rootPem,
  })
}

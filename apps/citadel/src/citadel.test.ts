/** Citadel as a whole over real sockets: who gets a certificate, who does not, what is counted, and what a restart remembers. */
import assert from 'node:assert/strict'
import { createPublicKey, type KeyObject } from 'node:crypto'
import { existsSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { after, type TestContext, test } from 'node:test'
import { type Channel, type IdentitySource, openChannel, statusOf } from '@flotilla/grpc'
import { IstioCAService, IstioCertificateService } from '@flotilla/proto'
import { StaticIdentity, TestCa, tempDir, testSpiffeId, watchHandles } from '@flotilla/testkit'
import { systemClock } from '@flotilla/time'
import {
  createCsr,
  generateKey,
  parseCertificates,
  privateKeyPem,
  publicKeyOf,
  unwrap,
  uriSans,
  verifyChain,
} from '@flotilla/x509'
import { encodeCsr } from '@flotilla/x509/internal'
import { type CitadelConfig, parseConfig } from './config.ts'
import { callAdmin, mintToken } from './testing.ts'
import { Citadel, type CitadelAddresses } from './wire.ts'

const ID = testSpiffeId('a')
const CITADEL_ID = testSpiffeId('istio-citadel-service-account', 'istio-system')
const OK = 0
const INVALID_ARGUMENT = 3
const RESOURCE_EXHAUSTED = 8
const UNAUTHENTICATED = 16
const handles = watchHandles()
after(() => handles.check())

interface Running {
  readonly config: CitadelConfig
  readonly addresses: CitadelAddresses
  readonly rootsPem: string
  readonly citadel: Citadel
}

async function run(t: TestContext, stateDir: string, ...flags: string[]): Promise<Running> {
  const config = parseConfig([
    '--state',
    stateDir,
    '--grpc-port',
    '0',
    '--monitoring-port',
    '0',
    ...flags,
  ])
  const citadel = new Citadel(config, systemClock)
  t.after(() => citadel.close())
  const addresses = await citadel.start()
  const roots = await admin(config, 'GET', '/v1/roots')
  return { config: config, addresses, rootsPem: String(roots.body['rootsPem']), citadel }
}

const admin = (
  config: CitadelConfig,
  ...rest: [method: string, path: string, body?: unknown]
): ReturnType<typeof callAdmin> => callAdmin(config.socketPath, ...rest)

const mint = (running: Running, spiffeId = ID, ttlSec = 60): Promise<string> =>
  mintToken(running.config.socketPath, spiffeId, ttlSec)

function channelTo(
  t: TestContext,
  running: Running,
  identity: IdentitySource | null = null,
): Channel {
  const channel = openChannel({
    target: running.addresses.grpc,
    identity,
    rootsPem: running.rootsPem,
    expectedServerIds: [CITADEL_ID],
  })
  t.after(() => channel.close())
  return channel
}

interface Ask {
  readonly channel: Channel
  readonly token?: string
  readonly csr?: string
  readonly sec?: number
  readonly metadata?: Readonly<Record<string, string>>
}

function ask({ channel, token, csr, sec, metadata }: Ask): Promise<readonly string[]> {
  const authorization: Record<string, string> =
    token === undefined ? {} : { authorization: `Bearer ${token}` }
  return channel
    .unary(
      IstioCertificateService.createCertificate,
      {
        csr: csr ?? createCsr(ID, generateKey()),
        subjectId: '',
        validityDuration: sec ?? 0,
        metadata: metadata ?? null,
      },
      { metadata: authorization },
    )
    .then((answer) => answer.certChain)
}

/** Status and text of a call that fails, `OK` of one that does not. */
async function outcomeOf(
  call: Promise<unknown>,
): Promise<{ code: number | null; message: string }> {
  try {
    await call
    return { code: OK, message: '' }
  } catch (error) {
    return { code: statusOf(error), message: (error as Error).message } // what a channel rejects with
  }
}

async function certificateOf(
  running: Running,
  channel: Channel,
  sec = 0,
): Promise<{
  readonly identity: StaticIdentity
  readonly chain: readonly string[]
  readonly key: KeyObject
}> {
  const key = generateKey()
  const chain = await ask({ channel, token: await mint(running), csr: createCsr(ID, key), sec })
  const identity = new StaticIdentity({
    certChainPem: chain[0] ?? '',
    keyPem: privateKeyPem(key),
    rootsPem: running.rootsPem,
  })
  return { identity, chain, key }
}

async function metric(running: Running, name: string): Promise<number> {
  const text = await (await fetch(`http://${running.addresses.metrics}/metrics`)).text()
  const line = text.split('\n').find((l) => l.startsWith(`${name} `) || l.startsWith(`${name}{`))
  return line === undefined ? 0 : Number(line.slice(line.lastIndexOf(' ') + 1))
}

test('a token gives a certificate of its identity, leaf first and roots last', async (t) => {
  const running = await run(t, tempDir(t))
  const { chain } = await certificateOf(running, channelTo(t, running))
  assert.equal(chain.length, 2)
  assert.equal(chain[1], running.rootsPem)
  const [leaf] = unwrap(parseCertificates(chain[0] ?? ''))
  assert.ok(leaf)
  assert.deepEqual(uriSans(leaf), [ID])
  assert.equal(leaf.subject.text, '')
  const roots = new Map([['cluster.local', unwrap(parseCertificates(running.rootsPem))]])
  assert.equal(verifyChain([leaf], roots, Date.now()).kind, 'ok')
  assert.ok(Math.abs(leaf.notAfterMs - Date.now() - 86_400_000) < 5000)
  assert.equal(await metric(running, 'citadel_server_success_cert_issuance_count'), 1)
  assert.ok((await metric(running, 'citadel_server_root_cert_expiry_seconds')) > 3e8)
})

test('a certificate authenticates its renewal, without a token', async (t) => {
  const running = await run(t, tempDir(t))
  const { identity } = await certificateOf(running, channelTo(t, running))
  const renewed = await ask({ channel: channelTo(t, running, identity) })
  assert.deepEqual(uriSans(unwrap(parseCertificates(renewed[0] ?? ''))[0] as never), [ID])
})

test('a token is good once, also after kill and restart, and its text is the same for all failures', async (t) => {
  const dir = tempDir(t)
  const first = await run(t, dir)
  const channel = channelTo(t, first)
  const token = await mint(first)
  await ask({ channel, token })
  const tampered = `${token.slice(0, -2)}${token.endsWith('AA') ? 'BB' : 'AA'}`
  const refusals = [
    ask({ channel, token }),
    ask({ channel, token: tampered }),
    ask({ channel, token: 'flt1.e30.AA' }),
    ask({ channel }),
  ]
  for (const refusal of refusals) {
    const { code, message } = await outcomeOf(refusal)
    assert.equal(code, UNAUTHENTICATED)
    assert.match(message, /UNAUTHENTICATED: request authenticate failure$/)
  }
  assert.equal(await metric(first, 'citadel_server_authentication_failure_count'), 4)
  await first.citadel.close()
  const second = await run(t, dir)
  assert.equal(second.rootsPem, first.rootsPem)
  const again = channelTo(t, second)
  assert.equal((await outcomeOf(ask({ channel: again, token }))).code, UNAUTHENTICATED)
  assert.equal((await outcomeOf(ask({ channel: again, token: await mint(second) }))).code, OK)
})

test('two callers with one token at once: one gets a certificate', async (t) => {
  const running = await run(t, tempDir(t))
  const token = await mint(running)
  const channels = [channelTo(t, running), channelTo(t, running)]
  const calls = channels.flatMap((channel) =>
    Array.from({ length: 5 }, () => outcomeOf(ask({ channel, token }))),
  )
  const codes = (await Promise.all(calls)).map((o) => o.code)
  assert.equal(codes.filter((code) => code === OK).length, 1)
})

test('an expired token is refused', async (t) => {
  const running = await run(t, tempDir(t))
  const token = await mint(running, ID, 1)
  const [, payload = ''] = token.split('.')
  const { exp } = JSON.parse(Buffer.from(payload, 'base64url').toString()) as { exp: number } // our own claims
  while (Date.now() < exp * 1000) await new Promise((resolve) => setTimeout(resolve, 20))
  const { code } = await outcomeOf(ask({ channel: channelTo(t, running), token }))
  assert.equal(code, UNAUTHENTICATED)
})

test('a request for another identity is refused by both services, and costs the token nothing', async (t) => {
  const running = await run(t, tempDir(t))
  const channel = channelTo(t, running)
  const token = await mint(running)
  const csr = createCsr(testSpiffeId('istio-pilot-service-account', 'istio-system'), generateKey())
  const { code, message } = await outcomeOf(ask({ channel, token, csr }))
  assert.equal(code, INVALID_ARGUMENT)
  assert.match(message, /another identity/)
  assert.equal(await metric(running, 'citadel_server_id_extraction_err_count'), 1)
  assert.equal(await metric(running, 'citadel_server_csr_sign_err_count'), 1)
  assert.equal((await outcomeOf(ask({ channel, token }))).code, OK)
})

const BAD_CSRS: readonly (readonly [string, () => string])[] = [
  ['nothing', () => ''],
  ['no PEM', () => 'hello'],
  ['two blocks', () => createCsr(ID, generateKey()).repeat(2)],
  ['a cut block', () => createCsr(ID, generateKey()).slice(0, 200)],
  [
    'the signature of another key',
    () => encodeCsr(publicKeyOf(createPublicKey(generateKey())), generateKey(), null),
  ],
  ['20 KiB', () => createCsr(ID, generateKey()).padEnd(20_000, '\n')],
]

for (const [name, csr] of BAD_CSRS) {
  test(`a request of ${name} is an invalid argument`, async (t) => {
    const running = await run(t, tempDir(t))
    const call = ask({ channel: channelTo(t, running), token: await mint(running), csr: csr() })
    assert.equal((await outcomeOf(call)).code, INVALID_ARGUMENT)
    assert.equal(await metric(running, 'citadel_server_csr_parsing_err_count'), 1)
  })
}

test('lives: the default of the flag, what is asked, and a refusal beyond the longest or beyond counting', async (t) => {
  const running = await run(
    t,
    tempDir(t),
    '--workload-cert-ttl',
    '1h',
    '--max-workload-cert-ttl',
    '2h',
  )
  const channel = channelTo(t, running)
  const { identity } = await certificateOf(running, channel)
  const own = channelTo(t, running, identity)
  for (const [sec, expectedSec] of [
    [0, 3600],
    [-5, 3600],
    [7200, 7200],
  ] as const) {
    const [leaf = ''] = await ask({ channel: own, sec })
    const notAfterMs = unwrap(parseCertificates(leaf))[0]?.notAfterMs ?? 0
    assert.ok(Math.abs(notAfterMs - Date.now() - expectedSec * 1000) < 3000, String(sec))
  }
  assert.equal((await outcomeOf(ask({ channel: own, sec: 7201 }))).code, INVALID_ARGUMENT)
  // INT64_MAX as it stands on the wire.
  const huge = Buffer.from('18ffffffffffffffff7f', 'hex')
  const raw = { ...IstioCertificateService.createCertificate, requestSerialize: () => huge }
  const call = own.unary(raw, { csr: '', subjectId: '', validityDuration: 0, metadata: null })
  assert.equal((await outcomeOf(call)).code, INVALID_ARGUMENT)
})

test('impersonation is refused as a failed authentication', async (t) => {
  const running = await run(t, tempDir(t))
  const { identity } = await certificateOf(running, channelTo(t, running))
  const call = ask({
    channel: channelTo(t, running, identity),
    metadata: { ImpersonatedIdentity: testSpiffeId('b') },
  })
  assert.equal((await outcomeOf(call)).code, UNAUTHENTICATED)
})

test('a certificate of A with a token of B is nobody', async (t) => {
  const running = await run(t, tempDir(t))
  const { identity } = await certificateOf(running, channelTo(t, running))
  const token = await mint(running, testSpiffeId('b'))
  const call = ask({ channel: channelTo(t, running, identity), token })
  assert.equal((await outcomeOf(call)).code, UNAUTHENTICATED)
})

test('certificates of another CA, another trust domain, or expired are refused and counted', async (t) => {
  const running = await run(t, tempDir(t))
  const foreign = [
    new TestCa().identity(ID),
    new TestCa({ trustDomain: 'other.local' }).identity('spiffe://other.local/ns/default/sa/a'),
  ]
  for (const identity of foreign) {
    const { code } = await outcomeOf(
      ask({ channel: channelTo(t, running, identity), token: await mint(running) }),
    )
    assert.notEqual(code, OK)
  }
  const { identity } = await certificateOf(running, channelTo(t, running), 1)
  const notAfterMs =
    unwrap(parseCertificates(identity.current()?.certChainPem ?? ''))[0]?.notAfterMs ?? 0
  while (Date.now() < notAfterMs + 1000) await new Promise((resolve) => setTimeout(resolve, 20))
  const late = await outcomeOf(ask({ channel: channelTo(t, running, identity) }))
  assert.notEqual(late.code, OK)
  assert.ok((await metric(running, 'flotilla_citadel_connections_refused')) >= 3)
})

test('a connection that outlives its certificate authenticates nobody', async (t) => {
  const running = await run(t, tempDir(t))
  const { identity } = await certificateOf(running, channelTo(t, running), 2)
  const channel = channelTo(t, running, identity)
  assert.equal((await outcomeOf(ask({ channel }))).code, OK)
  const notAfterMs =
    unwrap(parseCertificates(identity.current()?.certChainPem ?? ''))[0]?.notAfterMs ?? 0
  while (Date.now() < notAfterMs + 1000) await new Promise((resolve) => setTimeout(resolve, 20))
  assert.equal((await outcomeOf(ask({ channel }))).code, UNAUTHENTICATED)
})

test('a caller that asks too often is told to wait, and others are not', async (t) => {
  const running = await run(t, tempDir(t))
  const { identity } = await certificateOf(running, channelTo(t, running))
  const channel = channelTo(t, running, identity)
  const codes = await Promise.all(
    Array.from({ length: 80 }, async () => (await outcomeOf(ask({ channel }))).code),
  )
  const refused = codes.filter((code) => code === RESOURCE_EXHAUSTED).length
  assert.ok(refused >= 10 && refused <= 40, `${refused} refused`)
  const other = createCsr(testSpiffeId('b'), generateKey())
  const token = await mint(running, testSpiffeId('b'))
  assert.equal(
    (await outcomeOf(ask({ channel: channelTo(t, running), token, csr: other }))).code,
    OK,
  )
  assert.equal(await metric(running, 'flotilla_citadel_requests_limited_total'), refused)
})

test('the older service answers too, and wants the request to name its identity', async (t) => {
  const running = await run(t, tempDir(t))
  const { identity, key } = await certificateOf(running, channelTo(t, running))
  const channel = channelTo(t, running, identity)
  const call = (
    csr: string,
  ): Promise<{
    readonly signedCert: Uint8Array
    readonly certChain: Uint8Array
    readonly isApproved: boolean
  }> =>
    channel.unary(IstioCAService.handleCSR, {
      csrPem: Buffer.from(csr),
      nodeAgentCredential: new Uint8Array(),
      credentialType: '',
      requestedTtlMinutes: 60,
    })
  const answer = await call(createCsr(ID, key))
  assert.equal(answer.isApproved, true)
  const [leaf] = unwrap(parseCertificates(Buffer.from(answer.signedCert).toString()))
  assert.deepEqual(uriSans(leaf as never), [ID])
  assert.equal(Buffer.from(answer.certChain).toString(), running.rootsPem)
  const unnamed = encodeCsr(publicKeyOf(createPublicKey(key)), key, null)
  assert.equal((await outcomeOf(call(unnamed))).code, INVALID_ARGUMENT)
})

test('plaintext, a message of a megabyte and garbage leave citadel serving', async (t) => {
  const running = await run(t, tempDir(t))
  const [host, port] = running.addresses.grpc.split(':')
  const socket = connect(Number(port), host)
  socket.on('error', () => socket.destroy())
  socket.write('GET / HTTP/1.1\r\nhost: x\r\n\r\n')
  await new Promise((resolve) => socket.once('close', resolve))
  const channel = channelTo(t, running)
  const big = await outcomeOf(
    ask({ channel, token: await mint(running), csr: 'x'.repeat(1 << 20) }),
  )
  assert.equal(big.code, RESOURCE_EXHAUSTED)
  const garbage = {
    ...IstioCertificateService.createCertificate,
    requestSerialize: () => Buffer.from('ffffffff', 'hex'),
  }
  const call = channel.unary(garbage, {
    csr: '',
    subjectId: '',
    validityDuration: 0,
    metadata: null,
  })
  assert.equal((await outcomeOf(call)).code, INVALID_ARGUMENT)
  assert.equal((await outcomeOf(ask({ channel, token: await mint(running) }))).code, OK)
})

const BAD_TOKENS: readonly (readonly [string, unknown])[] = [
  ['no object', 'x'],
  ['no identity', {}],
  ['an identity that is none', { spiffeId: 'default/a' }],
  ['another trust domain', { spiffeId: 'spiffe://other.local/ns/a/sa/b' }],
  ['a trust domain as identity', { spiffeId: 'spiffe://cluster.local' }],
  ['a life of nothing', { spiffeId: ID, ttlSec: 0 }],
  ['a life of two days', { spiffeId: ID, ttlSec: 172_800 }],
  ['a life in words', { spiffeId: ID, ttlSec: '60' }],
  ['a field that is not there', { spiffeId: ID, ttl: 60 }],
]

test('the admin socket is its owner’s alone, makes tokens and says what is wrong with a wish', async (t) => {
  const running = await run(t, tempDir(t))
  assert.equal(statSync(running.config.socketPath).mode & 0o777, 0o600)
  for (const [name, body] of BAD_TOKENS) {
    const reply = await admin(running.config, 'POST', '/v1/tokens', body)
    assert.equal(reply.status, 400, name)
    assert.ok(String(reply.body['error']).length > 10, name)
  }
  const large = await admin(running.config, 'POST', '/v1/tokens', { spiffeId: 'x'.repeat(5000) })
  assert.equal(large.status, 413)
  assert.equal((await admin(running.config, 'GET', '/v1/nothing')).status, 404)
  const roots = await admin(running.config, 'GET', '/v1/roots')
  assert.equal(roots.body['trustDomain'], 'cluster.local')
  const ready = await fetch(`http://${running.addresses.metrics}/readyz`)
  assert.equal(ready.status, 200)
  const details = (await ready.json()) as { identity: string; certificateNotAfter: string } // of our own making
  assert.equal(
    details.identity,
    'spiffe://cluster.local/ns/istio-system/sa/istio-citadel-service-account',
  )
  assert.ok(Date.parse(details.certificateNotAfter) > Date.now())
  await running.citadel.close()
  assert.equal(existsSync(running.config.socketPath), false)
})

test('a socket that is served, a link, or a file in its place: refused with a sentence', async (t) => {
  const running = await run(t, tempDir(t))
  const dir = tempDir(t)
  await assert.rejects(run(t, dir, '--socket', running.config.socketPath), {
    code: 'FLT_PORT_IN_USE',
    message: /another program serves it/,
  })
  const link = join(dir, 'link')
  symlinkSync(running.config.socketPath, link)
  const file = join(dir, 'file')
  writeFileSync(file, '')
  for (const path of [link, file])
    await assert.rejects(run(t, dir, '--socket', path), {
      code: 'FLT_PORT_IN_USE',
      message: /not a socket of this user/,
    })
  await assert.rejects(run(t, dir, '--grpc-port', running.addresses.grpc.split(':')[1] ?? ''), {
    code: 'FLT_PORT_IN_USE',
  })
  assert.equal(
    (await outcomeOf(ask({ channel: channelTo(t, running), token: await mint(running) }))).code,
    OK,
  )
})

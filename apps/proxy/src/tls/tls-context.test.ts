/** What contexts ask for and get: secrets out of files, resumption, rules of versions, and what is refused. */
import assert from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import { once } from 'node:events'
import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { test } from 'node:test'
import { type ConnectionOptions, connect } from 'node:tls'
import { DownstreamTlsContext } from '@flotilla/proto'
import { TestCa, tempDir, testSpiffeId } from '@flotilla/testkit'
import { systemClock } from '@flotilla/time'
import { certificatePem, publicHalfOf, unwrap } from '@flotilla/x509'
import { Violations } from '../compile/violations.ts'
import { loadStaticSecrets } from '../identity/static-secrets.ts'
import { ListenerStats } from '../listener/listener-stats.ts'
import { compileDownstreamTls, DownstreamTls, type DownstreamTlsSpec } from './downstream-tls.ts'
import { MeshTrust } from './mesh-trust.ts'
import { SecretStore } from './secret-store.ts'

const ca = new TestCa()

interface Files {
  readonly chain: string
  readonly key: string
}

function certificate(folder: string, name: string, dnsName: string): Files {
  const leaf = ca.issue(testSpiffeId('a'), { dnsNames: [dnsName] })
  const chain = join(folder, `${name}.pem`)
  const key = join(folder, `${name}-key.pem`)
  writeFileSync(key, leaf.keyPem)
  writeFileSync(chain, leaf.certChainPem)
  return { chain, key }
}

function inline({ chain, key }: Files): object {
  return { certificateChain: { filename: chain }, privateKey: { filename: key } }
}

function compile(json: object, secrets: SecretStore = new SecretStore(() => 0)) {
  const parsed = DownstreamTlsContext.fromJson(json)
  assert.ok(parsed.kind === 'ok', JSON.stringify(parsed))
  const at = new Violations()
  const spec = compileDownstreamTls(parsed.message, 0, secrets, at)
  return { spec, faults: at.all.map(({ path, message }) => `${path}: ${message}`) }
}

function compiled(json: object): DownstreamTlsSpec {
  const { spec, faults } = compile(json)
  assert.deepEqual(faults, [])
  return spec
}

/** The DNS name of the certificate that a client is shown. */
async function shownBy(port: number, options: ConnectionOptions): Promise<string> {
  const socket = connect({ port, host: '127.0.0.1', rejectUnauthorized: false, ...options })
  try {
    await once(socket, 'secureConnect')
    return /DNS:([^,]+)/.exec(socket.getPeerX509Certificate()?.subjectAltName ?? '')?.[1] ?? ''
  } finally {
    socket.destroy()
  }
}

async function serve(spec: DownstreamTlsSpec, run: (port: number) => Promise<void>): Promise<void> {
  const trust = new MeshTrust(new SecretStore(() => 0), systemClock)
  const tls = new DownstreamTls(spec, trust, new ListenerStats())
  const server = createServer({ pauseOnConnect: true }, (socket) => {
    socket.on('error', () => undefined)
    tls.accept(
      socket,
      null,
      '',
      (secure) => secure.on('error', () => undefined).resume(),
      () => undefined,
    )
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  try {
    await run(typeof address === 'object' && address !== null ? address.port : 0)
  } finally {
    server.close()
    tls.close()
  }
}

test('of several certificates the one of the server name is shown', async (context) => {
  const folder = tempDir(context)
  const [a, b] = [certificate(folder, 'a', 'a.test'), certificate(folder, 'b', 'b.test')]
  const spec = compiled({ commonTlsContext: { tlsCertificates: [inline(a), inline(b)] } })
  await serve(spec, async (port) => {
    assert.equal(await shownBy(port, { servername: 'b.test' }), 'b.test')
    assert.equal(await shownBy(port, { servername: 'a.test' }), 'a.test')
    assert.equal(await shownBy(port, { servername: 'c.test' }), 'a.test')
    assert.equal(await shownBy(port, {}), 'a.test')
  })
})

test('a secret of a file is shown, and the next one when the file it names is replaced', async (context) => {
  const folder = tempDir(context)
  const first = certificate(folder, 'a', 'first.test')
  const sds = join(folder, 'sds.yaml')
  writeFileSync(
    sds,
    `resources:
- "@type": type.googleapis.com/envoy.extensions.transport_sockets.tls.v3.Secret
  name: mine
  tls_certificate:
    certificate_chain: { filename: "${first.chain}" }
    private_key: { filename: "${first.key}" }
`,
  )
  const sdsConfig = { pathConfigSource: { path: sds } }
  const configs = [{ name: 'mine', sdsConfig }]
  const spec = compiled({ commonTlsContext: { tlsCertificateSdsSecretConfigs: configs } })
  await serve(spec, async (port) => {
    assert.equal(await shownBy(port, {}), 'first.test')
    const changed = new Promise<void>((resolve) => {
      const stop = spec.pair?.onChange(() => {
        if (spec.pair?.current()?.certChainPem !== readFileSync(first.chain, 'utf8')) return
        stop?.()
        resolve()
      })
    })
    const next = certificate(folder, 'b', 'next.test')
    renameSync(next.key, first.key)
    renameSync(next.chain, first.chain)
    await changed
    assert.equal(await shownBy(port, {}), 'next.test')
  })
  const other = compile({
    commonTlsContext: { tlsCertificateSdsSecretConfigs: [{ name: 'yours', sdsConfig }] },
  })
  assert.match(other.faults.join(), /sds_config: .* holds no secret "yours"/)
})

test('a key behind a password is opened', () => {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const chain = certificatePem(ca.sign(unwrap(publicHalfOf(privateKey)), testSpiffeId('a')))
  const pem = privateKey.export({
    type: 'pkcs8',
    format: 'pem',
    cipher: 'aes-256-cbc',
    passphrase: 'p',
  })
  const of = (password: string) =>
    compile({
      commonTlsContext: {
        tlsCertificates: [
          {
            certificateChain: { inlineString: chain },
            privateKey: { inlineString: pem.toString() },
            password: { inlineString: password },
          },
        ],
      },
    })
  assert.match(of('p').spec.pair?.current()?.keyPem ?? '', /^-----BEGIN PRIVATE KEY/)
  assert.deepEqual(of('q').faults.slice(0, 1), [
    'common_tls_context.tls_certificates[0].password: does not open the private key',
  ])
})

const LEAF = ca.issue(testSpiffeId('a'))
const COMMON = {
  tlsCertificates: [
    {
      certificateChain: { inlineString: LEAF.certChainPem },
      privateKey: { inlineString: LEAF.keyPem },
    },
  ],
}
const keys = (...lengths: readonly number[]) => ({
  keys: lengths.map((length) => ({ inlineString: 'k'.repeat(length) })),
})

test('what is said of resumption is done', () => {
  const of = (json: object) => compiled({ commonTlsContext: COMMON, ...json }).resumption
  assert.equal(of({}), null)
  assert.equal(of({ sessionTimeout: '90s' })?.timeoutSec, 90)
  const noTickets = of({ disableStatelessSessionResumption: true })
  assert.deepEqual([noTickets?.usesTickets, noTickets?.keepsSessions], [false, true])
  const both = { disableStatelessSessionResumption: true, disableStatefulSessionResumption: true }
  assert.equal(of(both)?.keepsSessions, false)
  const one = of({ sessionTicketKeys: keys(80) })
  assert.equal(one?.ticketKey?.length, 48)
  assert.deepEqual(of({ sessionTicketKeys: keys(80) })?.ticketKey, one?.ticketKey)
})

test('versions, ciphers and named rules become OpenSSL words', () => {
  const of = (tlsParams: object) => compiled({ commonTlsContext: { ...COMMON, tlsParams } })
  const old = of({ tlsMinimumProtocolVersion: 'TLSv1_0', tlsMaximumProtocolVersion: 'TLSv1_1' })
  assert.deepEqual([old.minVersion, old.maxVersion], ['TLSv1', 'TLSv1.1'])
  const suites = of({ cipherSuites: ['[ECDHE-RSA-AES128-GCM-SHA256|ECDHE-RSA-AES128-SHA]'] })
  // Without those of 1.3 Node would not speak it.
  assert.match(suites.ciphers ?? '', /^TLS_.*:ECDHE-RSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-SHA$/)
  const fips = of({ compliancePolicies: ['FIPS_202205'], ecdhCurves: ['X25519'] })
  assert.equal(fips.curves, 'P-256:P-384')
})

test('what cannot be done is refused with its path', () => {
  const cases: readonly [object, RegExp][] = [
    [{ sessionTicketKeys: keys(80, 80) }, /session_ticket_keys.keys\[1\]: more than one key/],
    [{ sessionTicketKeys: keys(79) }, /session_ticket_keys.keys\[0\]: holds 79 bytes, not 80/],
    [{ sessionTicketKeys: {} }, /session_ticket_keys.keys: must not be empty/],
    [{ ocspStaplePolicy: 'MUST_STAPLE' }, /ocsp_staple_policy: needs certificates/],
    [
      { commonTlsContext: { ...COMMON, tlsParams: { cipherSuites: ['NONE-SUCH'] } } },
      /tls_params.cipher_suites: "NONE-SUCH" is not a known cipher/,
    ],
    [{ commonTlsContext: { ...COMMON, keyLog: {} } }, /key_log.path: must not be empty/],
  ]
  for (const [json, expected] of cases)
    assert.match(compile({ commonTlsContext: COMMON, ...json }).faults.join('; '), expected)
})

test('a key for tickets may be a secret of the bootstrap', () => {
  const store = new SecretStore(() => 0)
  const at = new Violations()
  const parsed = DownstreamTlsContext.fromJson({ sessionTicketKeys: keys(80) })
  const sessionTicketKeys = parsed.kind === 'ok' ? parsed.message.sessionTicketKeys : null
  const secret = {
    name: 't',
    tlsCertificate: null,
    validationContext: null,
    sessionTicketKeys,
    genericSecret: null,
  }
  loadStaticSecrets([secret], store, at)
  assert.deepEqual(at.all, [])
  const context = (name: string) => ({
    commonTlsContext: COMMON,
    sessionTicketKeysSdsSecretConfig: { name },
  })
  assert.equal(compile(context('t'), store).spec.resumption?.ticketKey?.length, 48)
  assert.match(compile(context('u'), store).faults.join(), /is not among static_resources.secrets/)
})

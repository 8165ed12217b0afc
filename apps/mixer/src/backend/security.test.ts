/** How connections to adapters are secured and spread: tokens, TLS, mutual TLS, several addresses, names of the mesh. */
import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import type { BackendChannel, BackendSecurity } from '@flotilla/adapter-sdk'
import { startServer } from '@flotilla/grpc'
import { StaticIdentity, TestCa, tempDir, testSpiffeId } from '@flotilla/testkit'
import { ServerCredentials } from '@grpc/grpc-js'
import { loadProto, TestBackend } from '../testdata/test-backend.ts'
import { MeshEndpoints } from '../workloads/mesh-endpoints.ts'
import { GrpcConnector } from './connector.ts'

const PATH = '/reportNothing.HandleReportNothingService/HandleReportNothing'
const MIXER = testSpiffeId('istio-mixer-service-account', 'istio-system')
const root = loadProto('mixer/template/reportnothing.proto')

function backend(t: TestContext, credentials?: ServerCredentials): Promise<TestBackend> {
  const methods = [
    {
      path: PATH,
      input: 'reportNothing.HandleReportNothingRequest',
      output: 'istio.mixer.adapter.model.v1beta1.ReportResult',
      answer: () => ({}),
    },
  ]
  return TestBackend.start(t, root, methods, credentials)
}

interface Pems {
  readonly certChainPem: string
  readonly keyPem: string
}

function tls({ certChainPem, keyPem }: Pems, clientRoots: string | null = null): ServerCredentials {
  const pair = { cert_chain: Buffer.from(certChainPem), private_key: Buffer.from(keyPem) }
  const roots = clientRoots === null ? null : Buffer.from(clientRoots)
  return ServerCredentials.createSsl(roots, [pair], clientRoots !== null)
}

function channel(
  t: TestContext,
  address: string,
  security: BackendSecurity,
  ca = new TestCa(),
  endpoints = new MeshEndpoints('cluster.local'),
): BackendChannel {
  const identity = new StaticIdentity(ca.issue(MIXER))
  const opened = new GrpcConnector({ identity, endpoints }).open({
    address,
    namespace: 'istio-system',
    timeoutMs: 2_000,
    security,
  })
  t.after(() => opened.close())
  return opened
}

function call(opened: BackendChannel): Promise<Uint8Array> {
  return opened.call(PATH, new Uint8Array(), {})
}

function file(t: TestContext, text: string): string {
  const path = join(tempDir(t), 'file')
  writeFileSync(path, text)
  return path
}

function tlsWith(
  t: TestContext,
  ca: TestCa,
  token: Partial<Extract<BackendSecurity, { kind: 'tls' }>['token']>,
): BackendSecurity {
  return {
    kind: 'tls',
    caCertificates: file(t, ca.rootPem),
    serverName: 'adapter.test',
    token: {
      source: { kind: 'file', path: file(t, 's3cret\n') },
      header: 'authorization',
      prefix: 'Bearer ',
      ...token,
    },
  }
}

test('TLS: the name is checked, and the token of a file goes with each call', async (t) => {
  const ca = new TestCa()
  const server = await backend(
    t,
    tls(ca.issue(testSpiffeId('adapter'), { dnsNames: ['adapter.test'] })),
  )
  await call(channel(t, server.address, tlsWith(t, ca, {})))
  assert.deepEqual(server.calls[0]?.metadata.get('authorization'), ['Bearer s3cret'])
  await call(channel(t, server.address, tlsWith(t, ca, { header: 'x-api-key', prefix: '' })))
  assert.deepEqual(server.calls[1]?.metadata.get('x-api-key'), ['s3cret'])
  const other = { ...tlsWith(t, ca, {}), serverName: 'another.test' } as BackendSecurity
  await assert.rejects(call(channel(t, server.address, other)), /does not match|ALT_NAME|altnames/i)
  await assert.rejects(
    call(channel(t, server.address, tlsWith(t, new TestCa(), {}))),
    /UNAVAILABLE/,
  )
  assert.equal(server.calls.length, 2)
})

test('TLS: files that cannot be used are faults of the handler', (t) => {
  const ca = new TestCa()
  const bad = tlsWith(t, ca, { source: { kind: 'file', path: '/no/such/file' } })
  assert.throws(() => channel(t, '127.0.0.1:1', bad), /cannot read \/no\/such\/file/)
  const empty = tlsWith(t, ca, { source: { kind: 'file', path: file(t, '\n') } })
  assert.throws(() => channel(t, '127.0.0.1:1', empty), /does not hold a token/)
})

test('OAuth: a token is fetched by client credentials, once while it lives', async (t) => {
  const asked: { authorization: string; body: string }[] = []
  const oauth = createServer((request, response) => {
    let body = ''
    request.on('data', (chunk: Buffer) => {
      body += chunk.toString('utf8')
    })
    request.on('end', () => {
      asked.push({ authorization: request.headers.authorization ?? '', body })
      response.end(JSON.stringify({ access_token: `t${asked.length}`, expires_in: 3600 }))
    })
  })
  await new Promise<void>((resolve) => oauth.listen(0, '127.0.0.1', resolve))
  t.after(() => oauth.close())
  const { port } = oauth.address() as AddressInfo
  const ca = new TestCa()
  const server = await backend(
    t,
    tls(ca.issue(testSpiffeId('adapter'), { dnsNames: ['adapter.test'] })),
  )
  const opened = channel(
    t,
    server.address,
    tlsWith(t, ca, {
      source: {
        kind: 'oauth',
        clientId: 'mixer',
        clientSecret: file(t, 'a b'),
        tokenUrl: `http://127.0.0.1:${port}/token`,
        scopes: ['read', 'write'],
      },
    }),
  )
  await Promise.all([call(opened), call(opened)])
  await call(opened)
  assert.deepEqual(asked, [
    {
      authorization: `Basic ${Buffer.from('mixer:a%20b').toString('base64')}`,
      body: 'grant_type=client_credentials&scope=read+write',
    },
  ])
  assert.deepEqual(
    server.calls.map(({ metadata }) => metadata.get('authorization')[0]),
    ['Bearer t1', 'Bearer t1', 'Bearer t1'],
  )
})

const MUTUAL = {
  kind: 'mutual',
  privateKey: '',
  clientCertificate: '',
  caCertificates: '',
  serverName: '',
} as const

test('mutual TLS: both sides have certificates, and the server one of our own URI names', async (t) => {
  const ca = new TestCa()
  const same = await backend(t, tls(ca.issue(MIXER), ca.rootPem))
  await call(channel(t, same.address, MUTUAL, ca))
  const own = ca.issue(MIXER)
  const files = {
    ...MUTUAL,
    privateKey: file(t, own.keyPem),
    clientCertificate: file(t, own.certChainPem),
    caCertificates: file(t, ca.rootPem),
  }
  await call(channel(t, same.address, files, new TestCa()))
  assert.equal(same.calls.length, 2)
  const other = await backend(t, tls(ca.issue(testSpiffeId('somebody')), ca.rootPem))
  await assert.rejects(
    call(channel(t, other.address, MUTUAL, ca)),
    /which is not expected here|UNAVAILABLE/,
  )
  await assert.rejects(call(channel(t, same.address, { kind: 'plaintext' }, ca)), /UNAVAILABLE/)
  assert.equal(other.calls.length, 0)
})

test('a name with several endpoints is called at all of them, and its endpoints are followed', async (t) => {
  const servers = [await backend(t), await backend(t), await backend(t)]
  const endpoints = new MeshEndpoints('cluster.local')
  const known = (...use: readonly TestBackend[]): void =>
    endpoints.replace([
      {
        apiVersion: 'networking.istio.io/v1beta1',
        kind: 'ServiceEntry',
        metadata: {
          name: 'a',
          namespace: 'x',
          labels: {},
          annotations: {},
          creationMs: 0,
          version: '',
        },
        spec: {
          hosts: ['adapter.istio-system.svc.cluster.local'],
          ports: [{ number: 8080, name: 'grpc' }],
          endpoints: use.map(({ address }) => ({
            address: '127.0.0.1',
            ports: { grpc: Number(address.split(':')[1]) },
          })),
        },
        source: null,
      },
    ])
  const [first, second, third] = servers as [TestBackend, TestBackend, TestBackend] // three were made
  known(first, second)
  const opened = channel(t, 'adapter:8080', { kind: 'plaintext' }, new TestCa(), endpoints)
  for (let i = 0; i < 20; i++) await call(opened)
  assert.ok(
    first.calls.length >= 5 && second.calls.length >= 5,
    `${first.calls.length} and ${second.calls.length}`,
  )
  known(third)
  for (let i = 0; i < 5; i++) await call(opened)
  assert.equal(third.calls.length, 5)
})

test('a workload behind a sidecar is called with mutual TLS, and must be who it is registered as', async (t) => {
  const ca = new TestCa()
  const id = testSpiffeId('adapter', 'istio-system')
  const serve = async (spiffeId: string): Promise<number> => {
    const server = await startServer({
      address: '127.0.0.1:0',
      services: [],
      tls: { identity: new StaticIdentity(ca.issue(spiffeId)), clientCertificate: 'require' },
    })
    t.after(() => server.close(0))
    return server.port
  }
  const endpoints = new MeshEndpoints('cluster.local')
  const register = (port: number): void =>
    endpoints.replace([
      {
        apiVersion: 'networking.istio.io/v1beta1',
        kind: 'WorkloadEntry',
        metadata: {
          name: 'adapter',
          namespace: 'istio-system',
          labels: {},
          annotations: {
            'flotilla.io/services': JSON.stringify([
              {
                name: 'adapter',
                ports: [{ name: 'grpc', number: 8080, protocol: 'GRPC', targetPort: 8080 }],
              },
            ]),
          },
          creationMs: 0,
          version: '',
        },
        spec: {
          address: '127.0.0.1',
          ports: { grpc: port },
          labels: { 'security.istio.io/tlsMode': 'istio' },
          serviceAccount: 'adapter',
        },
        source: null,
      },
    ])
  register(await serve(id))
  const opened = channel(t, 'adapter:8080', { kind: 'plaintext' }, ca, endpoints)
  // It has no such service: that it says so is its answer, behind a handshake that both sides took.
  await assert.rejects(call(opened), /UNIMPLEMENTED/)
  register(await serve(testSpiffeId('somebody', 'istio-system')))
  await assert.rejects(call(opened), /UNAVAILABLE/)
})

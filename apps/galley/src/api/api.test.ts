/** The configuration API over a real Unix socket and over mutual TLS. */
import assert from 'node:assert/strict'
import { statSync } from 'node:fs'
import { request as httpRequest } from 'node:http'
import { request as httpsRequest, type RequestOptions } from 'node:https'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { McpSourceServer } from '@flotilla/mcp'
import { TestCa, tempDir, testSpiffeId } from '@flotilla/testkit'
import { FakeClock, systemClock } from '@flotilla/time'
import { Configuration } from '../configuration.ts'
import { AddressStore } from '../store/address-store.ts'
import { openDatabase } from '../store/database.ts'
import { LeaseStore } from '../store/lease-store.ts'
import { VersionStore } from '../store/version-store.ts'
import type { ApiParts, Right } from './routes.ts'
import { serveSocket, serveTls } from './servers.ts'

const ROUTE = `apiVersion: networking.istio.io/v1alpha3
kind: VirtualService
metadata: {name: reviews}
spec:
  hosts: [reviews]
  http:
  - route: [{destination: {host: reviews}}]
`

interface Answer {
  readonly status: number
  // biome-ignore lint/suspicious/noExplicitAny: the tests look into JSON of many shapes
  readonly body: any
}

function parts(t: TestContext): { parts: ApiParts; dir: string } {
  const dir = tempDir(t)
  const database = openDatabase(dir)
  const clock = new FakeClock()
  const versions = new VersionStore(database)
  const leases = new LeaseStore(database, clock, () => undefined)
  t.after(() => leases.close())
  return {
    dir,
    parts: {
      versions,
      leases,
      configuration: new Configuration({
        store: versions,
        clock,
        onVersion: () => undefined,
        knownHosts: () => new Set(),
      }),
      addresses: new AddressStore(database),
      source: new McpSourceServer({ allowedSinks: new Set() }),
      folders: () => [],
      onFailure: () => undefined,
    },
  }
}

function ask(
  options: RequestOptions & { socketPath?: string },
  body?: unknown,
  secure = false,
): Promise<Answer> {
  const text = body === undefined ? '' : JSON.stringify(body)
  return new Promise((resolve, reject) => {
    const send = secure ? httpsRequest : httpRequest
    const call = send(
      {
        agent: false,
        headers: { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) },
        ...options,
      },
      (reply) => {
        let answer = ''
        reply.on('data', (chunk: Buffer) => {
          answer += chunk.toString('utf8')
        })
        reply.on('end', () => resolve({ status: reply.statusCode ?? 0, body: JSON.parse(answer) }))
      },
    )
    call.on('error', reject)
    call.end(text)
  })
}

test('apply, get, versions and delete over the Unix socket', async (t) => {
  const { parts: all, dir } = parts(t)
  const socketPath = join(dir, 'galley.sock')
  const server = await serveSocket(socketPath, all)
  t.after(() => server.close())
  assert.equal(statSync(socketPath).mode & 0o777, 0o600)
  const post = (path: string, body: unknown): Promise<Answer> =>
    ask({ socketPath, path, method: 'POST' }, body)
  const get = (path: string): Promise<Answer> => ask({ socketPath, path })

  const applied = await post('/v1/apply', {
    files: [{ name: 'a.yaml', text: ROUTE }],
    author: 'me',
    reason: 'try',
  })
  assert.equal(applied.status, 200)
  assert.equal(applied.body.version, 1)
  assert.deepEqual(applied.body.changes[0], {
    op: 'created',
    kind: 'VirtualService',
    apiVersion: 'networking.istio.io/v1alpha3',
    namespace: 'default',
    name: 'reviews',
  })

  const dry = await post('/v1/apply', {
    files: [{ name: 'a.yaml', text: ROUTE.replace('{name: reviews}', '{name: other}') }],
    dryRun: true,
  })
  assert.equal(dry.body.changes[0].op, 'created')
  assert.equal((await get('/v1/objects?kind=vs')).body.objects.length, 1)

  const refused = await post('/v1/apply', {
    files: [{ name: 'b.yaml', text: ROUTE.replace('hosts', 'hots') }],
  })
  assert.equal(refused.status, 422)
  const [violation] = refused.body.violations
  assert.deepEqual(
    [violation.file, violation.line, violation.column, violation.path, violation.severity],
    ['b.yaml', 5, 3, 'spec.hots', 'error'],
  )

  const versions = (await get('/v1/versions')).body
  assert.deepEqual(
    [versions.current, versions.versions.length, versions.versions[0].author],
    [1, 1, 'me'],
  )
  assert.equal((await get('/v1/versions/1')).body.objects[0].metadata.name, 'reviews')
  assert.equal((await get('/v1/versions/9')).status, 400)

  const deleted = await post('/v1/delete', { files: [{ name: 'a.yaml', text: ROUTE }] })
  assert.deepEqual([deleted.body.version, deleted.body.changes[0].op], [2, 'deleted'])
  assert.equal(
    (await post('/v1/delete', { refs: [{ kind: 'vs', namespace: 'default', name: 'reviews' }] }))
      .body.changes[0].op,
    'missing',
  )
  assert.equal((await get('/v1/objects?kind=nokind')).status, 400)
})

for (const [what, path, body] of [
  ['a body that is no object', '/v1/apply', []],
  ['files that are no list', '/v1/apply', { files: 'x' }],
  ['a lease without a time', '/v1/leases/default/a', { entry: {} }],
  ['hosts that are no names', '/v1/addresses', { hosts: ['a b'] }],
] as const) {
  test(`${what} is refused with a sentence`, async (t) => {
    const { parts: all, dir } = parts(t)
    const server = await serveSocket(join(dir, 's'), all)
    t.after(() => server.close())
    const answer = await ask(
      { socketPath: join(dir, 's'), path, method: path.includes('leases') ? 'PUT' : 'POST' },
      body,
    )
    assert.equal(answer.status, 400)
    assert.equal(answer.body.code, 'FLT_USAGE')
  })
}

test('over mutual TLS a part may do its duty and nothing else', async (t) => {
  const { parts: all } = parts(t)
  const ca = new TestCa()
  const pilot = testSpiffeId('pilot', 'istio-system')
  const server = await serveTls(
    {
      address: '127.0.0.1:0',
      identity: ca.identity(testSpiffeId('galley', 'istio-system')),
      clock: systemClock,
      rights: new Map([[pilot, new Set<Right>(['lease', 'address'])]]),
    },
    all,
  )
  t.after(() => server.close())
  const port = Number(server.address.split(':')[1])
  const call = (id: string, method: string, path: string, body?: unknown): Promise<Answer> => {
    const leaf = ca.issue(id)
    return ask(
      {
        host: '127.0.0.1',
        port,
        method,
        path,
        cert: leaf.certChainPem,
        key: leaf.keyPem,
        ca: leaf.rootsPem,
        checkServerIdentity: () => undefined,
      },
      body,
      true,
    )
  }
  const entry = {
    apiVersion: 'networking.istio.io/v1',
    kind: 'WorkloadEntry',
    metadata: { name: 'a', namespace: 'default' },
    spec: { address: '10.0.0.1' },
  }
  assert.equal(
    (await call(pilot, 'PUT', '/v1/leases/default/a', { entry, ttlSec: 30 })).status,
    200,
  )
  assert.equal(all.leases.entries().length, 1)
  assert.equal(
    (await call(pilot, 'PUT', '/v1/leases/default/b', { entry, ttlSec: 30 })).status,
    400,
  )
  assert.deepEqual((await call(pilot, 'POST', '/v1/addresses', { hosts: ['x.y'] })).body, {
    addresses: { 'x.y': '240.240.0.1' },
  })
  assert.equal((await call(pilot, 'POST', '/v1/apply', { files: [] })).status, 403)
  assert.equal(
    (await call(testSpiffeId('reviews'), 'PUT', '/v1/leases/default/a', { entry, ttlSec: 30 }))
      .status,
    403,
  )
  assert.deepEqual((await call(pilot, 'DELETE', '/v1/leases/default/a')).body, { removed: true })
  await assert.rejects(
    ask(
      { host: '127.0.0.1', port, path: '/v1/versions', rejectUnauthorized: false },
      undefined,
      true,
    ),
  )
})

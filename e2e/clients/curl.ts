/** curl before the proxy: HTTP/1.0, 1.1 and 2, TLS 1.2 and 1.3, uploads, downloads, trailers, interim answers. */
import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { filter } from '../differential/build.ts'
import {
  cluster,
  dials,
  type Json,
  listener,
  manager,
  route,
  SPEAKS_HTTP1,
  SPEAKS_HTTP2,
  serves,
} from './bootstrap.ts'
import type { ClientGroup, Stage } from './group.ts'
import { type Echo, GZIPPED, PLAIN_TEXT, startHttpOrigin } from './http-origin.ts'
import { startNginx } from './nginx.ts'
import { type RunOptions, type RunResult, runWell, sha256 } from './program.ts'
import type { ShippedProxy } from './shipped-proxy.ts'

const UPLOAD_BYTES = 3_000_001
const DOWNLOAD_BYTES = 100 * 1_048_576

/** How curl speaks to the proxy, and how the proxy speaks to the origin. */
interface Way {
  readonly name: string
  readonly flags: readonly string[]
  readonly listener: 'plain' | 'tls'
  /** As curl names it. */
  readonly version: string
  /** Whether it is tried with origins over TLS and large downloads too. */
  readonly isFull: boolean
}

const WAYS: readonly Way[] = [
  { name: 'HTTP/1.0', flags: ['--http1.0'], listener: 'plain', version: '1', isFull: false },
  { name: 'HTTP/1.1', flags: ['--http1.1'], listener: 'plain', version: '1.1', isFull: true },
  { name: 'an offer of h2c', flags: ['--http2'], listener: 'plain', version: '1.1', isFull: false },
  {
    name: 'HTTP/2 by prior knowledge',
    flags: ['--http2-prior-knowledge'],
    listener: 'plain',
    version: '2',
    isFull: true,
  },
  {
    name: 'HTTP/1.1, TLS 1.2',
    flags: ['--http1.1', '--tls-max', '1.2'],
    listener: 'tls',
    version: '1.1',
    isFull: false,
  },
  {
    name: 'HTTP/1.1, TLS 1.3',
    flags: ['--http1.1', '--tlsv1.3'],
    listener: 'tls',
    version: '1.1',
    isFull: true,
  },
  {
    name: 'HTTP/2, TLS 1.2',
    flags: ['--http2', '--tls-max', '1.2'],
    listener: 'tls',
    version: '2',
    isFull: false,
  },
  {
    name: 'HTTP/2, TLS 1.3',
    flags: ['--http2', '--tlsv1.3'],
    listener: 'tls',
    version: '2',
    isFull: true,
  },
]

/** Route prefixes of the origins, by the protocol that the proxy speaks to them. */
const ORIGINS = ['h1', 'h2', 'h1s', 'h2s'] as const
type OriginName = (typeof ORIGINS)[number]

type Curl = (path: string, flags?: readonly string[], options?: RunOptions) => Promise<RunResult>

interface Files {
  /** Folder that nginx serves; its one file is `big`. */
  readonly root: string
  readonly bigSha256: string
  /** What is uploaded. */
  readonly upload: string
  readonly uploadSha256: string
}

export const CURL: ClientGroup = {
  name: 'curl',
  about: 'curl through the proxy to Node and nginx',
  peers: ['curl', 'nginx'],
  isShort: false,
  run: async (stage) => {
    const origin = await startHttpOrigin(stage)
    const files = makeFiles(stage)
    const nginx = await startNginx(stage, files.root)
    const prefixes = [...ORIGINS, 'files1', 'files2']
    const routes = prefixes.map((name) => ({
      ...route(`/${name}/`, name, { prefix_rewrite: '/' }),
      request_headers_to_add: [
        { header: { key: 'x-client', value: '%DOWNSTREAM_REMOTE_ADDRESS%' } },
      ],
    }))
    const http = (extra: Json = {}): Json => manager(routes, stage.logFile, extra)
    const tls = serves(stage.tls, ['h2', 'http/1.1'])
    const proxy = await stage.proxy(
      [
        listener('plain', [http()]),
        listener('tls', [http()], tls),
        listener('announced', [http()], {}, TAKES_PROXY_HEADER),
      ],
      [
        cluster('h1', origin.http1, SPEAKS_HTTP1),
        cluster('h2', origin.http2, SPEAKS_HTTP2),
        cluster('h1s', origin.tls, { ...dials(stage.tls, ['http/1.1']), ...SPEAKS_HTTP1 }),
        cluster('h2s', origin.tls, { ...dials(stage.tls, ['h2']), ...SPEAKS_HTTP2 }),
        cluster('files1', nginx.http1),
        cluster('files2', nginx.http2, SPEAKS_HTTP2),
      ],
    )
    for (const way of WAYS) {
      const curl = curlOf(stage, proxy, way)
      for (const name of way.isFull ? ORIGINS : ORIGINS.slice(0, 2))
        await stage.check(`${way.name} to an origin of ${name}`, () =>
          exchange(curl, way, name, files),
        )
    }
    await special(stage, proxy)
    await downloads(stage, proxy, files)
  },
}

const TAKES_PROXY_HEADER: Json = {
  listener_filters: [
    filter(
      'envoy.filters.listener.proxy_protocol',
      'envoy.extensions.filters.listener.proxy_protocol.v3.ProxyProtocol',
    ),
  ],
}

function makeFiles(stage: Stage): Files {
  const root = join(stage.folder, 'www')
  mkdirSync(root)
  const block = randomBytes(1_048_576)
  const big = Buffer.alloc(DOWNLOAD_BYTES)
  // Cheap, and no two megabytes are alike.
  for (let at = 0, turn = 0; at < DOWNLOAD_BYTES; at += block.length, turn++) {
    block.writeUInt32BE(turn, 0)
    block.copy(big, at)
  }
  writeFileSync(join(root, 'big'), big)
  const upload = join(stage.folder, 'upload')
  const bytes = randomBytes(UPLOAD_BYTES)
  writeFileSync(upload, bytes)
  return { root, bigSha256: sha256(big), upload, uploadSha256: sha256(bytes) }
}

function curlOf(stage: Stage, proxy: ShippedProxy, way: Way): Curl {
  const scheme = way.listener === 'tls' ? 'https' : 'http'
  const base = `${scheme}://localhost:${proxy.port(way.listener)}`
  const always = ['-sS', '--ipv4', '--cacert', stage.tls.roots, ...way.flags]
  return (path, flags = [], options = {}) =>
    runWell(stage.peer('curl'), [...always, ...flags, `${base}${path}`], options)
}

/** What must hold on every way, to every origin. */
async function exchange(curl: Curl, way: Way, name: OriginName, files: Files): Promise<void> {
  const originVersion = name.startsWith('h2') ? '2.0' : '1.1'
  const echoed = async (flags: readonly string[], options: RunOptions = {}): Promise<Echo> =>
    JSON.parse((await curl(`/${name}/echo?a=1&b=%20x`, flags, options)).text) as Echo // our origin's own answer

  const plain = await echoed(['-A', 'clients/1', '-H', 'X-Two: a', '-H', 'x-two: b'])
  assert.equal(plain.method, 'GET')
  assert.equal(plain.target, '/echo?a=1&b=%20x')
  assert.equal(plain.version, originVersion)
  assert.equal(plain.headers['user-agent'], 'clients/1')
  assert.match(plain.headers['x-two'] ?? '', /^a, ?b$/)
  assert.equal(plain.headers['x-forwarded-proto'], way.listener === 'tls' ? 'https' : 'http')

  const { text: version } = await curl(`/${name}/status/200`, [
    ...['-o', '/dev/null', '-w', '%{http_version} %{response_code} %{size_download}'],
  ])
  assert.equal(version, `${way.version} 200 4`)

  const form = await echoed(['--data', 'x=1&y=2'])
  assert.deepEqual([form.method, form.bytes, form.sha256], ['POST', 7, sha256('x=1&y=2')])
  assert.equal(form.headers['content-type'], 'application/x-www-form-urlencoded')

  const put = await echoed(['-T', files.upload])
  assert.deepEqual([put.bytes, put.sha256], [UPLOAD_BYTES, files.uploadSha256])
  assert.equal(put.headers['content-length'], String(UPLOAD_BYTES))
  if (way.flags[0] !== '--http1.0') {
    const chunked = await echoed(['-T', '-'], { inputFile: files.upload })
    assert.deepEqual([chunked.bytes, chunked.sha256], [UPLOAD_BYTES, files.uploadSha256])
    assert.equal(chunked.headers['content-length'], undefined)
    const { text } = await curl(`/${name}/trailers`, ['-D', '-', '-H', 'TE: trailers'])
    assert.match(text, /x-sum: 42\r\n/i)
    assert.match(text, /x-more: a, b\r\n/i)
    assert.ok(text.includes('with trailers\n'))
  }

  const zipped = await curl(`/${name}/gzip`)
  assert.ok(zipped.stdout.equals(GZIPPED), 'an encoded body passes untouched')
  const unzipped = await curl(`/${name}/gzip`, ['--compressed'])
  assert.equal(unzipped.text, PLAIN_TEXT)

  for (const status of [204, 304, 404, 500]) {
    const { text } = await curl(`/${name}/status/${status}`, [
      ...['-o', '/dev/null', '-w', '%{response_code} %header{x-kind}'],
    ])
    assert.equal(text, `${status} bare`)
  }
  const head = await curl(`/${name}/gzip`, ['-I'])
  assert.match(head.text, new RegExp(`content-length: ${GZIPPED.length}\\r\\n`, 'i'))
}

/** What only some ways have. */
async function special(stage: Stage, proxy: ShippedProxy): Promise<void> {
  // Debian 12's curl cannot use a connection of prior knowledge twice: HTTP/2 by TLS.
  const [, one, , , , , , two] = WAYS as readonly Way[] & [Way, Way, Way, Way, Way, Way, Way, Way] // eight stand above
  const curl1 = curlOf(stage, proxy, one)
  const curl2 = curlOf(stage, proxy, two)
  for (const name of ORIGINS) {
    await stage.check(`Expect: 100-continue to ${name}`, async () => {
      const { stderr, text } = await curl1(
        `/${name}/echo`,
        ['-v', '-H', 'Expect: 100-continue', '--expect100-timeout', '20', '-T', '-'],
        { input: 'x'.repeat(5_000) },
      )
      assert.match(stderr, /HTTP\/1\.1 100 Continue/)
      assert.equal((JSON.parse(text) as Echo).sha256, sha256('x'.repeat(5_000)))
    })
    await stage.check(`an answer before the upload's end from ${name}`, async () => {
      for (const curl of [curl1, curl2]) {
        const flags = ['-X', 'POST', '-H', 'Expect:', '-T', '-', '-w', '%{response_code}']
        const { text } = await curl(`/${name}/early`, flags, { input: 'x'.repeat(20_000) })
        assert.equal(text, 'too much\n413')
      }
    })
  }
  await stage.check('one connection carries many requests', async () => {
    for (const curl of [curl1, curl2]) {
      const flags = ['-w', '%{num_connects}\\n', '-o', '/dev/null']
      const { text } = await curl('/h1/status/[200-219]', flags)
      assert.equal(text, `1\n${'0\n'.repeat(19)}`)
    }
  })
  await stage.check('fifty transfers at a time over HTTP/2', async () => {
    const flags = ['-Z', '--parallel-max', '50', '-w', '%{response_code} ', '-o', '/dev/null']
    const { text } = await curl2('/h2/status/[200-299]', flags)
    const codes = text.trim().split(' ').map(Number).sort()
    // A 204 and the like are statuses as any other.
    assert.deepEqual(
      codes,
      [...Array(100).keys()].map((at) => 200 + at),
    )
  })
  await stage.check('ranges and conditions', async () => {
    for (const curl of [curl1, curl2]) {
      const part = await curl('/files1/big', ['-r', '1048576-1048579', '-w', '%{response_code}'])
      assert.deepEqual([...part.stdout], [0, 0, 0, 1, ...Buffer.from('206')])
    }
  })
  await stage.check('a PROXY header names the client', async () => {
    const url = `http://localhost:${proxy.port('announced')}/h1/echo`
    const flags = ['-sS', '--ipv4', '--haproxy-protocol', '-w', '\n%{local_ip}:%{local_port}', url]
    const [echo = '', client] = (await runWell(stage.peer('curl'), flags)).text.split('\n')
    assert.equal((JSON.parse(echo) as Echo).headers['x-client'], client)
  })
}

async function downloads(stage: Stage, proxy: ShippedProxy, files: Files): Promise<void> {
  for (const way of WAYS.filter((one) => one.isFull))
    for (const name of way.version === '2' ? ['files2'] : ['files1'])
      await stage.check(`100 MB by ${way.name} from ${name}`, async () => {
        const { stdout } = await curlOf(stage, proxy, way)(`/${name}/big`)
        assert.equal(stdout.length, DOWNLOAD_BYTES)
        assert.equal(sha256(stdout), files.bigSha256)
      })
}

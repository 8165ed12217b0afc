/** TLS passed through by its server name, and half-closed connections: openssl, curl and nc. */
import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import net from 'node:net'
import { join } from 'node:path'
import tls from 'node:tls'
import { TestCa, testSpiffeId } from '@flotilla/testkit'
import { filter } from '../differential/build.ts'
import { address, cluster, type Json, serves, tcpProxy } from './bootstrap.ts'
import type { ClientGroup, Stage } from './group.ts'
import { listen } from './http-origin.ts'
import { run, runWell, sha256 } from './program.ts'
import type { ShippedProxy } from './shipped-proxy.ts'

const NAMES = ['one.test', 'two.test', 'deep.wild.test'] as const
const HALF_CLOSE_BYTES = 5_000_000

const TLS_INSPECTOR: Json = filter(
  'envoy.filters.listener.tls_inspector',
  'envoy.extensions.filters.listener.tls_inspector.v3.TlsInspector',
)

export const TUNNELS: ClientGroup = {
  name: 'tunnels',
  about: 'pass-through by server name with openssl and curl; half-close with nc',
  peers: ['openssl', 'curl', 'nc'],
  isShort: true,
  run: async (stage) => {
    const ca = new TestCa()
    const roots = join(stage.folder, 'own-roots.pem')
    writeFileSync(roots, ca.rootPem)
    const ports = await Promise.all(NAMES.map((name) => startSecure(stage, ca, name)))
    const digest = await startDigest(stage)
    const proxy = await stage.proxy(
      [bySni(), raw('raw', 'digest'), { ...raw('ended', 'digest', serves(stage.tls, [])) }],
      [...NAMES.map((name, at) => cluster(name, ports[at] ?? 0)), cluster('digest', digest)],
    )
    await passThrough(stage, proxy, roots)
    await halfClose(stage, proxy)
  },
}

/** A chain for each server name; others find none and are closed. */
function bySni(): Json {
  const chain = (names: readonly string[], to: string): Json => ({
    filter_chain_match: { server_names: names },
    filters: [tcpProxy(to)],
  })
  return {
    name: 'sni',
    address: address(0),
    listener_filters: [TLS_INSPECTOR],
    filter_chains: [
      chain(['one.test'], 'one.test'),
      chain(['two.test', 'second.test'], 'two.test'),
      chain(['*.wild.test'], 'deep.wild.test'),
    ],
  }
}

function raw(name: string, to: string, chain: Json = {}): Json {
  return { name, address: address(0), filter_chains: [{ filters: [tcpProxy(to)], ...chain }] }
}

/** A TLS server with a certificate of its own that answers every request with its name. */
async function startSecure(stage: Stage, ca: TestCa, name: string): Promise<number> {
  const leaf = ca.issue(testSpiffeId('server'), { dnsNames: [name, 'second.test'] })
  const server = tls.createServer({ cert: leaf.certChainPem, key: leaf.keyPem }, (socket) => {
    socket.on('error', () => socket.destroy()) // the client tells
    socket.once('data', () =>
      socket.end(
        `HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: ${name.length}\r\n\r\n${name}`,
      ),
    )
  })
  server.on('tlsClientError', () => undefined) // the client tells
  stage.defer(() => void server.close())
  return listen(server)
}

async function passThrough(stage: Stage, proxy: ShippedProxy, roots: string): Promise<void> {
  const port = proxy.port('sni')
  const cases = [
    ['one.test', 'one.test'],
    ['second.test', 'two.test'],
    ['deep.wild.test', 'deep.wild.test'],
  ] as const
  for (const [name, origin] of cases) {
    for (const version of ['--tls-max 1.2', '--tlsv1.3'])
      await stage.check(`curl ${version} to ${name}`, async () => {
        const { text } = await runWell(stage.peer('curl'), [
          ...['-sS', '--cacert', roots, ...version.split(' ')],
          ...['--connect-to', `${name}:443:127.0.0.1:${port}`, `https://${name}/`],
        ])
        assert.equal(text, origin)
      })
    await stage.check(`openssl sees the certificate behind ${name}`, async () => {
      const { text } = await runWell(
        stage.peer('openssl'),
        [
          ...['s_client', '-connect', `127.0.0.1:${port}`, '-servername', name],
          ...['-CAfile', roots, '-verify_return_error', '-verify_hostname', origin],
        ],
        { input: 'GET / HTTP/1.0\r\n\r\n' },
      )
      assert.match(text, /Verify return code: 0 \(ok\)/)
    })
  }
  await stage.check('unknown names and clients without one are closed', async () => {
    for (const flags of [['-servername', 'three.test'], ['-noservername']]) {
      const { code, text } = await run(stage.peer('openssl'), [
        ...['s_client', '-connect', `127.0.0.1:${port}`, ...flags],
      ])
      assert.equal(code, 1)
      assert.match(text, /no peer certificate available/)
    }
  })
}

/** Reads to the end of input, and only then answers: its length and digest. */
async function startDigest(stage: Stage): Promise<number> {
  const server = net.createServer({ allowHalfOpen: true }, (socket) => {
    const chunks: Buffer[] = []
    socket.on('error', () => socket.destroy()) // the client tells
    socket.on('data', (chunk: Buffer) => chunks.push(chunk))
    socket.on('end', () => {
      const all = Buffer.concat(chunks)
      socket.end(`${all.length} ${sha256(all)}\n`)
    })
  })
  stage.defer(() => void server.close())
  return listen(server)
}

async function halfClose(stage: Stage, proxy: ShippedProxy): Promise<void> {
  const data = randomBytes(HALF_CLOSE_BYTES)
  const file = join(stage.folder, 'half')
  writeFileSync(file, data)
  const wanted = `${data.length} ${sha256(data)}\n`
  await stage.check('nc ends its side first, the answer comes after it', async () => {
    const flags = ['-N', '127.0.0.1', `${proxy.port('raw')}`]
    assert.equal((await runWell(stage.peer('nc'), flags, { inputFile: file })).text, wanted)
    assert.equal((await runWell(stage.peer('nc'), flags)).text, `0 ${sha256('')}\n`)
  })
  await stage.check('the same inside TLS', async () => {
    const socket = tls.connect({
      socket: net.connect({ port: proxy.port('ended'), host: '127.0.0.1', allowHalfOpen: true }),
      servername: 'localhost',
      ca: readFileSync(stage.tls.roots),
    })
    socket.end(data)
    let text = ''
    for await (const chunk of socket) text += String(chunk)
    assert.equal(text, wanted)
  })
}

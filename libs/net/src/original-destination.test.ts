/** Original destinations: decoding, and the system call on a connection that nothing redirected. */
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { connect } from 'node:net'
import process from 'node:process'
import { test } from 'node:test'
import {
  decodeSockaddr,
  openOriginalDestinationReader,
  type SocketAddress,
  TcpListener,
  unmapped,
} from './index.ts'

test('socket addresses are decoded', () => {
  const cases: [string, SocketAddress | null][] = [
    ['02000050f0f00102', { address: '240.240.1.2', port: 80 }],
    [
      `0a001f9000000000${'20010db8000000000000000000000001'}00000000`,
      { address: '2001:db8::1', port: 8080 },
    ],
    [`0a00005000000000${'00000000000000000000000000000001'}00000000`, { address: '::1', port: 80 }],
    [
      `0a00005000000000${'00010000000000020000000000000003'}00000000`,
      { address: '1:0:0:2::3', port: 80 },
    ],
    [
      `0a00005000000000${'00010002000300040005000600070008'}00000000`,
      { address: '1:2:3:4:5:6:7:8', port: 80 },
    ],
    [`0100${'00'.repeat(26)}`, null],
  ]
  for (const [hex, want] of cases)
    assert.deepEqual(decodeSockaddr(Buffer.from(hex.padEnd(56, '0'), 'hex')), want)
  assert.equal(unmapped('::ffff:10.1.2.3'), '10.1.2.3')
  assert.equal(unmapped('::1'), '::1')
})

test('a connection that nothing redirected shows its own address', async (t) => {
  if (process.platform !== 'linux') return t.skip('needs Linux')
  const reader = openOriginalDestinationReader()
  for (const host of ['127.0.0.1', '::1']) {
    const got = await new Promise<SocketAddress | null>((resolve, reject) => {
      TcpListener.listen({
        host,
        port: 0,
        what: 'test',
        onConnection: (socket) => {
          resolve(reader.read(socket))
          socket.destroy()
        },
      }).then((listener) => {
        const client = connect(listener.port, host)
        client.on('error', () => undefined)
        client.on('close', () => listener.close())
      }, reject)
    })
    assert.equal(got?.address, host)
    assert.ok((got?.port ?? 0) > 0)
  }
})

test('a connection that iptables redirected shows where it was meant to go', (t) => {
  const missing = missingForNamespace()
  if (missing !== null) return t.skip(missing)
  const namespace = `flt-net-${process.pid}`
  const inside = (...command: string[]): string =>
    execFileSync('ip', ['netns', 'exec', namespace, ...command], {
      encoding: 'utf8',
      timeout: 20_000,
    })
  execFileSync('ip', ['netns', 'add', namespace])
  try {
    inside('ip', 'link', 'set', 'lo', 'up')
    inside('ip', 'addr', 'add', '10.77.0.1/32', 'dev', 'lo')
    inside('ip', 'route', 'add', 'default', 'dev', 'lo')
    const redirect = ['-p', 'tcp', '-d', '240.240.0.0/16', '-j', 'REDIRECT', '--to-ports', '15001']
    inside('iptables', '-t', 'nat', '-A', 'OUTPUT', ...redirect)
    const child = new URL('../testdata/redirected.ts', import.meta.url).pathname
    const seen = inside(process.execPath, '--disable-warning=ExperimentalWarning', child)
    assert.deepEqual(JSON.parse(seen), ['240.240.1.2:9080', '127.0.0.1:15001'])
  } finally {
    execFileSync('ip', ['netns', 'del', namespace])
  }
})

/** Why a namespace with redirection cannot be made here, or null. */
function missingForNamespace(): string | null {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return 'needs root on Linux'
  for (const tool of ['ip', 'iptables'])
    try {
      execFileSync('sh', ['-c', `command -v ${tool}`])
    } catch {
      return `needs ${tool}`
    }
  return null
}

/** Listeners as they change: hand-over by destination, in-place updates, draining, ports that are taken. */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { test } from 'node:test'
import { codeOf } from '@flotilla/errors'
import { ownAddress, type SocketAddress } from '@flotilla/net'
import { Listener } from '@flotilla/proto'
import { systemClock, TimerWheel } from '@flotilla/time'
import { cluster, listener, startProxy, tcpFilter } from '../testing/running-proxy.ts'
import { exchange, tcpApp, until } from '../testing/servers.ts'
import { MeshTrust } from '../tls/mesh-trust.ts'
import { SecretStore } from '../tls/secret-store.ts'
import { Listeners } from './listener-manager.ts'
import type { DownstreamConnection, NetworkFilter } from './types.ts'

/** Greets with its stat_prefix, which stands for the whole configuration of the chain. */
class Greeter implements NetworkFilter {
  readonly open: Set<Socket> = new Set()
  isDrained = false
  heir: NetworkFilter | null = null
  private readonly greeting: string

  constructor(greeting: string) {
    this.greeting = greeting
  }

  onConnection({ socket, info }: DownstreamConnection): void {
    this.open.add(socket)
    socket.on('error', () => undefined)
    socket.on('close', () => this.open.delete(socket))
    socket.write(`${this.greeting} to ${info.localPort}${info.isRestored ? ' restored' : ''}`)
    socket.on('data', () => socket.end())
    socket.resume()
  }

  handOver(successor: NetworkFilter): boolean {
    this.heir = successor
    return true
  }

  discourage(): void {
    return
  }

  close(): void {
    for (const socket of this.open) socket.destroy()
  }

  drain(): void {
    this.isDrained = true
  }
}

function setUp(destination: () => SocketAddress | null = () => null) {
  const secrets = new SecretStore(Date.now)
  const wheel = new TimerWheel(systemClock)
  const made: Greeter[] = []
  const listeners = new Listeners({
    clock: systemClock,
    wheel,
    secrets,
    trust: new MeshTrust(secrets, systemClock),
    makers: () => ({
      http: () => ({ kind: 'bad', violations: [{ path: '', message: 'no HTTP here' }] }),
      tcp: (message) => {
        const greeter = new Greeter(message.statPrefix)
        made.push(greeter)
        return { kind: 'ok', value: greeter }
      },
      tcpFilterKinds: new Map(),
    }),
    whenRoutesReady: (_names, callback) => callback(),
    maxConnections: 100,
    drainTimeMs: 50,
    openReader: () => ({ read: (socket) => destination() ?? ownAddress(socket) }),
    onRoutesChanged: () => undefined,
  })
  const apply = async (value: object, version = '1'): Promise<void> => {
    const parsed = Listener.fromJson(value)
    assert.equal(parsed.kind, 'ok', JSON.stringify(parsed))
    const compiled = listeners.compile(parsed.kind === 'ok' ? parsed.message : Listener.create())
    assert.equal(compiled.kind, 'ok', JSON.stringify(compiled))
    if (compiled.kind === 'ok') await listeners.apply(compiled.value, 'lds', version)
  }
  const portOf = (name: string): number => {
    const bound = listeners.list().find((info) => info.name === name)?.boundAddress ?? ''
    return Number(bound.slice(bound.lastIndexOf(':') + 1))
  }
  const close = async (): Promise<void> => {
    await listeners.close()
    wheel.close()
  }
  return { listeners, made, apply, portOf, close }
}

const chain = (prefix: string, port: number | null = null): object => ({
  name: prefix,
  ...(port === null ? {} : { filter_chain_match: { destination_port: port } }),
  filters: [tcpFilter('x', { stat_prefix: prefix })],
})

/** What the server says first. */
async function greeting(where: number | string): Promise<string> {
  const socket = typeof where === 'string' ? connect(where) : connect(where, '127.0.0.1')
  socket.on('error', () => undefined)
  const said = await new Promise<string>((resolve) => {
    socket.on('data', (chunk: Buffer) => resolve(String(chunk)))
    socket.on('close', () => resolve('closed'))
  })
  socket.destroy()
  return said
}

test('a captured connection goes to the listener of its real destination', async () => {
  let destination: SocketAddress | null = null
  const { apply, portOf, close, listeners } = setUp(() => destination)
  const unbound = { bind_to_port: false }
  await apply({
    ...listener('virtualOutbound', [chain('blackhole', 15001), chain('passthrough')]),
    use_original_dst: true,
  })
  await apply({
    ...listener('0.0.0.0_9080', [chain('wildcard')], unbound),
    address: { socket_address: { address: '0.0.0.0', port_value: 9080 } },
  })
  await apply({
    ...listener('10.1.1.1_9080', [chain('exact')], unbound),
    address: { socket_address: { address: '10.1.1.1', port_value: 9080 } },
  })
  const port = portOf('virtualOutbound')
  const cases: [SocketAddress | null, string][] = [
    [{ address: '10.1.1.1', port: 9080 }, 'exact to 9080 restored'],
    [{ address: '10.1.1.2', port: 9080 }, 'wildcard to 9080 restored'],
    [{ address: '10.1.1.1', port: 9081 }, 'passthrough to 9081 restored'],
    [{ address: '10.1.1.1', port: 15001 }, 'blackhole to 15001 restored'],
    // Nobody redirected it: this is the listener's own port.
    [null, `passthrough to ${port}`],
  ]
  for (const [where, want] of cases) {
    destination = where
    assert.equal(await greeting(port), want)
  }
  const stats = listeners.list().find((info) => info.name === '10.1.1.1_9080')?.active.stats
  assert.equal(stats?.downstreamCxTotal, 1)
  await close()
})

test('an update keeps unchanged chains with their connections, and drains the others', async () => {
  const { apply, portOf, made, close } = setUp()
  await apply(listener('l', [chain('kept', 1), chain('old')]), '1')
  const port = portOf('l')
  const client = connect(port, '127.0.0.1')
  assert.equal(String((await once(client, 'data'))[0]), `old to ${port}`)
  await apply(listener('l', [chain('kept', 2), chain('new')]), '2')
  assert.equal(portOf('l'), port)
  assert.equal(await greeting(port), `new to ${port}`)
  // `kept` was made once: its criteria changed, it did not.
  assert.equal(made.length, 3)
  assert.deepEqual(
    made.map((greeter) => greeter.isDrained),
    [false, true, false],
  )
  // A connection of a drained chain goes on.
  client.write('bye')
  await once(client.resume(), 'close')
  await close()
})

test('a removed listener frees its port at once and its connections in time', async () => {
  const { listeners, apply, portOf, close } = setUp()
  await apply(listener('l', [chain('a')]))
  const port = portOf('l')
  const client = connect(port, '127.0.0.1')
  client.on('error', () => undefined)
  await once(client, 'data')
  listeners.remove('l')
  await until(async () => (await greeting(port)) === 'closed')
  assert.equal(client.destroyed, false)
  await once(client.resume(), 'close')
  await close()
})

test('a listener serves on all its addresses, also on a Unix socket', async (t) => {
  const path = join(mkdtempSync(join(tmpdir(), 'flt-listener-')), 'l.sock')
  t.after(() => rmSync(dirname(path), { recursive: true }))
  const { listeners, apply, portOf, close } = setUp()
  await apply({
    ...listener('l', [chain('a')]),
    additional_addresses: [{ address: { pipe: { path, mode: 0o600 } } }],
  })
  const port = portOf('l')
  assert.equal(await greeting(port), `a to ${port}`)
  assert.equal(await greeting(path), 'a to 0')
  assert.equal(statSync(path).mode & 0o777, 0o600)
  // Not the place where it is: everything is bound anew.
  await apply(listener('l', [chain('a')]))
  assert.equal(await greeting(path), 'closed')
  listeners.remove('l')
  await close()
})

test('a listener that moves leaves its chains with its old address', async () => {
  const { apply, made, close, portOf } = setUp()
  await apply(listener('l', [chain('a')]), '1')
  const elsewhere = { address: { socket_address: { address: '127.0.0.2', port_value: 0 } } }
  await apply({ ...listener('l', [chain('a')]), ...elsewhere }, '2')
  assert.deepEqual(
    made.map((greeter) => greeter.isDrained),
    [true, false],
  )
  assert.notEqual(portOf('l'), 0)
  await close()
})

test('a taken port rejects, and the old listener serves on', async () => {
  const app = await tcpApp(() => undefined)
  const { listeners, apply, portOf, close } = setUp()
  await apply(listener('l', [chain('a')]), '1')
  const taken = { address: { socket_address: { address: '127.0.0.1', port_value: app.port } } }
  await assert.rejects(
    apply({ ...listener('l', [chain('b')]), ...taken }, '2'),
    (error) =>
      codeOf(error) === 'FLT_PORT_IN_USE' && /listener l cannot listen/.test(String(error)),
  )
  assert.equal(listeners.createFailure, 1)
  assert.match(await greeting(portOf('l')), /^a to/)
  assert.equal(listeners.version('l'), '1')
  await close()
  await app.close()
})

test('what does not compile is told by path', () => {
  const { listeners } = setUp()
  const cases: [object, RegExp][] = [
    [listener('l', []), /has no filter chain/],
    [listener('l', [{ filters: [] }]), /filter_chains\[0\]\.filters/],
    [listener('l', [chain('a'), chain('b')]), /filter_chains\[1\]\.filter_chain_match/],
    [{ ...listener('l', [chain('a')]), transparent: true }, /transparent/],
    [listener('', [chain('a')]), /name/],
  ]
  for (const [value, want] of cases) {
    const parsed = Listener.fromJson(value)
    const compiled = parsed.kind === 'ok' ? listeners.compile(parsed.message) : parsed
    assert.equal(compiled.kind, 'bad')
    if (compiled.kind !== 'bad') continue
    const text = compiled.violations.map((v) => `${v.path} ${v.message}`).join()
    assert.match(text, want)
  }
})

test('an original destination that is our own port is not dialled', async () => {
  const proxy = await startProxy(
    {
      clusters: [
        cluster('Passthrough', [], {
          type: 'ORIGINAL_DST',
          lb_policy: 'CLUSTER_PROVIDED',
          load_assignment: undefined,
        }),
      ],
      listeners: [
        listener('l', [{ filters: [tcpFilter('Passthrough')] }], { use_original_dst: true }),
      ],
    },
    { openReader: () => ({ read: ownAddress }) },
  )
  assert.equal((await exchange(proxy.port('l'), 'x')).replace('!', ''), '')
  assert.match(await proxy.get('/stats?filter=Passthrough.upstream_cx_none_healthy'), /: 1$/m)
  await proxy.stop()
})

test('passthrough dials the restored destination', async () => {
  const app = await tcpApp((socket) => socket.end('app'))
  const proxy = await startProxy(
    {
      clusters: [
        cluster('Passthrough', [], {
          type: 'ORIGINAL_DST',
          lb_policy: 'CLUSTER_PROVIDED',
          load_assignment: undefined,
        }),
      ],
      listeners: [
        listener('l', [{ filters: [tcpFilter('Passthrough')] }], { use_original_dst: true }),
      ],
    },
    { openReader: () => ({ read: () => ({ address: '127.0.0.1', port: app.port }) }) },
  )
  assert.equal(await exchange(proxy.port('l'), 'x'), 'app')
  assert.match(
    await proxy.get('/clusters'),
    new RegExp(`Passthrough::127.0.0.1:${app.port}::cx_total::1`),
  )
  await proxy.stop()
  await app.close()
})

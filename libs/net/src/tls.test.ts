/** TLS on real sockets: both ends, who may talk to whom, reload, resumption, and failures. */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect as connectTcp, type Socket } from 'node:net'
import { test } from 'node:test'
import { connect as connectTls, type TLSSocket } from 'node:tls'
import { TestCa, type TestLeaf, testSpiffeId } from '@flotilla/testkit'
import { systemClock, TimerWheel } from '@flotilla/time'
import {
  clientContext,
  PeerVerifier,
  readFirstBytes,
  type ServerCheck,
  TcpListener,
  TlsConnector,
  TlsTerminator,
  type TlsTerminatorOptions,
} from './index.ts'

const ca = new TestCa()
const serverLeaf = ca.issue(testSpiffeId('server'))
const clientLeaf = ca.issue(testSpiffeId('client'))

interface Served {
  readonly port: number
  /** What the server saw of its connections: the principal, or why it failed. */
  readonly seen: string[]
  readonly terminator: TlsTerminator
}

async function withServer(
  options: Partial<TlsTerminatorOptions>,
  run: (served: Served) => Promise<void>,
  peek = false,
): Promise<void> {
  const wheel = new TimerWheel(systemClock)
  const terminator = new TlsTerminator({
    pair: serverLeaf,
    rootsPem: ca.rootPem,
    clientCertificate: 'require',
    alpn: ['istio', 'http/1.1'],
    handshakeTimeoutMs: 2_000,
    ...options,
  })
  const verifier = new PeerVerifier(ca.bundles, systemClock)
  const seen: string[] = []
  const serve = (socket: Socket, head: Buffer | null): void =>
    terminator.terminate(
      socket,
      head,
      (secure) => {
        const verdict = verifier.verify(secure)
        seen.push(verdict.kind === 'ok' ? verdict.peer.spiffeId : verdict.reason)
        secure.on('error', () => undefined)
        secure.pipe(secure)
      },
      (reason) => seen.push(`failed: ${reason}`),
    )
  const listener = await TcpListener.listen({
    host: '127.0.0.1',
    port: 0,
    what: 'test',
    onConnection: (socket) => {
      if (!peek) return serve(socket, null)
      const isEnough = (bytes: Buffer): boolean => bytes.length > 3
      readFirstBytes(socket, { isEnough, maxBytes: 64, timeoutMs: 0, wheel }, (bytes) =>
        serve(socket, bytes),
      )
    },
  })
  try {
    await run({ port: listener.port, seen, terminator })
  } finally {
    await listener.close()
    wheel.close()
  }
}

/** Expects exactly this SPIFFE ID of the server. */
function expects(spiffeId: string, roots = ca): ServerCheck {
  const verifier = new PeerVerifier(roots.bundles, systemClock)
  return (socket) => {
    const verdict = verifier.verify(socket)
    if (verdict.kind === 'bad' || verdict.peer.spiffeId === spiffeId) return verdict
    return { kind: 'bad', reason: `unexpected peer ${verdict.peer.spiffeId}` }
  }
}

function connector(leaf: TestLeaf | null, check: ServerCheck, roots = ca): TlsConnector {
  return new TlsConnector({
    context: clientContext({ pair: leaf, rootsPem: roots.rootPem }),
    verifyChain: true,
    check,
    clock: systemClock,
  })
}

/** Connects, echoes one text, closes. Resolves with the echo and whether the session was reused, or the failure. */
async function echo(port: number, from: TlsConnector): Promise<string> {
  const raw = connectTcp({ port, host: '127.0.0.1', allowHalfOpen: true })
  await once(raw, 'connect')
  return new Promise((resolve) => {
    from.secure(
      raw,
      'server',
      'outbound_.9080_._.reviews.default.svc.cluster.local',
      ['istio'],
      (socket, peer) => {
        socket.on('data', (chunk) => {
          const kind = socket.isSessionReused() ? 'reused' : 'full'
          resolve(`${chunk} ${socket.alpnProtocol} ${kind} ${peer?.spiffeId}`)
          socket.destroy()
        })
        // With TLS 1.3 a refusal of the client certificate arrives after the client's handshake.
        socket.on('end', () => socket.end())
        socket.on('close', () => resolve('closed'))
        socket.resume()
        socket.write('hello')
      },
      (reason) => resolve(`failed: ${reason}`),
    )
  })
}

for (const peek of [false, true])
  test(`both ends know each other${peek ? ', also when the first bytes were read before' : ''}`, () =>
    withServer(
      {},
      async ({ port, seen }) => {
        const client = connector(clientLeaf, expects(serverLeaf.spiffeId))
        assert.match(await echo(port, client), /^hello istio full/)
        assert.deepEqual(seen, [clientLeaf.spiffeId])
      },
      peek,
    ))

test('a second connection resumes as the peer it was, within one connector only', () =>
  withServer({}, async ({ port, seen }) => {
    const client = connector(clientLeaf, expects(serverLeaf.spiffeId))
    assert.equal(await echo(port, client), `hello istio full ${serverLeaf.spiffeId}`)
    assert.equal(await echo(port, client), `hello istio reused ${serverLeaf.spiffeId}`)
    assert.deepEqual(seen, [clientLeaf.spiffeId, clientLeaf.spiffeId])
    // Another connector, with other verification settings, never sees this one's sessions.
    const other = connector(clientLeaf, expects(testSpiffeId('other')))
    assert.match(await echo(port, other), /^failed: unexpected peer/)
  }))

test('a session ends with the certificate that it was verified by', () =>
  withServer({ pair: ca.issue(testSpiffeId('server'), { ttlMs: 1_000 }) }, async ({ port }) => {
    let nowMs = Date.now()
    const client = new TlsConnector({
      context: clientContext({ pair: clientLeaf, rootsPem: ca.rootPem }),
      verifyChain: true,
      check: expects(serverLeaf.spiffeId),
      clock: { ...systemClock, wallMs: () => nowMs },
    })
    assert.match(await echo(port, client), /full/)
    nowMs += 3_000
    assert.match(await echo(port, client), /full/)
  }))

test('who must not talk does not', async () => {
  const stranger = new TestCa()
  const foreign = new TestCa({ trustDomain: 'other.example' })
  const cases: [string, TestLeaf | null][] = [
    ['no certificate', null],
    ['another CA', stranger.issue(testSpiffeId('client'))],
    ['another trust domain', foreign.issue('spiffe://other.example/ns/default/sa/client')],
    ['expired', ca.issue(testSpiffeId('client'), { ttlMs: -60_000 })],
    ['not yet valid', ca.issue(testSpiffeId('client'), { backdateMs: -60_000 })],
    ['a trust domain, not a workload', ca.issue('spiffe://cluster.local')],
    ['foreign trust domain from our CA', ca.issue('spiffe://other.example/ns/default/sa/x')],
  ]
  for (const [name, leaf] of cases)
    await withServer({}, async ({ port, seen }) => {
      const outcome = await echo(port, connector(leaf, expects(serverLeaf.spiffeId)))
      const isRefusedByTls = outcome === 'closed' || outcome.startsWith('failed')
      if (isRefusedByTls) assert.match(seen[0] ?? '', /failed/, name)
      else assert.doesNotMatch(seen[0] ?? '', /spiffe:/, name)
    })
})

test('a server that is somebody else is refused before anything is sent', () =>
  withServer({}, async ({ port }) => {
    const wrong = expects(testSpiffeId('other'))
    assert.equal(
      await echo(port, connector(clientLeaf, wrong)),
      `failed: unexpected peer ${serverLeaf.spiffeId}`,
    )
    const stranger = new TestCa()
    const outcome = await echo(
      port,
      connector(clientLeaf, expects(serverLeaf.spiffeId, stranger), stranger),
    )
    assert.match(outcome, /^failed: .*(verify|self-signed|unable)/)
  }))

test('a reloaded certificate is used by new connections, old ones live on, old tickets are void', () =>
  withServer({}, async ({ port, terminator }) => {
    const next = ca.issue(testSpiffeId('server-next'))
    let peer = ''
    const verifier = new PeerVerifier(ca.bundles, systemClock)
    const client = connector(clientLeaf, (socket) => {
      const verdict = verifier.verify(socket)
      peer = verdict.kind === 'ok' ? verdict.peer.spiffeId : verdict.reason
      return verdict
    })
    const old = connectTls({ port, host: '127.0.0.1', ...tlsOf(clientLeaf) })
    await once(old, 'secureConnect')
    await echo(port, client)
    assert.equal(peer, serverLeaf.spiffeId)
    terminator.reload(next, ca.rootPem)
    assert.match(await echo(port, client), /^hello istio full/)
    assert.equal(peer, next.spiffeId)
    old.write('still')
    assert.equal(String((await once(old, 'data'))[0]), 'still')
    old.destroy()
  }))

test('TLS below 1.2, plaintext and silence fail with a reason', async () => {
  await withServer({ handshakeTimeoutMs: 50 }, async ({ port, seen }) => {
    const plain = connectTcp(port, '127.0.0.1')
    plain.on('error', () => undefined)
    plain.write('GET / HTTP/1.1\r\n\r\n')
    plain.resume()
    await once(plain, 'close')
    await until(() => seen.length === 1)
    assert.match(seen[0] ?? '', /failed: .*(http request|wrong version)/)
    const silent = connectTcp(port, '127.0.0.1')
    silent.on('error', () => undefined)
    silent.resume()
    await once(silent, 'close')
    await until(() => seen.length === 2)
    assert.match(seen[1] ?? '', /failed: .*timeout/)
  })
})

test('a client that leaves in the middle of the handshake is let go at once', () =>
  withServer({ handshakeTimeoutMs: 60_000 }, async ({ port, seen }) => {
    await echo(port, connector(clientLeaf, expects(testSpiffeId('somebody else'))))
    await until(() => seen.length === 1)
    const plain = connectTcp(port, '127.0.0.1')
    await once(plain, 'connect')
    plain.end()
    await until(() => seen.length === 2)
    assert.match(seen[1] ?? '', /failed/)
  }))

test('a client may be asked without being forced', () =>
  withServer({ clientCertificate: 'request' }, async ({ port, seen }) => {
    const nobody = connector(null, expects(serverLeaf.spiffeId))
    assert.match(await echo(port, nobody), /^hello istio full/)
    assert.deepEqual(seen, ['the peer sent no certificate'])
    await echo(
      port,
      connector(new TestCa().issue(testSpiffeId('client')), expects(serverLeaf.spiffeId)),
    )
    assert.match(seen[1] ?? '', /failed: the client certificate is refused/)
  }))

test('a cancelled handshake calls nobody', () =>
  withServer({}, async ({ port }) => {
    const raw = connectTcp(port, '127.0.0.1')
    await once(raw, 'connect')
    const client = connector(clientLeaf, expects(''))
    const fail = (): void => assert.fail('called back after cancel')
    client.secure(raw, 'server', 'x', [], fail, fail)()
    await once(raw, 'close')
  }))

test('half-close goes through TLS both ways', () =>
  withServer({}, async ({ port }) => {
    const raw = connectTcp({ port, host: '127.0.0.1', allowHalfOpen: true })
    await once(raw, 'connect')
    const socket = await new Promise<TLSSocket>((resolve, reject) => {
      const client = connector(clientLeaf, expects(serverLeaf.spiffeId))
      client.secure(raw, 'server', 'x', [], resolve, reject)
    })
    const chunks: Buffer[] = []
    socket.on('data', (chunk: Buffer) => chunks.push(chunk))
    socket.resume()
    socket.end('last words')
    await once(socket, 'end')
    assert.equal(Buffer.concat(chunks).toString(), 'last words')
    socket.destroy()
  }))

/** Waits, turn by turn, for what the other end of a loopback connection will notice. */
async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise(setImmediate)
}

function tlsOf(leaf: TestLeaf) {
  return {
    cert: leaf.certChainPem,
    key: leaf.keyPem,
    ca: ca.rootPem,
    checkServerIdentity: () => undefined,
  }
}

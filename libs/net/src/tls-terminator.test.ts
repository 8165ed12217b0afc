/** Which certificate clients are shown, and how they come back: on real handshakes. */
import assert from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { test } from 'node:test'
import { type ConnectionOptions, connect, type TLSSocket } from 'node:tls'
import { TestCa, testSpiffeId } from '@flotilla/testkit'
import { certificatePem, publicHalfOf, unwrap } from '@flotilla/x509'
import { type TlsPair, TlsTerminator, type TlsTerminatorOptions } from './index.ts'

const ca = new TestCa()

function ec(name: string): TlsPair {
  return ca.issue(testSpiffeId('a'), { dnsNames: [name] })
}

function rsa(name: string): TlsPair {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const publicKey = unwrap(publicHalfOf(privateKey))
  return {
    certChainPem: certificatePem(ca.sign(publicKey, testSpiffeId('a'), { dnsNames: [name] })),
    keyPem: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  }
}

interface Seen {
  /** Kind of key and DNS name of what was shown; empty where the handshake failed. */
  readonly shown: string
  readonly isReused: boolean
  readonly version: string
  readonly session: Buffer | null
}

/** One echo through the terminator. */
async function visit(port: number, options: ConnectionOptions): Promise<Seen> {
  const socket: TLSSocket = connect({
    port,
    host: '127.0.0.1',
    ca: ca.rootPem,
    checkServerIdentity: () => undefined,
    ...options,
  })
  let session: Buffer | null = null
  socket.on('session', (ticket: Buffer) => {
    session = ticket
  })
  const failed: Promise<Seen> = once(socket, 'error').then(() => NOTHING)
  const done = (async (): Promise<Seen> => {
    await once(socket, 'secureConnect')
    socket.write('x')
    await once(socket, 'data')
    const leaf = socket.getPeerX509Certificate()
    const shown = `${leaf?.publicKey.asymmetricKeyType} ${/DNS:([^,]+)/.exec(leaf?.subjectAltName ?? '')?.[1]}`
    return {
      shown,
      isReused: socket.isSessionReused(),
      version: socket.getProtocol() ?? '',
      session,
    }
  })()
  try {
    return await Promise.race([failed, done])
  } finally {
    done.catch(() => undefined) // it lost the race: nobody else awaits it
    socket.destroy()
  }
}

const NOTHING: Seen = { shown: '', isReused: false, version: '', session: null }

async function withServer(
  options: Partial<TlsTerminatorOptions>,
  run: (port: number) => Promise<void>,
): Promise<void> {
  const terminator = new TlsTerminator({
    pair: ec('first.test'),
    rootsPem: null,
    clientCertificate: 'none',
    alpn: [],
    handshakeTimeoutMs: 5_000,
    ...options,
  })
  const server = createServer((socket) => {
    socket.on('error', () => undefined)
    terminator.terminate(
      socket,
      null,
      (secure) => {
        secure.on('error', () => undefined)
        secure.pipe(secure)
      },
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
  }
}

const RSA_ONLY = { sigalgs: 'rsa_pss_rsae_sha256:rsa_pkcs1_sha256' }

test('clients are shown the kind of key that they can check', () =>
  withServer({ pair: ec('a.test'), otherKinds: [rsa('a.test')] }, async (port) => {
    for (const maxVersion of ['TLSv1.2', 'TLSv1.3'] as const) {
      assert.equal((await visit(port, { maxVersion })).shown, 'ec a.test')
      assert.equal((await visit(port, { maxVersion, ...RSA_ONLY })).shown, 'rsa a.test')
    }
  }))

const RESUMPTION = {
  timeoutSec: null,
  ticketKey: null,
  scope: 'a',
  usesTickets: true,
  keepsSessions: false,
}

async function comesBack(
  first: Partial<TlsTerminatorOptions>,
  second: Partial<TlsTerminatorOptions> | null,
  maxVersion: 'TLSv1.2' | 'TLSv1.3',
): Promise<boolean> {
  let session: Buffer | null = null
  let isReused = false
  const again = async (port: number): Promise<void> => {
    assert.notEqual(session, null)
    isReused = (await visit(port, { session: session ?? Buffer.alloc(0), maxVersion })).isReused
  }
  await withServer(first, async (port) => {
    session = (await visit(port, { maxVersion })).session
    if (second === null) await again(port)
  })
  if (second !== null) await withServer(second, again)
  return isReused
}

test('tickets are taken by whoever has their key and demands the same', async () => {
  const pair = ec('first.test')
  const ticketKey = Buffer.alloc(48, 7)
  const shared = { pair, resumption: { ...RESUMPTION, ticketKey } }
  for (const version of ['TLSv1.2', 'TLSv1.3'] as const) {
    assert.equal(await comesBack({ pair }, null, version), true, 'a key of its own')
    assert.equal(await comesBack({ pair }, { pair }, version), false, 'keys of their own')
    assert.equal(await comesBack(shared, shared, version), true, 'a shared key')
    const other = { ...shared, resumption: { ...shared.resumption, scope: 'b' } }
    assert.equal(await comesBack(shared, other, version), false, 'a shared key, other demands')
  }
})

test('without tickets sessions are kept for clients of TLS 1.2, where they are kept at all', async () => {
  const kept = { resumption: { ...RESUMPTION, usesTickets: false, keepsSessions: true } }
  const none = { resumption: { ...RESUMPTION, usesTickets: false } }
  assert.equal(await comesBack(kept, null, 'TLSv1.2'), true)
  assert.equal(await comesBack(none, null, 'TLSv1.2'), false)
})

test('old versions are spoken where they are asked for', async () => {
  const ciphers = 'ECDHE-RSA-AES128-SHA'
  const pair = rsa('old.test')
  const client = {
    minVersion: 'TLSv1',
    maxVersion: 'TLSv1',
    ciphers: `${ciphers}:@SECLEVEL=0`,
  } as const
  await withServer({ pair, minVersion: 'TLSv1', ciphers }, async (port) =>
    assert.equal((await visit(port, client)).version, 'TLSv1'),
  )
  await withServer({ pair, ciphers: 'ECDHE-RSA-AES128-SHA' }, async (port) =>
    assert.equal((await visit(port, client)).version, ''),
  )
})

test('secrets of connections are told to whoever asked for them', async () => {
  const lines: string[] = []
  await withServer({ onKeys: (line) => lines.push(String(line)) }, async (port) => {
    await visit(port, { maxVersion: 'TLSv1.2' })
    assert.match(lines.join(''), /^CLIENT_RANDOM [0-9a-f]{64} [0-9a-f]+\n$/)
  })
})

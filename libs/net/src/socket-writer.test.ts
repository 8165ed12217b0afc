/** Direct writes: order, fullness, end, and errors. Fails where a Node release moved what they need. */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { test } from 'node:test'
import { connect as connectTls, createServer as createTlsServer } from 'node:tls'
import { TestCa, testSpiffeId } from '@flotilla/testkit'
import { SocketWriter } from './index.ts'

const BIG = Buffer.alloc(8 * 1024 * 1024, 'b')

async function withPair(
  run: (ours: Socket, peer: Socket) => Promise<void>,
  isTls = false,
): Promise<void> {
  const leaf = new TestCa().issue(testSpiffeId('server'))
  const server = isTls
    ? createTlsServer({ key: leaf.keyPem, cert: leaf.certChainPem, allowHalfOpen: true })
    : createServer({ pauseOnConnect: true, allowHalfOpen: true })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo // it listens on TCP
  const accepting = once(server, isTls ? 'secureConnection' : 'connection')
  const peer = isTls
    ? connectTls({ port, host: '127.0.0.1', rejectUnauthorized: false })
    : connect({ port, host: '127.0.0.1', allowHalfOpen: true })
  const [ours] = (await accepting) as [Socket]
  if (peer.connecting) await once(peer, 'connect')
  try {
    await run(ours, peer)
  } finally {
    ours.destroy()
    peer.destroy()
    server.close()
  }
}

async function read(peer: Socket): Promise<Buffer> {
  const pieces: Buffer[] = []
  peer.on('data', (piece: Buffer) => pieces.push(piece))
  await once(peer, 'end')
  return Buffer.concat(pieces)
}

for (const isTls of [false, true]) {
  const over = isTls ? ', over TLS' : ''

  test(`texts, bytes and frames arrive in order, and the end after them${over}`, async () => {
    await withPair(async (ours, peer) => {
      const writer = new SocketWriter(ours, () => undefined)
      assert.ok(writer.isDirect, 'Node has moved its handle: see docs/adr/0011')
      writer.text('caf\u00e9 ')
      writer.bytes(Buffer.from('one '))
      writer.framed('<', Buffer.from('two'), '>')
      writer.framed('', Buffer.from(' three'), '')
      writer.end()
      assert.equal((await read(peer)).toString('latin1'), 'caf\u00e9 one <two> three')
      assert.ok(ours.bytesWritten >= 'cafe one <two> three'.length)
    }, isTls)
  })

  test(`what the kernel does not take is counted, sent later, and told${over}`, async () => {
    await withPair(async (ours, peer) => {
      let drained = 0
      const writer = new SocketWriter(ours, () => {
        drained++
      })
      writer.bytes(BIG)
      writer.framed('<', BIG, '>')
      writer.text('tail')
      assert.ok(writer.pendingBytes > BIG.length)
      writer.end()
      assert.equal(ours.writableEnded, false)
      const bytes = await read(peer)
      assert.equal(bytes.length, 2 * BIG.length + 6)
      assert.equal(bytes.toString('latin1', BIG.length, BIG.length + 2), '<b')
      assert.equal(bytes.toString('latin1', bytes.length - 6), 'b>tail')
      assert.deepEqual([drained, writer.pendingBytes], [1, 0])
    }, isTls)
  })

  test(`a socket is closed after what it was given${over}`, async () => {
    await withPair(async (ours, peer) => {
      const writer = new SocketWriter(ours, () => undefined)
      writer.bytes(BIG)
      writer.destroySoon()
      const closed = once(ours, 'close')
      assert.equal((await read(peer)).length, BIG.length)
      await closed
    }, isTls)
  })

  test(`a socket that is given up in the middle tells nobody that it was drained${over}`, async () => {
    await withPair(async (ours, peer) => {
      const writer = new SocketWriter(ours, () => assert.fail('drained'))
      peer.on('error', () => undefined)
      writer.bytes(BIG)
      ours.destroy()
      await once(ours, 'close')
      writer.text('late')
      assert.equal(writer.bytes(Buffer.from('late')), true)
      writer.framed('l', Buffer.from('at'), 'e')
    }, isTls)
  })
}

test('small writes are taken whole, and their bytes may be used again', async () => {
  for (const isTls of [false, true])
    await withPair(async (ours, peer) => {
      const writer = new SocketWriter(ours, () => undefined)
      const bytes = Buffer.from('one ')
      assert.equal(writer.bytes(bytes), true)
      bytes.fill('x')
      writer.end()
      assert.equal((await read(peer)).toString(), 'one ')
    }, isTls)
})

test('a write to a peer that is gone destroys the socket', async () => {
  await withPair(async (ours, peer) => {
    const writer = new SocketWriter(ours, () => undefined)
    const closed = once(ours, 'close').catch(() => undefined) // it rejects with the error that is wanted here
    ours.on('error', () => undefined)
    const write = (): void => {
      if (ours.destroyed) return
      writer.text('x')
      setImmediate(write)
    }
    peer.resetAndDestroy()
    await once(peer, 'close')
    write()
    await closed
    assert.equal(ours.destroyed, true)
  })
})

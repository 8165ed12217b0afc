/** Reads into the shared buffer, on accepted, opened and TLS sockets. Fails where a Node release moved what it needs. */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { test } from 'node:test'
import { connect as connectTls, createServer as createTlsServer } from 'node:tls'
import { TestCa, testSpiffeId } from '@flotilla/testkit'
import { type ByteReader, lendReads } from './index.ts'

class Seen implements ByteReader {
  text = ''
  total = 0
  lent = 0
  given = 0
  readonly kept: Buffer[] = []
  private wanted = Number.POSITIVE_INFINITY
  private onWanted: () => void = () => undefined

  onBytes(buffer: Buffer, size: number, isLent: boolean): void {
    this.total += size
    if (isLent) this.lent++
    else {
      this.given++
      this.kept.push(buffer.subarray(0, size))
    }
    if (this.total < 1_000) this.text += buffer.toString('latin1', 0, size)
    if (this.total >= this.wanted) this.onWanted()
  }

  async until(total: number): Promise<void> {
    if (this.total >= total) return
    this.wanted = total
    await new Promise<void>((resolve) => {
      this.onWanted = resolve
    })
  }
}

async function withPair(
  run: (accepted: Socket, opened: Socket) => Promise<void>,
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
  const opened = isTls
    ? connectTls({ port, host: '127.0.0.1', rejectUnauthorized: false })
    : connect({ port, host: '127.0.0.1', allowHalfOpen: true })
  const [accepted] = (await accepting) as [Socket]
  if (opened.connecting) await once(opened, 'connect')
  try {
    await run(accepted, opened)
  } finally {
    accepted.destroy()
    opened.destroy()
    server.close()
  }
}

for (const isTls of [false, true])
  test(`accepted sockets read into the shared buffer, and end: ${isTls ? 'TLS' : 'TCP'}`, async () => {
    await withPair(async (accepted, opened) => {
      const seen = new Seen()
      lendReads(accepted, seen)
      accepted.resume()
      opened.write('hello')
      await seen.until(5)
      opened.end(' again')
      await once(accepted, 'end')
      assert.deepEqual([seen.text, seen.given, accepted.bytesRead > 0], ['hello again', 0, true])
      assert.ok(seen.lent > 0, 'Node has moved the fields: see docs/adr/0011')
    }, isTls)
  })

test('over TLS nothing is given while the socket is paused, and nothing is lost or out of order', async () => {
  await withPair(async (accepted, opened) => {
    const size = 4 << 20
    const kept: Buffer[] = []
    let reads = 0
    let lent = 0
    lendReads(accepted, {
      onBytes: (buffer, count, isLent) => {
        assert.ok(!accepted.isPaused())
        const bytes = buffer.subarray(0, count)
        kept.push(isLent ? Buffer.from(bytes) : bytes)
        if (isLent) lent++
        if (++reads % 3 === 0) return
        accepted.pause()
        setImmediate(() => accepted.resume())
      },
    })
    accepted.resume()
    const sent = Buffer.alloc(size)
    for (let i = 0; i < size; i += 4) sent.writeUInt32LE(i, i)
    opened.end(sent)
    await once(accepted, 'end')
    assert.ok(Buffer.concat(kept).equals(sent))
    assert.ok(lent > 0 && lent < reads, `${lent} of ${reads} reads were lent`)
  }, true)
})

test('opened sockets read into the shared buffer', async () => {
  await withPair(async (accepted, opened) => {
    const seen = new Seen()
    lendReads(opened, seen)
    opened.resume()
    accepted.write('answer')
    await seen.until(6)
    assert.deepEqual([seen.text, seen.lent], ['answer', 1])
  })
})

test('what was read before is given first', async () => {
  await withPair(async (accepted, opened) => {
    opened.write('first')
    accepted.on('readable', () => undefined)
    await once(accepted, 'readable')
    accepted.removeAllListeners('readable')
    const seen = new Seen()
    lendReads(accepted, seen)
    assert.deepEqual([seen.text, seen.given], ['first', 1])
    accepted.resume()
    opened.write(' second')
    await seen.until(12)
    assert.equal(seen.text, 'first second')
  })
})

test('a paused socket gives nothing until it is resumed', async () => {
  await withPair(async (accepted, opened) => {
    const seen = new Seen()
    lendReads(accepted, seen)
    accepted.resume()
    opened.write('a')
    await seen.until(1)
    accepted.pause()
    opened.write('b')
    await new Promise((resolve) => setImmediate(() => setImmediate(resolve)))
    assert.equal(seen.text, 'a')
    accepted.resume()
    await seen.until(2)
    assert.equal(seen.text, 'ab')
  })
})

test('bytes in bulk are given away unharmed, and small ones are lent again afterwards', async () => {
  await withPair(async (accepted, opened) => {
    const seen = new Seen()
    lendReads(accepted, seen)
    accepted.resume()
    const bytes = Buffer.alloc(4 * 1024 * 1024)
    for (let i = 0; i < bytes.length; i += 4) bytes.writeUInt32LE(i, i)
    opened.write(bytes)
    await seen.until(bytes.length)
    for (const piece of seen.kept) {
      const at = bytes.indexOf(piece.subarray(0, 64))
      assert.ok(at >= 0 && bytes.subarray(at, at + piece.length).equals(piece))
    }
    const { lent } = seen
    opened.write('x')
    await seen.until(bytes.length + 1)
    opened.write('y')
    await seen.until(bytes.length + 2)
    assert.ok(seen.lent > lent)
  })
})

test('a reset shows as error and close', async () => {
  await withPair(async (accepted, opened) => {
    lendReads(accepted, new Seen())
    const failed = once(accepted, 'error')
    accepted.resume()
    opened.resetAndDestroy()
    const [error] = (await failed) as [NodeJS.ErrnoException]
    assert.equal(error.code, 'ECONNRESET')
  })
})

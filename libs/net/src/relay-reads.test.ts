/** Reads for relays: bytes stay as they are while the socket is paused, whatever sizes come. */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { test } from 'node:test'
import { relayReads } from './index.ts'

async function pair(): Promise<{ accepted: Socket; opened: Socket; close: () => void }> {
  const server = createServer({ pauseOnConnect: true, allowHalfOpen: true }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const accepting = once(server, 'connection')
  const { port } = server.address() as AddressInfo // it listens on TCP
  const opened = connect({ port, host: '127.0.0.1', allowHalfOpen: true })
  const [accepted] = (await accepting) as [Socket]
  return {
    accepted,
    opened,
    close: () => {
      accepted.destroy()
      opened.destroy()
      server.close()
    },
  }
}

test('what is held while the socket is paused does not change, in pieces small and large', async () => {
  const { accepted, opened, close } = await pair()
  const sent = Buffer.alloc(3 * 1024 * 1024)
  for (let i = 0; i < sent.length; i += 4) sent.writeUInt32LE(i, i)
  const got: Buffer[] = []
  const sizes = new Set<number>()
  const ended = once(accepted, 'end')
  assert.ok(
    relayReads(accepted, {
      onBytes: (buffer, size) => {
        sizes.add(buffer.length)
        accepted.pause()
        // As the kernel does that takes the rest later.
        setImmediate(() => {
          got.push(Buffer.from(buffer.subarray(0, size)))
          accepted.resume()
        })
      },
    }),
    'Node has moved the fields: see docs/adr/0011',
  )
  accepted.resume()
  opened.write(sent.subarray(0, 10))
  opened.end(sent.subarray(10))
  await ended
  assert.ok(Buffer.concat(got).equals(sent))
  assert.deepEqual([...sizes], [4_096, 65_536])
  close()
})

test('a quiet socket goes back to its small buffer', async () => {
  const { accepted, opened, close } = await pair()
  const sizes: number[] = []
  let total = 0
  let wanted = Promise.withResolvers<void>()
  let upTo = 300_000
  relayReads(accepted, {
    onBytes: (buffer, size) => {
      sizes.push(buffer.length)
      total += size
      if (total === upTo) wanted.resolve()
    },
  })
  accepted.resume()
  opened.write(Buffer.alloc(300_000))
  await wanted.promise
  for (let i = 0; i < 3; i++) {
    wanted = Promise.withResolvers()
    upTo++
    opened.write('x')
    await wanted.promise
  }
  assert.ok(sizes.includes(65_536))
  assert.equal(sizes.at(-1), 4_096)
  close()
})

/** Content that nobody takes any more counts no longer against the connection's window. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ErrorCode, type Http2Stream } from './index.ts'
import { Pair } from './testing/peers.ts'

const WINDOW = { connectionWindowBytes: 100_000, streamWindowBytes: 100_000 }
const BODY = Buffer.alloc(60_000, 1)

/** Both ends have ended the stream while one of them holds what it got; then that end gives up. */
const WAYS: Readonly<Record<string, (pair: Pair) => void>> = {
  'a client drops a response': (pair) => {
    pair.serverSide.onRequest = (stream) => {
      pair.server.respond(stream, 200, [], false)
      pair.server.sendData(stream, BODY)
      pair.server.sendEnd(stream, null)
    }
    const stream = pair.get()
    pair.client.hold(stream)
    pair.exchange()
    assert.ok(stream.isClosed)
    pair.client.reset(stream, ErrorCode.Cancel)
  },
  'a server drops a request': (pair) => {
    let remote: Http2Stream | null = null
    pair.serverSide.onRequest = (stream) => {
      remote = stream
      pair.server.hold(stream)
      pair.server.respond(stream, 200, [], true)
    }
    const stream = pair.get('/', [], false, 'POST')
    pair.client.sendData(stream, BODY)
    pair.client.sendEnd(stream, null)
    pair.exchange()
    assert.ok(stream.isClosed && remote !== null)
    pair.server.finish(remote, ErrorCode.NoError)
  },
}

for (const [name, once] of Object.entries(WAYS))
  test(`${name} that has wholly come, again and again`, () => {
    const pair = new Pair(WINDOW, WINDOW).greet()
    // More than the window holds in all: each turn only ends if the ones before gave theirs back.
    for (let turn = 0; turn < 10; turn++) once(pair)
    assert.equal(pair.clientSide.failure, null)
    assert.equal(pair.serverSide.failure, null)
  })

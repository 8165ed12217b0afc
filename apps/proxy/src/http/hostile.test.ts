/** Mutated bytes against a live connection manager: it survives, stays bounded, and forwards nothing that is not a request. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ok } from './testing/origin.ts'
import { Harness } from './testing/proxy-harness.ts'

const SEEDS: readonly string[] = [
  'GET /a HTTP/1.1\r\nhost: a\r\ncookie: b=c\r\n\r\n',
  'POST /a HTTP/1.1\r\nhost: a\r\ncontent-length: 5\r\n\r\nhelloGET /b HTTP/1.1\r\nhost: a\r\n\r\n',
  'POST /a HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\nGET /b HTTP/1.1\r\nhost: a\r\n\r\n',
  'POST /a HTTP/1.1\r\nhost: a\r\ncontent-length: 6\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\nXGET /smuggled HTTP/1.1\r\nhost: a\r\n\r\n',
  'GET /ws HTTP/1.1\r\nhost: a\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\nGET /smuggled HTTP/1.1\r\nhost: a\r\n\r\n',
]
const INSERTS = ['\r', '\n', '\0', ' ', '\t', ':', '\x0b', '0', ',', '\xa0']
const RUNS = 400

test('what hides behind a refused request is never forwarded', async (t) => {
  const proxy = await Harness.start()
  t.after(() => proxy.close())
  for (const text of SEEDS.filter((seed) => seed.includes('smuggled'))) {
    const client = await proxy.client()
    client.write(text)
    const response = await client.read()
    assert.ok(response.status === 400 || response.status === 403)
    assert.equal(response.headers['connection'], 'close')
    await client.ended()
  }
  assert.equal(proxy.origin.requests.length, 0)
})

test('mutated requests', async (t) => {
  const proxy = await Harness.start({
    handler: () => ok('x'),
    manager: { delayed_close_timeout: '0s' },
  })
  t.after(() => proxy.close())
  let state = 20_261
  const random = (below: number): number => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff
    return (state >>> 8) % below
  }
  let broken = 0
  proxy.origin.handler = (request) => {
    // Whatever arrives was parsed strictly by the origin and carries what the proxy owns.
    if (request.headers['x-request-id'] === undefined) broken++
    return ok('x')
  }
  for (let i = 0; i < RUNS; i++) {
    let text = SEEDS[random(SEEDS.length)] ?? ''
    for (let n = 1 + random(3); n > 0; n--) {
      const at = random(text.length)
      const insert = INSERTS[random(INSERTS.length)] ?? ''
      text = text.slice(0, at) + insert + text.slice(at + random(2))
    }
    const client = await proxy.client()
    client.socket.end(text, 'latin1')
    await client.ended()
    client.close()
  }
  assert.equal(broken, 0)
  const sane = await proxy.client()
  assert.equal((await sane.call('GET /sane')).status, 200)
  sane.close()
  while (proxy.stats.downstreamCxActive > 0) await new Promise(setImmediate)
  assert.equal(proxy.stats.downstreamRqActive, 0)
  assert.equal(proxy.cluster.stats.upstreamRqActive, 0)
  assert.equal(proxy.cluster.breakers.default.pending.active, 0)
})

/** Checks that send something: a body by HTTP, a ping or a key to Redis. */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, type Socket } from 'node:net'
import { type TestContext, test } from 'node:test'
import { cluster, startProxy } from '../../testing/running-proxy.ts'
import { until } from '../../testing/servers.ts'

const CHECK = { timeout: '2s', interval: '60s', unhealthy_threshold: 1, healthy_threshold: 1 }

/** Answers everything alike; keeps what it was sent. */
async function server(t: TestContext, answer: string): Promise<{ port: number; seen: string[] }> {
  const seen: string[] = []
  const sockets = new Set<Socket>()
  const made = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => socket.destroy())
    socket.on('data', (data) => {
      seen.push(data.toString())
      socket.write(answer)
    })
  })
  made.listen(0, '127.0.0.1')
  await once(made, 'listening')
  t.after(() => {
    for (const socket of sockets) socket.destroy()
    made.close()
  })
  const bound = made.address()
  return { port: typeof bound === 'object' && bound !== null ? bound.port : 0, seen }
}

async function statsOf(t: TestContext, port: number, check: object): Promise<string> {
  const proxy = await startProxy({
    clusters: [cluster('app', [port], { health_checks: [{ ...CHECK, ...check }] })],
  })
  t.after(() => proxy.stop())
  const stats = (): Promise<string> => proxy.get('/stats?filter=app.health_check')
  await until(async () => /(success|failure): 1\n/.test(await stats()))
  return stats()
}

test('a check by HTTP may have a body', async (t) => {
  const { port, seen } = await server(t, 'HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n')
  const stats = await statsOf(t, port, {
    http_health_check: { path: '/h', method: 'POST', send: { text: '616263' } },
  })
  assert.match(stats, /success: 1\n/)
  // As Envoy 1.40 sends it.
  assert.deepEqual(seen, [
    'POST /h HTTP/1.1\r\nhost: app\r\nuser-agent: Envoy/HC\r\ncontent-length: 3\r\n\r\nabc',
  ])
})

const redis = (fields: object): object => ({
  custom_health_check: {
    name: 'envoy.health_checkers.redis',
    typed_config: {
      '@type': 'type.googleapis.com/envoy.extensions.health_checkers.redis.v3.Redis',
      ...fields,
    },
  },
})

test('Redis is well where it answers a ping, or does not have the key', async (t) => {
  const cases: readonly (readonly [string, object, string, RegExp])[] = [
    ['+PONG\r\n', {}, '*1\r\n$4\r\nPING\r\n', /success: 1\n/],
    ['-LOADING wait\r\n', {}, '*1\r\n$4\r\nPING\r\n', /failure: 1\n/],
    [':0\r\n', { key: 'out' }, '*2\r\n$6\r\nEXISTS\r\n$3\r\nout\r\n', /success: 1\n/],
    [':1\r\n', { key: 'out' }, '*2\r\n$6\r\nEXISTS\r\n$3\r\nout\r\n', /failure: 1\n/],
  ]
  for (const [answer, fields, sent, expected] of cases) {
    const { port, seen } = await server(t, answer)
    assert.match(await statsOf(t, port, redis(fields)), expected)
    assert.deepEqual(seen, [sent])
  }
})

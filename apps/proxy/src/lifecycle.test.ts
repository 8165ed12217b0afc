/** Stopping: what is under way finishes, idle connections leave, and nothing waits longer than the drain time. */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { Agent, createServer, get, type ServerResponse } from 'node:http'
import { connect, type Socket } from 'node:net'
import { test } from 'node:test'
import { watchHandles } from '@flotilla/testkit'
import { cluster, httpFilter, listener, startProxy, tcpFilter } from './testing/running-proxy.ts'
import { echoApp, until } from './testing/servers.ts'

test('a request under way is answered, its connection closed, and the proxy ends', async () => {
  const watch = watchHandles()
  let held: ServerResponse | null = null
  const app = createServer((_request, response) => {
    held = response
  })
  app.listen(0, '127.0.0.1')
  await once(app, 'listening')
  const bound = app.address()
  const port = typeof bound === 'object' && bound !== null ? bound.port : 0
  const proxy = await startProxy({
    clusters: [cluster('app', [port])],
    listeners: [listener('l', [{ filters: [httpFilter('app')] }])],
  })
  const agent = new Agent({ keepAlive: true })
  const reply = new Promise<{ status: number; connection: string }>((resolve, reject) => {
    const call = get({ host: '127.0.0.1', port: proxy.port('l'), agent }, (response) => {
      response.resume()
      response.on('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          connection: String(response.headers.connection),
        }),
      )
    })
    call.on('error', reject)
  })
  await until(() => held !== null)
  const stopped = proxy.stop()
  await until(async () => {
    const ready = await fetch(`http://${proxy.admin}/ready`)
    return (await ready.text()).startsWith('DRAINING')
  })
  ;(held as ServerResponse | null)?.end('done')
  assert.deepEqual(await reply, { status: 200, connection: 'close' })
  await stopped
  agent.destroy()
  await new Promise<void>((resolve) => {
    app.close(() => resolve())
    app.closeAllConnections()
  })
  await watch.check()
})

test('idle kept-alive connections leave at once', async () => {
  const app = await echoApp()
  const proxy = await startProxy({
    clusters: [cluster('app', [app.port])],
    listeners: [listener('l', [{ filters: [httpFilter('none')] }])],
  })
  const socket = connect(proxy.port('l'), '127.0.0.1')
  socket.write('GET / HTTP/1.1\r\nhost: a\r\n\r\n')
  await once(socket, 'data')
  const closed = once(socket.resume(), 'close')
  await proxy.stop()
  await closed
  await app.close()
})

test('a connection that never ends is cut when the drain time is over', async () => {
  const app = await echoApp()
  const proxy = await startProxy({
    metadata: { FLOTILLA: { drainSec: 0 } },
    clusters: [cluster('app', [app.port])],
    listeners: [listener('l', [{ filters: [tcpFilter('app')] }])],
  })
  const socket = connect(proxy.port('l'), '127.0.0.1')
  socket.on('error', () => undefined)
  socket.write('x')
  await once(socket, 'data')
  const closed = once(socket.resume(), 'close')
  await proxy.stop()
  await closed
  await app.close()
})

/** Asks on an open connection; the answer's head. */
async function ask(socket: Socket): Promise<string> {
  socket.write('GET / HTTP/1.1\r\nhost: a\r\n\r\n')
  let text = ''
  while (!text.includes('\r\n\r\n')) text += String((await once(socket, 'data'))[0])
  return text
}

async function openTo(port: number): Promise<Socket> {
  const socket = connect(port, '127.0.0.1')
  socket.on('error', () => undefined)
  await once(socket, 'connect')
  return socket
}

test('a graceful drain tells clients to leave with their next answer, and closes no idle one', async (t) => {
  const http = [{ filters: [httpFilter('none')] }]
  const proxy = await startProxy(
    { listeners: [listener('d', http), listener('m', http, { drain_type: 'MODIFY_ONLY' })] },
    { drain: { timeMs: 60_000, isGradual: false } },
  )
  t.after(() => proxy.stop())
  const [idle, other] = [await openTo(proxy.port('d')), await openTo(proxy.port('m'))]
  for (const socket of [idle, other]) assert.doesNotMatch(await ask(socket), /connection: close/)
  const drained = await fetch(`http://${proxy.admin}/drain_listeners?graceful`, { method: 'POST' })
  assert.equal(drained.status, 200)
  const late = await openTo(proxy.port('d'))
  assert.equal(idle.readableEnded, false)
  assert.match(await ask(idle), /connection: close/)
  assert.match(await ask(late), /connection: close/)
  assert.doesNotMatch(await ask(other), /connection: close/)
  for (const socket of [idle, other, late]) socket.destroy()
})

test('a gradual drain has told everybody when its time is over', async (t) => {
  const proxy = await startProxy(
    { listeners: [listener('d', [{ filters: [httpFilter('none')] }])] },
    { drain: { timeMs: 500, isGradual: true } },
  )
  t.after(() => proxy.stop())
  const sockets = await Promise.all(Array.from({ length: 8 }, () => openTo(proxy.port('d'))))
  for (const socket of sockets) await ask(socket)
  const leftAt = performance.now()
  await fetch(`http://${proxy.admin}/drain_listeners?graceful&skip_exit`, { method: 'POST' })
  let told = 0
  for (const socket of sockets) {
    while (!/connection: close/.test(await ask(socket))) await new Promise((r) => setTimeout(r, 10))
    told++
  }
  assert.equal(told, 8)
  assert.ok(performance.now() - leftAt < 5_000)
})

/** Raw connections through the proxy: bytes, half-close, back-pressure, and every way to end. */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import { test } from 'node:test'
import {
  cluster,
  listener,
  type RunningProxy,
  startProxy,
  tcpFilter,
} from '../testing/running-proxy.ts'
import { echoApp, exchange, tcpApp, until } from '../testing/servers.ts'

async function withProxy(
  ports: readonly number[],
  filter: object,
  run: (proxy: RunningProxy, port: number) => Promise<void>,
  clusterFields: object = {},
): Promise<void> {
  const proxy = await startProxy({
    clusters: [cluster('app', ports, clusterFields)],
    listeners: [listener('l', [{ filters: [filter] }])],
  })
  try {
    await run(proxy, proxy.port('l'))
  } finally {
    await proxy.stop()
  }
}

test('bytes go both ways, and each side may end first', async () => {
  const echo = await echoApp()
  // Says goodbye only after its client has ended.
  const patient = await tcpApp((socket) => {
    let received = ''
    socket.on('data', (chunk: Buffer) => {
      received += chunk
    })
    socket.on('end', () => socket.end(`got ${received.length}`))
  })
  // Ends at once, and goes on reading.
  const eager = await tcpApp((socket) => socket.end('bye'))
  await withProxy([echo.port], tcpFilter('app'), async (proxy, port) => {
    assert.equal(await exchange(port, 'hello'), 'hello')
    const stats = await proxy.get('/stats?filter=tcp.test')
    assert.match(stats, /downstream_cx_rx_bytes_total: 5$/m)
    assert.match(stats, /downstream_cx_tx_bytes_total: 5$/m)
  })
  await withProxy([patient.port], tcpFilter('app'), async (_proxy, port) => {
    assert.equal(await exchange(port, 'x'.repeat(100_000)), 'got 100000')
  })
  await withProxy([eager.port], tcpFilter('app'), async (_proxy, port) => {
    assert.equal(await exchange(port, 'x'), 'bye')
  })
  for (const app of [echo, patient, eager]) await app.close()
})

test('a reader that stands still stops the writer at the other end', async () => {
  let written = 0
  let upstream: Socket | null = null
  const app = await tcpApp((socket) => {
    upstream = socket
    const chunk = Buffer.alloc(64 * 1024)
    const pump = (): void => {
      while (socket.writable && socket.write(chunk)) written += chunk.length
    }
    socket.on('drain', pump)
    pump()
  })
  await withProxy([app.port], tcpFilter('app'), async (_proxy, port) => {
    const client = connect(port, '127.0.0.1')
    client.on('error', () => undefined)
    await once(client, 'connect')
    // Full when nothing more is written for a while.
    let before = -1
    await until(() => {
      const isStill = before === written && written > 0
      before = written
      return isStill
    })
    const stalledAt = written
    assert.ok(stalledAt < 64 * 1024 * 1024, `${stalledAt} bytes were taken in`)
    let received = 0
    client.on('data', (chunk: Buffer) => {
      received += chunk.length
    })
    await until(() => received > stalledAt)
    assert.ok(written > stalledAt)
    client.destroy()
    await until(() => upstream?.destroyed === true)
  })
  await app.close()
})

test('a connection that is idle for too long is closed on both sides', async () => {
  const app = await echoApp()
  await withProxy([app.port], tcpFilter('app', { idle_timeout: '0.05s' }), async (proxy, port) => {
    const socket = connect(port, '127.0.0.1')
    socket.resume()
    socket.on('error', () => undefined)
    await once(socket, 'close')
    await until(async () => / 1$/m.test(await proxy.get('/stats?filter=tcp.test.idle_timeout')))
  })
  await app.close()
})

test('a reset is passed on as one', async () => {
  const app = await tcpApp((socket) => {
    socket.on('data', () => socket.resetAndDestroy())
  })
  await withProxy([app.port], tcpFilter('app'), async (_proxy, port) => {
    const socket = connect(port, '127.0.0.1')
    await once(socket, 'connect')
    socket.write('x')
    const [error] = await once(socket, 'error')
    assert.equal(error.code, 'ECONNRESET')
  })
  await app.close()
})

test('a reset of the server is flagged, one of the client is not', async () => {
  const dir = mkdtempSync('/tmp/flotilla-tcp-')
  const log = `${dir}/access.log`
  const app = await tcpApp((socket) => {
    socket.on('error', () => undefined)
    socket.on('data', (chunk: Buffer) => {
      if (chunk.toString() === 'x') socket.resetAndDestroy()
      else socket.write(chunk)
    })
  })
  const filter = tcpFilter('app', { access_log: fileLog(log, '%RESPONSE_FLAGS%\n') })
  await withProxy([app.port], filter, async (_proxy, port) => {
    const refused = connect(port, '127.0.0.1')
    refused.write('x')
    await once(refused, 'error')
    const leaving = connect(port, '127.0.0.1')
    leaving.write('y')
    await once(leaving, 'data')
    leaving.resetAndDestroy()
  })
  await app.close()
  assert.equal(readFileSync(log, 'utf8'), 'UR\n-\n')
  rmSync(dir, { recursive: true })
})

function fileLog(path: string, format: string): unknown[] {
  const typed_config = {
    '@type': 'type.googleapis.com/envoy.extensions.access_loggers.file.v3.FileAccessLog',
    path,
    log_format: { text_format_source: { inline_string: format } },
  }
  return [{ name: 'file', typed_config }]
}

test('connections are shared out by weight', async () => {
  const app = await echoApp()
  const weighted = tcpFilter('', {
    cluster: undefined,
    weighted_clusters: {
      clusters: [
        { name: 'app', weight: 1 },
        { name: 'none', weight: 1 },
      ],
    },
  })
  let draw = 0
  const proxy = await startProxy(
    {
      clusters: [cluster('app', [app.port])],
      listeners: [listener('l', [{ filters: [weighted] }])],
    },
    { random: () => (draw++ % 2) * 2 ** -53 },
  )
  const results = []
  for (let i = 0; i < 8; i++) results.push(await exchange(proxy.port('l'), 'x'))
  assert.ok(results.includes('x'))
  assert.ok(results.some((result) => result !== 'x'))
  await proxy.stop()
  await app.close()
})

test('what cannot be connected is closed, flagged and counted', async () => {
  const gone = await tcpApp(() => undefined)
  await gone.close()
  const lines: string[] = []
  const dir = mkdtempSync('/tmp/flotilla-tcp-')
  const log = `${dir}/access.log`
  const accessLog = fileLog(
    log,
    '%RESPONSE_FLAGS% %UPSTREAM_CLUSTER% %BYTES_RECEIVED% %PROTOCOL% %RESPONSE_CODE% %UPSTREAM_TRANSPORT_FAILURE_REASON%\n',
  )
  await withProxy(
    [gone.port],
    tcpFilter('app', { access_log: accessLog, max_connect_attempts: 2 }),
    async (proxy, port) => {
      assert.match(await exchange(port, 'x'), /^!?$/)
      const stats = await proxy.get('/stats?filter=cluster.app.upstream_cx')
      assert.match(stats, /upstream_cx_connect_fail: 2$/m)
      assert.match(stats, /upstream_cx_active: 0$/m)
    },
  )
  await withProxy([], tcpFilter('app', { access_log: accessLog }), (_p, port) =>
    exchange(port, 'x').then(() => undefined),
  )
  await withProxy([], tcpFilter('none', { access_log: accessLog }), (_p, port) =>
    exchange(port, 'x').then(() => undefined),
  )
  await withProxy(
    [gone.port],
    tcpFilter('app', { access_log: accessLog }),
    (_p, port) => exchange(port, 'x').then(() => undefined),
    { circuit_breakers: { thresholds: [{ max_connections: 0 }] } },
  )
  lines.push(...readFileSync(log, 'utf8').trim().split('\n'))
  assert.deepEqual(lines, [
    'UF,URX app 0 - 0 delayed_connect_error:_Connection_refused',
    'UH app 0 - 0 -',
    'NC - 0 - 0 -',
    'UO app 0 - 0 -',
  ])
  rmSync(dir, { recursive: true })
})

test('what is not implemented is refused by path', async () => {
  await assert.rejects(
    withProxy(
      [],
      tcpFilter('app', { hash_policy: [{ filter_state: { key: 'x' } }] }),
      async () => undefined,
    ),
    /filters\[0\]\.typed_config\.hash_policy\[0\].*not implemented/,
  )
})

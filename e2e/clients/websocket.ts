/** WebSocket clients (Node's own, Python's websockets) over HTTP/1.1 and over HTTP/2's extended CONNECT. */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { join } from 'node:path'
import { cluster, dials, listener, manager, route, SPEAKS_HTTP2, serves } from './bootstrap.ts'
import type { ClientGroup, Stage } from './group.ts'
import { freePort, runWell, startServer } from './program.ts'
import type { ShippedProxy } from './shipped-proxy.ts'

const PYTHON = join(import.meta.dirname, 'python')
const BIG_BYTES = 3 * 1_048_576

export const WEBSOCKET: ClientGroup = {
  name: 'websocket',
  about: "Node's and Python's WebSocket clients, a Python server, HTTP/1.1 and HTTP/2",
  peers: ['websockets', 'python-h2'],
  isShort: true,
  run: async (stage) => {
    const path = [stage.peer('websockets'), stage.peer('python-h2')].join(':')
    const port = await freePort()
    const server = await startServer('python3', [join(PYTHON, 'ws_server.py'), `${port}`], port, {
      PYTHONPATH: path,
    })
    stage.defer(() => server.stop())
    const http = manager([route('/', 'ws')], stage.logFile)
    const tls = serves(stage.tls, ['h2', 'http/1.1'])
    const inner = await stage.proxy(
      [listener('plain', [http]), listener('tls', [http], tls)],
      [cluster('ws', port)],
    )
    // A second proxy, which reaches the first one by HTTP/2: an upgrade becomes an extended CONNECT.
    const outer = await stage.proxy(
      [listener('plain', [http]), listener('tls', [http], tls)],
      [cluster('ws', inner.port('tls'), { ...dials(stage.tls, ['h2']), ...SPEAKS_HTTP2 })],
    )
    for (const [name, proxy] of [
      ['one hop', inner],
      ['two hops', outer],
    ] as const) {
      await fromNode(stage, proxy, name)
      for (const kind of ['h1', 'h1s', 'h2', 'h2s'])
        await fromPython(stage, proxy, `${kind}, ${name}`, kind, path)
    }
  },
}

async function fromPython(
  stage: Stage,
  proxy: ShippedProxy,
  name: string,
  kind: string,
  path: string,
): Promise<void> {
  const port = proxy.port(kind.endsWith('s') ? 'tls' : 'plain')
  const flags = [join(PYTHON, 'ws_client.py'), kind, `${port}`, stage.tls.roots]
  const { text } = await runWell('python3', flags, {
    env: { PYTHONPATH: path },
    timeoutMs: 120_000,
  })
  for (const line of text.trim().split('\n')) {
    const { name: title, error } = JSON.parse(line) as { name: string; error: string | null } // our script's own line
    await stage.check(`Python by ${name}: ${title}`, () =>
      error === null ? Promise.resolve() : Promise.reject(new Error(error)),
    )
  }
}

async function fromNode(stage: Stage, proxy: ShippedProxy, name: string): Promise<void> {
  await stage.check(`Node, ${name}`, async () => {
    const socket = new WebSocket(`ws://localhost:${proxy.port('plain')}/node?y=2`, 'chat.v2')
    socket.binaryType = 'arraybuffer'
    await once(socket, 'open')
    assert.equal(socket.protocol, 'chat.v2')
    assert.equal(await exchange(socket, 'path'), '/node?y=2')
    assert.equal(await exchange(socket, 'grüß dich'), 'grüß dich')
    const bytes = Buffer.alloc(BIG_BYTES, 'wxyz')
    assert.ok(Buffer.from((await exchange(socket, bytes)) as ArrayBuffer).equals(bytes)) // binaryType
    socket.send('close:4321:enough of it')
    const [closed] = (await once(socket, 'close')) as [CloseEvent] // of its event
    assert.deepEqual([closed.code, closed.reason, closed.wasClean], [4321, 'enough of it', true])
  })
}

async function exchange(socket: WebSocket, data: string | Buffer<ArrayBuffer>): Promise<unknown> {
  const message = once(socket, 'message')
  socket.send(data)
  const [event] = (await message) as [MessageEvent] // of its event
  return event.data
}

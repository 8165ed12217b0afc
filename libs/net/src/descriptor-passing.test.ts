/** Listening sockets that change hands: whoever receives one accepts on it, and nobody who connects notices. */
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { type TestContext, test } from 'node:test'
import { receiveDescriptors, sendDescriptors } from './descriptor-passing.ts'
import { TcpListener } from './tcp-listener.ts'

const skip = process.platform === 'linux' ? false : 'descriptors are passed on Linux only'

function socketPath(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'flt-fds-'))
  t.after(() => rmSync(folder, { recursive: true }))
  return join(folder, 's')
}

/** Another process that takes over what is handed to it at the path, accepts, says `new`, and ends when its input does. */
function successor(path: string): ReturnType<typeof spawn> {
  const code = `
    import { receiveDescriptors } from ${JSON.stringify(new URL('./descriptor-passing.ts', import.meta.url).href)}
    import { TcpListener } from ${JSON.stringify(new URL('./tcp-listener.ts', import.meta.url).href)}
    const got = receiveDescriptors(${JSON.stringify(path)}, 'take\\n')
    for (const [i, descriptor] of got.descriptors.entries())
      await TcpListener.listen({ host: '127.0.0.1', port: 0, descriptor, what: 'l' + i,
        onConnection: (socket) => socket.end('new ' + i) })
    process.stdout.write(got.text)
    process.stdin.on('end', () => process.exit(0)).resume()`
  return spawn(process.execPath, ['--input-type=module', '-e', code], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
}

async function said(port: number): Promise<string> {
  let text = ''
  for await (const chunk of connect(port, '127.0.0.1')) text += chunk
  return text
}

test('a listening socket is handed to another process', { skip }, async (t) => {
  const path = socketPath(t)
  const old: TcpListener[] = []
  for (let i = 0; i < 3; i++)
    old.push(
      await TcpListener.listen({
        host: '127.0.0.1',
        port: 0,
        what: 'l',
        onConnection: (socket) => socket.end(`old ${i}`),
      }),
    )
  const big = 'x'.repeat(100_000)
  const control = createServer((socket) => {
    socket.once('data', () =>
      sendDescriptors(
        socket,
        big,
        old.map((one) => one.descriptor ?? assert.fail()),
      ),
    )
  })
  control.listen(path)
  await once(control, 'listening')
  const child = successor(path)
  let text = ''
  for await (const chunk of child.stdout ?? []) {
    text += chunk
    if (text.length === big.length) break
  }
  assert.equal(text, big)
  const ports = old.map((one) => one.port)
  await Promise.all(old.map((one) => one.close()))
  assert.deepEqual(await Promise.all(ports.map(said)), ['new 0', 'new 1', 'new 2'])
  child.stdin?.end()
  await once(child, 'exit')
  control.close()
})

test('where nobody listens there is nothing to take', { skip }, (t) => {
  assert.equal(receiveDescriptors(socketPath(t), 'take\n'), null)
})

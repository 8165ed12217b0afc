/** A connection into another network namespace: made there, while everything else stays here. */
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readlinkSync } from 'node:fs'
import process from 'node:process'
import { type TestContext, test } from 'node:test'
import { openNamespaceConnect } from './namespace-socket.ts'

const SERVER = `require('net').createServer((s) => s.end('hello')).listen(0, '127.0.0.1', function () {
  console.log(this.address().port)
})`

/** A server on the loopback address of a namespace of its own, which ends with its process; null where none can be made. */
async function serverElsewhere(t: TestContext): Promise<{ pid: number; port: number } | null> {
  const script = 'ip link set lo up && exec "$0" -e "$1"'
  const child = spawn('unshare', ['-n', 'sh', '-c', script, process.execPath, SERVER])
  const failed = Promise.race([once(child, 'error'), once(child, 'exit')]).then(() => null)
  t.after(() => child.kill('SIGKILL'))
  const first = await Promise.race([once(child.stdout, 'data'), failed])
  return first === null ? null : { pid: child.pid ?? 0, port: Number(String(first[0])) }
}

test('a socket of another namespace reaches what listens there, and this process stays where it is', async (t) => {
  if (process.platform !== 'linux' || process.getuid?.() !== 0)
    return t.skip('network namespaces need root on Linux')
  const server = await serverElsewhere(t)
  if (server === null) return t.skip('this machine does not let root make network namespaces')
  const here = readlinkSync('/proc/thread-self/ns/net')
  const connect = openNamespaceConnect()
  const socket = connect(`/proc/${server.pid}/ns/net`, '127.0.0.1', server.port)
  const [data] = await once(socket, 'data')
  assert.equal(String(data), 'hello')
  socket.destroy()
  assert.equal(readlinkSync('/proc/thread-self/ns/net'), here)
})

test('nobody listens there, or there is no such namespace: an error', async (t) => {
  if (process.platform !== 'linux') return t.skip('network namespaces need Linux')
  const connect = openNamespaceConnect()
  assert.throws(() => connect('/var/run/netns/flotilla-none', '127.0.0.1', 9), {
    code: 'FLT_PLATFORM',
    message: /^cannot open \/var\/run\/netns\/flotilla-none: ENOENT$/,
  })
  if (process.getuid?.() !== 0) return t.skip('entering a namespace needs root')
  const refused = async (): Promise<void> => {
    const socket = connect('/proc/self/ns/net', '127.0.0.1', 1)
    socket.write('x')
    await once(socket, 'close')
  }
  await assert.rejects(refused(), /ECONNREFUSED|EPIPE|errno 111/)
})

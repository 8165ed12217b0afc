/** Sends one vector through the proxy and takes what comes back, without reading it as anything but bytes. */
import net from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'

const QUIET_MS = 30
const PATIENCE_MS = 400

/** All bytes that came back until the connection closed or was quiet after an answer. */
export async function sendVector(port: number, bytes: string): Promise<string> {
  const socket = net.connect({ port, host: '127.0.0.1', noDelay: true })
  let received = ''
  let isClosed = false
  let lastAtMs = performance.now()
  socket.on('data', (chunk: Buffer) => {
    received += chunk.toString('latin1')
    lastAtMs = performance.now()
  })
  socket.on('error', () => {
    isClosed = true
  })
  socket.on('close', () => {
    isClosed = true
  })
  const hasClosed = (): boolean => isClosed
  socket.write(Buffer.from(bytes, 'latin1'))
  const startedAtMs = performance.now()
  while (!hasClosed()) {
    await sleep(3)
    const now = performance.now()
    if (received !== '' && now - lastAtMs > QUIET_MS) break
    if (now - startedAtMs > PATIENCE_MS) break
  }
  socket.destroy()
  return received
}

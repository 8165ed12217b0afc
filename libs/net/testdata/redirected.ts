/** Run inside a network namespace: accepts one redirected and one direct connection, prints where each was meant to go. */
import { connect } from 'node:net'
import process from 'node:process'
import { openOriginalDestinationReader, TcpListener } from '../src/index.ts'

const reader = openOriginalDestinationReader()
const seen: string[] = []
const listener = await TcpListener.listen({
  host: '0.0.0.0',
  port: 15_001,
  what: 'test',
  onConnection: (socket) => {
    const destination = reader.read(socket)
    seen.push(`${destination?.address}:${destination?.port}`)
    socket.destroy()
  },
})
for (const [host, port] of [
  ['240.240.1.2', 9080],
  ['127.0.0.1', 15_001],
] as const)
  await new Promise<void>((resolve) => {
    const client = connect(port, host)
    client.on('error', () => undefined)
    client.on('close', () => resolve())
    client.resume()
  })
await listener.close()
process.stdout.write(JSON.stringify(seen))

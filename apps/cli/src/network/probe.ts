/** What this machine lets a listener bind, found out by binding. */
import { createServer } from 'node:net'
import { systemCodeOf } from '@flotilla/errors'

/** An address of 127.0.0.0/8 that only systems with more than one loopback address have. */
const SECOND_ADDRESS = '127.0.0.2'

/** Whether a TCP listener could bind there now. */
export async function isFree(host: string, port: number): Promise<boolean> {
  const held = await hold(host, port)
  held.release()
  return held.error === null
}

/** A bound port; with an error where it could not be bound. */
export interface Held {
  readonly error: unknown
  readonly release: () => void
}

/** Binds a port and keeps it until it is released or this process ends. */
export function hold(host: string, port: number): Promise<Held> {
  return new Promise((resolve) => {
    const server = createServer()
    server.unref()
    server.once('error', (error) => resolve({ error, release: () => undefined }))
    server.listen({ host, port, exclusive: true }, () =>
      resolve({ error: null, release: () => server.close() }),
    )
  })
}

/** Whether 127.0.0.1 is the only loopback address, as on macOS. */
export async function hasOneLoopbackAddress(): Promise<boolean> {
  const held = await hold(SECOND_ADDRESS, 0)
  held.release()
  return systemCodeOf(held.error) === 'EADDRNOTAVAIL'
}

/** UDP for adapters. */
import { createSocket } from 'node:dgram'
import { lookup } from 'node:dns'
import type { DatagramClient, Datagrams } from '@flotilla/adapter-sdk'

/** Bytes that may wait to leave before packets are dropped. docs/limits.md */
const MAX_WAITING_BYTES = 1024 * 1024

export const datagramClient: DatagramClient = {
  open(host, port, onError): Datagrams {
    const socket = createSocket({
      type: host.includes(':') ? 'udp6' : 'udp4',
      lookup: (name, _options, callback) => lookup(name, host.includes(':') ? 6 : 4, callback),
    })
    socket.on('error', onError)
    socket.unref()
    let waiting = 0
    let whenEmpty: (() => void) | null = null
    return {
      send(packet): boolean {
        if (waiting + packet.length > MAX_WAITING_BYTES) return false
        waiting += packet.length
        socket.send(packet, port, host, (error) => {
          waiting -= packet.length
          if (error !== null) onError(error)
          if (waiting === 0) whenEmpty?.()
        })
        return true
      },
      close(): Promise<void> {
        return new Promise((resolve) => {
          const end = (): void => {
            socket.close(() => resolve())
          }
          if (waiting === 0) end()
          else whenEmpty = end
        })
      },
    }
  },
}

/** Lines to a statsd server over UDP, as many in a datagram as may be. */
import { createSocket, type Socket } from 'node:dgram'
import { isIPv6 } from 'node:net'
import { messageOf } from '@flotilla/errors'
import { scope } from '@flotilla/log'

const log = scope('proxy.stats')

/** Where lines of a flush go. */
export interface LineWriter {
  write(lines: Iterable<string>): void
  close(): void
}

export class UdpWriter implements LineWriter {
  private readonly address: string
  private readonly port: number
  /** 0: one line in each datagram. */
  private readonly maxBytes: number
  private socket: Socket | null = null

  constructor(address: string, port: number, maxBytes: number) {
    this.address = address
    this.port = port
    this.maxBytes = maxBytes
  }

  write(lines: Iterable<string>): void {
    let datagram = ''
    for (const line of lines) {
      if (datagram !== '' && datagram.length + 1 + line.length > this.maxBytes) {
        this.send(datagram)
        datagram = ''
      }
      datagram = datagram === '' ? line : `${datagram}\n${line}`
    }
    if (datagram !== '') this.send(datagram)
  }

  close(): void {
    this.socket?.close()
    this.socket = null
  }

  /** Nobody is told of what is lost: that is what UDP is taken for. */
  private send(datagram: string): void {
    this.open().send(datagram, this.port, this.address, (error) => {
      if (error !== null) log.debug('statistics were not sent', { detail: messageOf(error) })
    })
  }

  private open(): Socket {
    if (this.socket !== null) return this.socket
    const socket = createSocket(isIPv6(this.address) ? 'udp6' : 'udp4')
    socket.on('error', (error) => log.warn('no statistics to statsd', { detail: messageOf(error) }))
    socket.unref()
    this.socket = socket
    return socket
  }
}

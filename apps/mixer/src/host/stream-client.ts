/** TCP and TLS connections for adapters. */
import { connect as connectTcp, type Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'
import type { ByteStream, StreamAddress, StreamClient, StreamEvents } from '@flotilla/adapter-sdk'
import { FlotillaError } from '@flotilla/errors'

export const streamClient: StreamClient = {
  connect(address, events, timeoutMs): Promise<ByteStream> {
    return new Promise((resolve, reject) => {
      const socket = open(address)
      const failed = (cause: Error | null, reason: string): void => {
        clearTimeout(alarm)
        socket.destroy()
        reject(
          new FlotillaError(
            'FLT_ADAPTER_FAILED',
            `no connection to ${address.host}:${address.port}: ${reason}`,
            { cause, retryable: true },
          ),
        )
      }
      const alarm = setTimeout(() => failed(null, `none within ${timeoutMs} ms`), timeoutMs)
      alarm.unref()
      const onError = (error: Error): void => failed(error, error.message)
      socket.once('error', onError)
      socket.once(address.isTls ? 'secureConnect' : 'connect', () => {
        clearTimeout(alarm)
        socket.removeListener('error', onError)
        resolve(streamOf(socket, events))
      })
    })
  },
}

function open({ host, port, isTls }: StreamAddress): Socket {
  const socket = isTls
    ? connectTls({ host, port, servername: host })
    : connectTcp({ host, port, noDelay: true, keepAlive: true })
  // A backend that keeps a connection open must not keep mixer from ending.
  socket.unref()
  return socket
}

function streamOf(socket: Socket, events: StreamEvents): ByteStream {
  let failure: Error | null = null
  socket.on('error', (error) => {
    failure = error
  })
  socket.on('data', (bytes: Buffer) => events.data(bytes))
  socket.on('close', () => events.closed(failure))
  return {
    get waitingBytes(): number {
      return socket.writableLength
    },
    write: (bytes) => {
      if (!socket.destroyed && !socket.writableEnded) socket.write(bytes)
    },
    end: () => {
      socket.end()
    },
    destroy: () => {
      socket.destroy()
    },
  }
}

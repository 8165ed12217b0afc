/** TCP and TLS connections for adapters. */
import { connect as connectTcp, type Socket } from 'node:net'
import { connect as connectTls, TLSSocket } from 'node:tls'
import type { ByteStream, StreamAddress, StreamClient, StreamEvents } from '@flotilla/adapter-sdk'
import { FlotillaError, messageOf } from '@flotilla/errors'

export const streamClient: StreamClient = {
  connect: (address, events, timeoutMs) =>
    dialled(
      () => openStream(address),
      null,
      address,
      timeoutMs,
      (socket) => streamOf(socket, events),
    ),
}

/** A socket that begins to connect, with TLS where the address says so. */
export function openStream({ host, port, isTls }: StreamAddress): Socket {
  return isTls
    ? connectTls({ host, port, servername: host })
    : connectTcp({ host, port, noDelay: true, keepAlive: true })
}

/**
 * Waits for a socket to be connected, and to be secure where it has TLS.
 * @param spiffeId whom its peer must be; null for anybody that TLS lets pass.
 * @param take takes the socket over at once, its errors too.
 */
export function dialled<T>(
  open: () => Socket,
  spiffeId: string | null,
  address: Pick<StreamAddress, 'host' | 'port'>,
  timeoutMs: number,
  take: (socket: Socket) => T,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const fail = (cause: unknown, reason: string): void => {
      const text = `no connection to ${address.host}:${address.port}: ${reason}`
      reject(new FlotillaError('FLT_ADAPTER_FAILED', text, { cause, retryable: true }))
    }
    let socket: Socket
    try {
      socket = open()
    } catch (error) {
      fail(error, messageOf(error))
      return
    }
    // A backend that keeps a connection open must not keep mixer from ending.
    socket.unref()
    const failed = (cause: unknown, reason: string): void => {
      clearTimeout(alarm)
      socket.destroy()
      fail(cause, reason)
    }
    const alarm = setTimeout(() => failed(undefined, `none within ${timeoutMs} ms`), timeoutMs)
    alarm.unref()
    const onError = (error: Error): void => failed(error, error.message)
    socket.once('error', onError)
    socket.once(socket instanceof TLSSocket ? 'secureConnect' : 'connect', () => {
      clearTimeout(alarm)
      try {
        if (spiffeId !== null && socket instanceof TLSSocket) requirePeer(socket, spiffeId)
      } catch (error) {
        failed(error, messageOf(error))
        return
      }
      const taken = take(socket)
      socket.removeListener('error', onError)
      resolve(taken)
    })
  })
}

/** Throws where the peer is another workload than it should be. */
export function requirePeer(socket: TLSSocket, spiffeId: string): void {
  const names = socket.getPeerCertificate().subjectaltname?.split(', ') ?? []
  if (!names.includes(`URI:${spiffeId}`))
    throw new FlotillaError('FLT_ADAPTER_FAILED', `the peer is not ${spiffeId}`)
}

export function streamOf(socket: Socket, events: StreamEvents): ByteStream {
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

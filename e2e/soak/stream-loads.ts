/** Loads that are no plain requests: gRPC streams, WebSockets, TCP. */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import type http from 'node:http'
import net from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import tls from 'node:tls'
import { credentials, Metadata, type StatusObject } from '@grpc/grpc-js'
import { callUnary, openEcho, within } from '../clients/grpc-js-client.ts'
import { message } from '../clients/grpc-service.ts'
import { open, type Target } from './http1-client.ts'
import { closed, type Load } from './paced.ts'

const STREAM_MESSAGES = 20
const MESSAGE_BYTES = 2_000
/** Long, since this machine may have much else to do. */
const CALL_MS = 80_000
const TCP_BYTES = 200_000

export interface StreamTargets {
  readonly plain: Target
  readonly tcp: Target
  readonly tcpTls: Target
}

export function streamLoads({ plain, tcp, tcpTls }: StreamTargets): readonly Load[] {
  return [
    ...grpcLoads(plain),
    webSockets(plain),
    connections('TCP with half-close', 4, tcp),
    connections('TCP over TLS', 2, tcpTls),
    brokenConnections(tcp),
  ]
}

function grpcLoads({ port }: Target): readonly Load[] {
  const client = openEcho(`127.0.0.1:${port}`, credentials.createInsecure())
  return [
    {
      name: 'gRPC calls',
      perSecond: 6,
      unit: async (turn) => {
        const { answer } = await callUnary(client, `echo:${turn}`, new Metadata(), within(CALL_MS))
        assert.equal(answer.toString(), String(turn))
      },
    },
    {
      name: 'gRPC server streams, every third cancelled',
      perSecond: 3,
      unit: async (turn) => {
        const call = client.Down(
          Buffer.from(`${STREAM_MESSAGES}:${MESSAGE_BYTES}`),
          within(CALL_MS),
        )
        call.on('error', () => undefined) // the status tells
        const status = new Promise<number>((resolve) => {
          call.once('status', (last: StatusObject) => resolve(last.code))
        })
        let at = 0
        call.on('data', () => {
          if (++at === 5 && turn % 3 === 0) call.cancel()
        })
        const code = await status
        if (turn % 3 !== 0) assert.deepEqual([code, at], [0, STREAM_MESSAGES])
      },
    },
    {
      name: 'gRPC streams both ways',
      perSecond: 2,
      unit: async () => {
        const call = client.Both(within(CALL_MS))
        call.on('error', () => undefined) // the status tells
        const status = new Promise<number>((resolve) => {
          call.once('status', (last: StatusObject) => resolve(last.code))
        })
        let at = 0
        call.on('data', () => {
          at++
          if (at === STREAM_MESSAGES) call.end()
          else call.write(message(at, MESSAGE_BYTES))
        })
        call.write(message(0, MESSAGE_BYTES))
        assert.deepEqual([await status, at], [0, STREAM_MESSAGES])
      },
    },
    {
      name: 'gRPC deadlines that pass',
      perSecond: 1,
      unit: async () => {
        await assert.rejects(callUnary(client, 'sleep:1000', new Metadata(), within(100)), {
          code: 4,
        })
      },
      close: () => client.close(),
    },
  ]
}

/** Bytes in a tunnel: to the proxy a WebSocket's frames are no more. Every fourth breaks. */
function webSockets(target: Target): Load {
  const headers = { connection: 'upgrade', upgrade: 'websocket', 'sec-websocket-key': 'x' }
  return {
    name: 'WebSockets, every fourth broken off',
    perSecond: 4,
    unit: async (turn) => {
      const request = open(target, { path: '/ws', agent: false, headers })
      request.end()
      const [, socket] = (await once(request, 'upgrade')) as [http.IncomingMessage, net.Socket] // of its event
      socket.on('error', () => undefined) // provoked below
      const gone = closed(socket)
      try {
        for (let at = 0; at < 5; at++) {
          const data = message(at, 3_000)
          socket.write(data)
          assert.ok((await read(socket, data.length)).equals(data))
          await sleep(100)
        }
        if (turn % 4 === 0) socket.resetAndDestroy()
        else socket.resume().end()
        await gone
      } finally {
        socket.destroy()
      }
    },
  }
}

function connect(target: Target): net.Socket {
  const socket = net.connect({ port: target.port, host: '127.0.0.1', allowHalfOpen: true })
  return target.ca === null
    ? socket
    : tls.connect({ socket, ca: target.ca, servername: 'localhost' })
}

function connections(name: string, perSecond: number, target: Target): Load {
  return {
    name,
    perSecond,
    unit: async (turn) => {
      const socket = connect(target)
      let bytes = 0
      socket.on('data', (chunk: Buffer) => {
        bytes += chunk.length
      })
      // The answer goes on after this side has ended.
      socket.end(Buffer.alloc(TCP_BYTES, turn % 251))
      await closed(socket)
      assert.equal(bytes, TCP_BYTES)
    },
  }
}

function brokenConnections(target: Target): Load {
  return {
    name: 'TCP broken off',
    perSecond: 3,
    unit: async (turn) => {
      const socket = connect(target)
      socket.on('error', () => undefined) // provoked here
      await once(socket, 'connect')
      socket.write(Buffer.alloc(TCP_BYTES, 1))
      if (turn % 3 > 0) await once(socket, 'data')
      const gone = closed(socket)
      if (turn % 2 === 0) socket.resetAndDestroy()
      else socket.destroy()
      await gone
    },
  }
}

async function read(socket: net.Socket, bytes: number): Promise<Buffer> {
  const chunks: Buffer[] = []
  let got = 0
  while (got < bytes) {
    const chunk = socket.read() as Buffer | null // no encoding is set
    if (chunk === null) await once(socket, 'readable')
    else {
      chunks.push(chunk)
      got += chunk.length
    }
  }
  return Buffer.concat(chunks)
}

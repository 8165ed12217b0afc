/** The gRPC service on grpc-js. */
import { createHash } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import {
  Metadata,
  Server,
  ServerCredentials,
  type ServerDuplexStream,
  type ServerReadableStream,
  type ServerUnaryCall,
  type ServerWritableStream,
  type sendUnaryData,
} from '@grpc/grpc-js'
import { DETAILS, ECHO, message } from './grpc-service.ts'

export interface GrpcServer {
  readonly port: number
  close(): void
}

/** What `cancelled` and `sent` tell. */
interface Seen {
  cancelled: number
  /** Bytes that the last `Down` has handed to its stream. */
  sentBytes: number
}

const MAX_MESSAGE_BYTES = 64 * 1_048_576

export async function startGrpcJs(): Promise<GrpcServer> {
  const server = new Server({ 'grpc.max_receive_message_length': MAX_MESSAGE_BYTES })
  const seen: Seen = { cancelled: 0, sentBytes: 0 }
  server.addService(ECHO, {
    Unary: (call: ServerUnaryCall<Buffer, Buffer>, done: sendUnaryData<Buffer>) => {
      call.on('cancelled', () => seen.cancelled++)
      unary(call, done, seen)
    },
    Down: (call: ServerWritableStream<Buffer, Buffer>) => {
      call.on('cancelled', () => seen.cancelled++)
      down(call, seen)
    },
    Up: up,
    Both: (call: ServerDuplexStream<Buffer, Buffer>) => {
      call.sendMetadata(call.metadata)
      call.on('data', (data: Buffer) => {
        if (call.write(data)) return
        call.pause()
        call.once('drain', () => call.resume())
      })
      call.on('cancelled', () => seen.cancelled++)
      call.on('end', () => call.end(tail()))
    },
  })
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, bound) =>
      error === null ? resolve(bound) : reject(error),
    )
  })
  return { port, close: () => server.forceShutdown() }
}

function unary(
  call: ServerUnaryCall<Buffer, Buffer>,
  done: sendUnaryData<Buffer>,
  seen: Seen,
): void {
  const text = call.request.toString('latin1')
  const [word = '', code = ''] = text.split(':', 2)
  // What came goes back, so that the client sees what reached the server.
  call.sendMetadata(call.metadata)
  if (word === 'fail') {
    const metadata = tail()
    metadata.set('grpc-status-details-bin', DETAILS)
    const details = call.request.subarray(word.length + code.length + 2).toString('utf8')
    done({ code: Number(code), details, metadata })
  } else if (word === 'sleep') {
    void sleep(Number(code)).then(() => done(null, call.request, tail()))
  } else if (word === 'left') {
    const deadline = call.getDeadline()
    const at = deadline instanceof Date ? deadline.getTime() : deadline
    done(null, Buffer.from(String(at - Date.now())), tail())
  } else if (word === 'cancelled') done(null, Buffer.from(String(seen.cancelled)), tail())
  else if (word === 'sent') done(null, Buffer.from(String(seen.sentBytes)), tail())
  else done(null, call.request.subarray('echo:'.length), tail())
}

function down(call: ServerWritableStream<Buffer, Buffer>, seen: Seen): void {
  const [count = 0, size = 0] = call.request.toString('latin1').split(':').map(Number)
  seen.sentBytes = 0
  let at = 0
  const more = (): void => {
    while (at < count && !call.cancelled) {
      seen.sentBytes += size
      if (!call.write(message(at++, size))) {
        call.once('drain', more)
        return
      }
    }
    call.end(tail())
  }
  more()
}

function up(call: ServerReadableStream<Buffer, Buffer>, done: sendUnaryData<Buffer>): void {
  const hash = createHash('sha256')
  let count = 0
  let size = 0
  call.on('data', (data: Buffer) => {
    hash.update(data)
    count++
    size += data.length
  })
  call.on('end', () => done(null, Buffer.from(`${count}:${size}:${hash.digest('hex')}`), tail()))
}

function tail(): Metadata {
  const metadata = new Metadata()
  metadata.set('x-tail', 'at the end')
  metadata.set('x-tail-bin', Buffer.from([0, 1, 254, 255]))
  return metadata
}

/** Cost of one small request and response at both ends, headers as a mesh sends them: `node libs/http2/bench/exchange.bench.ts [milliseconds]`. */
import process from 'node:process'
import {
  ClientConnection,
  type Connection,
  DEFAULT_CONFIG,
  type HeaderBlock,
  type Http2Stream,
  ServerConnection,
  type ServerListener,
  type StreamListener,
} from '../src/index.ts'

const STREAMS = 16
const BODY = Buffer.alloc(1024, 'a')
const REQUEST = [
  'user-agent',
  'grpc-node-js/1.14.7',
  'accept',
  '*/*',
  'x-forwarded-proto',
  'http',
  'x-b3-traceid',
  '80f198ee56343ba864fe8b2a57d3eff7',
]
const RESPONSE = [
  'content-type',
  'text/plain',
  'content-length',
  '1024',
  'server',
  'istio-envoy',
  'date',
  'Mon, 21 Oct 2013 20:13:21 GMT',
]
const HEAD = {
  method: 'GET',
  scheme: 'http',
  authority: 'reviews:9080',
  path: '/reviews/0',
  protocol: '',
}

class Quiet implements ServerListener, StreamListener {
  ends = 0
  answer: ((stream: Http2Stream) => void) | null = null

  onStream(): StreamListener {
    return this
  }
  onHead(stream: Http2Stream, _head: HeaderBlock, isEnd: boolean): void {
    if (isEnd) this.answer?.(stream)
  }
  onData(): void {
    this.bytes++
  }
  bytes = 0
  onEnd(): void {
    this.ends++
  }
  onHeadTooLarge(): void {
    throw new Error('head too large')
  }
  onReset(): void {
    throw new Error('reset')
  }
  onWritable(): void {
    this.bytes++
  }
  onStreamClosed(): void {
    this.bytes++
  }
  onPeerSettings(): void {
    this.bytes++
  }
  onSettingsAcknowledged(): void {
    this.bytes++
  }
  onPong(): void {
    this.bytes++
  }
  onGoaway(): void {
    this.bytes++
  }
  onFailed(_code: number, reason: string): void {
    throw new Error(reason)
  }
}

const clientSide = new Quiet()
const serverSide = new Quiet()
const client = new ClientConnection(DEFAULT_CONFIG, clientSide)
const server = new ServerConnection(DEFAULT_CONFIG, serverSide)
let identifier = 0
serverSide.answer = (stream) => {
  server.respond(
    stream,
    200,
    [...RESPONSE, 'x-envoy-upstream-service-time', String(identifier % 3)],
    false,
  )
  server.sendData(stream, BODY)
  server.sendEnd(stream, null)
}

function carry(from: Connection, to: Connection): void {
  for (let bytes = from.take(); bytes !== null; bytes = from.take()) {
    to.receive(bytes, 0)
    from.onWritten()
  }
}

function round(): void {
  for (let i = 0; i < STREAMS; i++)
    client.request(
      clientSide,
      HEAD,
      [...REQUEST, 'x-request-id', `6a1c1c5e-${identifier++}`],
      true,
      0,
    )
  carry(client, server)
  carry(server, client)
  carry(client, server)
}

const milliseconds = Number(process.argv[2] ?? 500)
for (let i = 0; i < 3000; i++) round()
const begin = performance.now()
const until = begin + milliseconds
let rounds = 0
while (performance.now() < until) {
  for (let i = 0; i < 100; i++) round()
  rounds += 100
}
const ns = Math.round(((performance.now() - begin) * 1e6) / (rounds * STREAMS))
if (clientSide.ends < rounds * STREAMS) throw new Error('responses are missing')
process.stdout.write(`request and response, both ends, ${STREAMS} streams: ${ns} ns\n`)

/** Cost of reading and writing one typical request head: `node libs/http1/bench/message-reader.bench.ts [milliseconds]`. */
import process from 'node:process'
import { fieldLines, MessageReader, ReadEvent, requestLine } from '../src/index.ts'

const REQUEST = Buffer.from(
  'GET /productpage?u=normal HTTP/1.1\r\nHost: productpage:9080\r\nUser-Agent: curl/8.5.0\r\nAccept: */*\r\n' +
    'Accept-Encoding: gzip, deflate\r\nCookie: session=eyJ1c2VyIjoiamFzb24ifQ; lang=en\r\n' +
    'X-Request-Id: 6a1c1c5e-8e52-4b0f-9d0a-6d8f3e0d9a11\r\nX-Forwarded-Proto: http\r\nX-B3-TraceId: 80f198ee56343ba864fe8b2a57d3eff7\r\n\r\n',
)

function measure(name: string, milliseconds: number, once: () => void): void {
  for (let i = 0; i < 20_000; i++) once()
  const until = performance.now() + milliseconds
  const begin = performance.now()
  let runs = 0
  while (performance.now() < until) {
    for (let i = 0; i < 1000; i++) once()
    runs += 1000
  }
  process.stdout.write(`${name}: ${Math.round(((performance.now() - begin) * 1e6) / runs)} ns\n`)
}

const milliseconds = Number(process.argv[2] ?? 500)
const reader = new MessageReader('request')
measure('read a head of 8 fields', milliseconds, () => {
  reader.push(REQUEST)
  if (reader.read() !== ReadEvent.Head || reader.read() !== ReadEvent.End)
    throw new Error('not read')
  reader.next()
})
const headers = reader.headers
let length = 0
measure('write it', milliseconds, () => {
  const text = `${requestLine('GET', '/productpage?u=normal')}${fieldLines(headers)}\r\n`
  length += Buffer.byteLength(text, 'latin1')
})
if (length === 0) throw new Error('not written')

/** Fuzzes both ends with random and mutated frames: `node libs/http2/fuzz/connection.fuzz.ts [seconds] [seed]`. */
import { readdirSync, readFileSync } from 'node:fs'
import process from 'node:process'
import {
  ClientConnection,
  DEFAULT_CONFIG,
  type Http2Config,
  ServerConnection,
} from '../src/index.ts'
import { output, Recorder } from '../src/testing/peers.ts'

const DEFAULT_SECONDS = 10
const CONFIG: Http2Config = {
  ...DEFAULT_CONFIG,
  isMalformedStreamError: true,
  allowsExtendedConnect: true,
}
/** What one input may make an end want to write. */
const MAX_OUTPUT_BYTES = 4 * 1024 * 1024

/** Feeds the bytes, cut by the seed, to a server and to a client with open requests; throws on anything but a refusal. */
export function readBytes(bytes: Buffer, seed: number): void {
  readAsServer(bytes, seed)
  readAsClient(bytes, seed)
}

function readAsServer(bytes: Buffer, seed: number): void {
  const random = generator(seed)
  const recorder = new Recorder()
  const server = new ServerConnection(CONFIG, recorder)
  recorder.onRequest = (stream) => {
    const choice = random() % 5
    if (choice === 0) server.reset(stream, 8)
    else if (choice === 1) server.hold(stream)
    else {
      server.respond(stream, 200, ['x-a', 'b'], choice === 2)
      if (choice === 3) server.sendData(stream, Buffer.alloc(random() % 40_000))
      if (choice !== 2) server.sendEnd(stream, random() % 2 === 0 ? null : ['t', 'v'])
      server.finish(stream, 0)
    }
  }
  feed(bytes, random, (chunk) => {
    server.receive(chunk, 0)
    for (const stream of recorder.streams.values()) if (random() % 8 === 0) server.release(stream)
    if (output(server).length > MAX_OUTPUT_BYTES) throw new Error('writes beyond its cap')
  })
  server.abort(0)
  if (server.openStreams !== 0) throw new Error('streams outlive their connection')
}

function readAsClient(bytes: Buffer, seed: number): void {
  const random = generator(seed)
  const recorder = new Recorder()
  const client = new ClientConnection(CONFIG, recorder)
  for (let i = 0; i < 4; i++) {
    const head = {
      method: i === 3 ? 'HEAD' : 'GET',
      scheme: 'http',
      authority: 'a',
      path: '/',
      protocol: '',
    }
    client.request(recorder, head, [], i % 2 === 0, 0)
  }
  const rest = bytes.subarray(bytes.indexOf('SM\r\n\r\n') === -1 ? 0 : 24)
  feed(rest, random, (chunk) => {
    client.receive(chunk, 0)
    if (output(client).length > MAX_OUTPUT_BYTES) throw new Error('writes beyond its cap')
  })
  client.abort(0)
  if (client.openStreams !== 0) throw new Error('streams outlive their connection')
}

function feed(bytes: Buffer, random: () => number, take: (chunk: Buffer) => void): void {
  for (let start = 0; start < bytes.length; ) {
    const end = Math.min(bytes.length, start + 1 + (random() % 60))
    take(Buffer.from(bytes.subarray(start, end)))
    start = end
  }
}

/** `count` mutants of the seeds: flips, cuts, repeats, splices and whole frames, the same for the same seed. */
export function* mutations(
  seeds: readonly Buffer[],
  seed: number,
  count: number,
): Generator<Buffer> {
  const random = generator(seed)
  const pick = (): Buffer => seeds[random() % seeds.length] ?? Buffer.alloc(0)
  for (let i = 0; i < count; i++) {
    let bytes: Buffer = Buffer.from(pick())
    for (let n = 1 + (random() % 5); n > 0; n--) {
      const at = random() % (bytes.length + 1)
      const until = Math.min(bytes.length, at + (random() % 24))
      const kind = random() % 6
      if (kind === 0 && at < bytes.length) bytes[at] = random() % 256
      else if (kind === 1) bytes = Buffer.concat([bytes.subarray(0, at), bytes.subarray(until)])
      else if (kind === 2) bytes = Buffer.concat([bytes.subarray(0, until), bytes.subarray(at)])
      else if (kind === 3) bytes = Buffer.concat([bytes.subarray(0, at), pick().subarray(at)])
      else bytes = Buffer.concat([bytes.subarray(0, at), randomFrame(random), bytes.subarray(at)])
    }
    yield bytes
  }
}

function randomFrame(random: () => number): Buffer {
  const payload = Buffer.alloc(random() % 20)
  for (let i = 0; i < payload.length; i++) payload[i] = random() % 256
  const head = Buffer.alloc(9)
  head.writeUIntBE(payload.length, 0, 3)
  head[3] = random() % 11
  head[4] = random() % 256
  head.writeUInt32BE(random() % 12, 5)
  return Buffer.concat([head, payload])
}

function generator(seed: number): () => number {
  let state = seed >>> 0 || 1
  return () => {
    // xorshift32
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    state >>>= 0
    return state
  }
}

export function corpus(): Buffer[] {
  const folder = new URL('./corpus/', import.meta.url)
  return readdirSync(folder).map((name) => readFileSync(new URL(name, folder)))
}

if (process.argv[1] === import.meta.filename) {
  const seconds = Number(process.argv[2] ?? DEFAULT_SECONDS)
  const seed = Number(process.argv[3] ?? Date.now() % 1_000_000_007)
  const seeds = corpus()
  const until = Date.now() + seconds * 1000
  let runs = 0
  process.stdout.write(`seed ${seed}\n`)
  for (let round = 0; Date.now() < until; round++)
    for (const bytes of mutations(seeds, seed + round, 200)) {
      runs++
      readBytes(bytes, seed + runs)
    }
  process.stdout.write(`${runs} inputs, none escaped\n`)
}

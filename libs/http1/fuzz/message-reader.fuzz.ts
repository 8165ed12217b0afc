/** Fuzzes both directions of the reader with random and mutated bytes: `node libs/http1/fuzz/message-reader.fuzz.ts [seconds] [seed]`. */
import { readdirSync, readFileSync } from 'node:fs'
import process from 'node:process'
import { DEFAULT_LIMITS, MessageReader, ReadEvent, Rejection } from '../src/index.ts'

const MAX_EVENTS_PER_BYTE = 4
const DEFAULT_SECONDS = 10

/** Reads the bytes as requests and as responses, cut by `cutSeed`; throws on anything but a typed rejection. */
export function readBytes(bytes: Buffer, cutSeed: number): void {
  for (const kind of ['request', 'response'] as const) {
    const reader = new MessageReader(kind, DEFAULT_LIMITS)
    reader.expectResponseTo(cutSeed % 5 === 0 ? 'HEAD' : 'GET')
    const random = generator(cutSeed)
    let start = 0
    let events = 0
    while (start < bytes.length) {
      const end = Math.min(bytes.length, start + 1 + (random() % 40))
      reader.push(Buffer.from(bytes.subarray(start, end)))
      start = end
      for (let event = reader.read(); event !== ReadEvent.NeedMore; event = reader.read()) {
        if (++events > (bytes.length + 4) * MAX_EVENTS_PER_BYTE)
          throw new Error('reader does not advance')
        if (event === ReadEvent.Bad) {
          if (reader.rejection === Rejection.None) throw new Error('refused without a reason')
          return
        }
        if (event === ReadEvent.Tunnel) return
        if (event === ReadEvent.End) {
          if (reader.totalBytes > bytes.length) throw new Error('counted more bytes than there are')
          reader.next()
        }
      }
      if (reader.buffered > DEFAULT_LIMITS.maxHeadBytes) throw new Error('buffers beyond its cap')
    }
    reader.finish()
  }
}

/** `count` mutants of the seeds: flips, cuts, repeats and splices, the same for the same seed. */
export function* mutations(
  seeds: readonly Buffer[],
  seed: number,
  count: number,
): Generator<Buffer> {
  const random = generator(seed)
  const pick = (): Buffer => seeds[random() % seeds.length] ?? Buffer.alloc(0)
  for (let i = 0; i < count; i++) {
    let bytes: Buffer = Buffer.from(pick())
    for (let n = 1 + (random() % 4); n > 0; n--) {
      const at = random() % (bytes.length + 1)
      const until = Math.min(bytes.length, at + (random() % 16))
      const kind = random() % 5
      if (kind === 0 && at < bytes.length) bytes[at] = random() % 256
      else if (kind === 1) bytes = Buffer.concat([bytes.subarray(0, at), bytes.subarray(until)])
      else if (kind === 2) bytes = Buffer.concat([bytes.subarray(0, until), bytes.subarray(at)])
      else if (kind === 3) bytes = Buffer.concat([bytes.subarray(0, at), pick().subarray(at)])
      else
        bytes = Buffer.concat([
          bytes.subarray(0, at),
          Buffer.from([[13, 10, 32, 58, 0][random() % 5] ?? 0]),
          bytes.subarray(at),
        ])
    }
    yield bytes
  }
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

if (process.argv[1] === import.meta.filename) {
  const seconds = Number(process.argv[2] ?? DEFAULT_SECONDS)
  const seed = Number(process.argv[3] ?? Date.now() % 1_000_000_007)
  const corpus = new URL('./corpus/', import.meta.url)
  const seeds = readdirSync(corpus).map((name) => readFileSync(new URL(name, corpus)))
  const until = Date.now() + seconds * 1000
  let runs = 0
  process.stdout.write(`seed ${seed}\n`)
  for (let round = 0; Date.now() < until; round++)
    for (const bytes of mutations(seeds, seed + round, 500)) {
      runs++
      readBytes(bytes, seed + runs)
    }
  process.stdout.write(`${runs} inputs, none escaped\n`)
}

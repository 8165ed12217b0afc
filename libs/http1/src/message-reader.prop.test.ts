/** Properties: what is written is read back; random and mutated bytes are read or refused by type, never thrown at. */
import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import fc from 'fast-check'
import { mutations, readBytes } from '../fuzz/message-reader.fuzz.ts'
import { chunkHead, fieldLines, lastChunk, requestLine, statusLine } from './encode.ts'
import { readAll } from './read-all.ts'

const TOKEN = fc.stringMatching(/^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,20}$/)
const NAME = TOKEN.map((n) => `x-${n.toLowerCase()}`)
const VALUE = fc
  .array(
    fc.integer({ min: 0x20, max: 0xff }).filter((c) => c !== 0x7f),
    { maxLength: 30 },
  )
  .map((codes) => String.fromCharCode(...codes).replace(/^[ \t]+|[ \t]+$/g, ''))
const HEADERS = fc.array(fc.tuple(NAME, VALUE), { maxLength: 20 }).map((pairs) => pairs.flat())
const TARGET = fc.stringMatching(/^\/[!-"$-~]{0,40}$/)
const BODY = fc.array(fc.uint8Array({ minLength: 1, maxLength: 50 }), { maxLength: 5 })

test('a request that was written is read back, cut anywhere', () => {
  fc.assert(
    fc.property(
      TOKEN,
      TARGET,
      HEADERS,
      BODY,
      HEADERS,
      fc.nat(),
      (method, target, headers, body, trailers, cut) => {
        const kept = trailers.length === 0 ? null : trailers
        const all = ['host', 'a', ...headers, 'transfer-encoding', 'chunked']
        const chunks = body
          .map((piece) => `${chunkHead(piece.length)}${latin1(piece)}\r\n`)
          .join('')
        const text = `${requestLine(method, target)}${fieldLines(all)}\r\n${chunks}${lastChunk(kept, null)}`
        assert.deepEqual(
          readAll(text, { cuts: [cut % text.length], limits: { takesAnyMethod: true } }),
          {
            messages: [
              {
                head: `${method} ${target} 1.1`,
                headers: all,
                body: body.map(latin1).join(''),
                trailers: kept,
                bytes: text.length,
              },
            ],
            end: 'open',
          },
        )
      },
    ),
    { numRuns: 200 },
  )
})

test('a response that was written is read back', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 200, max: 599 }),
      HEADERS,
      fc.uint8Array({ maxLength: 200 }),
      (status, headers, body) => {
        const hasBody = status !== 204 && status !== 304
        const content = hasBody ? latin1(body) : ''
        const all = [...headers, 'content-length', String(content.length)]
        const text = `${statusLine(status)}${fieldLines(all)}\r\n${content}`
        const { messages, end } = readAll(text, { kind: 'response' })
        assert.equal(end, 'open')
        assert.deepEqual(Reflect.get(messages[0] ?? {}, 'headers'), all)
        assert.equal(Reflect.get(messages[0] ?? {}, 'body'), content)
      },
    ),
    { numRuns: 200 },
  )
})

test('a short fuzz pass with a fixed seed over the corpus', () => {
  const corpus = new URL('../fuzz/corpus/', import.meta.url)
  const seeds = readdirSync(corpus).map((name) => readFileSync(new URL(name, corpus)))
  assert.ok(seeds.length > 0)
  for (const bytes of seeds) readBytes(bytes, 7)
  for (const bytes of mutations(seeds, 20261, 2000)) readBytes(bytes, bytes.length)
})

function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('latin1')
}

/** Names in the case of words, and as their sender wrote them. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { DEFAULT_LIMITS } from './limits.ts'
import { MessageReader, ReadEvent } from './message-reader.ts'
import { linesInCase, PROPER_CASE, SeenCase } from './name-case.ts'

test('words begin with a capital, after whatever is no letter or digit', () => {
  const cases = [
    ['host', 'Host'],
    ['content-md5', 'Content-Md5'],
    ['x-request-id', 'X-Request-Id'],
    ['foo$b#$are', 'Foo$B#$Are'],
    ['a1b', 'A1b'],
  ] as const
  for (const [name, expected] of cases) assert.equal(PROPER_CASE.write(name), expected)
})

test('only names change', () => {
  assert.equal(linesInCase('a-b: c-d: e\r\nf: \r\n', PROPER_CASE), 'A-B: c-d: e\r\nF: \r\n')
})

test('of two forms of a name the first is kept, others are as configured', () => {
  for (const [others, expected] of [
    [null, 'x-new'],
    [PROPER_CASE, 'X-New'],
  ] as const) {
    const seen = new SeenCase(others)
    seen.note('X-CaSe')
    seen.note('x-case')
    assert.equal(seen.write('x-case'), 'X-CaSe')
    assert.equal(seen.write('x-new'), expected)
  }
})

test('a reader keeps names and reason where it is asked to', () => {
  const text = 'HTTP/1.1 200 Fine\r\nX-CaSe: 1\r\nContent-LENGTH: 0\r\n\r\n'
  const read = (keepsReason: boolean | null): MessageReader => {
    const caseKeeping = keepsReason === null ? null : { others: null, keepsReason }
    const reader = new MessageReader('response', { ...DEFAULT_LIMITS, caseKeeping })
    reader.push(Buffer.from(text))
    assert.equal(reader.read(), ReadEvent.Head)
    assert.deepEqual(reader.headers, ['x-case', '1', 'content-length', '0'])
    return reader
  }
  assert.equal(read(null).seenCase, null)
  const seen = read(false).seenCase
  assert.equal(seen?.write('content-length'), 'Content-LENGTH')
  assert.equal(seen?.reason, null)
  assert.equal(read(true).seenCase?.reason, 'Fine')
})

/** Texts of heads and chunks, and what may go into them. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  chunkHead,
  fieldLines,
  fieldValueFromText,
  isFieldName,
  isFieldValue,
  lastChunk,
  requestLine,
  statusLine,
} from './encode.ts'

test('lines', () => {
  assert.equal(requestLine('GET', '/a'), 'GET /a HTTP/1.1\r\n')
  assert.equal(statusLine(200), 'HTTP/1.1 200 OK\r\n')
  assert.equal(statusLine(299), 'HTTP/1.1 299 Unknown\r\n')
  assert.equal(fieldLines(['a', 'b', 'a', '']), 'a: b\r\na: \r\n')
  assert.equal(chunkHead(255), 'ff\r\n')
  assert.equal(lastChunk(null, null), '0\r\n\r\n')
  assert.equal(lastChunk(['t', '1'], null), '0\r\nt: 1\r\n\r\n')
})

test('names and values from outside are checked', () => {
  assert.equal(isFieldName('X-a_b.c'), true)
  for (const bad of ['', 'a b', 'a:', 'é', 'a\r\n', ':path'])
    assert.equal(isFieldName(bad), false, bad)
  assert.equal(isFieldValue('a\tb \xff'), true)
  for (const bad of ['a\r\nb', '\0', '\x7f', '\u010a']) assert.equal(isFieldValue(bad), false)
})

test('text from configuration becomes its UTF-8 bytes, never a line break', () => {
  assert.equal(fieldValueFromText(' é '), '\xc3\xa9')
  // U+010A would be cut to LF by a Latin-1 write.
  assert.equal(fieldValueFromText('\u010a'), '\xc4\x8a')
  assert.equal(fieldValueFromText('a\nb'), null)
})

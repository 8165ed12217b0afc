/** PEM: one way to write a block is read, everything around or inside it is refused. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { encodePem, parsePem } from './index.ts'

const MAX = 64 * 1024
const BLOCK = encodePem('CERTIFICATE', Buffer.alloc(100, 7))

const BAD: readonly (readonly [string, string])[] = [
  ['nothing', ''],
  ['blank lines only', '\n\n'],
  ['text before the block', `hello\n${BLOCK}`],
  ['text after the block', `${BLOCK}hello`],
  ['RFC 1421 headers', BLOCK.replace('-----\n', '-----\nProc-Type: 4,ENCRYPTED\n\n')],
  ['no end', BLOCK.replace(/-----END.*\n/, '')],
  ['another label at its end', BLOCK.replace('END CERTIFICATE', 'END PRIVATE KEY')],
  ['a nested beginning', BLOCK.replace('\n', '\n-----BEGIN CERTIFICATE-----\n')],
  ['an empty body', '-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n'],
  ['a byte outside base64', BLOCK.replace('BwcH', 'Bw!H')],
  ['cut base64', BLOCK.replace('BwcHBw==', 'BwcHB')],
  ['set padding bits', BLOCK.replace('BwcHBw==', 'BwcHBx==')],
  ['padding in the middle', BLOCK.replace('BwcHBwcH', 'BwcHBw==')],
  ['a lower-case label', BLOCK.replaceAll('CERTIFICATE', 'certificate')],
]

for (const [name, text] of BAD) {
  test(`refuses ${name}`, () => {
    const parsed = parsePem(text, MAX)
    assert.ok(parsed.kind === 'bad', name)
    assert.equal(parsed.code, 'FLT_X509_MALFORMED')
  })
}

test('refuses more than its limit of bytes or blocks', () => {
  assert.equal(parsePem(BLOCK, BLOCK.length - 1).kind, 'bad')
  assert.equal(parsePem(BLOCK.repeat(64), MAX).kind, 'ok')
  assert.equal(parsePem(BLOCK.repeat(65), MAX).kind, 'bad')
})

test('reads Windows line ends and blank lines between blocks', () => {
  const parsed = parsePem(`\n${BLOCK}\n${BLOCK}`.replaceAll('\n', '\r\n'), MAX)
  assert.ok(parsed.kind === 'ok')
  assert.equal(parsed.value.length, 2)
})

test('what is encoded is read back', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 1, maxLength: 400 }), (bytes) => {
      const parsed = parsePem(encodePem('CERTIFICATE REQUEST', bytes), MAX)
      assert.ok(parsed.kind === 'ok')
      assert.deepEqual(parsed.value, [{ label: 'CERTIFICATE REQUEST', der: Buffer.from(bytes) }])
    }),
  )
})

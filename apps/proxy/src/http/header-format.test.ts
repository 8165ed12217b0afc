/** The case of field names on the wire, both ways. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { DEFAULT_LIMITS, PROPER_CASE } from '@flotilla/http1'
import { Harness } from './testing/proxy-harness.ts'

const ANSWER = 'HTTP/1.1 200 Fine\r\ncontent-length: 2\r\nX-CaSe: 1\r\n\r\nok'
const PRESERVE =
  'type.googleapis.com/envoy.extensions.http.header_formatters.preserve_case.v3.PreserveCaseFormatterConfig'

function stateful(fields: Record<string, unknown> = {}): Record<string, unknown> {
  const typed_config = { '@type': PRESERVE, ...fields }
  const stateful_formatter = { name: 'preserve_case', typed_config }
  return { http_protocol_options: { header_key_format: { stateful_formatter } } }
}

test('names are written in the case of words', async (t) => {
  const proxy = await Harness.start({
    manager: { http_protocol_options: { header_key_format: { proper_case_words: {} } } },
    cluster: { nameCase: PROPER_CASE },
    handler: () => ANSWER,
  })
  t.after(() => proxy.close())
  const client = await proxy.client()
  await client.call('GET /', 'x-SOME-header: x-y\r\n')
  assert.match(client.received, /^HTTP\/1.1 200 OK\r\nContent-Length: 2\r\nX-Case: 1\r\n/)
  const sent = proxy.origin.received
  assert.match(sent, /\r\nHost: a\r\nX-Some-Header: x-y\r\nX-Forwarded-Proto: http\r\n/)
})

test('names of the client reach the upstream as they were, new ones as configured', async (t) => {
  for (const [type, added] of [
    ['DEFAULT', 'x-forwarded-proto'],
    ['PROPER_CASE', 'X-Forwarded-Proto'],
  ]) {
    const proxy = await Harness.start({
      manager: stateful({ formatter_type_on_envoy_headers: type }),
      handler: () => ANSWER,
    })
    t.after(() => proxy.close())
    const client = await proxy.client()
    await client.call('GET /', 'X-SoMe: 1\r\n')
    const sent = proxy.origin.received
    assert.ok(sent.includes(`\r\nhost: a\r\nX-SoMe: 1\r\n${added}: http\r\n`), sent)
    assert.ok(client.received.includes('\r\nx-case: 1\r\n'), 'only what is kept is written so')
  }
})

test('names and reason of the upstream reach the client as they were', async (t) => {
  const http1Limits = { ...DEFAULT_LIMITS, caseKeeping: { others: null, keepsReason: true } }
  const proxy = await Harness.start({ cluster: { http1Limits }, handler: () => ANSWER })
  t.after(() => proxy.close())
  const client = await proxy.client()
  await client.call('GET /')
  assert.match(client.received, /^HTTP\/1.1 200 Fine\r\ncontent-length: 2\r\nX-CaSe: 1\r\n/)
})

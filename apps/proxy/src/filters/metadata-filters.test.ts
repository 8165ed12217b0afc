/** Filters that leave something for those after them: filter state, and metadata out of JSON bodies. */
import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { Harness, type HarnessOptions } from '../http/testing/proxy-harness.ts'

const TYPE = 'type.googleapis.com/envoy.extensions.filters.http.'

async function harness(t: TestContext, options: HarnessOptions): Promise<Harness> {
  const started = await Harness.start(options)
  t.after(() => started.close())
  return started
}

const entry = (name: string, type: string, value: object = {}): unknown => ({
  name: `envoy.filters.http.${name}`,
  typed_config: { '@type': TYPE + type, ...value },
})
const text = (inline: string): object => ({ text_format_source: { inline_string: inline } })
const state = (...values: readonly object[]): unknown =>
  entry('set_filter_state', 'set_filter_state.v3.Config', {
    on_request_headers: values.map((value) => ({ factory_key: 'envoy.string', ...value })),
    clear_route_cache: true,
  })

test('filter state is there for headers and routes', async (t) => {
  const proxy = await harness(t, {
    filters: [
      state(
        { object_key: 'who', format_string: text('%REQ(x-who)%'), read_only: true },
        {
          object_key: 'none',
          format_string: { ...text('%REQ(x-none)%'), omit_empty_values: true },
          skip_if_empty: true,
        },
      ),
    ],
    routes: [
      {
        match: {
          prefix: '/',
          filter_state: [{ key: 'who', string_match: { prefix: 'a' } }],
        },
        direct_response: { status: 201 },
        response_headers_to_add: [
          { header: { key: 'x-typed', value: '%FILTER_STATE(who)%' } },
          { header: { key: 'x-plain', value: '%FILTER_STATE(who:PLAIN)%' } },
          { header: { key: 'x-none', value: '[%FILTER_STATE(none:PLAIN)%]' } },
        ],
      },
      { match: { prefix: '/' }, direct_response: { status: 202 } },
    ],
  })
  const client = await proxy.client()
  const matched = await client.call('GET /', 'x-who: ann\r\n')
  assert.equal(matched.status, 201)
  assert.equal(matched.headers['x-typed'], '"ann"')
  assert.equal(matched.headers['x-plain'], 'ann')
  assert.equal(matched.headers['x-none'], '[]')
  assert.equal((await client.call('GET /', 'x-who: bob\r\n')).status, 202)
})

test('an object factory that is not here is refused', async () => {
  const filters = [
    state({ object_key: 'envoy.tcp_proxy.cluster', factory_key: '', format_string: text('x') }),
  ]
  await assert.rejects(Harness.start({ filters }), /on_request_headers\[0\]\.object_key/)
})

const METADATA = '%DYNAMIC_METADATA(n:k)%'

function jsonRules(rules: readonly object[], more: object = {}): unknown {
  return entry('json_to_metadata', 'json_to_metadata.v3.JsonToMetadata', {
    request_rules: { rules, ...more },
  })
}

test('values inside a JSON request become metadata before the router runs', async (t) => {
  const put = (value?: string): object => ({
    metadata_namespace: 'n',
    key: 'k',
    ...(value === undefined ? {} : { value }),
  })
  const proxy = await harness(t, {
    filters: [
      jsonRules([
        {
          selectors: [{ key: 'a' }, { key: 'b' }],
          on_present: put(),
          on_missing: put('missing'),
          on_error: put('error'),
        },
      ]),
    ],
    virtualHost: { request_headers_to_add: [{ header: { key: 'x-k', value: METADATA } }] },
  })
  const cases: readonly (readonly [string, string, string | undefined])[] = [
    ['application/json', '{"a":{"b":"v"}}', 'v'],
    ['application/json', '{"a":{"b":3}}', '3'],
    ['application/json', '{"a":{"b":[1]}}', 'missing'],
    ['application/json', '{"a":1}', 'missing'],
    ['application/json', '{"a":', 'error'],
    ['application/json', '', 'missing'],
    ['text/plain', '{"a":{"b":"v"}}', 'error'],
  ]
  const client = await proxy.client()
  for (const [type, body, want] of cases) {
    await client.call('POST /', `content-type: ${type}\r\n`, body)
    const seen = proxy.origin.requests.at(-1)
    assert.equal(seen?.headers['x-k'], want, `${type} ${body}`)
    assert.equal(String(seen?.body ?? ''), body)
  }
  const counts = proxy.counters.rooted.get('json_to_metadata.')?.values ?? {}
  assert.equal(counts['rq.success'], 4)
  assert.equal(counts['rq.no_body'], 1)
  assert.equal(counts['rq.invalid_json_body'], 1)
  assert.equal(counts['rq.mismatched_content_type'], 1)
})

/** The API key filter on a live connection manager: which keys pass, from where, and what goes on upstream. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Harness } from '../http/testing/proxy-harness.ts'

const TYPE = 'type.googleapis.com/envoy.extensions.filters.http.api_key_auth.v3.'
const NAME = 'envoy.filters.http.api_key_auth'

function filter(value: object): unknown {
  return { name: NAME, typed_config: { '@type': `${TYPE}ApiKeyAuth`, ...value } }
}

test('a known key passes from any source, and is kept from upstream', async (t) => {
  const proxy = await Harness.start({
    filters: [
      filter({
        credentials: [{ key: 'k', client: 'ann' }],
        key_sources: [{ header: 'x-key' }, { query: 'key' }, { cookie: 'key' }],
        forwarding: { header: 'x-client', hide_credentials: true },
      }),
    ],
    routes: [
      {
        match: { prefix: '/bob' },
        route: { cluster: 'origin' },
        typed_per_filter_config: {
          [NAME]: { '@type': `${TYPE}ApiKeyAuthPerRoute`, allowed_clients: ['bob'] },
        },
      },
      { match: { prefix: '/' }, route: { cluster: 'origin' } },
    ],
  })
  t.after(() => proxy.close())
  const client = await proxy.client()
  const cases: readonly (readonly [string, string, number, string])[] = [
    ['GET /', 'x-key: Bearer k\r\n', 200, 'via_upstream'],
    ['GET /?key=%6B&a=1', '', 200, 'via_upstream'],
    ['GET /', 'cookie: a=1; key=k\r\n', 200, 'via_upstream'],
    ['GET /', '', 401, 'missing_api_key'],
    ['GET /', 'x-key: other\r\n', 401, 'unknown_api_key'],
    ['GET /bob', 'x-key: k\r\n', 403, 'client_not_allowed'],
  ]
  for (const [i, [line, headers, status, detail]] of cases.entries()) {
    assert.equal((await client.call(line, headers)).status, status, detail)
    assert.equal((await proxy.logged(i + 1)).at(-1)?.details, detail)
    if (status !== 200) continue
    const seen = proxy.origin.requests.at(-1)
    assert.equal(seen?.headers['x-client'], 'ann')
    assert.equal(seen?.headers['x-key'], undefined)
    assert.doesNotMatch(seen?.headers['cookie'] ?? '', /key/)
  }
})

test('a key that is given twice is refused', async () => {
  const credentials = [
    { key: 'k', client: 'a' },
    { key: 'k', client: 'b' },
  ]
  await assert.rejects(
    Harness.start({ filters: [filter({ credentials })] }),
    /credentials\[1\]\.key: is given twice/,
  )
})

/** The proxy's own replies as configuration maps them, and what is read from headers before anything else. */
import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { Harness, type HarnessOptions } from './testing/proxy-harness.ts'

async function harness(t: TestContext, options: HarnessOptions): Promise<Harness> {
  const proxy = await Harness.start(options)
  t.after(() => proxy.close())
  return proxy
}

const EXTENSION = 'type.googleapis.com/envoy.extensions.http'
const ADDRESS = { header: { key: 'x-ip', value: '%DOWNSTREAM_REMOTE_ADDRESS_WITHOUT_PORT%' } }
const ROUTE = {
  match: { prefix: '/' },
  route: { cluster: 'origin' },
  request_headers_to_add: [ADDRESS],
}

test('mappers change status, body and headers; formats make bodies', async (t) => {
  const proxy = await harness(t, {
    routes: [{ match: { path: '/gone' }, route: { cluster: 'none' } }],
    manager: {
      local_reply_config: {
        mappers: [
          {
            filter: {
              status_code_filter: { comparison: { op: 'EQ', value: { default_value: 404 } } },
            },
            status_code: 499,
            body: { inline_string: 'not here' },
            headers_to_add: [{ header: { key: 'x-path', value: '%REQ(:path)%' } }],
          },
          {
            filter: { response_flag_filter: { flags: ['NC'] } },
            body_format_override: {
              json_format: { code: '%RESPONSE_CODE%', body: '%LOCAL_REPLY_BODY%' },
            },
          },
        ],
        body_format: {
          text_format_source: { inline_string: '<%LOCAL_REPLY_BODY%> %RESPONSE_CODE%' },
          content_type: 'text/html',
        },
      },
    },
  })
  const client = await proxy.client()
  const missing = await client.call('GET /nope')
  assert.equal(missing.status, 499)
  assert.equal(missing.body, '<not here> 499')
  assert.equal(missing.headers['content-type'], 'text/html')
  assert.equal(missing.headers['x-path'], '/nope')
  const gone = await client.call('GET /gone')
  assert.equal(gone.status, 503)
  assert.equal(JSON.parse(gone.body).code, 503)
  assert.equal(gone.headers['content-type'], 'application/json')
})

test('a route that forwards changes the replies in its place', async (t) => {
  const proxy = await harness(t, {
    routes: [
      {
        match: { prefix: '/' },
        route: { cluster: 'none' },
        response_headers_to_add: [{ header: { key: 'x-code', value: '%RESPONSE_CODE%' } }],
      },
    ],
  })
  const client = await proxy.client()
  const gone = await client.call('GET /')
  assert.equal(gone.status, 503)
  assert.equal(gone.headers['x-code'], '503')
})

test('an internal caller who forces a trace is told the id of the request', async (t) => {
  const proxy = await harness(t, {
    routes: [{ match: { prefix: '/' }, route: { cluster: 'none' } }],
    manager: {
      internal_address_config: { cidr_ranges: [{ address_prefix: '10.0.0.0', prefix_len: 8 }] },
    },
  })
  const client = await proxy.client()
  const forced = 'x-envoy-force-trace: 1\r\n'
  for (const [from, isTold] of [
    ['10.0.0.1', true],
    ['192.0.2.1', false],
  ] as const) {
    const reply = await client.call('GET /', `x-forwarded-for: ${from}\r\n${forced}`)
    assert.equal(reply.headers['x-request-id'] !== undefined, isTold, from)
  }
})

test('a header of its own tells the client, or refuses', async (t) => {
  const proxy = await harness(t, {
    routes: [ROUTE],
    manager: {
      original_ip_detection_extensions: [
        {
          name: 'h',
          typed_config: {
            '@type': `${EXTENSION}.original_ip_detection.custom_header.v3.CustomHeaderConfig`,
            header_name: 'x-real',
            reject_with_status: { code: 'Unauthorized' },
          },
        },
      ],
    },
  })
  const client = await proxy.client()
  assert.equal((await client.call('GET /', 'x-real: 1.2.3.4\r\n')).status, 200)
  assert.equal(proxy.origin.requests[0]?.headers['x-ip'], '1.2.3.4')
  assert.equal((await client.call('GET /', 'x-real: nobody\r\n')).status, 401)
})

test('x-forwarded-for with hops of its own, else the peer', async (t) => {
  const proxy = await harness(t, {
    routes: [ROUTE],
    manager: {
      original_ip_detection_extensions: [
        {
          name: 'x',
          typed_config: {
            '@type': `${EXTENSION}.original_ip_detection.xff.v3.XffConfig`,
            xff_num_trusted_hops: 1,
          },
        },
      ],
    },
  })
  for (const [xff, address] of [
    ['1.2.3.4, 5.6.7.8', '1.2.3.4'],
    ['1.2.3.4', '127.0.0.1'],
  ]) {
    const client = await proxy.client()
    await client.call('GET /', `x-forwarded-for: ${xff}\r\n`)
    assert.equal(proxy.origin.requests.at(-1)?.headers['x-ip'], address)
  }
})

test('early mutations are seen by routes', async (t) => {
  const proxy = await harness(t, {
    routes: [
      {
        match: { prefix: '/', headers: [{ name: 'x-early', present_match: true }] },
        direct_response: { status: 418 },
      },
    ],
    manager: {
      early_header_mutation_extensions: [
        {
          name: 'e',
          typed_config: {
            '@type': `${EXTENSION}.early_header_mutation.header_mutation.v3.HeaderMutation`,
            mutations: [{ append: { header: { key: 'x-early', value: '1' } } }],
          },
        },
      ],
    },
  })
  const client = await proxy.client()
  assert.equal((await client.call('GET /')).status, 418)
})

/** Route configurations that headers choose, and policies of virtual hosts in their older place. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Harness } from './testing/proxy-harness.ts'

const table = (name: string, status: number): unknown => ({
  name,
  virtual_hosts: [
    {
      name: 'v',
      domains: ['*'],
      routes: [{ match: { prefix: '/' }, direct_response: { status } }],
    },
  ],
})

test('the scope of a request is read from its headers; without one there is no route', async (t) => {
  const proxy = await Harness.start({
    manager: {
      route_config: null,
      scoped_routes: {
        name: 's',
        scope_key_builder: {
          fragments: [
            { header_value_extractor: { name: 'X-A', element_separator: ',', index: 1 } },
            {
              header_value_extractor: {
                name: 'x-b',
                element_separator: ';',
                element: { separator: '=', key: 'k' },
              },
            },
          ],
        },
        scoped_route_configurations_list: {
          scoped_route_configurations: [
            {
              name: 'one',
              key: { fragments: [{ string_key: 'two' }, { string_key: 'v' }] },
              route_configuration: table('r1', 201),
            },
            {
              name: 'other',
              key: { fragments: [{ string_key: 'two' }, { string_key: '' }] },
              route_configuration: table('r2', 202),
            },
          ],
        },
      },
    },
  })
  t.after(() => proxy.close())
  const client = await proxy.client()
  for (const [a, b, status] of [
    ['one,two', 'k=v', 201],
    ['one,two', 'a=b;k=v', 201],
    ['one,two', 'k', 202],
    ['one', 'k=v', 404],
    ['one,two', 'k=w', 404],
  ] as const)
    assert.equal(
      (await client.call('GET /', `x-a: ${a}\r\nx-b: ${b}\r\n`)).status,
      status,
      `${a} ${b}`,
    )
  assert.equal((await client.call('GET /')).status, 404)
})

test('cors of a virtual host goes to the filter', async (t) => {
  const proxy = await Harness.start({
    filters: [
      {
        name: 'envoy.filters.http.cors',
        typed_config: {
          '@type': 'type.googleapis.com/envoy.extensions.filters.http.cors.v3.Cors',
        },
      },
    ],
    virtualHost: { cors: { allow_origin_string_match: [{ exact: 'https://a.test' }] } },
  })
  t.after(() => proxy.close())
  const client = await proxy.client()
  const { headers } = await client.call('GET /', 'origin: https://a.test\r\n')
  assert.equal(headers['access-control-allow-origin'], 'https://a.test')
})

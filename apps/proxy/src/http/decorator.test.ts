/** Names of spans in headers: from an outbound proxy to an inbound one, never to an application. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ConnectionInfo } from '../listener/types.ts'
import { ok } from './testing/origin.ts'
import { Harness } from './testing/proxy-harness.ts'

const NAME = 'x-envoy-decorator-operation'

interface Row {
  readonly name: string
  readonly tracing: boolean
  readonly direction: ConnectionInfo['direction']
  readonly atOrigin: string | undefined
  readonly atClient: string | undefined
}

// Envoy: the connection manager touches the header only where it traces; without direction it is an inbound one.
const ROWS: readonly Row[] = [
  {
    name: 'outbound',
    tracing: true,
    direction: 'outbound',
    atOrigin: 'a:80/*',
    atClient: undefined,
  },
  { name: 'inbound', tracing: true, direction: 'inbound', atOrigin: undefined, atClient: 'app' },
  {
    name: 'without direction',
    tracing: true,
    direction: 'unspecified',
    atOrigin: undefined,
    atClient: 'app',
  },
  {
    name: 'not traced',
    tracing: false,
    direction: 'outbound',
    atOrigin: 'client',
    atClient: 'app',
  },
]
for (const { name, tracing, direction, atOrigin, atClient } of ROWS) {
  test(`the name of an operation, ${name}`, async (t) => {
    const proxy = await Harness.start({
      manager: tracing ? { tracing: {} } : {},
      info: { direction },
      routes: [
        {
          match: { prefix: '/' },
          route: { cluster: 'origin' },
          decorator: { operation: 'a:80/*' },
        },
      ],
      handler: () => ok('', `${NAME}: app\r\n`),
    })
    t.after(() => proxy.close())
    const client = await proxy.client()
    const response = await client.call('GET /', `${NAME}: client\r\n`)
    assert.equal(proxy.origin.requests[0]?.headers[NAME], atOrigin)
    assert.equal(response.headers[NAME], atClient)
  })
}

/** What Connection must not take out of a request. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Harness } from './testing/proxy-harness.ts'

test('a Connection that nominates what the proxy decides by is refused', async (t) => {
  const proxy = await Harness.start({})
  t.after(() => proxy.close())
  const rejected = 'http1.connection_header_rejected'
  const cases = [
    ['x-forwarded-for', 'Bad Request', rejected, '', ''],
    ['close, :method', 'Bad Request', rejected, '', ''],
    ['Host', '', 'missing_host_header', 'GET', '/p'],
  ] as const
  for (const [option, body, details, method, path] of cases) {
    const client = await proxy.client()
    const response = await client.call('GET /p', `connection: ${option}\r\n`)
    assert.equal(response.status, 400)
    assert.equal(response.body, body)
    const line = (await proxy.logged(1)).at(-1)
    assert.deepEqual([line?.details, line?.method, line?.path], [details, method, path])
    proxy.log.length = 0
  }
})

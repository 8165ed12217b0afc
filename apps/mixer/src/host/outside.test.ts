/** The outside world of adapters: GET with bounds, the metrics page, and lines to a stream. */
import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import { type TestContext, test } from 'node:test'
import { codeOf } from '@flotilla/errors'
import { ExpositionServer } from './exposition-server.ts'
import { httpClient } from './http-client.ts'
import { lineSink } from './line-sink.ts'

const LIMITS = { timeoutMs: 1_000, maxBytes: 10 }

async function serve(t: TestContext, status: number, body: string | null): Promise<string> {
  const server = createServer((_request, response) => {
    if (body !== null) response.writeHead(status).end(body)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.after(() => {
    server.closeAllConnections()
    server.close()
  })
  const address = server.address()
  assert.ok(typeof address === 'object' && address !== null)
  return `http://127.0.0.1:${address.port}/`
}

test('a GET gives the body', async (t) => {
  assert.equal(String(await httpClient.get(await serve(t, 200, 'v1\nv2'), LIMITS)), 'v1\nv2')
})

test('another status, a body too long and no answer are failures', async (t) => {
  await assert.rejects(httpClient.get(await serve(t, 404, 'no'), LIMITS), /answered 404/)
  await assert.rejects(
    httpClient.get(await serve(t, 200, 'x'.repeat(11)), LIMITS),
    /more than 10 bytes/,
  )
  const silent = httpClient.get(await serve(t, 200, null), { ...LIMITS, timeoutMs: 20 })
  await assert.rejects(silent, /timeout/)
})

test('the metrics page shows what adapters added, and nothing else is served', async (t) => {
  const exposition = new ExpositionServer()
  const address = await exposition.listen('127.0.0.1:0')
  t.after(() => exposition.close())
  const remove = exposition.add(() => 'a 1\n')
  exposition.add(() => 'b 2\n')
  const page = async (path = '/metrics'): Promise<string> =>
    (await fetch(`http://${address}${path}`)).text()
  assert.equal(await page('/metrics?x=1'), 'a 1\nb 2\n')
  remove()
  assert.equal(await page(), 'b 2\n')
  assert.equal(await page('/'), 'the page is /metrics\n')
  exposition.add(() => assert.fail('broken'))
  assert.equal(await page(), 'internal error\n')
})

test('a port in use is said so', async (t) => {
  const first = new ExpositionServer()
  const address = await first.listen('127.0.0.1:0')
  t.after(() => first.close())
  const second = new ExpositionServer()
  await second.listen(address).then(
    () => assert.fail('two servers listen on one port'),
    (error: unknown) => assert.equal(codeOf(error), 'FLT_PORT_IN_USE'),
  )
  await second.close()
})

test('lines are dropped while too much waits, and after the reader is gone', () => {
  const written: string[] = []
  let broken: ((error: Error) => void) | null = null
  const stream = {
    writableLength: 0,
    write: (text: string) => written.push(text) > 0,
    on: (_event: 'error', listener: (error: Error) => void) => {
      broken = listener
    },
  }
  const errors: string[] = []
  const sink = lineSink(stream, (error) => errors.push(error.message))
  assert.equal(sink.writeLine('a'), true)
  stream.writableLength = 5 * 1024 * 1024
  assert.equal(sink.writeLine('b'), false)
  stream.writableLength = 0
  for (let i = 0; i < 2; i++) (broken as ((error: Error) => void) | null)?.(new Error('EPIPE'))
  assert.equal(sink.writeLine('c'), false)
  assert.deepEqual([written, errors], [['a\n'], ['EPIPE']])
})

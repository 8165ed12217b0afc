/** What the chain promises to filters: order, pauses, replies, one end, one shape; and that a bug in one costs one connection. */
import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { setLogLevel } from '@flotilla/log'
import { TypedStruct } from '@flotilla/proto'
import { FilterStatus, type HttpFilter, type HttpFilterKind, type HttpStream } from './filter.ts'
import { addHeader, headerValue } from './headers.ts'
import { ok } from './testing/origin.ts'
import { Harness, type HarnessOptions } from './testing/proxy-harness.ts'

const TYPE = 'type.googleapis.com/test.Filter'

function kindOf(make: (name: string, stream: HttpStream) => HttpFilter | null): HttpFilterKind {
  return {
    name: 'test',
    typeUrls: [TYPE],
    compile: (_config, name) => ({
      kind: 'ok',
      value: { name, create: (stream) => make(name, stream) },
    }),
    compileRouteConfig: (config) => ({ kind: 'ok', value: config }),
  }
}

function entry(name: string): unknown {
  return { name, typed_config: { '@type': TypedStruct.typeUrl, type_url: TYPE, value: {} } }
}

async function harness(
  t: TestContext,
  make: Parameters<typeof kindOf>[0],
  names: readonly string[],
  options: HarnessOptions = {},
): Promise<Harness> {
  const started = await Harness.start({
    kinds: [kindOf(make)],
    filters: names.map(entry),
    ...options,
  })
  t.after(() => started.close())
  return started
}

test('requests go down the chain, responses up, and each filter sees the end once', async (t) => {
  const calls: string[] = []
  const proxy = await harness(
    t,
    (name) => ({
      onRequestHeaders: (stream) => {
        calls.push(`${name} request`)
        addHeader(stream.requestHeaders, 'x-seen', name)
        return FilterStatus.Continue
      },
      onResponseHeaders: (stream) => {
        calls.push(`${name} response`)
        addHeader(stream.responseHeaders ?? [], 'x-seen', name)
      },
      onComplete: () => calls.push(`${name} end`),
    }),
    ['a', 'b'],
  )
  const response = await (await proxy.client()).call('GET /')
  await proxy.logged(1)
  assert.deepEqual(calls, ['a request', 'b request', 'b response', 'a response', 'a end', 'b end'])
  assert.equal(response.headers['x-seen'], 'b, a')
  assert.equal(proxy.origin.requests[0]?.headers['x-seen'], 'a, b')
})

test('a paused filter holds the body back until it resumes', async (t) => {
  let resume: (() => void) | null = null
  const proxy = await harness(
    t,
    () => ({
      onRequestHeaders: (stream) => {
        resume = () => stream.resume()
        return FilterStatus.Paused
      },
    }),
    ['a'],
    { handler: (request) => ok(String(request.body.length)) },
  )
  const client = await proxy.client()
  const answer = client.call('POST /', '', 'x'.repeat(300_000))
  while (resume === null) await new Promise(setImmediate)
  assert.equal(proxy.origin.connections, 0)
  const continueRequest: () => void = resume
  continueRequest()
  continueRequest()
  assert.equal((await answer).body, '300000')
})

test('a reply ends the chain, and the connection of a body that was not waited for', async (t) => {
  const proxy = await harness(
    t,
    (name) => ({
      onRequestHeaders: (stream) => {
        if (name === 'b') throw new Error('is never asked')
        stream.reply(403, 'no', 'denied', 0, ['x-why', 'because'])
        return FilterStatus.Replied
      },
    }),
    ['a', 'b'],
  )
  const client = await proxy.client()
  const response = await client.call('POST /', '', 'body')
  assert.equal(response.status, 403)
  assert.equal(response.headers['x-why'], 'because')
  assert.equal(response.headers['connection'], 'close')
  const other = await proxy.client()
  assert.equal((await other.call('GET /')).headers['connection'], undefined)
  assert.equal((await proxy.logged(2))[0]?.details, 'denied')
})

test('a reply after a pause, and nothing after the client left', async (t) => {
  const streams: HttpStream[] = []
  const proxy = await harness(
    t,
    () => ({
      onRequestHeaders: (stream) => {
        streams.push(stream)
        return FilterStatus.Paused
      },
    }),
    ['a'],
  )
  const client = await proxy.client()
  client.write('GET / HTTP/1.1\r\nhost: a\r\n\r\n')
  while (streams.length < 1) await new Promise(setImmediate)
  streams[0]?.reply(429, 'slow down', 'limited', 0)
  assert.equal((await client.read()).status, 429)
  client.write('GET / HTTP/1.1\r\nhost: a\r\n\r\n')
  while (streams.length < 2) await new Promise(setImmediate)
  client.socket.resetAndDestroy()
  await proxy.logged(2)
  assert.equal(streams[1]?.isOver, true)
  streams[1]?.resume()
  streams[1]?.reply(200, '', '', 0)
  assert.equal(proxy.origin.connections, 0)
})

test('a route is chosen again after its inputs changed', async (t) => {
  const proxy = await harness(
    t,
    () => ({
      onRequestHeaders: (stream) => {
        addHeader(
          stream.requestHeaders,
          'x-group',
          headerValue(stream.requestHeaders, 'x-user') ?? '',
        )
        stream.clearRouteCache()
        return FilterStatus.Continue
      },
    }),
    ['a'],
    {
      routes: [
        {
          match: { prefix: '/', headers: [{ name: 'x-group', string_match: { exact: 'jason' } }] },
          direct_response: { status: 201 },
        },
        { match: { prefix: '/' }, direct_response: { status: 202 } },
      ],
    },
  )
  const client = await proxy.client()
  assert.equal((await client.call('GET /', 'x-user: jason\r\n')).status, 201)
  assert.equal((await client.call('GET /')).status, 202)
})

test('streams have one shape from first to last', async (t) => {
  const before: string[] = []
  const after: string[] = []
  const proxy = await harness(
    t,
    (_, stream) => {
      before.push(Object.keys(stream).join())
      return {
        onRequestHeaders: () => FilterStatus.Continue,
        onComplete: (ended) => after.push(Object.keys(ended).join()),
      }
    },
    ['a'],
  )
  const client = await proxy.client()
  await client.call('GET /')
  await client.call('POST /x', 'x-envoy-retry-on: 5xx\r\n', 'body')
  await proxy.logged(2)
  assert.equal(new Set([...before, ...after]).size, 1)
})

test('a filter that throws costs its connection only', async (t) => {
  setLogLevel('error')
  const proxy = await harness(
    t,
    () => ({
      onRequestHeaders: (stream) => {
        if (stream.path === '/bug') throw new Error('expected by this test')
        return FilterStatus.Continue
      },
      onResponseHeaders: (stream) => {
        if (stream.path === '/late-bug') throw new Error('expected by this test')
      },
    }),
    ['a'],
  )
  for (const path of ['/bug', '/late-bug']) {
    const broken = await proxy.client()
    broken.write(`GET ${path} HTTP/1.1\r\nhost: a\r\n\r\n`)
    await broken.ended()
    assert.equal((await (await proxy.client()).call('GET /')).status, 200)
  }
  assert.equal(proxy.cluster.stats.upstreamRqActive, 0)
  assert.equal(proxy.stats.downstreamRqActive, 0)
})

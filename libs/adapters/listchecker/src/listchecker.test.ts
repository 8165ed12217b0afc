/** The listchecker adapter: entry types, sources, expiry. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type CheckResult, Code, type Handler, type InstanceValue } from '@flotilla/adapter-sdk'
import { adapterCompliance, FakeEnv, sampleInstance } from '@flotilla/adapter-sdk/compliance'
import { parseIp } from '@flotilla/attributes'
import { listchecker } from './listchecker.ts'

const URL_A = 'http://lists.example/a'
const WIRING = { handler: 'h', instances: [], previous: null }

adapterCompliance({
  adapter: listchecker,
  schema: new URL('../schema.json', import.meta.url),
  accepted: [
    { name: 'a given list', params: { overrides: ['v1', 'v2'], blacklist: false } },
    {
      name: 'a fetched list',
      params: { providerUrl: URL_A },
      prepare: (env) => env.pages.set(URL_A, Buffer.from('value\n')),
    },
  ],
  refused: [
    {
      name: 'a URL without host',
      params: { providerUrl: 'http:' },
      path: 'spec.params.providerUrl',
    },
    {
      name: 'a URL of another scheme',
      params: { providerUrl: 'file:///etc/x' },
      path: 'spec.params.providerUrl',
    },
    {
      name: 'refreshing too often',
      params: { refreshInterval: '0.5s' },
      path: 'spec.params.refreshInterval',
    },
    { name: 'a ttl below the refresh', params: { ttl: '1s' }, path: 'spec.params.ttl' },
    {
      name: 'negative caching',
      params: { cachingInterval: '-1s', cachingUseCount: -1 },
      path: 'spec.params.cachingUseCount',
    },
    {
      name: 'a bad address',
      params: { entryType: 'IP_ADDRESSES', overrides: ['10.0.0.1', '10.0.0.0/33'] },
      path: 'spec.params.overrides[1]',
    },
    {
      name: 'a bad pattern',
      params: { entryType: 'REGEX', overrides: ['(?=x)'] },
      path: 'spec.params.overrides[0]',
    },
    {
      name: 'an unknown entry type',
      params: { entryType: 'GLOBS' },
      path: 'spec.params.entryType',
    },
  ],
})

async function handlerOf(params: unknown, env = new FakeEnv()): Promise<Handler> {
  const answer = listchecker.accept(params, 'spec.params', WIRING)
  if (answer.kind === 'bad') assert.fail(JSON.stringify(answer.violations))
  return answer.accepted.build(env, WIRING)
}

function check(handler: Handler, value: InstanceValue): CheckResult {
  const result = handler.handleCheck?.(sampleInstance('listentry', 'filled', { value }))
  assert.ok(result !== undefined && !(result instanceof Promise))
  return result
}

const address = (text: string): Uint8Array => parseIp(text) ?? assert.fail(text)
const { ok, permissionDenied, invalidArgument } = Code

const CASES: readonly [string, unknown, InstanceValue, number, string][] = [
  ['a listed text', { overrides: ['v1', 'v2'] }, 'v2', ok, ''],
  ['an unlisted text', { overrides: ['v1'] }, 'v3', permissionDenied, 'v3 is not whitelisted'],
  ['case', { overrides: ['V1'] }, 'v1', permissionDenied, 'v1 is not whitelisted'],
  ['case ignored', { overrides: ['straße'], entryType: 1 }, 'STRASSE', ok, ''],
  [
    'a blacklisted text',
    { overrides: ['x'], blacklist: true },
    'x',
    permissionDenied,
    'x is blacklisted',
  ],
  ['a text not blacklisted', { overrides: ['x'], blacklist: true }, 'y', ok, ''],
  [
    'an address in a network',
    { overrides: ['10.57.0.0/16'], entryType: 'IP_ADDRESSES' },
    address('10.57.3.4'),
    ok,
    '',
  ],
  [
    'an address outside',
    { overrides: ['10.57.0.0/16'], entryType: 'IP_ADDRESSES' },
    address('10.58.0.1'),
    permissionDenied,
    '10.58.0.1 is not whitelisted',
  ],
  [
    'an address as text',
    { overrides: ['10.0.0.1'], entryType: 'IP_ADDRESSES' },
    '10.0.0.1',
    ok,
    '',
  ],
  [
    'a mapped address',
    { overrides: ['10.0.0.1'], entryType: 'IP_ADDRESSES' },
    address('::ffff:10.0.0.1'),
    ok,
    '',
  ],
  [
    'a prefix not on a byte',
    { overrides: ['10.0.0.128/25'], entryType: 'IP_ADDRESSES' },
    '10.0.0.127',
    permissionDenied,
    '10.0.0.127 is not whitelisted',
  ],
  ['all of IPv4', { overrides: ['0.0.0.0/0'], entryType: 'IP_ADDRESSES' }, '8.8.8.8', ok, ''],
  [
    'a bare IPv6 entry is itself only',
    { overrides: ['2001:db8::1'], entryType: 'IP_ADDRESSES' },
    '2001:db8::2',
    permissionDenied,
    '2001:db8::2 is not whitelisted',
  ],
  [
    'a text that is no address',
    { overrides: [], entryType: 'IP_ADDRESSES' },
    'here',
    invalidArgument,
    'here is not a valid IP address',
  ],
  ['an unanchored pattern', { overrides: ['a+b'], entryType: 'REGEX' }, 'xaaby', ok, ''],
  [
    'another type',
    { overrides: ['7'] },
    7n,
    invalidArgument,
    'the list entry is neither text nor address',
  ],
  [
    'no value',
    { overrides: [''] },
    null,
    invalidArgument,
    'the list entry is neither text nor address',
  ],
]

for (const [name, params, value, code, text] of CASES) {
  test(`${name}: ${code === ok ? 'allowed' : 'refused'}`, async () => {
    const result = check(await handlerOf(params), value)
    assert.deepEqual([result.status.code, result.status.message], [code, text])
    assert.deepEqual([result.validDurationMs, result.validUseCount], [300_000, 10_000])
    const edge = listchecker.accept(params, '', WIRING)
    assert.ok(edge.kind === 'ok')
    const instance = sampleInstance('listentry', 'filled', { value })
    assert.deepEqual(edge.accepted.decideAtEdge()?.(instance), result)
  })
}

test('a fetched list is refreshed, and overrides are added to it', async () => {
  const env = new FakeEnv()
  env.pages.set(URL_A, Buffer.from('a\r\n\n b\n'))
  const handler = await handlerOf({ providerUrl: URL_A, overrides: ['o'] }, env)
  assert.deepEqual(
    ['a', ' b', 'b', 'o', ''].map((entry) => check(handler, entry).status.code),
    [ok, ok, permissionDenied, ok, permissionDenied],
  )
  env.pages.set(URL_A, Buffer.from('c'))
  await env.advance(60_000)
  assert.equal(check(handler, 'c').status.code, ok)
  assert.equal(check(handler, 'a').status.code, permissionDenied)
  assert.equal(check(handler, 'o').status.code, ok)
})

test('a bad refresh keeps the old list until its time is over, then checks fail with the error', async () => {
  const env = new FakeEnv()
  env.pages.set(URL_A, Buffer.from('a'))
  const handler = await handlerOf({ providerUrl: URL_A }, env)
  env.pages.set(URL_A, new Error('503'))
  await env.advance(60_000)
  assert.equal(check(handler, 'a').status.code, ok)
  for (let i = 0; i < 4; i++) await env.advance(60_000)
  assert.throws(() => check(handler, 'a'), /cannot fetch the list: 503/)
  env.pages.set(URL_A, Buffer.from('a'))
  await env.advance(60_000)
  assert.equal(check(handler, 'a').status.code, ok)
})

test('an unchanged body renews the life of the list', async () => {
  const env = new FakeEnv()
  env.pages.set(URL_A, Buffer.from('a'))
  const handler = await handlerOf({ providerUrl: URL_A, ttl: '90s' }, env)
  await env.advance(60_000)
  await env.advance(60_000)
  assert.equal(check(handler, 'a').status.code, ok)
})

test('a list that is out of date without an error is no decision', async () => {
  const env = new FakeEnv()
  env.pages.set(URL_A, Buffer.from('a'))
  const handler = await handlerOf({ providerUrl: URL_A }, env)
  env.tasks.close()
  await env.advance(300_000)
  assert.equal(check(handler, 'a').status.code, Code.unavailable)
})

test('an address list is fetched as YAML; a bad entry in it is a bad refresh', async () => {
  const env = new FakeEnv()
  env.pages.set(URL_A, Buffer.from('whitelist:\n- 10.0.0.1\n- 192.168.0.0/16\n'))
  const handler = await handlerOf({ providerUrl: URL_A, entryType: 'IP_ADDRESSES' }, env)
  assert.equal(check(handler, '192.168.7.7').status.code, ok)
  for (const body of ['whitelist: [nope]', 'whitelist: 7', 'a: [', '\xff']) {
    env.pages.set(URL_A, Buffer.from(body, 'latin1'))
    await env.advance(60_000)
    assert.equal(check(handler, '10.0.0.1').status.code, ok, body)
  }
})

test('with a provider the decision cannot be made at the edge', () => {
  const answer = listchecker.accept({ providerUrl: URL_A }, '', WIRING)
  assert.equal(answer.kind === 'ok' && answer.accepted.decideAtEdge(), null)
})

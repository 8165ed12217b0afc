/** The shared flags: defaults, what is refused, and who the parts are. */
import assert from 'node:assert/strict'
import { join, resolve } from 'node:path'
import process from 'node:process'
import { test } from 'node:test'
import { TestCa, tempDir } from '@flotilla/testkit'
import { FakeClock } from '@flotilla/time'
import { Closers } from './closers.ts'
import { parseConfigSource } from './config-source.ts'
import { parseCount, parseLife, parseMilliseconds, parsePort, parseSeconds } from './flag-values.ts'
import {
  addIdentityFlags,
  addPartFlags,
  type IdentityFlags,
  identityConfig,
  type PartFlags,
  partConfig,
  programCommand,
} from './flags.ts'
import { certificateDetails, openPartIdentity, partSpiffeId } from './part-identity.ts'

const MESH = { trustDomain: 'cluster.local', rootNamespace: 'istio-system' }

function parse(...args: string[]) {
  const command = programCommand('thing', 'Does nothing.', ['flotilla thing'])
  const flags = addIdentityFlags(addPartFlags(command, 'keys'))
    .parse(args, { from: 'user' })
    .opts<PartFlags & IdentityFlags>()
  return { ...partConfig(flags), ...identityConfig(flags) }
}

test('defaults are those of the contract', () =>
  assert.deepEqual(parse(), {
    ...MESH,
    stateDir: resolve('.flotilla/parts/thing'),
    bind: '127.0.0.1',
    monitoringAddress: '127.0.0.1:15014',
    logLevel: 'info',
    caAddress: '127.0.0.1:8060',
    joinTokenFile: null,
  }))

test('paths are absolute, IPv6 is bracketed, the trust domain is canonical', () => {
  const flags = ['--bind', '::1', '--monitoring-port', '0', '--state', 's']
  const config = parse(...flags, '--join-token-file', 't', '--trust-domain', 'Me@Corp')
  assert.equal(config.monitoringAddress, '[::1]:0')
  assert.deepEqual([config.stateDir, config.joinTokenFile], [resolve('s'), resolve('t')])
  assert.equal(config.trustDomain, 'me.corp')
})

for (const args of [['--monitoring-port', '65536'], ['--trust-domain', 'a b'], ['extra']]) {
  test(`${args.join(' ')} is explained`, (t) => {
    const write = t.mock.method(process.stderr, 'write', () => true)
    assert.throws(() => parse(...args), { exitCode: 1 })
    assert.equal(write.mock.callCount(), 1)
  })
}

const VALUES: readonly (readonly [(text: string) => unknown, string, unknown])[] = [
  [parsePort, '0', 0],
  [parsePort, '65535', 65_535],
  [parsePort, '1e3', null],
  [parseCount, '1', 1],
  [parseCount, '0', null],
  [parseCount, '-1', null],
  [parseMilliseconds, '0', 0],
  [parseMilliseconds, '1.5', null],
  [parseSeconds, '0', null],
  [parseSeconds, '60', 60],
  [parseLife, '1h30m', 5_400_000],
  [parseLife, '90d', 7_776_000_000],
  [parseLife, '999ms', null],
  [parseLife, 'long', null],
  [parseConfigSource, 'mcp:127.0.0.1:9901', { kind: 'mcp', target: '127.0.0.1:9901' }],
  [parseConfigSource, 'fs:mesh', { kind: 'fs', directory: resolve('mesh') }],
  [parseConfigSource, 'mcp:galley', null],
  [parseConfigSource, 'mcp::1', null],
  [parseConfigSource, 'fs:', null],
  [parseConfigSource, 'http://x', null],
]
for (const [parseValue, text, want] of VALUES) {
  test(`${parseValue.name} of ${JSON.stringify(text)}`, () => {
    if (want === null) assert.throws(() => parseValue(text), { code: 'commander.invalidArgument' })
    else assert.deepEqual(parseValue(text), want)
  })
}

test('parts are known by their names', () =>
  assert.equal(
    partSpiffeId(MESH, 'galley'),
    'spiffe://cluster.local/ns/istio-system/sa/istio-galley-service-account',
  ))

test('what a part says of its certificate is read from the certificate', () => {
  const none = { current: () => null, notAfterMs: () => null }
  const nothing = { identity: '', certificateNotAfter: '' }
  assert.deepEqual(certificateDetails(none), nothing)
  assert.deepEqual(certificateDetails(null), nothing)
  const id = 'spiffe://cluster.local/ns/istio-system/sa/istio-pilot-service-account'
  const tls = new TestCa().issue(id)
  assert.deepEqual(certificateDetails({ current: () => tls, notAfterMs: () => 0 }), {
    identity: id,
    certificateNotAfter: '1970-01-01T00:00:00.000Z',
  })
})

test('without a token and a kept certificate the agent says what is missing', async (t) => {
  const dir = tempDir(t)
  const config = { ...MESH, caAddress: '127.0.0.1:1', joinTokenFile: join(dir, 'gone') }
  const agent = openPartIdentity(config, 'mixer', dir, new FakeClock())
  t.after(() => agent.close())
  await assert.rejects(agent.start(), { code: 'FLT_IDENTITY_UNAVAILABLE' })
})

test('a token file that cannot be read is named', async (t) => {
  const dir = tempDir(t)
  const config = { ...MESH, caAddress: '127.0.0.1:1', joinTokenFile: dir }
  const agent = openPartIdentity(config, 'mixer', dir, new FakeClock())
  t.after(() => agent.close())
  await assert.rejects(agent.start(), /cannot read the join token/)
})

test('what was opened is closed in the reverse order, whatever fails', async () => {
  const closers = new Closers()
  const seen: string[] = []
  await closers.add(() => void seen.push('a'))
  await closers.add(() => {
    seen.push('b')
    throw new Error('b failed')
  })
  await closers.add(async () => void seen.push('c'))
  await assert.rejects(closers.close(), /b failed/)
  await closers.close()
  await closers.add(() => void seen.push('late'))
  assert.deepEqual(seen, ['c', 'b', 'a', 'late'])
})

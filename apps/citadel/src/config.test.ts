/** The flags: defaults, lives in words, and mistakes. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseConfig } from './config.ts'

test('defaults are those of the contract', () => {
  assert.deepEqual(parseConfig(['--state', '/s']), {
    stateDir: '/s',
    bind: '127.0.0.1',
    grpcAddress: '127.0.0.1:8060',
    monitoringAddress: '127.0.0.1:15014',
    socketPath: '/s/citadel.sock',
    trustDomain: 'cluster.local',
    rootNamespace: 'istio-system',
    workloadTtlMs: 86_400_000,
    maxWorkloadTtlMs: 90 * 86_400_000,
    rootTtlMs: 3650 * 86_400_000,
    logLevel: 'info',
  })
})

test('addresses, socket and trust domain are taken', () => {
  const config = parseConfig([
    ...['--bind', '::1', '--grpc-port', '0'],
    ...['--socket', '/x', '--trust-domain', 'Me@Corp'],
  ])
  assert.equal(config.grpcAddress, '[::1]:0')
  assert.equal(config.socketPath, '/x')
  assert.equal(config.trustDomain, 'me.corp')
  assert.ok(Object.isFrozen(config))
})

for (const [text, ms] of [
  ['24h', 86_400_000],
  ['3s', 3000],
  ['1h30m', 5_400_000],
  ['90d', 90 * 86_400_000],
] as const) {
  test(`a life of ${text}`, () =>
    assert.equal(parseConfig(['--workload-cert-ttl', text]).workloadTtlMs, ms))
}

const WRONG: readonly (readonly string[])[] = [
  ['--workload-cert-ttl', 'long'],
  ['--workload-cert-ttl', '999ms'],
  ['--workload-cert-ttl', '-1h'],
  ['--grpc-port', '65536'],
  ['--grpc-port', '1e3'],
  ['--trust-domain', 'a b'],
  ['--log-level', 'loud'],
  ['--unknown'],
  ['argument'],
]

for (const args of WRONG) {
  test(`${args.join(' ')} is explained`, (t) => {
    const write = t.mock.method(process.stderr, 'write', () => true)
    assert.throws(() => parseConfig(args), { exitCode: 1 })
    assert.ok(write.mock.callCount() > 0)
  })
}

test('a default life beyond the longest is a mistake', () => {
  assert.throws(
    () => parseConfig(['--workload-cert-ttl', '48h', '--max-workload-cert-ttl', '24h']),
    {
      code: 'FLT_USAGE',
    },
  )
})

test('help shows examples', (t) => {
  const write = t.mock.method(process.stdout, 'write', () => true)
  assert.throws(() => parseConfig(['--help']), { exitCode: 0 })
  const text = write.mock.calls.map((call) => String(call.arguments[0])).join('')
  assert.match(text, /Examples:/)
})

/** Which chain takes a connection: every level alone, their order, and that nothing is tried twice. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { FilterChainMatch } from '@flotilla/proto'
import { Violations } from '../compile/violations.ts'
import { FilterChainMatcher, type MatchInput } from './filter-chain-matcher.ts'

const INPUT: MatchInput = {
  destinationAddress: '10.0.0.1',
  destinationPort: 9080,
  serverName: '',
  transportProtocol: 'raw_buffer',
  applicationProtocols: [],
  directSourceAddress: '10.9.9.9',
  sourceAddress: '10.9.9.9',
  sourcePort: 40_000,
}

type Chains = Readonly<Record<string, unknown>>

function matcherOf(chains: Chains, at = new Violations()): FilterChainMatcher<string> {
  const matcher = new FilterChainMatcher<string>()
  for (const [name, match] of Object.entries(chains)) {
    const parsed = FilterChainMatch.fromJson(match)
    assert.equal(parsed.kind, 'ok', name)
    if (parsed.kind === 'ok') matcher.add(parsed.message, name, at.at(name))
  }
  return matcher
}

function find(chains: Chains, input: Partial<MatchInput>): string | null {
  return matcherOf(chains).find({ ...INPUT, ...input })
}

test('each level takes the most specific', () => {
  const ports = { any: {}, p80: { destinationPort: 80 } }
  const prefixes = {
    any: {},
    net: { prefixRanges: [{ addressPrefix: '10.0.0.0', prefixLen: 8 }] },
    host: { prefixRanges: [{ addressPrefix: '10.1.1.1', prefixLen: 32 }] },
  }
  const names = {
    any: {},
    exact: { serverNames: ['www.example.com'] },
    long: { serverNames: ['*.www.example.com'] },
    short: { serverNames: ['*.example.com'] },
  }
  const transports = { any: {}, tls: { transportProtocol: 'tls' } }
  const alpn = {
    any: {},
    h2: { applicationProtocols: ['h2'] },
    istio: { applicationProtocols: ['istio'] },
  }
  const sources = {
    any: {},
    local: { sourceType: 'SAME_IP_OR_LOOPBACK' },
    external: { sourceType: 'EXTERNAL', sourcePorts: [7] },
  }
  const cases: [Chains, Partial<MatchInput>, string | null][] = [
    [ports, { destinationPort: 80 }, 'p80'],
    [ports, { destinationPort: 81 }, 'any'],
    [prefixes, { destinationAddress: '10.1.1.1' }, 'host'],
    [prefixes, { destinationAddress: '10.1.1.2' }, 'net'],
    [prefixes, { destinationAddress: '11.0.0.0' }, 'any'],
    [names, { serverName: 'www.example.com' }, 'exact'],
    [names, { serverName: 'a.www.example.com' }, 'long'],
    [names, { serverName: 'api.example.com' }, 'short'],
    [names, { serverName: 'a.b.example.com' }, 'short'],
    [names, { serverName: 'example.com' }, 'any'],
    [names, { serverName: '' }, 'any'],
    [transports, { transportProtocol: 'tls' }, 'tls'],
    [transports, { transportProtocol: 'raw_buffer' }, 'any'],
    [alpn, { applicationProtocols: ['x', 'istio', 'h2'] }, 'istio'],
    [alpn, { applicationProtocols: ['http/1.1'] }, 'any'],
    [sources, { sourceAddress: '10.0.0.1' }, 'local'],
    [sources, { sourceAddress: '127.0.0.1' }, 'local'],
    [sources, { sourceAddress: '10.2.2.2', sourcePort: 7 }, 'external'],
    // No back-tracking: an external source has taken the external branch, which has no chain for its port.
    [sources, { sourceAddress: '10.2.2.2', sourcePort: 8 }, null],
  ]
  for (const [chains, input, want] of cases)
    assert.equal(find(chains, input), want, JSON.stringify(input))
})

test('an earlier level is never given up for a later one', () => {
  const chains = {
    port: { destinationPort: 80, transportProtocol: 'tls' },
    other: { transportProtocol: 'raw_buffer' },
  }
  assert.equal(find(chains, { destinationPort: 81 }), 'other')
  // Port 80 has an entry of its own, whose only chain wants TLS.
  assert.equal(find(chains, { destinationPort: 80 }), null)
  assert.equal(find(chains, { destinationPort: 80, transportProtocol: 'tls' }), 'port')
})

test("the inbound chains of Istio's modes", () => {
  const mesh = ['istio', 'istio-peer-exchange', 'istio-http/1.0', 'istio-http/1.1', 'istio-h2']
  const permissive = {
    mtls: { destinationPort: 9080, transportProtocol: 'tls', applicationProtocols: mesh },
    plain: { destinationPort: 9080, transportProtocol: 'raw_buffer' },
  }
  const strict = { mtls: { destinationPort: 9080, transportProtocol: 'tls' } }
  const tls = { transportProtocol: 'tls' }
  assert.equal(find(permissive, { ...tls, applicationProtocols: ['istio'] }), 'mtls')
  assert.equal(
    find(permissive, { ...tls, applicationProtocols: ['istio-http/1.1', 'istio'] }),
    'mtls',
  )
  assert.equal(find(permissive, { ...tls, applicationProtocols: ['h2', 'http/1.1'] }), null)
  assert.equal(find(permissive, {}), 'plain')
  assert.equal(find(strict, {}), null)
  assert.equal(find(strict, { ...tls, applicationProtocols: ['h2'] }), 'mtls')
})

test('the same rules twice, and names that are none, are refused by path', () => {
  const at = new Violations()
  matcherOf({ one: { destinationPort: 80 }, two: { destinationPort: 80 } }, at)
  assert.deepEqual(at.all, [
    { path: 'two', message: 'another filter chain has the same matching rules' },
  ])
  const names = new Violations()
  matcherOf({ one: { serverNames: ['a*.example.com'] } }, names)
  assert.equal(names.all[0]?.path, 'one.server_names[0]')
})

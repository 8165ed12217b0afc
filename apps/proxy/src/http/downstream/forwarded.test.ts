/** Who the client is taken for, and what it may say of itself. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { headerValue } from '../headers.ts'
import type { ManagerConfig } from '../manager-config.ts'
import { managerConfig } from '../testing/manager-config.ts'
import { AddressRanges } from './address-ranges.ts'
import { applyForwarded } from './forwarded.ts'

const PEER = '203.0.113.7'
const EDGE: Partial<ManagerConfig> = { usesRemoteAddress: true }
const INTERNAL = new AddressRanges([{ address: '10.0.0.0', prefixLength: 8 }])

function config(changes: Partial<ManagerConfig> = {}): ManagerConfig {
  return managerConfig({ internalAddresses: INTERNAL, localAddress: '192.0.2.1', ...changes })
}

interface Case {
  readonly name: string
  readonly config?: Partial<ManagerConfig>
  readonly peer?: string
  readonly xff?: string
  readonly address: string
  readonly sentXff: string | null
  readonly isInternal?: boolean
}

const CASES: readonly Case[] = [
  { name: 'sidecar without xff', address: PEER, sentXff: null },
  {
    name: 'sidecar takes the rightmost',
    xff: '1.1.1.1, 2.2.2.2',
    address: '2.2.2.2',
    sentXff: '1.1.1.1, 2.2.2.2',
  },
  {
    name: 'sidecar with one private address',
    xff: '10.1.1.1',
    address: '10.1.1.1',
    sentXff: '10.1.1.1',
    isInternal: true,
  },
  {
    name: 'sidecar with two private addresses',
    xff: '10.1.1.1,10.1.1.2',
    address: '10.1.1.2',
    sentXff: '10.1.1.1,10.1.1.2',
  },
  {
    name: 'sidecar with nonsense from a private peer',
    peer: '10.0.0.5',
    xff: 'unknown',
    address: '10.0.0.5',
    sentXff: 'unknown',
  },
  { name: 'sidecar with nonsense', xff: 'unknown', address: PEER, sentXff: 'unknown' },
  {
    name: 'one trusted hop',
    config: { xffTrustedHops: 1 },
    xff: '1.1.1.1,2.2.2.2',
    address: '1.1.1.1',
    sentXff: '1.1.1.1,2.2.2.2',
  },
  {
    name: 'too few entries',
    config: { xffTrustedHops: 2 },
    xff: '1.1.1.1,2.2.2.2',
    address: PEER,
    sentXff: '1.1.1.1,2.2.2.2',
  },
  {
    name: 'edge appends the peer',
    config: EDGE,
    xff: '1.1.1.1',
    address: PEER,
    sentXff: '1.1.1.1,203.0.113.7',
  },
  { name: 'edge without xff', config: EDGE, address: PEER, sentXff: PEER },
  {
    name: 'edge with a private peer',
    config: EDGE,
    peer: '10.0.0.5',
    address: '10.0.0.5',
    sentXff: '10.0.0.5',
    isInternal: true,
  },
  {
    name: 'a private peer behind an xff is external',
    config: EDGE,
    peer: '10.0.0.5',
    xff: '1.1.1.1',
    address: '10.0.0.5',
    sentXff: '1.1.1.1,10.0.0.5',
  },
  {
    name: 'edge behind one hop',
    config: { ...EDGE, xffTrustedHops: 1 },
    xff: '1.1.1.1',
    address: '1.1.1.1',
    sentXff: '1.1.1.1,203.0.113.7',
  },
  {
    name: 'a loopback peer is named by an address of the machine',
    config: EDGE,
    peer: '127.0.0.1',
    address: '127.0.0.1',
    sentXff: '192.0.2.1',
  },
  {
    name: 'edge that does not append',
    config: { ...EDGE, skipsXffAppend: true },
    address: PEER,
    sentXff: null,
  },
]

test('client address, x-forwarded-for and x-envoy-internal', () => {
  for (const one of CASES) {
    const headers = one.xff === undefined ? [] : ['x-forwarded-for', one.xff]
    const peer = one.peer ?? PEER
    const client = applyForwarded(headers, config(one.config), peer, 80, 'http')
    assert.equal(client.address, one.address, one.name)
    assert.equal(headerValue(headers, 'x-forwarded-for'), one.sentXff, one.name)
    assert.equal(client.isInternal, one.isInternal ?? false, one.name)
    assert.equal(
      headerValue(headers, 'x-envoy-internal'),
      client.isInternal ? 'true' : null,
      one.name,
    )
  }
})

test('x-forwarded-proto is believed from other proxies only', () => {
  const proto = (changes: Partial<ManagerConfig>, given: string | null): string | null => {
    const headers = given === null ? [] : ['x-forwarded-proto', given]
    applyForwarded(headers, config(changes), PEER, 80, 'http')
    return headerValue(headers, 'x-forwarded-proto')
  }
  assert.equal(proto({}, null), 'http')
  assert.equal(proto({}, 'https'), 'https')
  assert.equal(proto({}, 'gopher'), 'gopher', 'which routes may match on, and nothing else uses')
  assert.equal(proto(EDGE, 'https'), 'http')
  assert.equal(proto({ ...EDGE, xffTrustedHops: 1 }, 'https'), 'https')
  for (const changes of [EDGE, {}])
    assert.equal(proto({ ...changes, schemeOverwrite: 'https' }, 'http'), 'https')
})

test('what only internal callers may send is taken from others', () => {
  const headers = (): string[] => [
    'x-envoy-retry-on',
    '5xx',
    'x-envoy-internal',
    'true',
    'x-envoy-decorator-operation',
    'op',
    'x-other',
    '1',
  ]
  const names = (list: readonly string[]): string[] => list.filter((_, i) => i % 2 === 0)
  const internal = ['x-forwarded-for', '10.0.0.1', ...headers()]
  applyForwarded(internal, config(), PEER, 80, 'http')
  assert.ok(internal.includes('x-envoy-retry-on'))
  const external = headers()
  applyForwarded(external, managerConfig(), PEER, 80, 'http')
  assert.deepEqual(names(external), ['x-envoy-decorator-operation', 'x-other', 'x-forwarded-proto'])
  const edge = headers()
  applyForwarded(edge, managerConfig(EDGE), PEER, 80, 'http')
  assert.deepEqual(names(edge), [
    'x-other',
    'x-forwarded-for',
    'x-forwarded-proto',
    'x-envoy-external-address',
  ])
  assert.equal(headerValue(edge, 'x-envoy-external-address'), PEER)
})

test('no address is internal where none is configured', () => {
  const headers = ['x-forwarded-for', '10.0.0.1']
  assert.equal(applyForwarded(headers, managerConfig(), PEER, 80, 'http').isInternal, false)
})

test('x-forwarded-port is set for untrusted callers and kept from others', () => {
  const port = (changes: Partial<ManagerConfig>): string | null => {
    const headers = ['x-forwarded-port', '77']
    applyForwarded(headers, config({ ...changes, appendsForwardedPort: true }), PEER, 80, 'http')
    return headerValue(headers, 'x-forwarded-port')
  }
  assert.equal(port(EDGE), '80')
  assert.equal(port({ ...EDGE, xffTrustedHops: 1 }), '77')
})

test('x-envoy-internal is never the one that came', () => {
  const headers = ['x-envoy-internal', 'no', 'x-forwarded-for', '10.0.0.1']
  applyForwarded(headers, config(), PEER, 80, 'http')
  assert.deepEqual(headers.slice(-2), ['x-envoy-internal', 'true'])
  assert.equal(headers.filter((text) => text === 'x-envoy-internal').length, 1)
})

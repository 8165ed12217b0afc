/** IP prefixes: what they contain, and what is not one. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { CidrRange } from '@flotilla/proto'
import { compileCidr, parseAddress } from './cidr.ts'
import { Violations } from './violations.ts'

function contains(prefix: string, bits: number | null, address: string): boolean {
  const at = new Violations()
  const block = compileCidr(CidrRange.create({ addressPrefix: prefix, prefixLen: bits }), at)
  const bytes = parseAddress(address)
  assert.ok(block !== null && bytes !== null, `${prefix} ${address}`)
  return block.contains(bytes)
}

test('a prefix contains what begins like it', () => {
  const cases: [string, number | null, string, boolean][] = [
    ['10.0.0.0', 8, '10.255.1.2', true],
    ['10.0.0.0', 8, '11.0.0.1', false],
    ['10.1.2.3', 32, '10.1.2.3', true],
    ['10.1.2.3', 32, '10.1.2.2', false],
    ['10.1.2.0', 23, '10.1.3.255', true],
    ['10.1.2.0', 23, '10.1.4.0', false],
    ['0.0.0.0', null, '1.2.3.4', true],
    ['0.0.0.0', 0, '::1', false],
    ['2001:db8::', 32, '2001:db8:1::5', true],
    ['2001:db8::', 33, '2001:db8:8000::', false],
    ['::', 0, 'fe80::1', true],
    ['::ffff:10.0.0.0', 104, '::ffff:10.9.9.9', true],
  ]
  for (const [prefix, bits, address, want] of cases)
    assert.equal(contains(prefix, bits, address), want, `${address} in ${prefix}/${bits}`)
})

test('what is no prefix is told by path', () => {
  for (const [prefix, bits, path] of [
    ['example.com', 8, 'prefix_ranges[0].address_prefix'],
    ['10.0.0.0', 33, 'prefix_ranges[0].prefix_len'],
    ['::', 129, 'prefix_ranges[0].prefix_len'],
  ] as const) {
    const at = new Violations()
    const range = CidrRange.create({ addressPrefix: prefix, prefixLen: bits })
    assert.equal(compileCidr(range, at.at('prefix_ranges', 0)), null)
    assert.equal(at.all[0]?.path, path)
  }
  assert.equal(parseAddress('1.2.3'), null)
})

/** PROXY headers: vectors of both versions, whole and byte by byte, and what a listener makes of them. */
import assert from 'node:assert/strict'
import { connect } from 'node:net'
import { test } from 'node:test'
import { cluster, httpFilter, listener, startProxy } from '../testing/running-proxy.ts'
import { exchange, httpApp } from '../testing/servers.ts'
import { type ProxyHeader, parseProxyHeader } from './proxy-header.ts'

const SIGNATURE = '0d0a0d0a000d0a515549540a'
const v2 = (rest: string): Buffer => Buffer.from(SIGNATURE + rest.replaceAll(' ', ''), 'hex')
const V4 = v2('21 11 000c 0a000001 0a000002 1388 0050')
const V6 = v2(
  '21 21 0024 20010db8000000000000000000000001 20010db8000000000000000000000002 1388 01bb',
)
const MAPPED = v2(
  '21 21 0024 00000000000000000000ffff0a000001 00000000000000000000ffff0a000002 1388 01bb',
)
const WITH_TLV = v2('21 11 0010 0a000001 0a000002 1388 0050 ea000161')

function summary(header: ProxyHeader): string {
  if (header.kind !== 'ok') return header.kind
  const { addresses: a } = header
  const ends =
    a === null
      ? 'own'
      : `${a.sourceAddress} ${a.sourcePort} ${a.destinationAddress} ${a.destinationPort}`
  return `v${header.version} ${header.length} ${ends}`
}

const CASES: readonly (readonly [string, string | Buffer, string])[] = [
  ['TCP4', 'PROXY TCP4 10.0.0.1 10.0.0.2 5000 80\r\n', 'v1 38 10.0.0.1 5000 10.0.0.2 80'],
  ['TCP6', 'PROXY TCP6 ::1 2001:db8::2 5000 80\r\n', 'v1 36 ::1 5000 2001:db8::2 80'],
  ['UNKNOWN', 'PROXY UNKNOWN\r\n', 'v1 15 own'],
  ['UNKNOWN with more', 'PROXY UNKNOWN a b c\r\n', 'v1 21 own'],
  ['the wrong family', 'PROXY TCP4 ::1 ::2 5000 80\r\n', 'bad'],
  ['a port too large', 'PROXY TCP4 10.0.0.1 10.0.0.2 65536 80\r\n', 'bad'],
  ['a word too few', 'PROXY TCP4 10.0.0.1 10.0.0.2 5000\r\n', 'bad'],
  ['a line that does not end', `PROXY TCP4 ${'1'.repeat(108)}`, 'bad'],
  ['version 2 over IPv4', V4, 'v2 28 10.0.0.1 5000 10.0.0.2 80'],
  ['version 2 over IPv6', V6, 'v2 52 2001:db8::1 5000 2001:db8::2 443'],
  ['mapped addresses', MAPPED, 'v2 52 10.0.0.1 5000 10.0.0.2 443'],
  ['values after the addresses', WITH_TLV, 'v2 32 10.0.0.1 5000 10.0.0.2 80'],
  ['LOCAL', v2('20 00 0000'), 'v2 16 own'],
  ['another version', v2('31 11 000c 0a000001 0a000002 1388 0050'), 'bad'],
  ['datagrams', v2('21 12 000c 0a000001 0a000002 1388 0050'), 'bad'],
  ['addresses too short', v2('21 11 0004 0a000001'), 'bad'],
  ['HTTP', 'GET / HTTP/1.1\r\n\r\n', 'none'],
  ['a word that only begins like it', 'PROXIES', 'none'],
]

for (const [name, bytes, want] of CASES)
  test(`${name}, whole and byte by byte`, () => {
    const all = Buffer.from(bytes)
    assert.equal(summary(parseProxyHeader(all)), want)
    for (let i = 1; i < all.length; i++) {
      const kind = parseProxyHeader(all.subarray(0, i)).kind
      const allowed = want === 'bad' || want === 'none' ? ['more', want] : ['more']
      assert.ok(allowed.includes(kind), `${i} bytes: ${kind}`)
    }
  })

test('a listener takes the client from the header, and refuses who brings none', async (t) => {
  const app = await httpApp('a')
  const filter = (fields: object): object => ({
    listener_filters: [
      {
        name: 'envoy.filters.listener.proxy_protocol',
        typed_config: {
          '@type':
            'type.googleapis.com/envoy.extensions.filters.listener.proxy_protocol.v3.ProxyProtocol',
          ...fields,
        },
      },
    ],
  })
  const chain = {
    filter_chain_match: { source_prefix_ranges: [{ address_prefix: '10.0.0.0', prefix_len: 8 }] },
    filters: [httpFilter('app', { use_remote_address: true })],
  }
  const other = { filters: [httpFilter('app', { use_remote_address: true })] }
  const proxy = await startProxy({
    clusters: [cluster('app', [app.port])],
    listeners: [
      listener('strict', [chain], filter({})),
      listener('lax', [chain, other], filter({ allow_requests_without_proxy_protocol: true })),
      listener('v2', [chain], filter({ disallowed_versions: ['V1'] })),
    ],
  })
  t.after(async () => {
    await proxy.stop()
    await app.close()
  })
  const get = 'GET / HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n'
  const line = 'PROXY TCP4 10.0.0.1 10.0.0.2 5000 80\r\n'
  const forwarded = /"x-forwarded-for":"([^"]*)"/
  const cases: [string, Buffer, string | null][] = [
    ['strict', Buffer.from(line + get), '10.0.0.1'],
    ['strict', Buffer.concat([V4, Buffer.from(get)]), '10.0.0.1'],
    ['strict', Buffer.from(get), null],
    ['lax', Buffer.from(get), 'itself'],
    ['lax', Buffer.from(line + get), '10.0.0.1'],
    ['lax', Buffer.from(`PROXY TCP4 x\r\n${get}`), null],
    ['v2', Buffer.from(line + get), null],
    ['v2', Buffer.concat([V4, Buffer.from(get)]), '10.0.0.1'],
  ]
  for (const [name, bytes, want] of cases) {
    const answer = await exchange(proxy.port(name), bytes)
    const seen = forwarded.exec(answer)?.[1] ?? null
    // A client on this machine is forwarded under an address of the machine.
    const got = seen === null || seen === '10.0.0.1' ? seen : 'itself'
    assert.equal(got, want, `${name} ${bytes.subarray(0, 30)}`)
  }
  const split = connect(proxy.port('strict'), '127.0.0.1')
  for (const byte of line + get) split.write(byte)
  let answer = ''
  for await (const chunk of split) answer += chunk
  assert.equal(forwarded.exec(answer)?.[1], '10.0.0.1')
})

/** Hop-by-hop headers, client certificates and request ids. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ConnectionInfo, DownstreamTls } from '../../listener/types.ts'
import { headerValue } from '../headers.ts'
import { ClientCertMode, type ManagerConfig } from '../manager-config.ts'
import { managerConfig } from '../testing/manager-config.ts'
import { applyClientCert, clientCertElement } from './client-cert.ts'
import { stripHopByHop } from './hop-by-hop.ts'
import { applyRequestId } from './request-id.ts'

test('hop-by-hop headers go, nominated ones too', () => {
  const cases: readonly (readonly [readonly string[], readonly string[] | null])[] = [
    [
      ['a', '1', 'connection', 'keep-alive', 'keep-alive', 'x', 'b', '2'],
      ['a', '1', 'b', '2'],
    ],
    [['host', 'a', 'proxy-connection', 'x', 'transfer-encoding', 'chunked', 'upgrade', 'h2c'], []],
    [
      ['connection', 'close, X-Mine', 'x-mine', '1', 'x-other', '2'],
      ['x-other', '2'],
    ],
    [
      ['te', 'trailers', 'connection', 'te'],
      ['te', 'trailers'],
    ],
    [['te', 'gzip'], []],
    [['connection', 'x-forwarded-for', 'x-forwarded-for', '1.1.1.1'], null],
    [['connection', ':path'], null],
    [['connection', 'x-forwarded-proto'], null],
  ]
  for (const [before, after] of cases) {
    const headers = [...before]
    assert.equal(stripHopByHop(headers), after !== null, before.join(' '))
    if (after !== null) assert.deepEqual(headers, after)
  }
})

const TLS: DownstreamTls = {
  peerPrincipal: 'spiffe://cluster.local/ns/default/sa/sleep',
  sni: '',
  alpn: '',
  peerSubject: 'CN=a "quoted" name',
  peerFingerprint256: 'ab12',
  peerDnsNames: ['a.example', 'b.example'],
  localPrincipal: 'spiffe://cluster.local/ns/default/sa/httpbin',
  version: 'TLSv1.3',
  cipher: 'TLS_AES_128_GCM_SHA256',
}

function info(tls: DownstreamTls | null): ConnectionInfo {
  return {
    id: 1,
    listener: '',
    filterChain: '',
    direction: 'inbound',
    remoteAddress: '10.0.0.1',
    remotePort: 1,
    localAddress: '10.0.0.2',
    localPort: 2,
    isRestored: false,
    requestedServerName: '',
    acceptedAtMs: 0,
    acceptedWallMs: 0,
    tls,
  }
}

test('x-forwarded-client-cert in each mode', () => {
  const all: Partial<ManagerConfig> = { certSubject: true, certUri: true, certDns: true }
  const element = clientCertElement(info(TLS), managerConfig(all))
  assert.equal(
    element,
    'By=spiffe://cluster.local/ns/default/sa/httpbin;Hash=ab12;Subject="CN=a \\"quoted\\" name";' +
      'URI=spiffe://cluster.local/ns/default/sa/sleep;DNS=a.example;DNS=b.example',
  )
  assert.equal(clientCertElement(info(null), managerConfig(all)), '')
  assert.equal(clientCertElement(info({ ...TLS, peerFingerprint256: '' }), managerConfig(all)), '')
  const sent = (mode: ClientCertMode, given: string | null, own: string): string | null => {
    const headers = given === null ? [] : ['x-forwarded-client-cert', given]
    applyClientCert(headers, mode, own !== '', own)
    return headerValue(headers, 'x-forwarded-client-cert')
  }
  assert.equal(sent(ClientCertMode.Sanitize, 'By=x', 'E'), null)
  assert.equal(sent(ClientCertMode.ForwardOnly, 'By=x', 'E'), 'By=x')
  assert.equal(sent(ClientCertMode.ForwardOnly, 'By=x', ''), null)
  assert.equal(sent(ClientCertMode.AppendForward, 'By=x', 'E'), 'By=x,E')
  assert.equal(sent(ClientCertMode.AppendForward, null, 'E'), 'E')
  assert.equal(sent(ClientCertMode.AppendForward, 'By=x', ''), null)
  assert.equal(sent(ClientCertMode.SanitizeSet, 'By=x', 'E'), 'E')
  assert.equal(sent(ClientCertMode.SanitizeSet, 'By=x', ''), null)
  assert.equal(sent(ClientCertMode.AlwaysForwardOnly, 'By=x', ''), 'By=x')
})

const UUID = '12345678-1234-4234-8234-123456789abc'

function idOf(
  config: Partial<ManagerConfig>,
  given: string | null,
  isEdge: boolean,
  extra: readonly string[] = [],
): string | null {
  const headers = [...(given === null ? [] : ['x-request-id', given]), ...extra]
  applyRequestId(headers, managerConfig(config), isEdge)
  return headerValue(headers, 'x-request-id')
}

test('x-request-id is made, kept, and renewed at the edge', () => {
  assert.match(idOf({}, null, false) ?? '', /^[0-9a-f]{8}-[0-9a-f]{4}-4/)
  assert.equal(idOf({}, 'given', false), 'given')
  assert.notEqual(idOf({}, UUID, true), UUID)
  assert.equal(idOf({ preservesExternalRequestId: true }, UUID, true), UUID)
  assert.equal(idOf({ generatesRequestId: false }, null, false), null)
})

test('the nibble of x-request-id carries the trace decision', () => {
  const sampling = { client: 10_000, random: 10_000, overall: 10_000 }
  const nibble = (changes: object, given: string, extra: readonly string[] = []): string =>
    (idOf({ sampling: { ...sampling, ...changes } }, given, false, extra) ?? '').charAt(14)
  assert.equal(nibble({}, UUID), '9')
  assert.equal(nibble({ random: 0 }, UUID), '4')
  assert.equal(nibble({ random: 0 }, UUID, ['x-envoy-force-trace', '1']), 'a')
  assert.equal(nibble({ random: 0 }, UUID, ['x-client-trace-id', '1']), 'b')
  assert.equal(nibble({ overall: 0 }, UUID), '4')
  assert.equal(nibble({ random: 0 }, UUID.replace('-4', '-9')), '9')
  assert.equal(idOf({ sampling }, 'no uuid', false), 'no uuid')
})

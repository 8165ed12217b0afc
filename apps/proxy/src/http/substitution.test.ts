/** Command operators: what each gives, and what is refused when compiled. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fakeStream, mtlsConnection } from '../mixer/fake-stream.ts'
import type { HttpStream } from './filter.ts'
import { compileFormat } from './substitution.ts'
import { fakeHost } from './testing/fake-cluster.ts'

const STREAM = fakeStream({
  connection: mtlsConnection('default', 'sleep'),
  requestHeaders: ['user-agent', 'curl/8', 'x-a', '1', 'x-a', '2'],
  upstreamHost: fakeHost(9080),
  responseFlags: 0x22,
  metadataValue: (namespace, path) =>
    namespace === 'istio.mixer' && path[0] === 'status' ? 'OK' : undefined,
})

const CASES: readonly (readonly [format: string, text: string])[] = [
  ['plain 100%%', 'plain 100%'],
  ['%REQ(:METHOD)% %REQ(X-ENVOY-ORIGINAL-PATH?:PATH)% %PROTOCOL%', 'GET /details/0?x=1&y HTTP/1.1'],
  ['%REQ(X-A)%', '1'],
  ['%REQ(USER-AGENT):4%', 'curl'],
  ['%REQ(MISSING)%', '-'],
  ['%REQ(:AUTHORITY)%', 'details:9080'],
  ['%RESP(CONTENT-TYPE)%', 'application/json'],
  ['%RESPONSE_CODE% %RESPONSE_FLAGS% %RESPONSE_CODE_DETAILS%', '200 URX,UF via_upstream'],
  ['%BYTES_RECEIVED% %BYTES_SENT% %DURATION%', '0 20 4'],
  ['%UPSTREAM_HOST% %UPSTREAM_CLUSTER%', '127.0.0.1:9080 inbound|9080||'],
  ['%UPSTREAM_LOCAL_ADDRESS%', '-'],
  ['%DOWNSTREAM_LOCAL_ADDRESS% %DOWNSTREAM_REMOTE_ADDRESS%', '10.0.0.1:9080 10.0.0.9:40000'],
  ['%DOWNSTREAM_REMOTE_ADDRESS_WITHOUT_PORT%', '10.0.0.9'],
  ['%DOWNSTREAM_PEER_URI_SAN%', 'spiffe://cluster.local/ns/default/sa/sleep'],
  ['%REQUESTED_SERVER_NAME%', 'outbound_.9080_._.details.default.svc.cluster.local'],
  ['%ROUTE_NAME%', 'default'],
  ['%START_TIME%', '2023-11-14T22:13:20.000Z'],
  ['%START_TIME(%Y/%m/%d %H:%M:%S.%3f %s)%', '2023/11/14 22:13:20.000 1700000000'],
  ['%DYNAMIC_METADATA(istio.mixer:status)%', 'OK'],
  ['%GRPC_STATUS%', '-'],
  ['%QUERY_PARAMS% %QUERY_PARAMS(ORIG)% %QUERY_PARAM(x)%', 'x=1&y x=1&y 1'],
  ['%REQUEST_HEADER(USER-AGENT):4% %RESPONSE_HEADER(CONTENT-TYPE)%', 'curl application/json'],
  ['%DOWNSTREAM_REMOTE_ADDRESS_WITHOUT_PORT(8)%', '10.0.0.0/8'],
  ['%REQUESTED_SERVER_NAME(HOST_FIRST)%', 'details:9080'],
  [
    '%REQUESTED_SERVER_NAME(SNI_FIRST:ORIG)%',
    'outbound_.9080_._.details.default.svc.cluster.local',
  ],
  ['[%CUSTOM_FLAGS%] %SPAN_ID% %DOWNSTREAM_PEER_ISSUER%', '[] - -'],
  ['%COMMON_DURATION(DS_RX_BEG:DS_TX_END:us)%', '3500'],
  ['%RESPONSE_CODE_DETAILS(ALLOW_WHITESPACES)%', 'via_upstream'],
]

test('operators', () => {
  for (const [text, expected] of CASES) {
    const compiled = compileFormat(text)
    assert.equal(
      compiled.kind === 'ok' ? compiled.value.render(STREAM, '-') : compiled.violations[0]?.message,
      expected,
      text,
    )
  }
})

test('direct ends are those of the socket, whatever a PROXY header said', () => {
  const text = '%DOWNSTREAM_DIRECT_REMOTE_ADDRESS% %DOWNSTREAM_DIRECT_LOCAL_ADDRESS%'
  const compiled = compileFormat(text)
  const render = (stream: HttpStream): string =>
    compiled.kind === 'ok' ? compiled.value.render(stream, '-') : ''
  assert.equal(render(STREAM), '10.0.0.9:40000 10.0.0.1:9080')
  const direct = {
    remoteAddress: '10.2.2.2',
    remotePort: 2,
    localAddress: '10.3.3.3',
    localPort: 3,
  }
  const proxied: HttpStream = { ...STREAM, connection: { ...STREAM.connection, direct } }
  assert.equal(render(proxied), '10.2.2.2:2 10.3.3.3:3')
})

test('text without operators is literal', () => {
  const compiled = compileFormat('a%%b')
  assert.equal(compiled.kind === 'ok' && compiled.value.literal, 'a%b')
})

test('what is unknown or malformed is refused', () => {
  for (const text of ['%NOPE%', '50% off', '%REQ%', '%PROTOCOL(x)%', '%START_TIME(%Q)%', '%REQ(a'])
    assert.equal(compileFormat(text).kind, 'bad', text)
})

/** What collectors are told of every stream: why it ended, its TLS, its times and its labels. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { AccessLogType, TCPAccessLogEntry, TLSPropertiesTLSVersion } from '@flotilla/proto'
import { Violations } from '../../compile/violations.ts'
import { ResponseFlag } from '../../http/response-flags.ts'
import { fakeStream } from '../../mixer/fake-stream.ts'
import { CustomTags, compileCustomTags } from './custom-tags.ts'
import { commonProperties } from './grpc-common.ts'
import { tcpLogEntry } from './grpc-entry.ts'

const NO_TAGS = new CustomTags([])

test('flags, TLS and times are told', () => {
  const stream = fakeStream()
  const common = commonProperties(
    {
      ...stream,
      connection: {
        ...stream.connection,
        tls: {
          peerPrincipal: 'spiffe://cluster.local/ns/a/sa/b',
          sni: 'a.test',
          alpn: '',
          peerSubject: 'CN=b',
          peerFingerprint256: '',
          peerDnsNames: ['b.test'],
          localPrincipal: '',
          version: 'TLSv1.3',
          cipher: 'TLS_AES_256_GCM_SHA384',
        },
      },
      responseFlags:
        ResponseFlag.UpstreamConnectionFailure | ResponseFlag.UnauthorizedExternalService,
      startMs: 1_000,
      endMs: 2_500,
      logType: 'DownstreamEnd',
    },
    NO_TAGS,
  )
  assert.equal(common.responseFlags?.upstreamConnectionFailure, true)
  assert.equal(common.responseFlags?.noHealthyUpstream, false)
  assert.equal(common.responseFlags?.unauthorizedDetails?.reason, 1)
  assert.deepEqual(common.duration, { seconds: 1, nanos: 500_000_000 })
  assert.equal(common.accessLogType, AccessLogType.DownstreamEnd)
  assert.equal(common.tlsProperties?.tlsVersion, TLSPropertiesTLSVersion.TLSv1_3)
  assert.equal(common.tlsProperties?.tlsCipherSuite, 0x1302)
  const peer = common.tlsProperties?.peerCertificateProperties
  assert.deepEqual(
    peer?.subjectAltName.map(({ uri, dns }) => uri ?? dns),
    ['spiffe://cluster.local/ns/a/sa/b', 'b.test'],
  )
})

test('an entry of a raw connection goes over the wire', () => {
  const entry = tcpLogEntry({ ...fakeStream(), requestBodyBytes: 3, responseBodyBytes: 4 }, NO_TAGS)
  const read = TCPAccessLogEntry.decode(TCPAccessLogEntry.encode(entry))
  assert.deepEqual(read.connectionProperties, { receivedBytes: 3, sentBytes: 4 })
  assert.equal(read.commonProperties?.upstreamCluster, 'inbound|9080||')
})

test('tags without a name or a value are refused by path', () => {
  const at = new Violations()
  const bare = {
    tag: '',
    literal: null,
    environment: null,
    requestHeader: null,
    metadata: null,
  }
  compileCustomTags([bare], at)
  assert.deepEqual(
    at.all.map(({ path }) => path),
    ['custom_tags[0].tag', 'custom_tags[0]'],
  )
})

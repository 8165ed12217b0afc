/** Istio's standard metrics: labels on both sides, the exchange of metadata, and who is believed. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { renderExposition } from '@flotilla/metrics'
import { Struct } from '@flotilla/proto'
import { FilterStatus, type HttpFilterFactory } from '../http/filter.ts'
import { headerValue } from '../http/headers.ts'
import { ResponseFlag } from '../http/response-flags.ts'
import { IstioMetrics } from '../istio-metrics/families.ts'
import {
  type FakeStream,
  fakeStream,
  mtlsConnection,
  PLAIN_CONNECTION,
} from '../mixer/fake-stream.ts'
import { TcpStatus, type TcpStream } from '../tcp/filter.ts'
import type { Cluster, Host } from '../upstream/types.ts'
import { statsFilterKind } from './stats.ts'
import { statsTcpFilterKind } from './stats-tcp.ts'

const METADATA = {
  NAME: 'reviews-v3-x',
  NAMESPACE: 'default',
  WORKLOAD_NAME: 'reviews-v3',
  LABELS: { app: 'reviews', version: 'v3', secret: 'kept' },
  CLUSTER_ID: 'local',
}
const PRINCIPAL = 'spiffe://cluster.local/ns/default/sa/bookinfo-reviews'

function setup(type: 'sidecar' | 'router' = 'sidecar') {
  const metrics = new IstioMetrics('1.0')
  const services = [
    { host: 'details.default.svc.cluster.local', name: 'details', namespace: 'default' },
  ]
  const cluster = { metadata: { istio: { services } } } as Partial<Cluster> as Cluster // only its metadata is read
  const env = {
    metrics,
    node: { id: `${type}~10.0.0.3~reviews-v3-x.default~x`, metadata: METADATA },
    clusters: { get: (name: string) => (name === 'inbound|9080||' ? cluster : null) },
    principal: () => PRINCIPAL,
  }
  const compiled = statsFilterKind(env).compile(
    { kind: 'json', typeUrl: '', value: {} },
    'istio.stats',
  )
  assert.ok(compiled.kind === 'ok')
  return { env, metrics, factory: compiled.value, cluster }
}

function run(factory: HttpFilterFactory, stream: FakeStream): void {
  const filter = factory.create(stream)
  assert.equal(filter?.onRequestHeaders(stream), FilterStatus.Continue)
  filter?.onComplete?.(stream)
}

/** Labels of the only series of a family, with its value. */
function series(metrics: IstioMetrics, name: string): Record<string, string>[] {
  return renderExposition(metrics.families)
    .split('\n')
    .filter((line) => line.startsWith(`${name}{`))
    .map((line) => ({
      ...Object.fromEntries(
        [...line.matchAll(/(\w+)="([^"]*)"/g)].map(([, key, value]) => [key, value]),
      ),
      value: line.slice(line.lastIndexOf(' ') + 1),
    }))
}

const OUTBOUND = {
  ...PLAIN_CONNECTION,
  direction: 'outbound' as const,
  listener: 'virtualOutbound',
}
const HOST = {
  address: '10.0.0.4',
  metadata: { istio: { workload: 'ratings-v1;default;ratings;v1;local' } },
} as Partial<Host> as Host // only its metadata is read

test('the source side counts where it called, and says who it is', () => {
  const { factory, metrics } = setup()
  const stream = fakeStream({
    connection: OUTBOUND,
    clusterName: 'outbound|9080|v1|ratings.default.svc.cluster.local',
    upstreamHost: HOST,
    upstreamPeerPrincipal: 'spiffe://cluster.local/ns/default/sa/bookinfo-ratings',
    requestHeaders: ['x-envoy-peer-metadata', 'forged'],
  })
  run(factory, stream)
  run(factory, stream)
  const [one, ...more] = series(metrics, 'istio_requests_total')
  assert.equal(more.length, 0)
  assert.deepEqual(one, {
    reporter: 'source',
    source_workload: 'reviews-v3',
    source_workload_namespace: 'default',
    source_principal: PRINCIPAL,
    source_app: 'reviews',
    source_version: 'v3',
    source_canonical_service: 'reviews',
    source_canonical_revision: 'v3',
    source_cluster: 'local',
    destination_workload: 'ratings-v1',
    destination_workload_namespace: 'default',
    destination_principal: 'spiffe://cluster.local/ns/default/sa/bookinfo-ratings',
    destination_app: 'ratings',
    destination_version: 'v1',
    destination_canonical_service: 'ratings',
    destination_canonical_revision: 'v1',
    destination_cluster: 'local',
    destination_service: 'ratings.default.svc.cluster.local',
    destination_service_name: 'ratings',
    destination_service_namespace: 'default',
    request_protocol: 'http',
    connection_security_policy: 'unknown',
    response_flags: '-',
    response_code: '200',
    grpc_response_status: '',
    permissive_response_code: 'none',
    permissive_response_policyid: 'none',
    value: '2',
  })
  const sent = headerValue(stream.requestHeaders, 'x-envoy-peer-metadata') ?? ''
  const told = Struct.decode(Buffer.from(sent, 'base64'))
  assert.deepEqual(told['LABELS'], { app: 'reviews', version: 'v3' })
  assert.equal(
    headerValue(stream.requestHeaders, 'x-envoy-peer-metadata-id'),
    'sidecar~10.0.0.3~reviews-v3-x.default~x',
  )
})

test('what one side sends the other side labels, where its certificate backs it', () => {
  const { factory } = setup()
  const out = fakeStream({
    connection: OUTBOUND,
    clusterName: 'outbound|9080||details.default.svc.cluster.local',
  })
  run(factory, out)
  const cases = [
    [mtlsConnection('default', 'bookinfo-reviews'), 'reviews-v3', 'v3', 'default', 'mutual_tls'],
    [mtlsConnection('prod', 'x'), 'unknown', 'unknown', 'prod', 'mutual_tls'],
    [PLAIN_CONNECTION, 'unknown', 'unknown', 'unknown', 'none'],
  ] as const
  for (const [connection, workload, version, namespace, policy] of cases) {
    const { factory: inbound, metrics } = setup()
    const stream = fakeStream({ connection, requestHeaders: out.requestHeaders.slice() })
    run(inbound, stream)
    const [one] = series(metrics, 'istio_requests_total')
    assert.deepEqual(
      [
        one?.['reporter'],
        one?.['source_workload'],
        one?.['source_version'],
        one?.['source_workload_namespace'],
        one?.['connection_security_policy'],
      ],
      ['destination', workload, version, namespace, policy],
    )
    assert.equal(one?.['destination_service'], 'details.default.svc.cluster.local')
    assert.equal(headerValue(stream.requestHeaders, 'x-envoy-peer-metadata'), null)
  }
})

test('a host is a label only where our own application chose it', () => {
  const passthrough = { clusterName: 'PassthroughCluster', authority: 'example.com:80' }
  const cases = [
    ['sidecar', { ...passthrough, connection: OUTBOUND }, 'example.com', 'PassthroughCluster'],
    [
      'router',
      { ...passthrough, connection: OUTBOUND },
      'PassthroughCluster',
      'PassthroughCluster',
    ],
    ['sidecar', { clusterName: '', authority: 'forged' }, 'unknown', 'unknown'],
  ] as const
  for (const [type, stream, host, name] of cases) {
    const { factory, metrics } = setup(type)
    run(factory, fakeStream({ ...stream }))
    const [one] = series(metrics, 'istio_requests_total')
    assert.deepEqual(
      [one?.['destination_service'], one?.['destination_service_name']],
      [host, name],
    )
  }
})

test('nothing about us goes to a host outside of the mesh', () => {
  const { factory } = setup()
  const stream = fakeStream({ connection: OUTBOUND, clusterName: 'outbound|443||api.example.com' })
  run(factory, stream)
  assert.equal(headerValue(stream.requestHeaders, 'x-envoy-peer-metadata'), null)
})

test('codes, flags and gRPC statuses are series of their own; durations and sizes fall into buckets', () => {
  const { factory, metrics } = setup()
  run(factory, fakeStream())
  run(factory, fakeStream({ responseCode: 503, responseFlags: ResponseFlag.UpstreamOverflow }))
  run(
    factory,
    fakeStream({
      requestHeaders: ['content-type', 'application/grpc+proto'],
      responseTrailers: ['grpc-status', '5'],
    }),
  )
  const seen = series(metrics, 'istio_requests_total').map((one) =>
    [
      one['response_code'],
      one['response_flags'],
      one['request_protocol'],
      one['grpc_response_status'],
    ].join(' '),
  )
  assert.deepEqual(seen, ['200 - http ', '503 UO http ', '200 - grpc 5'])
  const bucket = (name: string, le: string): string | undefined =>
    series(metrics, `${name}_bucket`).find((one) => one['le'] === le)?.['value']
  assert.equal(bucket('istio_request_duration_milliseconds', '1'), '0')
  assert.equal(bucket('istio_request_duration_milliseconds', '5'), '1')
  assert.equal(bucket('istio_request_duration_seconds', '0.005'), '1')
  assert.equal(bucket('istio_request_bytes', '100'), '1')
  assert.match(renderExposition(metrics.families), /istio_build\{component="proxy",tag="1.0"\} 1/)
})

test('a field of the configuration that is not implemented is refused', () => {
  const { env } = setup()
  const compiled = statsFilterKind(env).compile(
    { kind: 'json', typeUrl: '', value: { metrics: [] } },
    'x',
  )
  assert.ok(compiled.kind === 'bad' && compiled.violations[0]?.path === 'metrics')
})

test('raw connections count as they open, transfer and close', () => {
  const { env, metrics } = setup()
  const compiled = statsTcpFilterKind(env).compile({ kind: 'json', typeUrl: '', value: {} }, 'x')
  assert.ok(compiled.kind === 'ok')
  const base: TcpStream = {
    connection: mtlsConnection('default', 'bookinfo-ratings'),
    clusterName: 'inbound|9080||',
    upstreamHost: HOST,
    upstreamLocalAddress: '',
    upstreamPeerPrincipal: null,
    upstreamPeer: null,
    upstreamTransportFailure: '',
    bytesReceived: 10,
    bytesSent: 20,
    responseFlags: 0,
    startWallMs: 0,
    startMs: 0,
    endMs: -1,
    isOver: false,
    resume: () => undefined,
    chooseCluster: () => undefined,
    close: () => undefined,
  }
  const filter = compiled.value.create(base)
  assert.equal(filter?.onConnection(base), TcpStatus.Continue)
  filter?.onInterval?.(base)
  const value = (name: string): string | undefined => series(metrics, name)[0]?.['value']
  assert.deepEqual(
    [value('istio_tcp_connections_opened_total'), value('istio_tcp_connections_closed_total')],
    ['1', '0'],
  )
  filter?.onComplete?.({ ...base, bytesReceived: 15, bytesSent: 20 })
  assert.deepEqual(
    ['received_bytes', 'sent_bytes', 'connections_closed'].map((name) =>
      value(`istio_tcp_${name}_total`),
    ),
    ['15', '20', '1'],
  )
  const [one] = series(metrics, 'istio_tcp_sent_bytes_total')
  assert.deepEqual(
    [
      one?.['source_workload_namespace'],
      one?.['connection_security_policy'],
      one?.['request_protocol'],
    ],
    ['default', 'mutual_tls', 'tcp'],
  )
})

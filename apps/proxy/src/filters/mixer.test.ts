/** The HTTP filter: attributes of check and report, forwarded ones, denials, directives. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  type AttributeBag,
  type AttributeValue,
  Condition,
  DurationValue,
  decodePlainAttributes,
  decodeReport,
  encodePlainAttributes,
  MutableBag,
  TimestampValue,
} from '@flotilla/attributes'
import { FakeClock } from '@flotilla/time'
import {
  FilterStatus,
  type HttpFilter,
  type HttpFilterFactory,
  type JsonValue,
} from '../http/filter.ts'
import { headerValue } from '../http/headers.ts'
import { ResponseFlag } from '../http/response-flags.ts'
import { type FakeStream, fakeStream, mtlsConnection } from '../mixer/fake-stream.ts'
import { FakeTransport } from '../mixer/fake-transport.ts'
import type { PeerDirectory } from '../mixer/forwarded-attributes.ts'
import { MixerClients } from '../mixer/mixer-clients.ts'
import { mixerFilterKind } from './mixer.ts'

const UID = 'kubernetes://details-v1.default'
const text = (stringValue: string): JsonValue => ({ stringValue })
const INBOUND: JsonValue = {
  transport: {
    checkCluster: 'policy',
    reportCluster: 'telemetry',
    networkFailPolicy: { policy: 'FAIL_CLOSE', baseRetryWait: '0.080s' },
    reportBatchMaxEntries: 1,
  },
  mixerAttributes: {
    attributes: {
      'context.reporter.kind': text('inbound'),
      'context.reporter.uid': text(UID),
      'destination.uid': text(UID),
      'destination.namespace': text('default'),
      'destination.port': { int64Value: '9080' },
    },
  },
  defaultDestinationService: 'default',
  serviceConfigs: { default: {} },
}
const ROUTE: JsonValue = {
  mixerAttributes: {
    attributes: { 'destination.service.host': text('details.default.svc.cluster.local') },
  },
}

interface Setup {
  readonly peers?: PeerDirectory
  readonly config?: JsonValue
  readonly route?: JsonValue
}

function setup({ peers, config = INBOUND, route = ROUTE }: Setup = {}) {
  const transport = new FakeTransport()
  const clusters: string[] = []
  const clients = new MixerClients({
    clock: new FakeClock(),
    random: () => 0,
    transport: (cluster) => {
      clusters.push(cluster)
      return transport
    },
  })
  const kind = mixerFilterKind({
    clients,
    node: { id: 'sidecar~10.0.0.1~details-v1.default~default.svc.cluster.local', metadata: {} },
    peers: peers ?? null,
    wallMs: () => 1_700_000_000_010,
  })
  const compiled = kind.compile({ kind: 'json', typeUrl: '', value: config }, 'mixer')
  assert.ok(compiled.kind === 'ok')
  const perRoute = kind.compileRouteConfig({ kind: 'json', typeUrl: '', value: route })
  assert.ok(perRoute.kind === 'ok')
  const stream = (overrides: Partial<FakeStream> = {}): FakeStream =>
    fakeStream({ routeFilterConfig: () => perRoute.value, ...overrides })
  return { transport, clients, clusters, factory: compiled.value, kind, stream }
}

function open(factory: HttpFilterFactory, stream: FakeStream): HttpFilter {
  const filter = factory.create(stream)
  assert.ok(filter)
  return filter
}

function attributesOf(bag: AttributeBag): Record<string, AttributeValue | undefined> {
  return Object.fromEntries([...bag.names()].sort().map((name) => [name, bag.get(name)]))
}

function reportOf(transport: FakeTransport, index = 0): Record<string, AttributeValue | undefined> {
  const request = transport.reports[index]
  assert.ok(request)
  const [element] = [...decodeReport(request)]
  assert.ok(element?.kind === 'ok')
  return attributesOf(element.bag)
}

test('a check carries what the request, the connection and the configuration tell', () => {
  const { transport, factory, stream } = setup()
  const one = stream({ connection: mtlsConnection('default', 'bookinfo-productpage') })
  assert.equal(open(factory, one).onRequestHeaders(one), FilterStatus.Paused)
  assert.deepEqual(attributesOf(transport.bagOf(0)), {
    'connection.mtls': true,
    'connection.requested_server_name': 'outbound_.9080_._.details.default.svc.cluster.local',
    'context.protocol': 'http',
    'context.reporter.kind': 'inbound',
    'context.reporter.uid': UID,
    'destination.namespace': 'default',
    'destination.port': 9080n,
    'destination.principal': 'cluster.local/ns/default/sa/bookinfo-details',
    'destination.service.host': 'details.default.svc.cluster.local',
    'destination.uid': UID,
    'origin.ip': Uint8Array.of(10, 0, 0, 9),
    'request.headers': new Map([
      [':authority', 'details:9080'],
      [':method', 'GET'],
      [':path', '/details/0?x=1&y'],
      [':scheme', 'http'],
      ['user-agent', 'curl/8'],
      ['end-user', 'jason'],
      ['x-request-id', 'r1'],
    ]),
    'request.host': 'details:9080',
    'request.method': 'GET',
    'request.path': '/details/0?x=1&y',
    'request.query_params': new Map([
      ['x', '1'],
      ['y', ''],
    ]),
    'request.scheme': 'http',
    'request.time': new TimestampValue(1_700_000_000_000_000_000n),
    'request.url_path': '/details/0',
    'request.useragent': 'curl/8',
    'source.namespace': 'default',
    'source.principal': 'cluster.local/ns/default/sa/bookinfo-productpage',
    'source.user': 'cluster.local/ns/default/sa/bookinfo-productpage',
  })
})

test('a report adds what came of it', () => {
  const { transport, factory, stream } = setup()
  const one = stream({
    responseFlags: ResponseFlag.UpstreamRequestTimeout,
    responseTrailers: ['grpc-status', '0'],
    upstreamHost: {
      address: '10.0.0.1',
      port: 9080,
      label: '',
      hostname: '',
      weight: 1,
      priority: 0,
      locality: { region: '', zone: '', subZone: '' },
      metadata: { istio: { uid: 'kubernetes://other.default' } },
      healthy: true,
      isEjected: false,
      isRemoved: false,
      stats: {
        cxTotal: 0,
        cxActive: 0,
        cxConnectFail: 0,
        rqTotal: 0,
        activeRequests: 0,
        rqSuccess: 0,
        rqError: 0,
        rqPendingActive: 0,
        rqTimeout: 0,
      },
      pool: null,
    },
  })
  const filter = open(factory, one)
  filter.onRequestHeaders(one)
  transport.answer()
  assert.equal(one.resumed, 1)
  filter.onComplete?.(one)
  const report = reportOf(transport)
  const added = Object.fromEntries(
    Object.entries(report).filter(([name]) =>
      /^(response|check|quota|context.proxy|destination|request\.\w*size)/.test(name),
    ),
  )
  assert.deepEqual(added, {
    'check.cache_hit': false,
    'context.proxy_error_code': 'UT',
    'destination.ip': Uint8Array.of(10, 0, 0, 1),
    'destination.namespace': 'default',
    'destination.port': 9080n,
    'destination.service.host': 'details.default.svc.cluster.local',
    'destination.uid': UID,
    'quota.cache_hit': false,
    'request.size': 0n,
    'request.total_size': 100n,
    'response.code': 200n,
    'response.duration': new DurationValue(3_500_000n),
    'response.grpc_status': '0',
    'response.headers': new Map([
      [':status', '200'],
      ['content-type', 'application/json'],
      ['grpc-status', '0'],
    ]),
    'response.size': 20n,
    'response.time': new TimestampValue(1_700_000_000_010_000_000n),
    'response.total_size': 100n,
  })
})

test('a denial is answered with its HTTP status, and reported', () => {
  const { transport, factory, stream, clients } = setup()
  const one = stream({ responseCode: 0, responseHeaders: null })
  const filter = open(factory, one)
  filter.onRequestHeaders(one)
  transport.answer({ code: 7, message: 'denyall.istio-system:Not allowed' })
  assert.deepEqual(one.replies, [
    {
      status: 403,
      body: 'PERMISSION_DENIED:denyall.istio-system:Not allowed',
      detail: 'mixer_check_denied',
      flag: ResponseFlag.UnauthorizedExternalService,
      headers: [],
    },
  ])
  assert.equal(one.resumed, 0)
  filter.onComplete?.(one)
  const report = reportOf(transport)
  assert.deepEqual(
    [report['check.error_code'], report['check.error_message']],
    [7n, 'denyall.istio-system:Not allowed'],
  )
  assert.equal(report['response.code'], 403n)
  assert.equal(clients.httpStats.totalRemoteCheckDenies, 1)
  // The next one is denied at once.
  const two = stream()
  assert.equal(open(factory, two).onRequestHeaders(two), FilterStatus.Replied)
  assert.equal(two.replies.length, 1)
})

test('nothing happens to a client that left while Mixer was asked', () => {
  const { transport, factory, stream } = setup()
  const one = stream({ isOver: true })
  open(factory, one).onRequestHeaders(one)
  transport.answer({ code: 7 })
  assert.equal(one.replies.length + one.resumed, 0)
})

test('a directive changes headers both ways, and routes again', () => {
  const { transport, factory, stream } = setup()
  const one = stream()
  const filter = open(factory, one)
  filter.onRequestHeaders(one)
  const operations = [
    { name: 'X-Added', value: '1', operation: 0 },
    { name: 'end-user', value: '', operation: 1 },
    { name: 'x-added', value: '2', operation: 2 },
  ]
  transport.answer({
    directive: {
      requestHeaderOperations: operations,
      responseHeaderOperations: operations.slice(0, 1),
      directResponseCode: 0,
      directResponseBody: '',
    },
  })
  assert.deepEqual(one.requestHeaders, [
    'user-agent',
    'curl/8',
    'x-request-id',
    'r1',
    'x-added',
    '1',
    'x-added',
    '2',
  ])
  assert.deepEqual([one.resumed, one.routeClears], [1, 1])
  filter.onResponseHeaders?.(one)
  assert.equal(headerValue(one.responseHeaders ?? [], 'x-added'), '1')
})

test('a direct response is given whatever the status', () => {
  const { transport, factory, stream } = setup()
  const one = stream()
  open(factory, one).onRequestHeaders(one)
  transport.answer({
    code: 7,
    directive: {
      requestHeaderOperations: [],
      responseHeaderOperations: [{ name: 'location', value: '/', operation: 0 }],
      directResponseCode: 302,
      directResponseBody: 'moved',
    },
  })
  assert.deepEqual(
    one.replies.map(({ status, body, headers }) => [status, body, headers]),
    [[302, 'moved', ['location', '/']]],
  )
})

function forwarding(attributes: Record<string, string>): string {
  return Buffer.from(encodePlainAttributes(new MutableBag(Object.entries(attributes)))).toString(
    'base64',
  )
}

test('forwarded attributes are believed as far as the peer can vouch for them', () => {
  const uid = 'kubernetes://reviews-v3.default'
  const peers = { serviceAccountOf: (one: string) => (one === uid ? 'bookinfo-reviews' : null) }
  const reviews = mtlsConnection('default', 'bookinfo-reviews')
  const plain = fakeStream().connection
  const cases: [
    label: string,
    connection: typeof plain,
    header: Record<string, string>,
    uid: string | undefined,
  ][] = [
    ['its own uid', reviews, { 'source.uid': uid }, uid],
    [
      'a uid of an unknown workload in its namespace',
      reviews,
      { 'source.uid': 'kubernetes://x.default' },
      'kubernetes://x.default',
    ],
    ['without TLS', plain, { 'source.uid': uid }, undefined],
    [
      'of another service account',
      mtlsConnection('default', 'other'),
      { 'source.uid': uid },
      undefined,
    ],
    [
      'of another namespace',
      mtlsConnection('prod', 'bookinfo-reviews'),
      { 'source.uid': uid },
      undefined,
    ],
    ['that is no uid', reviews, { 'source.uid': 'reviews' }, undefined],
    [
      'with a false namespace',
      reviews,
      { 'source.uid': uid, 'source.namespace': 'prod' },
      undefined,
    ],
    ['with nothing to vouch for', reviews, { 'destination.service.name': 'ratings' }, undefined],
  ]
  for (const [label, connection, header, expected] of cases) {
    const { transport, factory, stream } = setup({ peers, route: {} })
    const one = stream({
      connection,
      requestHeaders: ['x-istio-attributes', forwarding({ ...header, 'request.path': '/forged' })],
    })
    open(factory, one).onRequestHeaders(one)
    const bag = transport.bagOf(0)
    assert.equal(bag.get('source.uid'), expected, label)
    assert.equal(bag.get('request.path'), '/details/0?x=1&y')
    assert.deepEqual(one.requestHeaders, [], 'the header goes no further')
    const seen = bag.get('request.headers')
    assert.ok(seen instanceof Map && !seen.has('x-istio-attributes'))
  }
})

test('a header that is no message is refused and counted', () => {
  for (const header of ['!!!', 'CgU', 'x'.repeat(9000)]) {
    const { factory, stream, clients } = setup()
    const one = stream({
      connection: mtlsConnection('default', 'bookinfo-reviews'),
      requestHeaders: ['x-istio-attributes', header],
    })
    open(factory, one).onRequestHeaders(one)
    if (header !== '!!!') assert.equal(clients.httpStats.totalForwardedAttributesRefused, 1, header)
  }
})

const OUTBOUND: JsonValue = {
  transport: { reportCluster: 'telemetry', reportBatchMaxEntries: 1 },
  mixerAttributes: {
    attributes: { 'context.reporter.kind': text('outbound'), 'source.uid': text(UID) },
  },
  forwardAttributes: { attributes: { 'source.uid': text(UID) } },
}
const OUTBOUND_ROUTE: JsonValue = {
  disableCheckCalls: true,
  mixerAttributes: { attributes: { 'destination.service.host': text('ratings') } },
  forwardAttributes: { attributes: { 'destination.service.host': text('ratings') } },
}

test('the outbound side forwards what it knows, asks nothing and reports', () => {
  const { transport, factory, stream } = setup({ config: OUTBOUND, route: OUTBOUND_ROUTE })
  const one = stream({ requestHeaders: ['x-istio-attributes', 'forged'] })
  const filter = open(factory, one)
  assert.equal(filter.onRequestHeaders(one), FilterStatus.Continue)
  const sent = headerValue(one.requestHeaders, 'x-istio-attributes') ?? ''
  assert.deepEqual(attributesOf(decodePlainAttributes(Buffer.from(sent, 'base64'))), {
    'destination.service.host': 'ratings',
    'source.uid': UID,
  })
  filter.onComplete?.(one)
  const report = reportOf(transport)
  assert.equal(report['source.namespace'], 'default')
  assert.equal(report['check.cache_hit'], undefined)
  assert.equal(transport.checks.length, 0)
})

test('a request that was refused before the filter is reported all the same', () => {
  const { transport, factory, stream } = setup()
  const one = stream({ responseCode: 0, responseHeaders: null })
  open(factory, one).onComplete?.(one)
  assert.equal(reportOf(transport)['response.code'], 500n)
})

test('quotas of the route are charged', () => {
  const quotaSpec = [
    { rules: [{ quotas: [{ quota: 'requestcount', charge: 2 }] }] },
    {
      rules: [
        {
          match: [{ clause: { 'request.path': { prefix: '/none' } } }],
          quotas: [{ quota: 'never' }],
        },
      ],
    },
    {
      rules: [
        {
          match: [
            {
              clause: {
                'request.method': { regex: 'G.T' },
                'request.host': { exact: 'details:9080' },
              },
            },
          ],
          quotas: [{ quota: 'requestcount' }],
        },
      ],
    },
  ]
  const { transport, factory, stream } = setup({ route: { quotaSpec } })
  const one = stream()
  open(factory, one).onRequestHeaders(one)
  assert.deepEqual(
    [...(transport.checks[0]?.quotas ?? [])],
    [['requestcount', { amount: 3n, bestEffort: false }]],
  )
})

test('what the API of a service adds is checked, reported, and goes before what is read', () => {
  const httpApiSpec = [
    {
      attributes: { attributes: { 'api.service': text('details') } },
      patterns: [
        {
          httpMethod: 'GET',
          uriTemplate: '/details/{id}',
          attributes: {
            attributes: { 'api.operation': text('getDetails'), 'request.useragent': text('any') },
          },
        },
      ],
      apiKeys: [{ header: 'end-user' }],
    },
  ]
  const { transport, factory, stream } = setup({ route: { httpApiSpec } })
  const one = stream()
  const filter = open(factory, one)
  filter.onRequestHeaders(one)
  transport.answer({})
  filter.onComplete?.(one)
  for (const seen of [attributesOf(transport.bagOf(0)), reportOf(transport)]) {
    assert.equal(seen['api.service'], 'details')
    assert.equal(seen['api.operation'], 'getDetails')
    assert.equal(seen['request.api_key'], 'jason')
    assert.equal(seen['request.useragent'], 'any')
  }
})

test('configuration that cannot be used is refused with its path', () => {
  const { kind } = setup()
  const compile = (value: JsonValue) => kind.compile({ kind: 'json', typeUrl: '', value }, 'mixer')
  const unknown = compile({ nope: 1 })
  assert.ok(unknown.kind === 'bad' && unknown.violations[0]?.path.includes('nope'))
  const pattern = kind.compileRouteConfig({
    kind: 'json',
    typeUrl: '',
    value: {
      quotaSpec: [{ rules: [{ match: [{ clause: { 'request.path': { regex: '(' } } }] }] }],
    },
  })
  assert.ok(pattern.kind === 'bad')
  assert.equal(
    pattern.violations[0]?.path,
    'quotaSpec[0].rules[0].match[0].clause.request.path.regex',
  )
  const api = kind.compileRouteConfig({
    kind: 'json',
    typeUrl: '',
    value: { httpApiSpec: [{ patterns: [{ httpMethod: 'GET', uriTemplate: 'x' }] }] },
  })
  assert.ok(api.kind === 'bad')
  assert.equal(api.violations[0]?.path, 'httpApiSpec[0].patterns[0].uriTemplate')
  assert.equal(
    kind.compile({ kind: 'proto', typeUrl: 'x', value: new Uint8Array() }, 'mixer').kind,
    'bad',
  )
})

test('caches outlive a configuration, and clusters are told apart', () => {
  const { transport, factory, kind, clusters, stream } = setup()
  const one = stream()
  open(factory, one).onRequestHeaders(one)
  transport.answer({
    references: [{ name: 'request.method', mapKey: null, condition: Condition.exact }],
  })
  const again = kind.compile({ kind: 'json', typeUrl: '', value: INBOUND }, 'mixer')
  assert.ok(again.kind === 'ok')
  const two = stream()
  assert.equal(open(again.value, two).onRequestHeaders(two), FilterStatus.Continue)
  assert.deepEqual(clusters, ['policy', 'telemetry'])
})

test('the first request of a filter compiled anew asks, though its decision is cached', () => {
  const { transport, factory, kind, stream } = setup()
  const ask = (by: HttpFilterFactory): FilterStatus => {
    const one = stream()
    return open(by, one).onRequestHeaders(one)
  }
  ask(factory)
  transport.answer({ generation: 5 })
  assert.equal(ask(factory), FilterStatus.Continue)
  const anew = kind.compile({ kind: 'json', typeUrl: '', value: INBOUND }, 'mixer')
  assert.ok(anew.kind === 'ok')
  assert.equal(ask(anew.value), FilterStatus.Paused)
  transport.answer({ generation: 6, code: 7 })
  const denied = stream()
  assert.equal(open(anew.value, denied).onRequestHeaders(denied), FilterStatus.Replied)
})

/** Proto-JSON: what is accepted and printed, and where and how each fault is named. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  Any,
  Bootstrap,
  Cluster,
  CompressedAttributes,
  DataSource,
  DeltaDiscoveryRequest,
  Duration,
  type FromJson,
  HttpClientConfig,
  Listener,
  LocalityLbEndpoints,
  type MessageType,
  Metadata,
  Percent,
  packAny,
  RetryPolicy,
  Route,
  RouteMatch,
  Router,
  Status,
  Timestamp,
  TypedStruct,
  unpackAny,
} from './index.ts'

function read<M>(type: MessageType<M>, value: unknown): M {
  const result = type.fromJson(value)
  assert.ok(result.kind === 'ok', JSON.stringify(result))
  return result.message
}

function faults<M>(result: FromJson<M>): string[] {
  assert.ok(result.kind === 'bad')
  return result.violations.map(({ path, message, code }) => `${path}: ${message} (${code})`)
}

test('both spellings of names are read, lowerCamel is printed', () => {
  const snake = read(Cluster, { connect_timeout: '0.25s', lb_policy: 'RING_HASH', type: 'EDS' })
  const camel = read(Cluster, { connectTimeout: '0.250s', lbPolicy: 2, type: 3 })
  assert.deepEqual(snake, camel)
  assert.deepEqual(Cluster.toJson(snake), {
    connectTimeout: '0.250s',
    lbPolicy: 'RING_HASH',
    type: 'EDS',
  })
})

test('names of the .proto file are printed when asked for, also inside Any, never for keys of data', () => {
  const listener = read(Listener, {
    name: 'l',
    filterChains: [
      {
        filters: [
          {
            name: 'f',
            typedConfig: { '@type': Router.typeUrl, dynamicStats: false },
          },
        ],
      },
    ],
    metadata: { filterMetadata: { aB: { cD: 1 } } },
  })
  assert.deepEqual(Listener.toJson(listener, 'proto'), {
    name: 'l',
    filter_chains: [
      {
        filters: [{ name: 'f', typed_config: { '@type': Router.typeUrl, dynamic_stats: false } }],
      },
    ],
    metadata: { filter_metadata: { aB: { cD: 1 } } },
  })
})

test('each kind of value is read and printed in its own form', async (t) => {
  const cases: [string, MessageType<never>, unknown, unknown][] = [
    ['bytes, standard and URL-safe', DataSource, { inline_bytes: '-_8' }, { inlineBytes: '+/8=' }],
    [
      '64-bit text',
      RetryPolicy,
      { host_selection_retry_max_attempts: '5' },
      { hostSelectionRetryMaxAttempts: '5' },
    ],
    [
      '64-bit number',
      RetryPolicy,
      { hostSelectionRetryMaxAttempts: 5 },
      { hostSelectionRetryMaxAttempts: '5' },
    ],
    ['integer with a fraction of zero', LocalityLbEndpoints, { priority: '1.0' }, { priority: 1 }],
    [
      'a wrapper at its default',
      LocalityLbEndpoints,
      { load_balancing_weight: 0 },
      { loadBalancingWeight: 0 },
    ],
    ['infinity', Percent, { value: '-Infinity' }, { value: '-Infinity' }],
    ['a number as text', Percent, { value: '1e2' }, { value: 100 }],
    ['null as unset', Cluster, { name: null, circuit_breakers: null }, {}],
    [
      'a map with integer keys',
      CompressedAttributes,
      { strings: { '-1': 2 } },
      { strings: { '-1': 2 } },
    ],
    [
      'bigint',
      CompressedAttributes,
      { int64s: { 1: '9223372036854775807' } },
      { int64s: { 1: '9223372036854775807' } },
    ],
    [
      'a Struct',
      Metadata,
      { filter_metadata: { a: { b: [1, null] } } },
      { filterMetadata: { a: { b: [1, null] } } },
    ],
    ['an enum value without a name', Cluster, { lbPolicy: 99 }, { lbPolicy: 99 }],
    ['a scalar of a oneof at its default', DataSource, { inline_string: '' }, { inlineString: '' }],
  ] as [string, MessageType<never>, unknown, unknown][] // a table of several message types
  for (const [name, type, input, printed] of cases)
    await t.test(name, () => assert.deepEqual(type.toJson(read(type, input)), printed))
})

test('durations and times', async (t) => {
  const durations: [string, Duration | null][] = [
    ['1.5s', { seconds: 1, nanos: 500_000_000 }],
    ['-0.000000001s', { seconds: 0, nanos: -1 }],
    ['0s', { seconds: 0, nanos: 0 }],
    ['315576000001s', null],
    ['1m', null],
    ['1.5', null],
    ['1.0000000001s', null],
  ]
  for (const [text, expected] of durations)
    await t.test(text, () => {
      if (expected !== null) assert.deepEqual(read(Duration, text), expected)
      else assert.equal(Duration.fromJson(text).kind, 'bad')
    })
  assert.equal(Duration.toJson({ seconds: -1, nanos: -500_000_000 }), '-1.500s')
  assert.equal(Duration.toJson({ seconds: 0, nanos: 1_000 }), '0.000001s')
  const times: [string, Timestamp | null][] = [
    ['1970-01-01T00:00:01.5Z', { seconds: 1, nanos: 500_000_000 }],
    ['1969-12-31T23:59:59.25Z', { seconds: -1, nanos: 250_000_000 }],
    ['2026-01-31T12:00:00+02:00', { seconds: 1_769_853_600, nanos: 0 }],
    ['2026-01-31', null],
    ['2026-13-31T12:00:00Z', null],
  ]
  for (const [text, expected] of times)
    await t.test(text, () => {
      if (expected !== null) assert.deepEqual(read(Timestamp, text), expected)
      else assert.equal(Timestamp.fromJson(text).kind, 'bad')
    })
  assert.equal(Timestamp.toJson({ seconds: -1, nanos: 250_000_000 }), '1969-12-31T23:59:59.250Z')
})

test('every fault is named with its path, all of them at once', () => {
  const result = Bootstrap.fromJson({
    node: { id: 1 },
    static_resources: {
      listeners: [{ name: 'a', filter_chains: { name: 'x' } }, 7],
      clusters: [
        { nmae: 'x', connect_timeout: 5, type: 'EDSS', lb_policy: true },
        {
          lrs_server: [],
          lrsServer: [],
          upstreamBindConfig: { source_address: { portValue: -1 } },
        },
      ],
    },
    admin: { 'a.b': 1 },
    hds_config: [],
  })
  assert.deepEqual(faults(result), [
    'node.id: 1 is not a string (invalid)',
    'static_resources.listeners[0].filter_chains: an object is not a list (invalid)',
    'static_resources.listeners[1]: 7 is not an object (invalid)',
    'static_resources.clusters[0].nmae: unknown field (invalid)',
    'static_resources.clusters[0].connect_timeout: 5 is not a duration such as "1.5s" (invalid)',
    'static_resources.clusters[0].type: "EDSS" is not one of STATIC, STRICT_DNS, LOGICAL_DNS, EDS, ORIGINAL_DST (invalid)',
    'static_resources.clusters[0].lb_policy: true is not one of ROUND_ROBIN, LEAST_REQUEST, RING_HASH, RANDOM, MAGLEV, CLUSTER_PROVIDED, LOAD_BALANCING_POLICY_CONFIG (invalid)',
    'static_resources.clusters[1].lrs_server: is not supported (unsupported)',
    'static_resources.clusters[1].lrsServer: is not supported (unsupported)',
    'static_resources.clusters[1].upstreamBindConfig.source_address.portValue: -1 is not an integer between 0 and 4294967295 (invalid)',
    'admin["a.b"]: unknown field (invalid)',
    'hds_config: is not supported (unsupported)',
  ])
  assert.deepEqual(faults(Percent.fromJson('x', 'spec.percent')), [
    'spec.percent: "x" is not an object (invalid)',
  ])
})

test('a field in both spellings, or two members of a oneof, is a fault', () => {
  assert.deepEqual(faults(Cluster.fromJson({ lb_policy: 0, lbPolicy: 1 })), [
    'lbPolicy: must not be set together with lb_policy (invalid)',
  ])
  assert.deepEqual(faults(RouteMatch.fromJson({ prefix: '/', path: '/x' })), [
    'path: must not be set together with prefix (invalid)',
  ])
})

test('integers out of range, and texts that are no numbers, are faults', async (t) => {
  const cases: [string, MessageType<never>, unknown][] = [
    ['uint32 too large', LocalityLbEndpoints, { priority: 4294967296 }],
    ['a fraction', LocalityLbEndpoints, { priority: 1.5 }],
    ['64 bit beyond a number', RetryPolicy, { hostSelectionRetryMaxAttempts: '9007199254740993' }],
    ['64 bit beyond 64 bit', CompressedAttributes, { int64s: { 1: '9223372036854775808' } }],
    ['a key that is no integer', CompressedAttributes, { strings: { x: 1 } }],
    ['an empty text', LocalityLbEndpoints, { priority: '' }],
    ['hexadecimal', LocalityLbEndpoints, { priority: '0x1' }],
    ['true for a number', Percent, { value: true }],
    ['text that is not base64', DataSource, { inlineBytes: 'ä' }],
    ['a name of Object for an enum', Cluster, { lbPolicy: 'constructor' }],
    ['a list for a map', Metadata, { filterMetadata: [] }],
    ['a value JSON cannot hold', Metadata, { filterMetadata: { a: { b: Number.NaN } } }],
  ] as [string, MessageType<never>, unknown][] // a table of several message types
  for (const [name, type, input] of cases)
    await t.test(name, () => assert.equal(type.fromJson(input).kind, 'bad'))
})

test('a Struct that is too deep to be read back is a fault', () => {
  let deep: unknown = {}
  for (let i = 0; i < 40; i++) deep = { a: deep }
  assert.match(
    faults(Metadata.fromJson({ filterMetadata: { x: deep } })).join(),
    /nested too deeply/,
  )
})

test('the content of an Any is read as its type, and named with its path', async (t) => {
  const url = Router.typeUrl
  await t.test('a message', () => {
    const any = read(Any, { '@type': url, suppress_envoy_headers: true })
    assert.equal(unpackAny(Router, any)?.suppressEnvoyHeaders, true)
    assert.deepEqual(Any.toJson(any), { '@type': url, suppressEnvoyHeaders: true })
  })
  await t.test('a type with a form of its own', () => {
    const any = read(Any, { '@type': Duration.typeUrl, value: '2s' })
    assert.deepEqual(unpackAny(Duration, any), { seconds: 2, nanos: 0 })
    assert.deepEqual(Any.toJson(any), { '@type': Duration.typeUrl, value: '2s' })
  })
  await t.test('another host in the URL', () => {
    const any = read(Any, { '@type': `example.com/${Router.typeName}` })
    assert.deepEqual(unpackAny(Router, any), Router.create())
    assert.equal(unpackAny(Cluster, any), null)
  })
  await t.test('faults', () => {
    const listener = {
      filter_chains: [
        { filters: [{ typed_config: { '@type': url, nope: 1, upstream_log_options: [] } }] },
        { filters: [{ typed_config: { '@type': 'type.googleapis.com/envoy.Nothing' } }] },
        { filters: [{ typed_config: { nope: 1 } }] },
      ],
    }
    assert.deepEqual(faults(Listener.fromJson(listener)), [
      'filter_chains[0].filters[0].typed_config.nope: unknown field (invalid)',
      'filter_chains[0].filters[0].typed_config.upstream_log_options: is not supported (unsupported)',
      'filter_chains[1].filters[0].typed_config.@type: the type "type.googleapis.com/envoy.Nothing" is not supported (unsupported)',
      'filter_chains[2].filters[0].typed_config.@type: nothing is not a type URL (invalid)',
    ])
  })
  await t.test('bytes of a type that we do not have are shown as they are', () => {
    const any = Any.create({ typeUrl: 'a/b.C', value: Uint8Array.of(1, 2) })
    assert.deepEqual(Any.toJson(any), { '@type': 'a/b.C', value: 'AQI=' })
    const broken = Any.create({ typeUrl: url, value: Uint8Array.of(0) })
    assert.deepEqual(Any.toJson(broken), { '@type': url, value: 'AA==' })
  })
  await t.test('inside another Any', () => {
    const status = Status.create({ details: [packAny(Percent, Percent.create({ value: 5 }))] })
    assert.deepEqual(Status.toJson(status), { details: [{ '@type': Percent.typeUrl, value: 5 }] })
  })
})

test('the configuration of a Mixer filter comes as proto-JSON inside a TypedStruct', () => {
  const config = {
    transport: {
      network_fail_policy: { policy: 'FAIL_CLOSE' },
      check_cluster: 'outbound|15004||istio-policy',
    },
    mixerAttributes: { attributes: { 'destination.uid': { string_value: 'kubernetes://a.b' } } },
  }
  const struct = TypedStruct.create({ typeUrl: HttpClientConfig.typeUrl, value: config })
  const back = TypedStruct.decode(TypedStruct.encode(struct)).value
  const message = read(HttpClientConfig, back)
  assert.equal(message.transport?.networkFailPolicy?.policy, 1)
  assert.equal(
    message.mixerAttributes?.attributes.get('destination.uid')?.stringValue,
    'kubernetes://a.b',
  )
})

test('fields that are left out here are found in bytes, with their paths', () => {
  const { message, unsupported } = Listener.decodeStrict(
    // name, filter_chains[1].on_demand_configuration, enable_mptcp, and field 2000
    Buffer.from('0a0161 1a00 1a02 4200 3a00 f00101 807d01'.replaceAll(' ', ''), 'hex'),
  )
  assert.equal(message.name, 'a')
  assert.equal(message.filterChains.length, 2)
  assert.deepEqual(unsupported, ['filter_chains[1].on_demand_configuration', 'enable_mptcp'])
  assert.deepEqual(Route.decodeStrict(new Uint8Array(0)).unsupported, [])
  assert.deepEqual(
    // node.metadata is kept, field 13 of a request is none of ours
    DeltaDiscoveryRequest.decodeStrict(Buffer.from('0a02 1a00'.replace(' ', ''), 'hex'))
      .unsupported,
    [],
  )
})

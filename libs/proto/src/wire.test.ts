/** Bytes to messages: Mixer's vectors, malformed input of every kind, and what protobuf demands of unusual but valid input. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  CheckRequest,
  CheckRequestQuotaParams,
  Cluster,
  ClusterLoadAssignment,
  ClusterLoadAssignmentPolicy,
  CompressedAttributes,
  DataSource,
  IstioCertificateRequest,
  Listener,
  ListenerFilterChainMatchPredicate,
  Metadata,
  RetryPolicy,
  RouteAction,
  Status,
  StringMap,
  Struct,
  WeightedCluster,
} from './index.ts'

function bytes(hex: string): Uint8Array {
  return Uint8Array.from(Buffer.from(hex.replaceAll(' ', ''), 'hex'))
}

function hex(encoded: Uint8Array): string {
  return Buffer.from(encoded).toString('hex')
}

const MALFORMED = { code: 'FLT_PROTO_MALFORMED' }

test('compressed attributes are encoded as other Mixer clients do', async (t) => {
  const vectors: [string, Partial<CompressedAttributes>, string][] = [
    ['request.method="GET"', { strings: new Map([[19, 90]]) }, '1205082610b401'],
    ['request.path="/x"', { words: ['/x'], strings: new Map([[17, -1]]) }, '0a022f78120408221001'],
    ['response.code=200', { int64s: new Map([[30, 200n]]) }, '1a05083c10c801'],
    ['connection.mtls=true', { bools: new Map([[177, true]]) }, '2a0508e2021001'],
    ['source.ip', { bytes: new Map([[0, bytes('0a000001')]]) }, '4208080012040a000001'],
    [
      'response.duration=1.5s',
      { durations: new Map([[29, { seconds: 1, nanos: 500_000_000 }]]) },
      '3a0c083a120808011080cab5ee01',
    ],
    [
      'request.headers={":path":"/x"}',
      {
        words: ['/x'],
        stringMaps: new Map([[15, StringMap.create({ entries: new Map([[33, -1]]) })]]),
      },
      '0a022f784a0a081e12060a0408421001',
    ],
  ]
  for (const [name, init, expected] of vectors)
    await t.test(name, () => {
      const message = CompressedAttributes.create(init)
      assert.equal(hex(CompressedAttributes.encode(message)), expected)
      assert.deepEqual(CompressedAttributes.decode(bytes(expected)), message)
    })
})

test('a check request is encoded as other Mixer clients do', () => {
  const message = CheckRequest.create({
    attributes: CompressedAttributes.create(),
    globalWordCount: 222,
    deduplicationId: 'd',
    quotas: new Map([['q', CheckRequestQuotaParams.create({ amount: 1n, bestEffort: true })]]),
  })
  const expected = '0a0010de011a016422090a0171120408011001'
  assert.equal(hex(CheckRequest.encode(message)), expected)
  assert.deepEqual(CheckRequest.decode(bytes(expected)), message)
})

test('map entries may leave out their key, their value, or both', () => {
  assert.deepEqual(CompressedAttributes.decode(bytes('1200')).strings, new Map([[0, 0]]))
  assert.deepEqual(CompressedAttributes.decode(bytes('12021001')).strings, new Map([[0, -1]]))
  const { quotas } = CheckRequest.decode(bytes('22030a0171'))
  assert.deepEqual(quotas, new Map([['q', CheckRequestQuotaParams.create()]]))
})

test('a message cut at any byte inside a nested one is malformed', () => {
  const loadAssignment = ClusterLoadAssignment.create({
    clusterName: 'outbound|9080||reviews',
    policy: ClusterLoadAssignmentPolicy.create({ overprovisioningFactor: 140 }),
  })
  const whole = Cluster.encode(Cluster.create({ loadAssignment }))
  for (let end = 1; end < whole.length; end++)
    assert.throws(() => Cluster.decode(whole.subarray(0, end)), MALFORMED, `${end} bytes`)
  assert.equal(Cluster.decode(whole).loadAssignment?.clusterName, 'outbound|9080||reviews')
})

test('what cannot be a message is malformed, never anything else', async (t) => {
  const cases: [string, string][] = [
    ['field number 0', '00'],
    ['wire type 6', '0e'],
    ['an end of a group that never began', '0c'],
    ['a group that never ends', '0b08'],
    ['a varint of eleven bytes', '08ffffffffffffffffffff01'],
    ['a length beyond the end', '0a05aa'],
    ['text that is not UTF-8', '0a02c328'],
  ]
  for (const [name, input] of cases)
    await t.test(name, () => assert.throws(() => Listener.decode(bytes(input)), MALFORMED))
  await t.test('an integer that a number cannot hold', () => {
    assert.throws(() => IstioCertificateRequest.decode(bytes('188180808080808010')), MALFORMED)
  })
})

test('nesting is followed to a hundred levels, then refused', () => {
  const nested = (levels: number): Uint8Array => {
    let inner = new Uint8Array(0)
    for (let i = 0; i < levels; i++) {
      const size = inner.length
      const head = size < 128 ? [0x1a, size] : [0x1a, (size & 127) | 128, size >> 7]
      inner = Uint8Array.from([...head, ...inner])
    }
    return inner
  }
  let depth = 0
  for (
    let at: ListenerFilterChainMatchPredicate | null = ListenerFilterChainMatchPredicate.decode(
      nested(100),
    );
    at !== null;
    at = at.notMatch
  )
    depth++
  assert.equal(depth, 101)
  assert.throws(() => ListenerFilterChainMatchPredicate.decode(nested(101)), MALFORMED)
  const json = { a: { a: {} } }
  assert.deepEqual(Struct.decode(Struct.encode(json)), json)
})

test('unusual but valid input is read as protobuf demands', async (t) => {
  await t.test('unknown fields of every wire type are skipped', () => {
    // fields 2000 to 2003: varint, 64 bit, bytes, 32 bit; then 2004: a group
    const unknown = '807d01 897d0000000000000000 927d01aa 9d7d00000000 a37d0801a47d'
    assert.equal(Listener.decode(bytes(`${unknown} 0a0161`)).name, 'a')
  })
  await t.test('a known field with another wire type is unknown', () => {
    assert.equal(Listener.decode(bytes('0801 0a0161')).name, 'a')
  })
  await t.test('repeated integers come packed or one by one', () => {
    const packed = RetryPolicy.decode(bytes('3a03c80101'))
    const single = RetryPolicy.decode(bytes('38c801 3801'))
    assert.deepEqual(packed.retriableStatusCodes, [200, 1])
    assert.deepEqual(single.retriableStatusCodes, [200, 1])
  })
  await t.test('the last scalar wins, messages merge', () => {
    assert.equal(Listener.decode(bytes('0a0161 0a0162')).name, 'b')
    const twice = RouteAction.decode(bytes('42020801 42021005'))
    assert.deepEqual(twice.timeout, { seconds: 1, nanos: 5 })
  })
  await t.test('of a oneof the last member stays', () => {
    const action = RouteAction.decode(bytes('0a0161 1a00'))
    assert.equal(action.cluster, null)
    assert.deepEqual(action.weightedClusters, WeightedCluster.create())
    assert.equal(RouteAction.decode(bytes('1a00 0a0161')).weightedClusters, null)
  })
  await t.test('a enum value without a name is kept', () => {
    assert.equal(Cluster.decode(bytes('1063')).type, 99)
  })
  await t.test('negative int32 takes ten bytes', () => {
    const json = { code: -1, message: '', details: [] }
    const encoded = '08ffffffffffffffffff01'
    assert.deepEqual(Status.decode(bytes(encoded)), json)
    assert.equal(hex(Status.encode(Status.create({ code: -1 }))), encoded)
  })
})

test('a member of a oneof is written also when it is the default', () => {
  assert.equal(hex(DataSource.encode(DataSource.create({ inlineString: '' }))), '1a00')
  assert.equal(hex(RouteAction.encode(RouteAction.create({ cluster: '' }))), '0a00')
})

test('what is decoded shares no memory with its input', () => {
  const input = DataSource.encode(DataSource.create({ inlineBytes: bytes('0102') }))
  const decoded = DataSource.decode(input)
  input.fill(0)
  assert.deepEqual(decoded.inlineBytes, bytes('0102'))
})

test('keys that mean something to JavaScript are only keys', () => {
  const json = JSON.parse('{"__proto__": {"x": 1}, "constructor": 2}')
  const decoded = Struct.decode(Struct.encode(json))
  assert.deepEqual(Object.keys(decoded), ['__proto__', 'constructor'])
  assert.equal(Object.getPrototypeOf(decoded), Object.prototype)
  const metadata = Metadata.create({ filterMetadata: new Map([['__proto__', {}]]) })
  assert.deepEqual(Metadata.decode(Metadata.encode(metadata)), metadata)
})

test('create refuses a field that the message does not have', () => {
  const init = { nme: 'x' } as Partial<Listener> // what a caller without types would pass
  assert.throws(() => Listener.create(init), { code: 'FLT_BUG', message: /no field nme/ })
})

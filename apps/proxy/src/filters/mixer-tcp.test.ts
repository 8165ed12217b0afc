/** The network filter: checks before the upstream is dialled, and the reports of a connection's life. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type AttributeBag, DurationValue, decodeReport } from '@flotilla/attributes'
import { FakeClock } from '@flotilla/time'
import type { JsonValue } from '../http/filter.ts'
import { mtlsConnection } from '../mixer/fake-stream.ts'
import { FakeTransport } from '../mixer/fake-transport.ts'
import { MixerClients } from '../mixer/mixer-clients.ts'
import { type TcpFilter, TcpStatus, type TcpStream } from '../tcp/filter.ts'
import { mixerTcpFilterKind } from './mixer-tcp.ts'

type Mutable<T> = { -readonly [K in keyof T]: T[K] }
interface FakeTcp extends Mutable<TcpStream> {
  resumed: number
  closed: number
}

function fakeTcp(): FakeTcp {
  const stream: FakeTcp = {
    connection: mtlsConnection('default', 'bookinfo-ratings'),
    clusterName: 'inbound|3306||',
    upstreamHost: null,
    upstreamLocalAddress: '',
    upstreamPeerPrincipal: null,
    upstreamPeer: null,
    upstreamTransportFailure: '',
    bytesReceived: 0,
    bytesSent: 0,
    responseFlags: 0,
    startWallMs: 1000,
    startMs: 10,
    endMs: -1,
    isOver: false,
    resumed: 0,
    closed: 0,
    resume: () => {
      stream.resumed++
    },
    chooseCluster: () => undefined,
    close: () => {
      stream.closed++
    },
  }
  return stream
}

function setup(over: { readonly [key: string]: JsonValue } = {}) {
  const transport = new FakeTransport()
  const clients = new MixerClients({
    clock: new FakeClock(),
    random: () => 0,
    transport: () => transport,
    instanceId: 'me',
  })
  const kind = mixerTcpFilterKind({
    clients,
    node: { id: 'sidecar~10.0.0.1~mysqldb-v1.default~x', metadata: {} },
    peers: null,
    wallMs: () => 2000,
  })
  const value: JsonValue = {
    transport: { reportBatchMaxEntries: 1 },
    reportInterval: '0.5s',
    mixerAttributes: { attributes: { 'context.reporter.kind': { stringValue: 'inbound' } } },
    ...over,
  }
  const compiled = kind.compile({ kind: 'json', typeUrl: '', value }, 'mixer')
  assert.ok(compiled.kind === 'ok')
  const stream = fakeTcp()
  const filter: TcpFilter | null = compiled.value.create(stream)
  return { transport, clients, stream, filter, kind }
}

function reports(transport: FakeTransport): AttributeBag[] {
  return transport.reports.map((request) => {
    const [element] = [...decodeReport(request)]
    assert.ok(element?.kind === 'ok')
    return element.bag
  })
}

test('a connection is checked, then reported as it opens, goes on and closes', () => {
  const { transport, stream, filter } = setup()
  assert.ok(filter)
  assert.equal(filter.intervalMs, 1000, 'never below a second')
  assert.equal(filter.onConnection(stream), TcpStatus.Paused)
  const asked = transport.bagOf(0)
  assert.equal(asked.get('context.protocol'), 'tcp')
  assert.equal(asked.get('connection.id'), 'me-1')
  assert.equal(asked.get('destination.uid'), 'kubernetes://mysqldb-v1.default')
  assert.equal(asked.get('source.principal'), 'cluster.local/ns/default/sa/bookinfo-ratings')
  assert.deepEqual(asked.get('source.ip'), Uint8Array.of(10, 0, 0, 9))
  transport.answer()
  assert.equal(stream.resumed, 1)
  stream.bytesReceived = 100
  filter.onInterval?.(stream)
  stream.bytesReceived = 150
  stream.bytesSent = 7
  stream.endMs = 2510
  filter.onComplete?.(stream)
  for (let i = 0; i < 3; i++) transport.answerReport()
  const seen = reports(transport).map((bag) => [
    bag.get('connection.event'),
    bag.get('connection.received.bytes'),
    bag.get('connection.received.bytes_total'),
    bag.get('connection.sent.bytes'),
    bag.get('connection.duration'),
  ])
  assert.deepEqual(seen, [
    ['open', 0n, 0n, 0n, undefined],
    ['continue', 100n, 100n, 0n, undefined],
    ['close', 50n, 150n, 7n, new DurationValue(2_500_000_000n)],
  ])
  assert.equal(reports(transport)[0]?.get('destination.port'), 9080n)
})

test('a denied connection is closed, and its close is all that is reported', () => {
  const { transport, stream, filter } = setup()
  filter?.onConnection(stream)
  transport.answer({ code: 7, message: 'h.ns:no' })
  assert.deepEqual([stream.closed, stream.resumed], [1, 0])
  filter?.onComplete?.(stream)
  const [only, ...more] = reports(transport)
  assert.equal(more.length, 0)
  assert.deepEqual(
    [
      only?.get('connection.event'),
      only?.get('check.error_code'),
      only?.get('check.error_message'),
    ],
    ['close', 7n, 'h.ns:no'],
  )
})

test('what is switched off is not done', () => {
  assert.equal(setup({ disableCheckCalls: true, disableReportCalls: true }).filter, null)
  const { transport, stream, filter } = setup({ disableCheckCalls: true })
  assert.equal(filter?.onConnection(stream), TcpStatus.Continue)
  assert.deepEqual([transport.checks.length, transport.reports.length], [0, 1])
})

test('an unknown field is refused', () => {
  const { kind } = setup()
  const bad = kind.compile({ kind: 'json', typeUrl: '', value: { mixer_attribute: {} } }, 'mixer')
  assert.ok(bad.kind === 'bad' && bad.violations[0]?.path.includes('mixer_attribute'))
})

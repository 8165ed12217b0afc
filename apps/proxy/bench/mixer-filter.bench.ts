/** Nanoseconds per request in the Mixer filter: a check from the cache (budget 2,000 ns, design §7), and a report. */
import process from 'node:process'
import { Condition, encodePlainAttributes, MutableBag, type Reference } from '@flotilla/attributes'
import { FakeClock } from '@flotilla/time'
import { mixerFilterKind } from '../src/filters/mixer.ts'
import type { JsonValue } from '../src/http/filter.ts'
import { fakeStream, mtlsConnection } from '../src/mixer/fake-stream.ts'
import { FakeTransport } from '../src/mixer/fake-transport.ts'
import { MixerClients } from '../src/mixer/mixer-clients.ts'

const ROUNDS = 100_000
const exact = (name: string, mapKey: string | null = null): Reference => ({
  name,
  mapKey,
  condition: Condition.exact,
})
/** What a rule on labels reads: the generator's inputs, the namespaces and a header. */
const REFERENCES: readonly Reference[] = [
  exact('context.reporter.kind'),
  exact('destination.namespace'),
  exact('destination.uid'),
  exact('source.uid'),
  exact('source.namespace'),
  exact('context.protocol'),
  { name: 'destination.ip', mapKey: null, condition: Condition.absence },
  { name: 'request.headers', mapKey: 'x-mine', condition: Condition.absence },
  exact('request.headers', 'end-user'),
]
const text = (stringValue: string): JsonValue => ({ stringValue })
const UID = 'kubernetes://details-v1-5794bcdb8b-xyz12.default'
const config: JsonValue = {
  mixerAttributes: {
    attributes: {
      'context.reporter.kind': text('inbound'),
      'context.reporter.uid': text(UID),
      'context.proxy_version': text('1.4.3'),
      'destination.uid': text(UID),
      'destination.namespace': text('default'),
    },
  },
}
const route: JsonValue = {
  mixerAttributes: {
    attributes: {
      'destination.service.host': text('details.default.svc.cluster.local'),
      'destination.service.name': text('details'),
      'destination.service.namespace': text('default'),
      'destination.service.uid': text('istio://default/services/details'),
    },
  },
}

class DiscardingTransport extends FakeTransport {
  override report(
    _request: Uint8Array,
    _timeoutMs: number,
    done: (o: { kind: 'answered'; policyGeneration: number }) => void,
  ): void {
    queueMicrotask(() => done({ kind: 'answered', policyGeneration: 1 }))
  }
}

const transport = new DiscardingTransport()
const clients = new MixerClients({
  clock: new FakeClock(),
  random: () => 0,
  transport: () => transport,
})
const kind = mixerFilterKind({
  clients,
  node: { id: `sidecar~10.0.0.1~${UID.slice(13)}~default.svc.cluster.local`, metadata: {} },
  peers: null,
  wallMs: () => 1_700_000_000_010,
})
const compiled = kind.compile({ kind: 'json', typeUrl: '', value: config }, 'mixer')
const perRoute = kind.compileRouteConfig({ kind: 'json', typeUrl: '', value: route })
if (compiled.kind === 'bad' || perRoute.kind === 'bad') throw new Error('configuration refused')
const factory = compiled.value

const stream = fakeStream({
  connection: mtlsConnection('default', 'bookinfo-productpage'),
  routeFilterConfig: () => perRoute.value,
})
const FORWARDED = Buffer.from(
  encodePlainAttributes(new MutableBag([['source.uid', 'kubernetes://productpage-v1.default']])),
).toString('base64')
const HEADERS = [
  'x-istio-attributes',
  FORWARDED,
  'user-agent',
  'Mozilla/5.0 (X11; Linux x86_64)',
  'accept',
  'text/html,application/xhtml+xml',
  'accept-encoding',
  'gzip, deflate',
  'end-user',
  'jason',
  'x-request-id',
  'b2f1f3a0-5f4e-9d5c-8a30-1a2b3c4d5e6f',
  'x-b3-traceid',
  '80f198ee56343ba864fe8b2a57d3eff7',
  'x-b3-spanid',
  'e457b5a2e4d86bd1',
  'x-b3-sampled',
  '1',
  'x-forwarded-proto',
  'http',
]

function request(): void {
  stream.requestHeaders.length = 0
  stream.requestHeaders.push(...HEADERS)
}

request()
factory.create(stream)?.onRequestHeaders(stream)
transport.answer({ generation: 1, uses: -1, lifeSec: null, references: REFERENCES })

function pass(one: () => void): number {
  const startedAt = performance.now()
  for (let i = 0; i < ROUNDS; i++) one()
  return ((performance.now() - startedAt) * 1e6) / ROUNDS
}

const check = (): void => {
  request()
  if (factory.create(stream)?.onRequestHeaders(stream) !== 0) throw new Error('not a hit')
}
const checkAndReport = (): void => {
  request()
  const filter = factory.create(stream)
  filter?.onRequestHeaders(stream)
  filter?.onComplete?.(stream)
}

for (const [name, one] of [
  ['nothing but the headers of the request', request],
  ['check from the cache', check],
  ['check from the cache and report', checkAndReport],
] as const) {
  pass(one)
  process.stdout.write(`${Math.min(pass(one), pass(one)).toFixed(0).padStart(6)} ns  ${name}\n`)
}
process.stdout.write(
  `${clients.httpStats.totalCheckCacheHits} hits of ${clients.httpStats.totalCheckCalls}\n`,
)

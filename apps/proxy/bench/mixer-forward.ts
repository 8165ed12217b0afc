/** CPU per request of a proxy with the Mixer filter, for `npm run bench -- mixer`: `mixer-forward.ts none|HOST:PORT SECONDS` prints JSON; the address is Mixer's plaintext port. */
import process from 'node:process'
import { openChannel } from '@flotilla/grpc'
import { systemClock } from '@flotilla/time'
import { mixerFilterKind } from '../src/filters/mixer.ts'
import { FakeCluster, FakeClusters, fakeHost } from '../src/http/testing/fake-cluster.ts'
import { Harness } from '../src/http/testing/proxy-harness.ts'
import { mtlsConnection } from '../src/mixer/fake-stream.ts'
import { GrpcMixerTransport } from '../src/mixer/grpc-transport.ts'
import { MixerClients } from '../src/mixer/mixer-clients.ts'
import { measureForwarding, startOrigin } from './forward-load.ts'

const CLUSTER = 'mixer'
const WARM_SECONDS = 3
const UID = 'kubernetes://reviews-v1.default'
const text = (stringValue: string) => ({ stringValue })
/** What pilot gives the inbound side of a workload. */
const CONFIG = {
  transport: { checkCluster: CLUSTER, reportCluster: CLUSTER },
  mixerAttributes: {
    attributes: {
      'context.reporter.kind': text('inbound'),
      'context.reporter.uid': text(UID),
      'destination.uid': text(UID),
      'destination.namespace': text('default'),
      'destination.service.host': text('reviews.default.svc.cluster.local'),
      'destination.service.name': text('reviews'),
      'destination.service.namespace': text('default'),
    },
  },
}

const [, , address = 'none', seconds = '3'] = process.argv
const clients = address === 'none' ? null : mixerClients(address)
const proxy = await Harness.start({
  manager: { access_log: [], stream_idle_timeout: '0s' },
  info: mtlsConnection('default', 'bookinfo-productpage'),
  ...(clients === null ? {} : { kinds: [filterKind(clients)], filters: [filterEntry()] }),
})
const { port, child } = await startOrigin()
Object.assign(proxy.cluster.hosts[0] ?? {}, { port })
const figures = await measureForwarding(proxy.port, Number(seconds), WARM_SECONDS)
await clients?.drain()
const { httpStats, edgeStats } = clients ?? {}
process.stdout.write(`${JSON.stringify({ ...figures, stats: { ...httpStats, ...edgeStats } })}\n`)
child.kill()
// Channels of the bench's own have nothing more to say.
process.exit(0)

function mixerClients(at: string): MixerClients {
  const [host = '', mixerPort = ''] = at.split(':')
  const clusters = new FakeClusters()
  clusters.byName.set(CLUSTER, new FakeCluster(CLUSTER, [fakeHost(Number(mixerPort), host)]))
  const transport = new GrpcMixerTransport({
    clusters,
    cluster: CLUSTER,
    openChannel: (target) =>
      openChannel({ target, identity: null, expectedServerIds: [], plaintext: true }),
    forwarded: null,
  })
  return new MixerClients({
    clock: systemClock,
    random: Math.random,
    transport: () => transport,
    edge: { namespace: 'default', transport: () => transport },
  })
}

function filterKind(of: MixerClients) {
  return mixerFilterKind({
    clients: of,
    node: { id: 'sidecar~10.0.0.1~reviews-v1.default~default.svc.cluster.local', metadata: {} },
    peers: null,
    wallMs: () => systemClock.wallMs(),
  })
}

function filterEntry() {
  return {
    name: 'mixer',
    typed_config: {
      '@type': 'type.googleapis.com/xds.type.v3.TypedStruct',
      type_url: 'type.googleapis.com/istio.mixer.v1.config.client.HttpClientConfig',
      value: CONFIG,
    },
  }
}

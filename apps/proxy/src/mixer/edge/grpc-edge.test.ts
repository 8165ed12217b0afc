/** Bundles over real gRPC and mutual TLS: what comes, how it ends, and what stops it. */
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { openChannel, type RunningServer, startServer, unary } from '@flotilla/grpc'
import { Bundle, type BundleRequest, Confirmation, EdgeService } from '@flotilla/proto'
import { TestCa } from '@flotilla/testkit'
import type { ServerWritableStream } from '@grpc/grpc-js'
import type { Cluster, Host } from '../../upstream/types.ts'
import { GrpcMixerTransport } from '../grpc-transport.ts'
import type { BundleEnd } from './edge-transport.ts'

const MIXER = 'spiffe://cluster.local/ns/istio-system/sa/istio-mixer-service-account'
const WORKLOAD = 'spiffe://cluster.local/ns/default/sa/bookinfo-details'
const ca = new TestCa()
const closers: (() => unknown)[] = []
after(async () => {
  for (const close of closers.reverse()) await close()
})

type Call = ServerWritableStream<BundleRequest, Bundle>

/** A Mixer that hands each stream to the test. */
async function startMixer(onCall: (call: Call) => void): Promise<RunningServer> {
  const server = await startServer({
    address: '127.0.0.1:0',
    tls: { identity: ca.identity(MIXER), clientCertificate: 'require' },
    services: [
      {
        definition: EdgeService,
        implementation: {
          bundles: onCall,
          confirm: unary(() => Confirmation.create({ flotillaPolicyGeneration: 7 })),
        },
      },
    ],
  })
  closers.push(() => server.close(0))
  return server
}

function transportTo(server: RunningServer | null): GrpcMixerTransport {
  const known = { label: `127.0.0.1:${server?.port}`, isRemoved: false }
  const host = server === null ? null : (known as Partial<Host> as Host) // the transport reads no more
  const cluster = { pick: () => host, report: () => undefined } as Partial<Cluster> as Cluster // as above
  const transport = new GrpcMixerTransport({
    clusters: { get: () => cluster },
    cluster: 'policy',
    openChannel: (target) =>
      openChannel({ target, identity: ca.identity(WORKLOAD), expectedServerIds: [MIXER] }),
    forwarded: null,
  })
  closers.push(() => transport.close())
  return transport
}

test('bundles come in order, then why the stream ended', async () => {
  const server = await startMixer((call) => {
    const { namespace, knownDigest } = call.request
    call.write(Bundle.create({ namespace, digest: knownDigest }))
    call.write(Bundle.create({ flotillaPolicyGeneration: 2 }))
    call.emit('error', { code: 8, details: 'enough' })
  })
  const seen: Bundle[] = []
  const transport = transportTo(server)
  const end = await new Promise<BundleEnd>((resolve) => {
    transport.bundles('default', 'known', (bundle) => seen.push(bundle), resolve)
  })
  assert.deepEqual(
    seen.map((bundle) => [bundle.namespace, bundle.digest, bundle.flotillaPolicyGeneration]),
    [
      ['default', 'known', 0],
      ['', '', 2],
    ],
  )
  assert.equal(end.code, 8)
  assert.match(end.message, /enough/)
  const generation = await new Promise((resolve) => transport.confirm(2_000, resolve))
  assert.equal(generation, 7)
})

test('a stream that is stopped ends at the server, and says nothing here', async () => {
  const { promise: cancelled, resolve: onCancelled } = Promise.withResolvers<void>()
  const server = await startMixer((call) => {
    call.on('cancelled', onCancelled)
    call.write(Bundle.create())
  })
  const ends: BundleEnd[] = []
  const transport = transportTo(server)
  await new Promise<void>((resolve) => {
    const stop = transport.bundles(
      '',
      '',
      () => {
        stop()
        resolve()
      },
      (end) => ends.push(end),
    )
  })
  await cancelled
  assert.deepEqual(ends, [])
})

test('without an endpoint there is neither', async () => {
  const transport = transportTo(null)
  const end = await new Promise<BundleEnd>((resolve) => {
    transport.bundles('', '', () => assert.fail(), resolve)
  })
  assert.equal(end.code, 14)
  assert.equal(await new Promise((resolve) => transport.confirm(1_000, resolve)), null)
})

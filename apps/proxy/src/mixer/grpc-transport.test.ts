/** Mixer's calls over real gRPC and mutual TLS: answers, failures, and endpoints that change. */
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { MutableBag, ReportEncoder } from '@flotilla/attributes'
import { openChannel, type RunningServer, startServer, unary } from '@flotilla/grpc'
import { CheckResponse, MixerService, ReportResponse } from '@flotilla/proto'
import { TestCa } from '@flotilla/testkit'
import type { Cluster, Host } from '../upstream/types.ts'
import { encodeCheckRequest } from './check-request.ts'
import { GrpcMixerTransport } from './grpc-transport.ts'
import type { CheckOutcome, ReportOutcome } from './transport.ts'

const MIXER = 'spiffe://cluster.local/ns/istio-system/sa/istio-mixer-service-account'
const WORKLOAD = 'spiffe://cluster.local/ns/default/sa/bookinfo-details'
const ca = new TestCa()
const identity = (spiffeId: string) => ca.identity(spiffeId)
const closers: (() => unknown)[] = []
after(async () => {
  for (const close of closers.reverse()) await close()
})

async function startMixer(name: string, spiffeId: string = MIXER): Promise<RunningServer> {
  const server = await startServer({
    address: '127.0.0.1:0',
    tls: { identity: identity(spiffeId), clientCertificate: 'require' },
    services: [
      {
        definition: MixerService,
        implementation: {
          check: unary((request: { deduplicationId: string }, context) => {
            if (request.deduplicationId === 'bad')
              throw { code: 13, details: 'performing check operation failed: x' }
            return CheckResponse.create({
              precondition: {
                status: {
                  code: 7,
                  message: `${name} ${context.metadata.get('x-istio-attributes')[0]}`,
                  details: [],
                },
                validDuration: { seconds: 1, nanos: 0 },
                validUseCount: 5,
                referencedAttributes: { words: [], attributeMatches: [] },
                routeDirective: null,
              },
            })
          }),
          report: unary((request: { attributes: unknown[] }) => {
            assert.equal(request.attributes.length, 1)
            return ReportResponse.create()
          }),
        },
      },
    ],
  })
  closers.push(() => server.close(0))
  return server
}

function fakeHost(port: number): Host & { isRemoved: boolean } {
  const host = { label: `127.0.0.1:${port}`, isRemoved: false }
  return host as Partial<Host> as Host & { isRemoved: boolean } // the transport reads no more
}

function setup(hosts: Host[]) {
  const outcomes: number[] = []
  const cluster = {
    pick: () => hosts[0] ?? null,
    report: (_: Host, outcome: number) => outcomes.push(outcome),
  } as Partial<Cluster> as Cluster // the transport calls no more
  const transport = new GrpcMixerTransport({
    clusters: { get: (name) => (name === 'policy' ? cluster : null) },
    cluster: 'policy',
    openChannel: (target) =>
      openChannel({ target, identity: identity(WORKLOAD), expectedServerIds: [MIXER] }),
    forwarded: 'me',
  })
  closers.push(() => transport.close())
  const check = (id = 'd'): Promise<CheckOutcome> =>
    new Promise((resolve) =>
      transport.check(encodeCheckRequest(new MutableBag(), 222, id, new Map()), 2000, resolve),
    )
  const report = (): Promise<ReportOutcome> => {
    const encoder = new ReportEncoder(222)
    encoder.add(new MutableBag([['request.path', '/']]))
    return new Promise((resolve) => transport.report(encoder.finish(), 2000, resolve))
  }
  return { check, report, outcomes, transport }
}

function textOf(outcome: CheckOutcome): string {
  return outcome.kind === 'answered'
    ? (outcome.answer.precondition?.status?.message ?? '')
    : `${outcome.code} ${outcome.message}`
}

test('calls are answered, with our attributes for the proxy before Mixer', async () => {
  const server = await startMixer('one')
  const { check, report, outcomes } = setup([fakeHost(server.port)])
  assert.equal(textOf(await check()), 'one me')
  assert.equal((await report()).kind, 'answered')
  assert.deepEqual(outcomes, [-1, -1])
})

test('a status of the server is a failure with its code and text', async () => {
  const server = await startMixer('one')
  const { check } = setup([fakeHost(server.port)])
  assert.equal(textOf(await check('bad')), '13 performing check operation failed: x')
})

test('without an endpoint, a listener or the right certificate the call is unavailable', async () => {
  assert.equal(textOf(await setup([]).check()), '14 no endpoint of policy')
  const gone = await startMixer('gone')
  await gone.close(0)
  const { check, outcomes } = setup([fakeHost(gone.port)])
  assert.match(textOf(await check()), /^14 /)
  assert.deepEqual(outcomes, [-2])
  const impostor = await startMixer('impostor', WORKLOAD)
  assert.match(textOf(await setup([fakeHost(impostor.port)]).check()), /^14 /)
})

test('calls follow the endpoints of the cluster', async () => {
  const hosts = [fakeHost((await startMixer('one')).port)]
  const { check } = setup(hosts)
  assert.equal(textOf(await check()), 'one me')
  const [left] = hosts
  if (left !== undefined) left.isRemoved = true
  hosts[0] = fakeHost((await startMixer('two')).port)
  assert.equal(textOf(await check()), 'two me')
})

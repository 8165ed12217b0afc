/** Workers that ask Mixer: each has its own client and cache, and what they counted is one. */
import assert from 'node:assert/strict'
import process from 'node:process'
import { test } from 'node:test'
import { startServer, unary } from '@flotilla/grpc'
import { CheckResponse, MixerService, ReportResponse } from '@flotilla/proto'
import { TestCa, testSpiffeId } from '@flotilla/testkit'
import { keptClients } from '../testing/keepalive-clients.ts'
import { cluster, httpFilter, listener, meshSecrets, startProxy } from '../testing/running-proxy.ts'
import { httpApp } from '../testing/servers.ts'

const skip = process.platform === 'linux' ? false : 'sockets are shared by threads on Linux only'
const MIXER = 'spiffe://cluster.local/ns/istio-system/sa/istio-mixer-service-account'

function mixerFilter(): object {
  return {
    name: 'mixer',
    typed_config: {
      '@type': 'type.googleapis.com/xds.type.v3.TypedStruct',
      type_url: 'type.googleapis.com/istio.mixer.v1.config.client.HttpClientConfig',
      value: {
        transport: {
          checkCluster: 'policy',
          reportCluster: 'policy',
          networkFailPolicy: { policy: 'FAIL_CLOSE' },
          reportBatchMaxEntries: 1,
        },
        mixerAttributes: {
          attributes: { 'context.reporter.kind': { stringValue: 'inbound' } },
        },
        defaultDestinationService: 'default',
        serviceConfigs: { default: {} },
      },
    },
  }
}

test('each worker asks for what it does not know, and reports', { skip }, async () => {
  const ca = new TestCa()
  let checks = 0
  let reported = 0
  const mixer = await startServer({
    address: '127.0.0.1:0',
    tls: { identity: ca.identity(MIXER), clientCertificate: 'require' },
    services: [
      {
        definition: MixerService,
        implementation: {
          check: unary(() => {
            checks++
            return CheckResponse.create({
              precondition: {
                status: { code: 0, message: '', details: [] },
                validDuration: { seconds: 60, nanos: 0 },
                validUseCount: 10_000,
                referencedAttributes: { words: [], attributeMatches: [] },
                routeDirective: null,
              },
            })
          }),
          report: unary((request: { attributes: unknown[] }) => {
            reported += request.attributes.length
            return ReportResponse.create()
          }),
        },
      },
    ],
  })
  const app = await httpApp('a')
  const router = {
    name: 'envoy.filters.http.router',
    typed_config: { '@type': 'type.googleapis.com/envoy.extensions.filters.http.router.v3.Router' },
  }
  const proxy = await startProxy(
    {
      secrets: meshSecrets(ca.issue(testSpiffeId('a'))),
      clusters: [cluster('app', [app.port]), cluster('policy', [mixer.port])],
      listeners: [
        listener('h', [
          { filters: [httpFilter('app', { http_filters: [mixerFilter(), router] })] },
        ]),
      ],
    },
    { concurrency: 2 },
  )
  const clients = await keptClients(4, proxy.port('h'))
  for (let i = 0; i < 4; i++)
    for (const client of clients) assert.equal((await client.get()).status, 200)
  const stats = await proxy.get('/stats')
  assert.match(stats, /^http_mixer_filter\.total_check_calls: 20$/m)
  const misses = Number(/^http_mixer_filter\.total_check_cache_misses: (\d+)$/m.exec(stats)?.[1])
  assert.equal(misses, 2, 'one for each thread')
  assert.equal(checks, 2)
  for (const client of clients) client.close()
  await proxy.stop()
  assert.equal(reported, 20)
  await mixer.close(0)
  await app.close()
})

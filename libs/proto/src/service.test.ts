/** Service constants: paths, streams, and bytes in and out. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  AggregatedDiscoveryService,
  CheckRequest,
  IstioCAService,
  IstioCertificateService,
  MixerService,
  ResourceSinkService,
  ResourceSourceService,
  SecretDiscoveryService,
} from './index.ts'

test('methods have the paths and streams of their services', () => {
  const all = [
    AggregatedDiscoveryService.deltaAggregatedResources,
    AggregatedDiscoveryService.streamAggregatedResources,
    IstioCAService.handleCSR,
    IstioCertificateService.createCertificate,
    MixerService.check,
    ResourceSinkService.establishResourceStream,
    ResourceSourceService.establishResourceStream,
    SecretDiscoveryService.fetchSecrets,
  ]
  assert.deepEqual(
    all.map(({ path, requestStream, responseStream }) => [path, requestStream, responseStream]),
    [
      [
        '/envoy.service.discovery.v3.AggregatedDiscoveryService/DeltaAggregatedResources',
        true,
        true,
      ],
      [
        '/envoy.service.discovery.v3.AggregatedDiscoveryService/StreamAggregatedResources',
        true,
        true,
      ],
      ['/istio.v1.auth.IstioCAService/HandleCSR', false, false],
      ['/istio.v1.auth.IstioCertificateService/CreateCertificate', false, false],
      ['/istio.mixer.v1.Mixer/Check', false, false],
      ['/istio.mcp.v1alpha1.ResourceSink/EstablishResourceStream', true, true],
      ['/istio.mcp.v1alpha1.ResourceSource/EstablishResourceStream', true, true],
      ['/envoy.service.secret.v3.SecretDiscoveryService/FetchSecrets', false, false],
    ],
  )
})

test('requests are written as Buffers and read back', () => {
  const { requestSerialize, requestDeserialize, originalName } = MixerService.check
  const request = CheckRequest.create({ deduplicationId: 'x' })
  const bytes = requestSerialize(request)
  assert.ok(Buffer.isBuffer(bytes))
  assert.deepEqual(requestDeserialize(bytes), request)
  assert.equal(originalName, 'check')
})

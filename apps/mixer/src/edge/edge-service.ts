/** The flotilla.mixer.v1.Edge service: bundles for the caller's namespace, and whether they are still in force. */
import { peerOf, type ServiceBinding, unary } from '@flotilla/grpc'
import { type Bundle, type BundleRequest, Confirmation, EdgeService } from '@flotilla/proto'
import { type ServerWritableStream, status } from '@grpc/grpc-js'
import type { EdgeMetrics } from '../metrics/edge-metrics.ts'
import type { CallerRule } from '../rpc/caller.ts'
import { type GrpcFailure, NO_CONFIGURATION, NOT_ALLOWED } from '../rpc/grpc-failure.ts'
import type { BundleStreams } from './bundle-streams.ts'

export interface EdgeServiceOptions {
  readonly streams: BundleStreams
  readonly generation: () => number
  readonly metrics: EdgeMetrics
  readonly mayCall: CallerRule
}

type BundleCall = ServerWritableStream<BundleRequest, Bundle>

const IDENTITY = /^spiffe:\/\/[^/]+\/ns\/([^/]+)\/sa\/[^/]+$/
const NO_NAMESPACE: GrpcFailure = Object.freeze({
  code: status.INVALID_ARGUMENT,
  details: 'neither the request nor the certificate says which namespace',
})
const OTHER_NAMESPACE: GrpcFailure = Object.freeze({
  code: status.PERMISSION_DENIED,
  details: 'the certificate is of another namespace',
})

export function edgeService(options: EdgeServiceOptions): ServiceBinding {
  return {
    definition: EdgeService,
    implementation: {
      bundles: (call: BundleCall) => listen(call, options),
      confirm: unary((_request, { peer }) => {
        if (!options.mayCall(peer)) throw NOT_ALLOWED
        const flotillaPolicyGeneration = options.generation()
        if (flotillaPolicyGeneration === 0) throw NO_CONFIGURATION
        options.metrics.confirmed()
        return Confirmation.create({ flotillaPolicyGeneration })
      }),
    },
  }
}

function listen(call: BundleCall, { streams, mayCall }: EdgeServiceOptions): void {
  const peer = peerOf(call)
  const namespace = mayCall(peer) ? namespaceOf(peer.spiffeId, call.request) : NOT_ALLOWED
  if (typeof namespace !== 'string') {
    call.emit('error', namespace)
    return
  }
  call.on('cancelled', () => streams.left(call))
  call.on('error', () => streams.left(call))
  streams.open(call, namespace, call.request.knownDigest)
}

/** That of the certificate; without one, on the plaintext port, what the caller says. */
function namespaceOf(spiffeId: string | null, { namespace }: BundleRequest): string | GrpcFailure {
  const own = spiffeId === null ? null : (IDENTITY.exec(spiffeId)?.[1] ?? null)
  if (spiffeId !== null && own === null) return NO_NAMESPACE
  if (own !== null) return namespace === '' || namespace === own ? own : OTHER_NAMESPACE
  return namespace === '' ? NO_NAMESPACE : namespace
}

/** Mixer's calls over gRPC, each to an endpoint that the cluster picks; channels follow the cluster's endpoints. */
import { FlotillaError, messageOf } from '@flotilla/errors'
import { type Channel, statusOf } from '@flotilla/grpc'
import {
  type Bundle,
  BundleRequest,
  type CheckResponse,
  type Confirmation,
  ConfirmRequest,
  EdgeService,
  MixerService,
  type ReportResponse,
  type RollUpResponse,
  RollUpsService,
  type ServiceMethod,
} from '@flotilla/proto'
import type { ClusterManager, Host, PickContext } from '../upstream/types.ts'
import { Outcome } from '../upstream/types.ts'
import type { BundleEnd, EdgeTransport } from './edge/edge-transport.ts'
import { FORWARDED_HEADER } from './forwarded-attributes.ts'
import { RpcCode } from './status.ts'
import type { CheckOutcome, MixerTransport, ReportOutcome } from './transport.ts'

export interface GrpcTransportOptions {
  readonly clusters: ClusterManager
  /** Name of the cluster whose endpoints are Mixer's. */
  readonly cluster: string
  /** Opens a channel to `host:port`, with this proxy's identity and the ids that Mixer may have. */
  readonly openChannel: (target: string) => Channel
  /** Attributes of this proxy for Mixer's own proxy, base64, or null. */
  readonly forwarded: string | null
}

/** Requests are encoded already. */
type Raw<Response> = ServiceMethod<Uint8Array, Response>
const CHECK: Raw<CheckResponse> = raw(MixerService.check)
const REPORT: Raw<ReportResponse> = raw(MixerService.report)
const ROLL_UP: Raw<RollUpResponse> = raw(RollUpsService.report)
const CONFIRM: Raw<Confirmation> = raw(EdgeService.confirm)
const CONFIRM_REQUEST = ConfirmRequest.encode(ConfirmRequest.create())
/** Channels kept at once; beyond it those whose host has left are closed, then the oldest. */
const MAX_CHANNELS = 16

interface OpenChannel {
  readonly host: Host
  readonly channel: Channel
}

export class GrpcMixerTransport implements MixerTransport, EdgeTransport {
  private readonly options: GrpcTransportOptions
  private readonly metadata: Readonly<Record<string, string>>
  /** By `host:port`, in the order in which they were opened. */
  private readonly channels: Map<string, OpenChannel> = new Map()
  private readonly pickContext: PickContext = {
    hash: null,
    downstream: null,
    tried: null,
    hostAttempts: 0,
  }

  constructor(options: GrpcTransportOptions) {
    this.options = options
    this.metadata = options.forwarded === null ? {} : { [FORWARDED_HEADER]: options.forwarded }
  }

  check(request: Uint8Array, timeoutMs: number, callback: (outcome: CheckOutcome) => void): void {
    this.call(CHECK, request, timeoutMs).then(
      (answer) => callback({ kind: 'answered', answer }),
      (error: unknown) => callback(failureOf(error)),
    )
  }

  report(request: Uint8Array, timeoutMs: number, callback: (outcome: ReportOutcome) => void): void {
    this.call(REPORT, request, timeoutMs).then(
      (answer) => callback({ kind: 'answered', policyGeneration: answer.flotillaPolicyGeneration }),
      (error: unknown) => callback(failureOf(error)),
    )
  }

  rollUp(request: Uint8Array, timeoutMs: number, callback: (outcome: ReportOutcome) => void): void {
    this.call(ROLL_UP, request, timeoutMs).then(
      (answer) => callback({ kind: 'answered', policyGeneration: answer.flotillaPolicyGeneration }),
      (error: unknown) => callback(failureOf(error)),
    )
  }

  confirm(timeoutMs: number, callback: (generation: number | null) => void): void {
    this.call(CONFIRM, CONFIRM_REQUEST, timeoutMs).then(
      (answer) => callback(answer.flotillaPolicyGeneration),
      // Why there is none is for checks to tell; here it only means that nothing is confirmed.
      () => callback(null),
    )
  }

  bundles(
    namespace: string,
    knownDigest: string,
    onBundle: (bundle: Bundle) => void,
    onEnd: (end: BundleEnd) => void,
  ): () => void {
    const host = this.options.clusters.get(this.options.cluster)?.pick(this.pickContext) ?? null
    if (host === null) {
      const end = failureOf(noEndpoint(this.options.cluster))
      const timer = setImmediate(() => onEnd(end))
      return () => clearImmediate(timer)
    }
    const request = BundleRequest.create({ namespace, knownDigest })
    const call = this.channelOf(host).serverStream(EdgeService.bundles, request)
    let isOver = false
    const end = (reason: BundleEnd): void => {
      if (isOver) return
      isOver = true
      onEnd(reason)
    }
    call.on('data', (bundle: Bundle) => {
      if (!isOver) onBundle(bundle)
    })
    call.on('error', (error: unknown) => end(failureOf(error)))
    call.on('end', () => end({ code: 0, message: '' }))
    return () => {
      isOver = true
      call.cancel()
    }
  }

  close(): void {
    for (const { channel } of this.channels.values()) channel.close()
    this.channels.clear()
  }

  private async call<Response>(
    method: Raw<Response>,
    request: Uint8Array,
    timeoutMs: number,
  ): Promise<Response> {
    const cluster = this.options.clusters.get(this.options.cluster)
    const host = cluster?.pick(this.pickContext) ?? null
    if (cluster === null || host === null) throw noEndpoint(this.options.cluster)
    try {
      const response = await this.channelOf(host).unary(method, request, {
        deadlineMs: timeoutMs,
        metadata: this.metadata,
      })
      cluster.report(host, Outcome.connected)
      return response
    } catch (error) {
      // The next attempt should go elsewhere where there is an elsewhere.
      if (statusOf(error) === RpcCode.unavailable) cluster.report(host, Outcome.connectFailed)
      throw error
    }
  }

  private channelOf(host: Host): Channel {
    const known = this.channels.get(host.label)
    if (known !== undefined && !known.host.isRemoved) return known.channel
    known?.channel.close()
    this.channels.delete(host.label)
    this.closeUnused()
    const channel = this.options.openChannel(host.label)
    this.channels.set(host.label, { host, channel })
    return channel
  }

  private closeUnused(): void {
    for (const [label, { host, channel }] of this.channels) {
      if (!host.isRemoved && this.channels.size < MAX_CHANNELS) continue
      channel.close()
      this.channels.delete(label)
    }
  }
}

function noEndpoint(cluster: string): FlotillaError {
  return new FlotillaError('FLT_RPC_FAILED', `no endpoint of ${cluster}`, { retryable: true })
}

function raw<Request, Response>(method: ServiceMethod<Request, Response>): Raw<Response> {
  return {
    ...method,
    requestSerialize: (bytes) => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength),
    requestDeserialize: (bytes) => bytes,
  }
}

function failureOf(error: unknown): { kind: 'failed'; code: number; message: string } {
  return {
    kind: 'failed',
    code: statusOf(error) ?? RpcCode.unavailable,
    message: detailOf(error),
  }
}

/** What the server or the network said, without our own frame around it. */
function detailOf(error: unknown): string {
  const cause = error instanceof Error ? error.cause : null
  if (typeof cause === 'object' && cause !== null && 'details' in cause)
    return String(cause.details)
  return messageOf(error)
}

/** The stream to the control plane: which cluster it goes to, who may answer, and what is subscribed. */
import {
  AdsClient,
  type AppliedUpdate,
  MAX_RESPONSE_BYTES,
  type TypeUpdate,
  TypeUrl,
} from '@flotilla/ads'
import { FlotillaError } from '@flotilla/errors'
import { type Channel, type IdentitySource, openChannel } from '@flotilla/grpc'
import { formatHostPort } from '@flotilla/net'
import type { Node } from '@flotilla/proto'
import type { Clock } from '@flotilla/time'
import type { AdsSettings } from '../bootstrap/bootstrap-config.ts'
import type { TlsCommon } from '../tls/tls-params.ts'
import type { ClusterSpec } from '../upstream/cluster-spec.ts'

export interface AdsConnectionOptions {
  readonly settings: AdsSettings
  /** The static cluster of the control plane. */
  readonly cluster: ClusterSpec
  readonly node: Node
  readonly wantsNames: boolean
  readonly apply: (typeUrl: string, update: TypeUpdate) => AppliedUpdate | Promise<AppliedUpdate>
  readonly clock: Clock
  readonly random: () => number
}

export class AdsConnection {
  private readonly channel: Channel
  private readonly client: AdsClient

  /** Dials nothing yet. Throws FLT_BOOTSTRAP_INVALID where the cluster cannot be used for this. */
  constructor(options: AdsConnectionOptions) {
    this.channel = channelTo(options.cluster, options.clock)
    this.client = new AdsClient({
      channel: this.channel,
      node: options.node,
      variant: options.settings.variant,
      onUpdate: options.apply,
      clock: options.clock,
      random: options.random,
    })
    if (options.settings.wantsClusters) this.client.subscribe(TypeUrl.cluster, '*')
    if (options.settings.wantsListeners) this.client.subscribe(TypeUrl.listener, '*')
    if (options.wantsNames) this.client.subscribe(TypeUrl.nameTable, '*')
  }

  start(): void {
    this.client.start()
  }

  get isConnected(): boolean {
    return this.client.state === 'connected'
  }

  subscribe(typeUrl: string, names: Iterable<string>): void {
    this.client.subscribe(typeUrl, names)
  }

  /** Half-closes the stream, so that the server knows at once that this proxy is leaving. */
  async close(): Promise<void> {
    await this.client.close()
    this.channel.close()
  }
}

function channelTo(cluster: ClusterSpec, clock: Clock): Channel {
  const endpoint = cluster.assignment.endpoints[0]
  if (endpoint === undefined)
    throw new FlotillaError(
      'FLT_BOOTSTRAP_INVALID',
      `cluster ${cluster.name} has no endpoint in its load_assignment to reach the control plane`,
    )
  const target =
    endpoint.port === 0
      ? `unix:${endpoint.address}`
      : formatHostPort(endpoint.address, endpoint.port)
  const tls = cluster.transports.fallback
  if (tls === null)
    return openChannel({
      target,
      identity: null,
      expectedServerIds: [],
      plaintext: true,
      maxMessageBytes: MAX_RESPONSE_BYTES,
      clock,
    })
  const ids = tls.sans.exactIds
  if (ids.length === 0)
    throw new FlotillaError(
      'FLT_BOOTSTRAP_INVALID',
      `cluster ${cluster.name} must name the SPIFFE id of the control plane in match_typed_subject_alt_names`,
    )
  return openChannel({
    target,
    identity: identityOf(tls),
    expectedServerIds: ids,
    maxMessageBytes: MAX_RESPONSE_BYTES,
    clock,
  })
}

/** The secrets of a transport as gRPC takes them. */
function identityOf(tls: TlsCommon): IdentitySource {
  return {
    current: () => {
      const pair = tls.pair?.current() ?? null
      const roots = tls.roots?.current() ?? null
      return pair === null || roots === null ? null : { ...pair, rootsPem: roots.pem }
    },
    onChange: (listener) => {
      const stops = [tls.pair, tls.roots].map((secret) => secret?.onChange(listener))
      return () => {
        for (const stop of stops) stop?.()
      }
    },
  }
}

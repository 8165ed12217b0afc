/** Which HTTP version a cluster's connections speak, and how long they live (spec pilot-galley 2.10). */
import {
  type Any,
  CommonHttpProtocolOptions,
  Http1ProtocolOptions,
  Http2ProtocolOptions,
  HttpProtocolOptions,
  HttpProtocolOptionsExplicitHttpConfig,
  HttpProtocolOptionsUseDownstreamHttpConfig,
  KeepaliveSettings,
  packAny,
  UpstreamHttpProtocolOptions,
} from '@flotilla/proto'
import { durationFrom } from '../duration.ts'
import { isHttp, isHttp2, Protocol } from '../protocol.ts'
import type { ConnectionPool } from '../spec-types.ts'

export const HTTP_OPTIONS = 'envoy.extensions.upstreams.http.v3.HttpProtocolOptions'

export interface ProtocolInput {
  readonly protocol: Protocol
  readonly pool: ConnectionPool | null
  /** The mesh upgrades plain HTTP ports. */
  readonly meshUpgrades: boolean
  /** Server name and names to verify follow the request's host. */
  readonly autoSni: boolean
}

/** Whether connections are HTTP/2 whatever the client speaks. */
export function speaksHttp2(input: Omit<ProtocolInput, 'autoSni'>): boolean {
  if (isHttp2(input.protocol)) return true
  if (input.protocol !== Protocol.http || input.pool?.http?.useClientProtocol === true) return false
  const policy = input.pool?.http?.h2UpgradePolicy ?? 'DEFAULT'
  return policy === 'UPGRADE' || (policy === 'DEFAULT' && input.meshUpgrades)
}

/** Empty where Envoy's own defaults say the same. */
export function protocolOptions(input: ProtocolInput): ReadonlyMap<string, Any> {
  const isSniffed = input.protocol === Protocol.unsupported
  if (!isSniffed && !isHttp(input.protocol)) return new Map()
  const common = commonOptions(input.pool)
  const followsClient = isSniffed || input.pool?.http?.useClientProtocol === true
  const isHttp2Only = speaksHttp2(input)
  if (common === null && !input.autoSni && !followsClient && !isHttp2Only) return new Map()
  const http2 = http2Options(input.pool)
  const options = HttpProtocolOptions.create({
    commonHttpProtocolOptions: common,
    upstreamHttpProtocolOptions: input.autoSni
      ? UpstreamHttpProtocolOptions.create({ autoSni: true, autoSanValidation: true })
      : null,
    ...(followsClient
      ? {
          useDownstreamProtocolConfig: HttpProtocolOptionsUseDownstreamHttpConfig.create({
            httpProtocolOptions: Http1ProtocolOptions.create(),
            http2ProtocolOptions: http2,
          }),
        }
      : {
          explicitHttpConfig: HttpProtocolOptionsExplicitHttpConfig.create(
            isHttp2Only
              ? { http2ProtocolOptions: http2 }
              : { httpProtocolOptions: Http1ProtocolOptions.create() },
          ),
        }),
  })
  return new Map([[HTTP_OPTIONS, packAny(HttpProtocolOptions, options)]])
}

function commonOptions(pool: ConnectionPool | null): CommonHttpProtocolOptions | null {
  const idleTimeout = durationFrom(pool?.http?.idleTimeout)
  const maxConnectionDuration = durationFrom(pool?.tcp?.maxConnectionDuration)
  const perConnection = pool?.http?.maxRequestsPerConnection ?? 0
  if (idleTimeout === null && maxConnectionDuration === null && perConnection <= 0) return null
  return CommonHttpProtocolOptions.create({
    idleTimeout,
    maxConnectionDuration,
    maxRequestsPerConnection: perConnection > 0 ? perConnection : null,
  })
}

function http2Options(pool: ConnectionPool | null): Http2ProtocolOptions {
  const keepAlive = pool?.http?.http2KeepAlive
  const streams = pool?.http?.maxConcurrentStreams ?? 0
  return Http2ProtocolOptions.create({
    maxConcurrentStreams: streams > 0 ? streams : null,
    connectionKeepalive:
      keepAlive === undefined
        ? null
        : KeepaliveSettings.create({
            interval: durationFrom(keepAlive.interval),
            timeout: durationFrom(keepAlive.timeout),
          }),
  })
}

/** The mesh-wide settings that translations read, with every default in place (spec pilot-galley 1.8). */
import type { MeshConfig } from '@flotilla/model'
import { durationMs } from './duration.ts'
import type { Retries, TrafficPolicy } from './spec-types.ts'

export interface MixerSettings {
  /** `host:port`, or empty: no Mixer. */
  readonly checkServer: string
  readonly reportServer: string
  readonly disableChecks: boolean
  readonly failOpen: boolean
  readonly clientSideChecks: boolean
  readonly disableHttpReports: boolean
  readonly reportBatchMaxEntries: number | null
  /** Proto-JSON duration, or null. */
  readonly reportBatchMaxTime: string | null
}

export interface Mesh {
  /** DNS domain of the cluster. */
  readonly domain: string
  readonly rootNamespace: string
  readonly trustDomain: string
  readonly trustDomainAliases: readonly string[]
  readonly proxyListenPort: number
  readonly proxyInboundListenPort: number
  readonly connectTimeoutMs: number
  /** 0: wait for ever. */
  readonly protocolDetectionTimeoutMs: number
  readonly allowsAnyOutbound: boolean
  /** Inbound clusters dial 127.0.0.1 instead of the original destination. */
  readonly inboundToLocalhost: boolean
  readonly enableAutoMtls: boolean
  readonly defaultServiceExportTo: readonly string[]
  readonly defaultVirtualServiceExportTo: readonly string[]
  readonly defaultDestinationRuleExportTo: readonly string[]
  readonly isLocalityEnabled: boolean
  readonly localityLbSetting: NonNullable<
    NonNullable<TrafficPolicy['loadBalancer']>['localityLbSetting']
  > | null
  readonly defaultHttpRetryPolicy: Retries | null
  readonly defaultTrafficPolicy: TrafficPolicy | null
  readonly dnsRefreshRateMs: number
  readonly upgradesToHttp2: boolean
  readonly normalization: string
  readonly accessLogFile: string
  readonly accessLogFormat: string
  readonly accessLogIsJson: boolean
  readonly mixer: MixerSettings
}

const HOUR_MS = 3_600_000

/** @param config of the mesh, or null for the defaults alone. */
export function meshOf(config: MeshConfig | null, domain: string = 'cluster.local'): Mesh {
  const given: MeshConfig = config ?? {}
  return {
    domain,
    rootNamespace: given.rootNamespace ?? 'istio-system',
    trustDomain: given.trustDomain ?? 'cluster.local',
    trustDomainAliases: given.trustDomainAliases ?? [],
    proxyListenPort: given.proxyListenPort ?? 15001,
    proxyInboundListenPort: given.proxyInboundListenPort ?? 15006,
    connectTimeoutMs: clamp(durationMs(given.connectTimeout) ?? 10_000, 1, HOUR_MS),
    protocolDetectionTimeoutMs: durationMs(given.protocolDetectionTimeout) ?? 0,
    allowsAnyOutbound: (given.outboundTrafficPolicy?.mode ?? 'ALLOW_ANY') !== 'REGISTRY_ONLY',
    inboundToLocalhost: given.inboundTrafficPolicy?.mode === 'LOCALHOST',
    enableAutoMtls: given.enableAutoMtls ?? true,
    defaultServiceExportTo: given.defaultServiceExportTo ?? ['*'],
    defaultVirtualServiceExportTo: given.defaultVirtualServiceExportTo ?? ['*'],
    defaultDestinationRuleExportTo: given.defaultDestinationRuleExportTo ?? ['*'],
    isLocalityEnabled: given.localityLbSetting?.enabled ?? true,
    localityLbSetting: given.localityLbSetting ?? null,
    defaultHttpRetryPolicy: given.defaultHttpRetryPolicy ?? null,
    defaultTrafficPolicy: given.defaultTrafficPolicy ?? null,
    dnsRefreshRateMs: durationMs(given.dnsRefreshRate) ?? 60_000,
    upgradesToHttp2: given.h2UpgradePolicy === 'UPGRADE',
    normalization: given.pathNormalization?.normalization ?? 'DEFAULT',
    accessLogFile: given.accessLogFile ?? '',
    accessLogFormat: given.accessLogFormat ?? '',
    accessLogIsJson: given.accessLogEncoding === 'JSON',
    mixer: mixerOf(given),
  }
}

function mixerOf(given: MeshConfig): MixerSettings {
  return {
    checkServer: given.mixerCheckServer ?? '',
    reportServer: given.mixerReportServer ?? '',
    disableChecks: given.disablePolicyChecks ?? true,
    failOpen: given.policyCheckFailOpen ?? false,
    clientSideChecks: given.enableClientSidePolicyCheck ?? false,
    disableHttpReports: given.disableMixerHttpReports ?? false,
    reportBatchMaxEntries: given.reportBatchMaxEntries ?? null,
    reportBatchMaxTime: given.reportBatchMaxTime ?? null,
  }
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(Math.max(value, low), high)
}

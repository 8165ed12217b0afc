/** MeshConfig: settings of the whole mesh. */
import type {
  ConnectionPoolSettings,
  LocalityLbSetting,
  OutlierDetection,
  ZoneAwareLbSetting,
} from './destination-rule.ts'
import type { DurationText, JsonObject } from './matching.ts'
import type { HttpRetry } from './virtual-service.ts'

export interface MeshConfig {
  readonly proxyListenPort?: number
  readonly proxyInboundListenPort?: number
  readonly proxyHttpPort?: number
  readonly connectTimeout?: DurationText
  readonly protocolDetectionTimeout?: DurationText
  readonly outboundTrafficPolicy?: {
    readonly mode?: 'REGISTRY_ONLY' | 'ALLOW_ANY' | 'ALLOW_ANY_DYNAMIC_DNS'
  }
  readonly inboundTrafficPolicy?: { readonly mode?: 'PASSTHROUGH' | 'LOCALHOST' }
  readonly enableAutoMtls?: boolean
  readonly rootNamespace?: string
  readonly trustDomain?: string
  readonly trustDomainAliases?: readonly string[]
  readonly defaultServiceExportTo?: readonly string[]
  readonly defaultVirtualServiceExportTo?: readonly string[]
  readonly defaultDestinationRuleExportTo?: readonly string[]
  readonly localityLbSetting?: LocalityLbSetting
  readonly zoneAwareLbSetting?: ZoneAwareLbSetting
  readonly defaultHttpRetryPolicy?: HttpRetry
  readonly defaultTrafficPolicy?: {
    readonly connectionPool?: ConnectionPoolSettings
    readonly outlierDetection?: OutlierDetection
  }
  readonly dnsRefreshRate?: DurationText
  readonly h2UpgradePolicy?: 'DO_NOT_UPGRADE' | 'UPGRADE'
  readonly ingressClass?: string
  readonly ingressService?: string
  readonly ingressControllerMode?: 'UNSPECIFIED' | 'OFF' | 'DEFAULT' | 'STRICT'
  readonly ingressSelector?: string
  readonly pathNormalization?: {
    readonly normalization?:
      | 'DEFAULT'
      | 'NONE'
      | 'BASE'
      | 'MERGE_SLASHES'
      | 'DECODE_AND_MERGE_SLASHES'
  }
  readonly accessLogFile?: string
  readonly accessLogEncoding?: 'TEXT' | 'JSON'
  readonly accessLogFormat?: string
  readonly enableTracing?: boolean
  readonly enablePrometheusMerge?: boolean
  readonly verifyCertificateAtClient?: boolean
  readonly mixerCheckServer?: string
  readonly mixerReportServer?: string
  readonly disablePolicyChecks?: boolean
  readonly policyCheckFailOpen?: boolean
  readonly enableClientSidePolicyCheck?: boolean
  readonly disableMixerHttpReports?: boolean
  readonly reportBatchMaxEntries?: number
  readonly reportBatchMaxTime?: DurationText
  readonly sidecarToTelemetrySessionAffinity?: boolean
  readonly defaultConfig?: JsonObject
}

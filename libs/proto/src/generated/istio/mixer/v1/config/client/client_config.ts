/** Generated from istio/mixer/v1/config/client/client_config.proto by `npm run gen`; do not edit. */
import { type ByteWriter } from '@flotilla/bytes'
import { Attributes, readAttributes, writeAttributes } from '../../attributes.ts'
import { HTTPAPISpec, readHTTPAPISpec, writeHTTPAPISpec } from './api_spec.ts'
import { QuotaSpec, readQuotaSpec, writeQuotaSpec } from './quota.ts'
import { type MessageType, define } from '../../../../../../message-type.ts'
import { Duration, readDuration, writeDuration } from '../../../../../../well-known/duration.ts'
import { type Mutable, NO_ENTRIES, NO_ITEMS, append, ownMap, put } from '../../../../../../wire/generated-support.ts'
import { type MessageReader } from '../../../../../../wire/message-reader.ts'

/** istio.mixer.v1.config.client.NetworkFailPolicy.FailPolicy */
export const NetworkFailPolicyFailPolicy = {
  FAIL_OPEN: 0,
  FAIL_CLOSE: 1,
} as const
export type NetworkFailPolicyFailPolicy = (typeof NetworkFailPolicyFailPolicy)[keyof typeof NetworkFailPolicyFailPolicy]

/** istio.mixer.v1.config.client.HttpClientConfig */
export interface HttpClientConfig {
  readonly transport: TransportConfig | null
  readonly serviceConfigs: ReadonlyMap<string, ServiceConfig>
  readonly defaultDestinationService: string
  readonly mixerAttributes: Attributes | null
  readonly forwardAttributes: Attributes | null
  readonly ignoreForwardedAttributes: boolean
}

export const HttpClientConfig: MessageType<HttpClientConfig> = define<HttpClientConfig>({
  name: 'istio.mixer.v1.config.client.HttpClientConfig', empty: emptyHttpClientConfig, write: writeHttpClientConfig, read: readHttpClientConfig,
  fields: () => [
    ['transport', 1, TransportConfig],
    ['service_configs', 2, ServiceConfig, 'map:string'],
    ['default_destination_service', 3, 'string'],
    ['mixer_attributes', 4, Attributes],
    ['forward_attributes', 5, Attributes],
    ['ignore_forwarded_attributes', 6, 'bool'],
  ],
})

export function emptyHttpClientConfig(): HttpClientConfig {
  return {
    transport: null,
    serviceConfigs: NO_ENTRIES,
    defaultDestinationService: '',
    mixerAttributes: null,
    forwardAttributes: null,
    ignoreForwardedAttributes: false,
  }
}

export function writeHttpClientConfig(m: HttpClientConfig, w: ByteWriter): void {
  if (m.transport !== null) put(w, 10, writeTransportConfig, m.transport)
  for (const [k, v] of m.serviceConfigs) { w.uint32(18); const o = w.open(); w.uint32(10).string(k); put(w, 18, writeServiceConfig, v); w.close(o) }
  if (m.defaultDestinationService !== '') w.uint32(26).string(m.defaultDestinationService)
  if (m.mixerAttributes !== null) put(w, 34, writeAttributes, m.mixerAttributes)
  if (m.forwardAttributes !== null) put(w, 42, writeAttributes, m.forwardAttributes)
  if (m.ignoreForwardedAttributes) w.uint32(48).bool(m.ignoreForwardedAttributes)
}

export function readHttpClientConfig(r: MessageReader, into: HttpClientConfig | null): HttpClientConfig {
  const m: Mutable<HttpClientConfig> = into ?? emptyHttpClientConfig()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.transport = readTransportConfig(r.message(), m.transport); break
      case 18: readHttpClientConfig_serviceConfigs(r.message(), (m.serviceConfigs = ownMap(m.serviceConfigs))); break
      case 26: m.defaultDestinationService = r.string(); break
      case 34: m.mixerAttributes = readAttributes(r.message(), m.mixerAttributes); break
      case 42: m.forwardAttributes = readAttributes(r.message(), m.forwardAttributes); break
      case 48: m.ignoreForwardedAttributes = r.bool(); break
      default: r.skipField(tag)
    }
  }
  return m
}
function readHttpClientConfig_serviceConfigs(r: MessageReader, map: Map<string, ServiceConfig>): void {
  let key: string = ''
  let value: ServiceConfig | null = null
  while (!r.done) {
    const tag = r.uint32()
    if (tag === 10) key = r.string()
    else if (tag === 18) value = readServiceConfig(r.message(), value)
    else r.skipField(tag)
  }
  map.set(key, value ?? emptyServiceConfig())
}

/** istio.mixer.v1.config.client.NetworkFailPolicy */
export interface NetworkFailPolicy {
  readonly policy: NetworkFailPolicyFailPolicy
  readonly maxRetry: number
  readonly baseRetryWait: Duration | null
  readonly maxRetryWait: Duration | null
}

export const NetworkFailPolicy: MessageType<NetworkFailPolicy> = define<NetworkFailPolicy>({
  name: 'istio.mixer.v1.config.client.NetworkFailPolicy', empty: emptyNetworkFailPolicy, write: writeNetworkFailPolicy, read: readNetworkFailPolicy,
  fields: () => [
    ['policy', 1, { enum: NetworkFailPolicyFailPolicy }],
    ['max_retry', 2, 'uint32'],
    ['base_retry_wait', 3, Duration],
    ['max_retry_wait', 4, Duration],
  ],
})

export function emptyNetworkFailPolicy(): NetworkFailPolicy {
  return {
    policy: 0,
    maxRetry: 0,
    baseRetryWait: null,
    maxRetryWait: null,
  }
}

export function writeNetworkFailPolicy(m: NetworkFailPolicy, w: ByteWriter): void {
  if (m.policy !== 0) w.uint32(8).int32(m.policy)
  if (m.maxRetry !== 0) w.uint32(16).uint32(m.maxRetry)
  if (m.baseRetryWait !== null) put(w, 26, writeDuration, m.baseRetryWait)
  if (m.maxRetryWait !== null) put(w, 34, writeDuration, m.maxRetryWait)
}

export function readNetworkFailPolicy(r: MessageReader, into: NetworkFailPolicy | null): NetworkFailPolicy {
  const m: Mutable<NetworkFailPolicy> = into ?? emptyNetworkFailPolicy()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 8: m.policy = r.int32() as NetworkFailPolicyFailPolicy; break
      case 16: m.maxRetry = r.uint32(); break
      case 26: m.baseRetryWait = readDuration(r.message(), m.baseRetryWait); break
      case 34: m.maxRetryWait = readDuration(r.message(), m.maxRetryWait); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** istio.mixer.v1.config.client.ServiceConfig */
export interface ServiceConfig {
  readonly disableCheckCalls: boolean
  readonly disableReportCalls: boolean
  readonly mixerAttributes: Attributes | null
  readonly httpApiSpec: readonly HTTPAPISpec[]
  readonly quotaSpec: readonly QuotaSpec[]
  readonly networkFailPolicy: NetworkFailPolicy | null
  readonly forwardAttributes: Attributes | null
}

export const ServiceConfig: MessageType<ServiceConfig> = define<ServiceConfig>({
  name: 'istio.mixer.v1.config.client.ServiceConfig', empty: emptyServiceConfig, write: writeServiceConfig, read: readServiceConfig,
  fields: () => [
    ['disable_check_calls', 1, 'bool'],
    ['disable_report_calls', 2, 'bool'],
    ['mixer_attributes', 3, Attributes],
    ['http_api_spec', 4, HTTPAPISpec, 'list'],
    ['quota_spec', 5, QuotaSpec, 'list'],
    ['network_fail_policy', 7, NetworkFailPolicy],
    ['forward_attributes', 8, Attributes],
  ],
})

export function emptyServiceConfig(): ServiceConfig {
  return {
    disableCheckCalls: false,
    disableReportCalls: false,
    mixerAttributes: null,
    httpApiSpec: NO_ITEMS,
    quotaSpec: NO_ITEMS,
    networkFailPolicy: null,
    forwardAttributes: null,
  }
}

export function writeServiceConfig(m: ServiceConfig, w: ByteWriter): void {
  if (m.disableCheckCalls) w.uint32(8).bool(m.disableCheckCalls)
  if (m.disableReportCalls) w.uint32(16).bool(m.disableReportCalls)
  if (m.mixerAttributes !== null) put(w, 26, writeAttributes, m.mixerAttributes)
  for (const v of m.httpApiSpec) put(w, 34, writeHTTPAPISpec, v)
  for (const v of m.quotaSpec) put(w, 42, writeQuotaSpec, v)
  if (m.networkFailPolicy !== null) put(w, 58, writeNetworkFailPolicy, m.networkFailPolicy)
  if (m.forwardAttributes !== null) put(w, 66, writeAttributes, m.forwardAttributes)
}

export function readServiceConfig(r: MessageReader, into: ServiceConfig | null): ServiceConfig {
  const m: Mutable<ServiceConfig> = into ?? emptyServiceConfig()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 8: m.disableCheckCalls = r.bool(); break
      case 16: m.disableReportCalls = r.bool(); break
      case 26: m.mixerAttributes = readAttributes(r.message(), m.mixerAttributes); break
      case 34: m.httpApiSpec = append(m.httpApiSpec, readHTTPAPISpec(r.message(), null)); break
      case 42: m.quotaSpec = append(m.quotaSpec, readQuotaSpec(r.message(), null)); break
      case 58: m.networkFailPolicy = readNetworkFailPolicy(r.message(), m.networkFailPolicy); break
      case 66: m.forwardAttributes = readAttributes(r.message(), m.forwardAttributes); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** istio.mixer.v1.config.client.TcpClientConfig */
export interface TcpClientConfig {
  readonly transport: TransportConfig | null
  readonly mixerAttributes: Attributes | null
  readonly disableCheckCalls: boolean
  readonly disableReportCalls: boolean
  readonly connectionQuotaSpec: QuotaSpec | null
  readonly reportInterval: Duration | null
}

export const TcpClientConfig: MessageType<TcpClientConfig> = define<TcpClientConfig>({
  name: 'istio.mixer.v1.config.client.TcpClientConfig', empty: emptyTcpClientConfig, write: writeTcpClientConfig, read: readTcpClientConfig,
  fields: () => [
    ['transport', 1, TransportConfig],
    ['mixer_attributes', 2, Attributes],
    ['disable_check_calls', 3, 'bool'],
    ['disable_report_calls', 4, 'bool'],
    ['connection_quota_spec', 5, QuotaSpec],
    ['report_interval', 6, Duration],
  ],
})

export function emptyTcpClientConfig(): TcpClientConfig {
  return {
    transport: null,
    mixerAttributes: null,
    disableCheckCalls: false,
    disableReportCalls: false,
    connectionQuotaSpec: null,
    reportInterval: null,
  }
}

export function writeTcpClientConfig(m: TcpClientConfig, w: ByteWriter): void {
  if (m.transport !== null) put(w, 10, writeTransportConfig, m.transport)
  if (m.mixerAttributes !== null) put(w, 18, writeAttributes, m.mixerAttributes)
  if (m.disableCheckCalls) w.uint32(24).bool(m.disableCheckCalls)
  if (m.disableReportCalls) w.uint32(32).bool(m.disableReportCalls)
  if (m.connectionQuotaSpec !== null) put(w, 42, writeQuotaSpec, m.connectionQuotaSpec)
  if (m.reportInterval !== null) put(w, 50, writeDuration, m.reportInterval)
}

export function readTcpClientConfig(r: MessageReader, into: TcpClientConfig | null): TcpClientConfig {
  const m: Mutable<TcpClientConfig> = into ?? emptyTcpClientConfig()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.transport = readTransportConfig(r.message(), m.transport); break
      case 18: m.mixerAttributes = readAttributes(r.message(), m.mixerAttributes); break
      case 24: m.disableCheckCalls = r.bool(); break
      case 32: m.disableReportCalls = r.bool(); break
      case 42: m.connectionQuotaSpec = readQuotaSpec(r.message(), m.connectionQuotaSpec); break
      case 50: m.reportInterval = readDuration(r.message(), m.reportInterval); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** istio.mixer.v1.config.client.TransportConfig */
export interface TransportConfig {
  readonly disableCheckCache: boolean
  readonly disableQuotaCache: boolean
  readonly disableReportBatch: boolean
  readonly networkFailPolicy: NetworkFailPolicy | null
  readonly statsUpdateInterval: Duration | null
  readonly checkCluster: string
  readonly reportCluster: string
  readonly attributesForMixerProxy: Attributes | null
  readonly reportBatchMaxEntries: number
  readonly reportBatchMaxTime: Duration | null
}

export const TransportConfig: MessageType<TransportConfig> = define<TransportConfig>({
  name: 'istio.mixer.v1.config.client.TransportConfig', empty: emptyTransportConfig, write: writeTransportConfig, read: readTransportConfig,
  fields: () => [
    ['disable_check_cache', 1, 'bool'],
    ['disable_quota_cache', 2, 'bool'],
    ['disable_report_batch', 3, 'bool'],
    ['network_fail_policy', 4, NetworkFailPolicy],
    ['stats_update_interval', 5, Duration],
    ['check_cluster', 6, 'string'],
    ['report_cluster', 7, 'string'],
    ['attributes_for_mixer_proxy', 8, Attributes],
    ['report_batch_max_entries', 9, 'uint32'],
    ['report_batch_max_time', 10, Duration],
  ],
})

export function emptyTransportConfig(): TransportConfig {
  return {
    disableCheckCache: false,
    disableQuotaCache: false,
    disableReportBatch: false,
    networkFailPolicy: null,
    statsUpdateInterval: null,
    checkCluster: '',
    reportCluster: '',
    attributesForMixerProxy: null,
    reportBatchMaxEntries: 0,
    reportBatchMaxTime: null,
  }
}

export function writeTransportConfig(m: TransportConfig, w: ByteWriter): void {
  if (m.disableCheckCache) w.uint32(8).bool(m.disableCheckCache)
  if (m.disableQuotaCache) w.uint32(16).bool(m.disableQuotaCache)
  if (m.disableReportBatch) w.uint32(24).bool(m.disableReportBatch)
  if (m.networkFailPolicy !== null) put(w, 34, writeNetworkFailPolicy, m.networkFailPolicy)
  if (m.statsUpdateInterval !== null) put(w, 42, writeDuration, m.statsUpdateInterval)
  if (m.checkCluster !== '') w.uint32(50).string(m.checkCluster)
  if (m.reportCluster !== '') w.uint32(58).string(m.reportCluster)
  if (m.attributesForMixerProxy !== null) put(w, 66, writeAttributes, m.attributesForMixerProxy)
  if (m.reportBatchMaxEntries !== 0) w.uint32(72).uint32(m.reportBatchMaxEntries)
  if (m.reportBatchMaxTime !== null) put(w, 82, writeDuration, m.reportBatchMaxTime)
}

export function readTransportConfig(r: MessageReader, into: TransportConfig | null): TransportConfig {
  const m: Mutable<TransportConfig> = into ?? emptyTransportConfig()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 8: m.disableCheckCache = r.bool(); break
      case 16: m.disableQuotaCache = r.bool(); break
      case 24: m.disableReportBatch = r.bool(); break
      case 34: m.networkFailPolicy = readNetworkFailPolicy(r.message(), m.networkFailPolicy); break
      case 42: m.statsUpdateInterval = readDuration(r.message(), m.statsUpdateInterval); break
      case 50: m.checkCluster = r.string(); break
      case 58: m.reportCluster = r.string(); break
      case 66: m.attributesForMixerProxy = readAttributes(r.message(), m.attributesForMixerProxy); break
      case 72: m.reportBatchMaxEntries = r.uint32(); break
      case 82: m.reportBatchMaxTime = readDuration(r.message(), m.reportBatchMaxTime); break
      default: r.skipField(tag)
    }
  }
  return m
}

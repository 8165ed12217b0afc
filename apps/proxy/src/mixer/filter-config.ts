/** Configuration of the Mixer filters, compiled once: proto-JSON of HttpClientConfig, ServiceConfig and TcpClientConfig. */
import { type AttributeValue, encodePlainAttributes, MutableBag } from '@flotilla/attributes'
import {
  HttpClientConfig,
  NetworkFailPolicyFailPolicy,
  ServiceConfig,
  TcpClientConfig,
  type TransportConfig,
} from '@flotilla/proto'
import type { Compiled, ConfigViolation, JsonValue } from '../http/filter.ts'
import { type ApiOperations, compileApiSpecs } from './api-operations.ts'
import { attributeMap } from './attribute-map.ts'
import { compileQuotaRules, type QuotaRules } from './quota-requirements.ts'
import type { CheckOptions } from './remote-check.ts'
import { validityMs } from './transport.ts'

/** Where calls go and how they are made. */
export interface TransportSettings {
  readonly check: CheckOptions
  readonly checkCluster: string
  readonly reportCluster: string
  readonly reportMaxEntries: number
  readonly reportMaxTimeMs: number
}

/** What one service or route adds. */
export interface ServiceSettings {
  readonly isCheckOff: boolean
  readonly isReportOff: boolean
  readonly attributes: ReadonlyMap<string, AttributeValue>
  readonly forward: ReadonlyMap<string, AttributeValue>
  readonly quotas: QuotaRules | null
  /** What its API adds to each request, or null. */
  readonly apis: ApiOperations | null
}

export interface HttpSettings {
  readonly transport: TransportSettings
  readonly attributes: ReadonlyMap<string, AttributeValue>
  readonly forward: ReadonlyMap<string, AttributeValue>
  readonly ignoresForwarded: boolean
  /** For routes without a configuration of their own, or null. */
  readonly defaultService: ServiceSettings | null
}

export interface TcpSettings {
  readonly transport: TransportSettings
  readonly attributes: ReadonlyMap<string, AttributeValue>
  readonly isCheckOff: boolean
  readonly isReportOff: boolean
  readonly reportIntervalMs: number
}

const DEFAULT_CLUSTER = 'mixer_server'
const DEFAULT_BATCH_ENTRIES = 100
const DEFAULT_BATCH_TIME_MS = 1_000
const DEFAULT_BASE_RETRY_WAIT_MS = 80
const DEFAULT_MAX_RETRY_WAIT_MS = 1_000
const DEFAULT_REPORT_INTERVAL_MS = 10_000
const MIN_REPORT_INTERVAL_MS = 1_000
/** Ours: one retry even where none is configured, so that a connection that just broke denies nobody. */
const MIN_RETRIES = 1

export function compileHttpSettings(json: JsonValue): Compiled<HttpSettings> {
  const parsed = HttpClientConfig.fromJson(json)
  if (parsed.kind === 'bad') return { kind: 'bad', violations: parsed.violations }
  const { message } = parsed
  const service = message.serviceConfigs.get(message.defaultDestinationService) ?? null
  const compiled = service === null ? null : serviceSettings(service, 'service_configs.default')
  if (compiled?.kind === 'bad') return compiled
  return {
    kind: 'ok',
    value: {
      transport: transportSettings(message.transport),
      attributes: attributeMap(message.mixerAttributes),
      forward: attributeMap(message.forwardAttributes),
      ignoresForwarded: message.ignoreForwardedAttributes,
      defaultService: compiled?.value ?? null,
    },
  }
}

export function compileServiceSettings(json: JsonValue): Compiled<ServiceSettings> {
  const parsed = ServiceConfig.fromJson(json)
  return parsed.kind === 'bad'
    ? { kind: 'bad', violations: parsed.violations }
    : serviceSettings(parsed.message, '')
}

export function compileTcpSettings(json: JsonValue): Compiled<TcpSettings> {
  const parsed = TcpClientConfig.fromJson(json)
  if (parsed.kind === 'bad') return { kind: 'bad', violations: parsed.violations }
  const { message } = parsed
  const intervalMs =
    message.reportInterval === null
      ? DEFAULT_REPORT_INTERVAL_MS
      : validityMs(message.reportInterval)
  return {
    kind: 'ok',
    value: {
      transport: transportSettings(message.transport),
      attributes: attributeMap(message.mixerAttributes),
      isCheckOff: message.disableCheckCalls,
      isReportOff: message.disableReportCalls,
      reportIntervalMs: Math.max(MIN_REPORT_INTERVAL_MS, intervalMs),
    },
  }
}

/** The header that tells the next proxy these attributes, or null where there are none. */
export function forwardHeader(attributes: ReadonlyMap<string, AttributeValue>): string | null {
  if (attributes.size === 0) return null
  return Buffer.from(encodePlainAttributes(new MutableBag(attributes))).toString('base64')
}

function serviceSettings(config: ServiceConfig, path: string): Compiled<ServiceSettings> {
  let quotas: QuotaRules | null = null
  if (config.quotaSpec.length > 0) {
    const result = compileQuotaRules(config.quotaSpec)
    if (result.kind === 'bad') return bad(joinPath(path, result.path), result.message)
    quotas = result.rules
  }
  let apis: ApiOperations | null = null
  if (config.httpApiSpec.length > 0) {
    const result = compileApiSpecs(config.httpApiSpec)
    if (result.kind === 'bad') return bad(joinPath(path, result.path), result.message)
    apis = result.operations
  }
  return {
    kind: 'ok',
    value: {
      isCheckOff: config.disableCheckCalls,
      isReportOff: config.disableReportCalls,
      attributes: attributeMap(config.mixerAttributes),
      forward: attributeMap(config.forwardAttributes),
      quotas,
      apis,
    },
  }
}

function transportSettings(config: TransportConfig | null): TransportSettings {
  const policy = config?.networkFailPolicy ?? null
  const batchTime = config?.reportBatchMaxTime ?? null
  const isBatchOff = config?.disableReportBatch ?? false
  return {
    check: {
      // No policy at all is no permission to fail open.
      isFailOpen: policy !== null && policy.policy === NetworkFailPolicyFailPolicy.FAIL_OPEN,
      maxRetries: Math.max(MIN_RETRIES, policy?.maxRetry ?? 0),
      baseRetryWaitMs: durationMs(policy?.baseRetryWait ?? null, DEFAULT_BASE_RETRY_WAIT_MS),
      maxRetryWaitMs: durationMs(policy?.maxRetryWait ?? null, DEFAULT_MAX_RETRY_WAIT_MS),
      usesCheckCache: !(config?.disableCheckCache ?? false),
      usesQuotaCache: !(config?.disableQuotaCache ?? false),
    },
    checkCluster: config?.checkCluster || DEFAULT_CLUSTER,
    reportCluster: config?.reportCluster || DEFAULT_CLUSTER,
    reportMaxEntries: isBatchOff ? 1 : config?.reportBatchMaxEntries || DEFAULT_BATCH_ENTRIES,
    reportMaxTimeMs: durationMs(batchTime, DEFAULT_BATCH_TIME_MS),
  }
}

/** Zero and absent mean the default. */
function durationMs(
  duration: { seconds: number; nanos: number } | null,
  defaultMs: number,
): number {
  const ms = duration === null ? 0 : validityMs(duration)
  return ms > 0 ? ms : defaultMs
}

function bad(path: string, message: string): { kind: 'bad'; violations: ConfigViolation[] } {
  return { kind: 'bad', violations: [{ path, message }] }
}

function joinPath(parent: string, child: string): string {
  return parent === '' ? child : `${parent}.${child}`
}

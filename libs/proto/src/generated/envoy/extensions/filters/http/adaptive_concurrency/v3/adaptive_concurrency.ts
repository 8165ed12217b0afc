/** Generated from envoy/extensions/filters/http/adaptive_concurrency/v3/adaptive_concurrency.proto by `npm run gen`; do not edit. */
import { type ByteWriter } from '@flotilla/bytes'
import { RuntimeFeatureFlag, readRuntimeFeatureFlag, writeRuntimeFeatureFlag } from '../../../../../config/core/v3/base.ts'
import { HttpStatus, readHttpStatus, writeHttpStatus } from '../../../../../type/v3/http_status.ts'
import { Percent, readPercent, writePercent } from '../../../../../type/v3/percent.ts'
import { type MessageType, define } from '../../../../../../../message-type.ts'
import { Duration, readDuration, writeDuration } from '../../../../../../../well-known/duration.ts'
import { UInt32Value, readUInt32Value, writeUInt32Value } from '../../../../../../../well-known/wrappers.ts'
import { type Mutable, put } from '../../../../../../../wire/generated-support.ts'
import { type MessageReader } from '../../../../../../../wire/message-reader.ts'

/** envoy.extensions.filters.http.adaptive_concurrency.v3.AdaptiveConcurrency */
export interface AdaptiveConcurrency {
  readonly gradientControllerConfig: GradientControllerConfig | null // oneof concurrency_controller_config
  readonly enabled: RuntimeFeatureFlag | null
  readonly concurrencyLimitExceededStatus: HttpStatus | null
}

export const AdaptiveConcurrency: MessageType<AdaptiveConcurrency> = define<AdaptiveConcurrency>({
  name: 'envoy.extensions.filters.http.adaptive_concurrency.v3.AdaptiveConcurrency', empty: emptyAdaptiveConcurrency, write: writeAdaptiveConcurrency, read: readAdaptiveConcurrency,
  fields: () => [
    ['gradient_controller_config', 1, GradientControllerConfig, '', 'concurrencyControllerConfig'],
    ['enabled', 2, RuntimeFeatureFlag],
    ['concurrency_limit_exceeded_status', 3, HttpStatus],
  ],
})

export function emptyAdaptiveConcurrency(): AdaptiveConcurrency {
  return {
    gradientControllerConfig: null,
    enabled: null,
    concurrencyLimitExceededStatus: null,
  }
}

export function writeAdaptiveConcurrency(m: AdaptiveConcurrency, w: ByteWriter): void {
  if (m.gradientControllerConfig !== null) put(w, 10, writeGradientControllerConfig, m.gradientControllerConfig)
  if (m.enabled !== null) put(w, 18, writeRuntimeFeatureFlag, m.enabled)
  if (m.concurrencyLimitExceededStatus !== null) put(w, 26, writeHttpStatus, m.concurrencyLimitExceededStatus)
}

export function readAdaptiveConcurrency(r: MessageReader, into: AdaptiveConcurrency | null): AdaptiveConcurrency {
  const m: Mutable<AdaptiveConcurrency> = into ?? emptyAdaptiveConcurrency()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.gradientControllerConfig = readGradientControllerConfig(r.message(), m.gradientControllerConfig); break
      case 18: m.enabled = readRuntimeFeatureFlag(r.message(), m.enabled); break
      case 26: m.concurrencyLimitExceededStatus = readHttpStatus(r.message(), m.concurrencyLimitExceededStatus); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** envoy.extensions.filters.http.adaptive_concurrency.v3.GradientControllerConfig */
export interface GradientControllerConfig {
  readonly sampleAggregatePercentile: Percent | null
  readonly concurrencyLimitParams: GradientControllerConfigConcurrencyLimitCalculationParams | null
  readonly minRttCalcParams: GradientControllerConfigMinimumRTTCalculationParams | null
}

export const GradientControllerConfig: MessageType<GradientControllerConfig> = define<GradientControllerConfig>({
  name: 'envoy.extensions.filters.http.adaptive_concurrency.v3.GradientControllerConfig', empty: emptyGradientControllerConfig, write: writeGradientControllerConfig, read: readGradientControllerConfig,
  fields: () => [
    ['sample_aggregate_percentile', 1, Percent],
    ['concurrency_limit_params', 2, GradientControllerConfigConcurrencyLimitCalculationParams],
    ['min_rtt_calc_params', 3, GradientControllerConfigMinimumRTTCalculationParams],
  ],
})

export function emptyGradientControllerConfig(): GradientControllerConfig {
  return {
    sampleAggregatePercentile: null,
    concurrencyLimitParams: null,
    minRttCalcParams: null,
  }
}

export function writeGradientControllerConfig(m: GradientControllerConfig, w: ByteWriter): void {
  if (m.sampleAggregatePercentile !== null) put(w, 10, writePercent, m.sampleAggregatePercentile)
  if (m.concurrencyLimitParams !== null) put(w, 18, writeGradientControllerConfigConcurrencyLimitCalculationParams, m.concurrencyLimitParams)
  if (m.minRttCalcParams !== null) put(w, 26, writeGradientControllerConfigMinimumRTTCalculationParams, m.minRttCalcParams)
}

export function readGradientControllerConfig(r: MessageReader, into: GradientControllerConfig | null): GradientControllerConfig {
  const m: Mutable<GradientControllerConfig> = into ?? emptyGradientControllerConfig()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.sampleAggregatePercentile = readPercent(r.message(), m.sampleAggregatePercentile); break
      case 18: m.concurrencyLimitParams = readGradientControllerConfigConcurrencyLimitCalculationParams(r.message(), m.concurrencyLimitParams); break
      case 26: m.minRttCalcParams = readGradientControllerConfigMinimumRTTCalculationParams(r.message(), m.minRttCalcParams); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** envoy.extensions.filters.http.adaptive_concurrency.v3.GradientControllerConfig.ConcurrencyLimitCalculationParams */
export interface GradientControllerConfigConcurrencyLimitCalculationParams {
  readonly maxConcurrencyLimit: number | null
  readonly concurrencyUpdateInterval: Duration | null
}

export const GradientControllerConfigConcurrencyLimitCalculationParams: MessageType<GradientControllerConfigConcurrencyLimitCalculationParams> = define<GradientControllerConfigConcurrencyLimitCalculationParams>({
  name: 'envoy.extensions.filters.http.adaptive_concurrency.v3.GradientControllerConfig.ConcurrencyLimitCalculationParams', empty: emptyGradientControllerConfigConcurrencyLimitCalculationParams, write: writeGradientControllerConfigConcurrencyLimitCalculationParams, read: readGradientControllerConfigConcurrencyLimitCalculationParams,
  fields: () => [
    ['max_concurrency_limit', 2, UInt32Value],
    ['concurrency_update_interval', 3, Duration],
  ],
})

export function emptyGradientControllerConfigConcurrencyLimitCalculationParams(): GradientControllerConfigConcurrencyLimitCalculationParams {
  return {
    maxConcurrencyLimit: null,
    concurrencyUpdateInterval: null,
  }
}

export function writeGradientControllerConfigConcurrencyLimitCalculationParams(m: GradientControllerConfigConcurrencyLimitCalculationParams, w: ByteWriter): void {
  if (m.maxConcurrencyLimit !== null) put(w, 18, writeUInt32Value, m.maxConcurrencyLimit)
  if (m.concurrencyUpdateInterval !== null) put(w, 26, writeDuration, m.concurrencyUpdateInterval)
}

export function readGradientControllerConfigConcurrencyLimitCalculationParams(r: MessageReader, into: GradientControllerConfigConcurrencyLimitCalculationParams | null): GradientControllerConfigConcurrencyLimitCalculationParams {
  const m: Mutable<GradientControllerConfigConcurrencyLimitCalculationParams> = into ?? emptyGradientControllerConfigConcurrencyLimitCalculationParams()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 18: m.maxConcurrencyLimit = readUInt32Value(r.message()); break
      case 26: m.concurrencyUpdateInterval = readDuration(r.message(), m.concurrencyUpdateInterval); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** envoy.extensions.filters.http.adaptive_concurrency.v3.GradientControllerConfig.MinimumRTTCalculationParams */
export interface GradientControllerConfigMinimumRTTCalculationParams {
  readonly interval: Duration | null
  readonly requestCount: number | null
  readonly jitter: Percent | null
  readonly minConcurrency: number | null
  readonly buffer: Percent | null
}

export const GradientControllerConfigMinimumRTTCalculationParams: MessageType<GradientControllerConfigMinimumRTTCalculationParams> = define<GradientControllerConfigMinimumRTTCalculationParams>({
  name: 'envoy.extensions.filters.http.adaptive_concurrency.v3.GradientControllerConfig.MinimumRTTCalculationParams', empty: emptyGradientControllerConfigMinimumRTTCalculationParams, write: writeGradientControllerConfigMinimumRTTCalculationParams, read: readGradientControllerConfigMinimumRTTCalculationParams,
  fields: () => [
    ['interval', 1, Duration],
    ['request_count', 2, UInt32Value],
    ['jitter', 3, Percent],
    ['min_concurrency', 4, UInt32Value],
    ['buffer', 5, Percent],
  ],
})

export function emptyGradientControllerConfigMinimumRTTCalculationParams(): GradientControllerConfigMinimumRTTCalculationParams {
  return {
    interval: null,
    requestCount: null,
    jitter: null,
    minConcurrency: null,
    buffer: null,
  }
}

export function writeGradientControllerConfigMinimumRTTCalculationParams(m: GradientControllerConfigMinimumRTTCalculationParams, w: ByteWriter): void {
  if (m.interval !== null) put(w, 10, writeDuration, m.interval)
  if (m.requestCount !== null) put(w, 18, writeUInt32Value, m.requestCount)
  if (m.jitter !== null) put(w, 26, writePercent, m.jitter)
  if (m.minConcurrency !== null) put(w, 34, writeUInt32Value, m.minConcurrency)
  if (m.buffer !== null) put(w, 42, writePercent, m.buffer)
}

export function readGradientControllerConfigMinimumRTTCalculationParams(r: MessageReader, into: GradientControllerConfigMinimumRTTCalculationParams | null): GradientControllerConfigMinimumRTTCalculationParams {
  const m: Mutable<GradientControllerConfigMinimumRTTCalculationParams> = into ?? emptyGradientControllerConfigMinimumRTTCalculationParams()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.interval = readDuration(r.message(), m.interval); break
      case 18: m.requestCount = readUInt32Value(r.message()); break
      case 26: m.jitter = readPercent(r.message(), m.jitter); break
      case 34: m.minConcurrency = readUInt32Value(r.message()); break
      case 42: m.buffer = readPercent(r.message(), m.buffer); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** Generated from envoy/config/metrics/v3/stats.proto by `npm run gen`; do not edit. */
import { type ByteWriter } from '@flotilla/bytes'
import { Address, readAddress, writeAddress } from '../../core/v3/address.ts'
import { ListStringMatcher, StringMatcher, readListStringMatcher, readStringMatcher, writeListStringMatcher, writeStringMatcher } from '../../../type/matcher/v3/string.ts'
import { type MessageType, define } from '../../../../../message-type.ts'
import { Any, readAny, writeAny } from '../../../../../well-known/any.ts'
import { BoolValue, UInt64Value, readBoolValue, readUInt64Value, writeBoolValue, writeUInt64Value } from '../../../../../well-known/wrappers.ts'
import { type Mutable, NO_ITEMS, append, put } from '../../../../../wire/generated-support.ts'
import { type MessageReader } from '../../../../../wire/message-reader.ts'

/** envoy.config.metrics.v3.DogStatsdSink */
export interface DogStatsdSink {
  readonly address: Address | null // oneof dog_statsd_specifier
  readonly prefix: string
  readonly maxBytesPerDatagram: number | null
}

export const DogStatsdSink: MessageType<DogStatsdSink> = define<DogStatsdSink>({
  name: 'envoy.config.metrics.v3.DogStatsdSink', empty: emptyDogStatsdSink, write: writeDogStatsdSink, read: readDogStatsdSink,
  fields: () => [
    ['address', 1, Address, '', 'dogStatsdSpecifier'],
    ['prefix', 3, 'string'],
    ['max_bytes_per_datagram', 4, UInt64Value],
  ],
})

export function emptyDogStatsdSink(): DogStatsdSink {
  return {
    address: null,
    prefix: '',
    maxBytesPerDatagram: null,
  }
}

export function writeDogStatsdSink(m: DogStatsdSink, w: ByteWriter): void {
  if (m.address !== null) put(w, 10, writeAddress, m.address)
  if (m.prefix !== '') w.uint32(26).string(m.prefix)
  if (m.maxBytesPerDatagram !== null) put(w, 34, writeUInt64Value, m.maxBytesPerDatagram)
}

export function readDogStatsdSink(r: MessageReader, into: DogStatsdSink | null): DogStatsdSink {
  const m: Mutable<DogStatsdSink> = into ?? emptyDogStatsdSink()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.address = readAddress(r.message(), m.address); break
      case 26: m.prefix = r.string(); break
      case 34: m.maxBytesPerDatagram = readUInt64Value(r.message()); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** envoy.config.metrics.v3.HistogramBucketSettings */
export interface HistogramBucketSettings {
  readonly match: StringMatcher | null
  readonly buckets: readonly number[]
}

export const HistogramBucketSettings: MessageType<HistogramBucketSettings> = define<HistogramBucketSettings>({
  name: 'envoy.config.metrics.v3.HistogramBucketSettings', empty: emptyHistogramBucketSettings, write: writeHistogramBucketSettings, read: readHistogramBucketSettings,
  fields: () => [
    ['match', 1, StringMatcher],
    ['buckets', 2, 'double', 'list'],
  ],
})

export function emptyHistogramBucketSettings(): HistogramBucketSettings {
  return {
    match: null,
    buckets: NO_ITEMS,
  }
}

export function writeHistogramBucketSettings(m: HistogramBucketSettings, w: ByteWriter): void {
  if (m.match !== null) put(w, 10, writeStringMatcher, m.match)
  if (m.buckets.length > 0) { w.uint32(18); const o = w.open(); for (const v of m.buckets) w.double(v); w.close(o) }
}

export function readHistogramBucketSettings(r: MessageReader, into: HistogramBucketSettings | null): HistogramBucketSettings {
  const m: Mutable<HistogramBucketSettings> = into ?? emptyHistogramBucketSettings()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.match = readStringMatcher(r.message(), m.match); break
      case 17: m.buckets = append(m.buckets, r.double()); break
      case 18: { const p = r.message(); while (!p.done) m.buckets = append(m.buckets, p.double()); break }
      default: r.skipField(tag)
    }
  }
  return m
}

/** envoy.config.metrics.v3.StatsConfig */
export interface StatsConfig {
  readonly statsTags: readonly TagSpecifier[]
  readonly useAllDefaultTags: boolean | null
  readonly statsMatcher: StatsMatcher | null
  readonly histogramBucketSettings: readonly HistogramBucketSettings[]
}

export const StatsConfig: MessageType<StatsConfig> = define<StatsConfig>({
  name: 'envoy.config.metrics.v3.StatsConfig', empty: emptyStatsConfig, write: writeStatsConfig, read: readStatsConfig,
  fields: () => [
    ['stats_tags', 1, TagSpecifier, 'list'],
    ['use_all_default_tags', 2, BoolValue],
    ['stats_matcher', 3, StatsMatcher],
    ['histogram_bucket_settings', 4, HistogramBucketSettings, 'list'],
  ],
})

export function emptyStatsConfig(): StatsConfig {
  return {
    statsTags: NO_ITEMS,
    useAllDefaultTags: null,
    statsMatcher: null,
    histogramBucketSettings: NO_ITEMS,
  }
}

export function writeStatsConfig(m: StatsConfig, w: ByteWriter): void {
  for (const v of m.statsTags) put(w, 10, writeTagSpecifier, v)
  if (m.useAllDefaultTags !== null) put(w, 18, writeBoolValue, m.useAllDefaultTags)
  if (m.statsMatcher !== null) put(w, 26, writeStatsMatcher, m.statsMatcher)
  for (const v of m.histogramBucketSettings) put(w, 34, writeHistogramBucketSettings, v)
}

export function readStatsConfig(r: MessageReader, into: StatsConfig | null): StatsConfig {
  const m: Mutable<StatsConfig> = into ?? emptyStatsConfig()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.statsTags = append(m.statsTags, readTagSpecifier(r.message(), null)); break
      case 18: m.useAllDefaultTags = readBoolValue(r.message()); break
      case 26: m.statsMatcher = readStatsMatcher(r.message(), m.statsMatcher); break
      case 34: m.histogramBucketSettings = append(m.histogramBucketSettings, readHistogramBucketSettings(r.message(), null)); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** envoy.config.metrics.v3.StatsMatcher */
export interface StatsMatcher {
  readonly rejectAll: boolean | null // oneof stats_matcher
  readonly exclusionList: ListStringMatcher | null // oneof stats_matcher
  readonly inclusionList: ListStringMatcher | null // oneof stats_matcher
}

export const StatsMatcher: MessageType<StatsMatcher> = define<StatsMatcher>({
  name: 'envoy.config.metrics.v3.StatsMatcher', empty: emptyStatsMatcher, write: writeStatsMatcher, read: readStatsMatcher,
  fields: () => [
    ['reject_all', 1, 'bool', '', 'statsMatcher'],
    ['exclusion_list', 2, ListStringMatcher, '', 'statsMatcher'],
    ['inclusion_list', 3, ListStringMatcher, '', 'statsMatcher'],
  ],
})

export function emptyStatsMatcher(): StatsMatcher {
  return {
    rejectAll: null,
    exclusionList: null,
    inclusionList: null,
  }
}

export function writeStatsMatcher(m: StatsMatcher, w: ByteWriter): void {
  if (m.rejectAll !== null) w.uint32(8).bool(m.rejectAll)
  if (m.exclusionList !== null) put(w, 18, writeListStringMatcher, m.exclusionList)
  if (m.inclusionList !== null) put(w, 26, writeListStringMatcher, m.inclusionList)
}

export function readStatsMatcher(r: MessageReader, into: StatsMatcher | null): StatsMatcher {
  const m: Mutable<StatsMatcher> = into ?? emptyStatsMatcher()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 8: { const v = r.bool(); clearStatsMatcher_stats_matcher(m); m.rejectAll = v; break }
      case 18: { const v = readListStringMatcher(r.message(), m.exclusionList); clearStatsMatcher_stats_matcher(m); m.exclusionList = v; break }
      case 26: { const v = readListStringMatcher(r.message(), m.inclusionList); clearStatsMatcher_stats_matcher(m); m.inclusionList = v; break }
      default: r.skipField(tag)
    }
  }
  return m
}
function clearStatsMatcher_stats_matcher(m: Mutable<StatsMatcher>): void {
  m.rejectAll = null
  m.exclusionList = null
  m.inclusionList = null
}

/** envoy.config.metrics.v3.StatsSink */
export interface StatsSink {
  readonly name: string
  readonly typedConfig: Any | null // oneof config_type
}

export const StatsSink: MessageType<StatsSink> = define<StatsSink>({
  name: 'envoy.config.metrics.v3.StatsSink', empty: emptyStatsSink, write: writeStatsSink, read: readStatsSink,
  fields: () => [
    ['name', 1, 'string'],
    ['typed_config', 3, Any, '', 'configType'],
  ],
})

export function emptyStatsSink(): StatsSink {
  return {
    name: '',
    typedConfig: null,
  }
}

export function writeStatsSink(m: StatsSink, w: ByteWriter): void {
  if (m.name !== '') w.uint32(10).string(m.name)
  if (m.typedConfig !== null) put(w, 26, writeAny, m.typedConfig)
}

export function readStatsSink(r: MessageReader, into: StatsSink | null): StatsSink {
  const m: Mutable<StatsSink> = into ?? emptyStatsSink()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.name = r.string(); break
      case 26: m.typedConfig = readAny(r.message(), m.typedConfig); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** envoy.config.metrics.v3.StatsdSink */
export interface StatsdSink {
  readonly address: Address | null // oneof statsd_specifier
  readonly tcpClusterName: string | null // oneof statsd_specifier
  readonly prefix: string
}

export const StatsdSink: MessageType<StatsdSink> = define<StatsdSink>({
  name: 'envoy.config.metrics.v3.StatsdSink', empty: emptyStatsdSink, write: writeStatsdSink, read: readStatsdSink,
  fields: () => [
    ['address', 1, Address, '', 'statsdSpecifier'],
    ['tcp_cluster_name', 2, 'string', '', 'statsdSpecifier'],
    ['prefix', 3, 'string'],
  ],
})

export function emptyStatsdSink(): StatsdSink {
  return {
    address: null,
    tcpClusterName: null,
    prefix: '',
  }
}

export function writeStatsdSink(m: StatsdSink, w: ByteWriter): void {
  if (m.address !== null) put(w, 10, writeAddress, m.address)
  if (m.tcpClusterName !== null) w.uint32(18).string(m.tcpClusterName)
  if (m.prefix !== '') w.uint32(26).string(m.prefix)
}

export function readStatsdSink(r: MessageReader, into: StatsdSink | null): StatsdSink {
  const m: Mutable<StatsdSink> = into ?? emptyStatsdSink()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: { const v = readAddress(r.message(), m.address); clearStatsdSink_statsd_specifier(m); m.address = v; break }
      case 18: { const v = r.string(); clearStatsdSink_statsd_specifier(m); m.tcpClusterName = v; break }
      case 26: m.prefix = r.string(); break
      default: r.skipField(tag)
    }
  }
  return m
}
function clearStatsdSink_statsd_specifier(m: Mutable<StatsdSink>): void {
  m.address = null
  m.tcpClusterName = null
}

/** envoy.config.metrics.v3.TagSpecifier */
export interface TagSpecifier {
  readonly tagName: string
  readonly regex: string | null // oneof tag_value
  readonly fixedValue: string | null // oneof tag_value
}

export const TagSpecifier: MessageType<TagSpecifier> = define<TagSpecifier>({
  name: 'envoy.config.metrics.v3.TagSpecifier', empty: emptyTagSpecifier, write: writeTagSpecifier, read: readTagSpecifier,
  fields: () => [
    ['tag_name', 1, 'string'],
    ['regex', 2, 'string', '', 'tagValue'],
    ['fixed_value', 3, 'string', '', 'tagValue'],
  ],
})

export function emptyTagSpecifier(): TagSpecifier {
  return {
    tagName: '',
    regex: null,
    fixedValue: null,
  }
}

export function writeTagSpecifier(m: TagSpecifier, w: ByteWriter): void {
  if (m.tagName !== '') w.uint32(10).string(m.tagName)
  if (m.regex !== null) w.uint32(18).string(m.regex)
  if (m.fixedValue !== null) w.uint32(26).string(m.fixedValue)
}

export function readTagSpecifier(r: MessageReader, into: TagSpecifier | null): TagSpecifier {
  const m: Mutable<TagSpecifier> = into ?? emptyTagSpecifier()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.tagName = r.string(); break
      case 18: { const v = r.string(); clearTagSpecifier_tag_value(m); m.regex = v; break }
      case 26: { const v = r.string(); clearTagSpecifier_tag_value(m); m.fixedValue = v; break }
      default: r.skipField(tag)
    }
  }
  return m
}
function clearTagSpecifier_tag_value(m: Mutable<TagSpecifier>): void {
  m.regex = null
  m.fixedValue = null
}

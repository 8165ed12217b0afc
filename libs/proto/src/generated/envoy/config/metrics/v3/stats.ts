/** Generated from envoy/config/metrics/v3/stats.proto by `npm run gen`; do not edit. */
import { type ByteWriter } from '@flotilla/bytes'
import { type MessageType, define } from '../../../../../message-type.ts'
import { BoolValue, readBoolValue, writeBoolValue } from '../../../../../well-known/wrappers.ts'
import { type Mutable, NO_ITEMS, append, put } from '../../../../../wire/generated-support.ts'
import { type MessageReader } from '../../../../../wire/message-reader.ts'

/** envoy.config.metrics.v3.StatsConfig */
export interface StatsConfig {
  readonly statsTags: readonly TagSpecifier[]
  readonly useAllDefaultTags: boolean | null
}

export const StatsConfig: MessageType<StatsConfig> = define<StatsConfig>({
  name: 'envoy.config.metrics.v3.StatsConfig', empty: emptyStatsConfig, write: writeStatsConfig, read: readStatsConfig,
  fields: () => [
    ['stats_tags', 1, TagSpecifier, 'list'],
    ['use_all_default_tags', 2, BoolValue],
  ],
  pruned: { 3: 'stats_matcher', 4: 'histogram_bucket_settings' },
})

export function emptyStatsConfig(): StatsConfig {
  return {
    statsTags: NO_ITEMS,
    useAllDefaultTags: null,
  }
}

export function writeStatsConfig(m: StatsConfig, w: ByteWriter): void {
  for (const v of m.statsTags) put(w, 10, writeTagSpecifier, v)
  if (m.useAllDefaultTags !== null) put(w, 18, writeBoolValue, m.useAllDefaultTags)
}

export function readStatsConfig(r: MessageReader, into: StatsConfig | null): StatsConfig {
  const m: Mutable<StatsConfig> = into ?? emptyStatsConfig()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.statsTags = append(m.statsTags, readTagSpecifier(r.message(), null)); break
      case 18: m.useAllDefaultTags = readBoolValue(r.message()); break
      default: r.skipField(tag)
    }
  }
  return m
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

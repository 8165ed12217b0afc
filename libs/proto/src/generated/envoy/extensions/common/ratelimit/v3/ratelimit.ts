/** Generated from envoy/extensions/common/ratelimit/v3/ratelimit.proto by `npm run gen`; do not edit. */
import { type ByteWriter } from '@flotilla/bytes'
import { TokenBucket, readTokenBucket, writeTokenBucket } from '../../../../type/v3/token_bucket.ts'
import { type MessageType, define } from '../../../../../../message-type.ts'
import { type Mutable, NO_ITEMS, append, put } from '../../../../../../wire/generated-support.ts'
import { type MessageReader } from '../../../../../../wire/message-reader.ts'

/** envoy.extensions.common.ratelimit.v3.VhRateLimitsOptions */
export const VhRateLimitsOptions = {
  OVERRIDE: 0,
  INCLUDE: 1,
  IGNORE: 2,
} as const
export type VhRateLimitsOptions = (typeof VhRateLimitsOptions)[keyof typeof VhRateLimitsOptions]

/** envoy.extensions.common.ratelimit.v3.XRateLimitHeadersRFCVersion */
export const XRateLimitHeadersRFCVersion = {
  OFF: 0,
  DRAFT_VERSION_03: 1,
} as const
export type XRateLimitHeadersRFCVersion = (typeof XRateLimitHeadersRFCVersion)[keyof typeof XRateLimitHeadersRFCVersion]

/** envoy.extensions.common.ratelimit.v3.LocalRateLimitDescriptor */
export interface LocalRateLimitDescriptor {
  readonly entries: readonly RateLimitDescriptorEntry[]
  readonly tokenBucket: TokenBucket | null
}

export const LocalRateLimitDescriptor: MessageType<LocalRateLimitDescriptor> = define<LocalRateLimitDescriptor>({
  name: 'envoy.extensions.common.ratelimit.v3.LocalRateLimitDescriptor', empty: emptyLocalRateLimitDescriptor, write: writeLocalRateLimitDescriptor, read: readLocalRateLimitDescriptor,
  fields: () => [
    ['entries', 1, RateLimitDescriptorEntry, 'list'],
    ['token_bucket', 2, TokenBucket],
  ],
})

export function emptyLocalRateLimitDescriptor(): LocalRateLimitDescriptor {
  return {
    entries: NO_ITEMS,
    tokenBucket: null,
  }
}

export function writeLocalRateLimitDescriptor(m: LocalRateLimitDescriptor, w: ByteWriter): void {
  for (const v of m.entries) put(w, 10, writeRateLimitDescriptorEntry, v)
  if (m.tokenBucket !== null) put(w, 18, writeTokenBucket, m.tokenBucket)
}

export function readLocalRateLimitDescriptor(r: MessageReader, into: LocalRateLimitDescriptor | null): LocalRateLimitDescriptor {
  const m: Mutable<LocalRateLimitDescriptor> = into ?? emptyLocalRateLimitDescriptor()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.entries = append(m.entries, readRateLimitDescriptorEntry(r.message(), null)); break
      case 18: m.tokenBucket = readTokenBucket(r.message(), m.tokenBucket); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** envoy.extensions.common.ratelimit.v3.RateLimitDescriptor.Entry */
export interface RateLimitDescriptorEntry {
  readonly key: string
  readonly value: string
}

export const RateLimitDescriptorEntry: MessageType<RateLimitDescriptorEntry> = define<RateLimitDescriptorEntry>({
  name: 'envoy.extensions.common.ratelimit.v3.RateLimitDescriptor.Entry', empty: emptyRateLimitDescriptorEntry, write: writeRateLimitDescriptorEntry, read: readRateLimitDescriptorEntry,
  fields: () => [
    ['key', 1, 'string'],
    ['value', 2, 'string'],
  ],
})

export function emptyRateLimitDescriptorEntry(): RateLimitDescriptorEntry {
  return {
    key: '',
    value: '',
  }
}

export function writeRateLimitDescriptorEntry(m: RateLimitDescriptorEntry, w: ByteWriter): void {
  if (m.key !== '') w.uint32(10).string(m.key)
  if (m.value !== '') w.uint32(18).string(m.value)
}

export function readRateLimitDescriptorEntry(r: MessageReader, into: RateLimitDescriptorEntry | null): RateLimitDescriptorEntry {
  const m: Mutable<RateLimitDescriptorEntry> = into ?? emptyRateLimitDescriptorEntry()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.key = r.string(); break
      case 18: m.value = r.string(); break
      default: r.skipField(tag)
    }
  }
  return m
}

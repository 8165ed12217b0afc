/** Generated from envoy/config/core/v3/proxy_protocol.proto by `npm run gen`; do not edit. */
import { type ByteWriter } from '@flotilla/bytes'
import { type MessageType, define } from '../../../../../message-type.ts'
import { type Mutable, NO_ITEMS, append, put } from '../../../../../wire/generated-support.ts'
import { type MessageReader } from '../../../../../wire/message-reader.ts'

/** envoy.config.core.v3.ProxyProtocolConfig.Version */
export const ProxyProtocolConfigVersion = {
  V1: 0,
  V2: 1,
} as const
export type ProxyProtocolConfigVersion = (typeof ProxyProtocolConfigVersion)[keyof typeof ProxyProtocolConfigVersion]

/** envoy.config.core.v3.ProxyProtocolPassThroughTLVs.PassTLVsMatchType */
export const ProxyProtocolPassThroughTLVsPassTLVsMatchType = {
  INCLUDE_ALL: 0,
  INCLUDE: 1,
} as const
export type ProxyProtocolPassThroughTLVsPassTLVsMatchType = (typeof ProxyProtocolPassThroughTLVsPassTLVsMatchType)[keyof typeof ProxyProtocolPassThroughTLVsPassTLVsMatchType]

/** envoy.config.core.v3.ProxyProtocolConfig */
export interface ProxyProtocolConfig {
  readonly version: ProxyProtocolConfigVersion
  readonly passThroughTlvs: ProxyProtocolPassThroughTLVs | null
}

export const ProxyProtocolConfig: MessageType<ProxyProtocolConfig> = define<ProxyProtocolConfig>({
  name: 'envoy.config.core.v3.ProxyProtocolConfig', empty: emptyProxyProtocolConfig, write: writeProxyProtocolConfig, read: readProxyProtocolConfig,
  fields: () => [
    ['version', 1, { enum: ProxyProtocolConfigVersion }],
    ['pass_through_tlvs', 2, ProxyProtocolPassThroughTLVs],
  ],
})

export function emptyProxyProtocolConfig(): ProxyProtocolConfig {
  return {
    version: 0,
    passThroughTlvs: null,
  }
}

export function writeProxyProtocolConfig(m: ProxyProtocolConfig, w: ByteWriter): void {
  if (m.version !== 0) w.uint32(8).int32(m.version)
  if (m.passThroughTlvs !== null) put(w, 18, writeProxyProtocolPassThroughTLVs, m.passThroughTlvs)
}

export function readProxyProtocolConfig(r: MessageReader, into: ProxyProtocolConfig | null): ProxyProtocolConfig {
  const m: Mutable<ProxyProtocolConfig> = into ?? emptyProxyProtocolConfig()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 8: m.version = r.int32() as ProxyProtocolConfigVersion; break
      case 18: m.passThroughTlvs = readProxyProtocolPassThroughTLVs(r.message(), m.passThroughTlvs); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** envoy.config.core.v3.ProxyProtocolPassThroughTLVs */
export interface ProxyProtocolPassThroughTLVs {
  readonly matchType: ProxyProtocolPassThroughTLVsPassTLVsMatchType
  readonly tlvType: readonly number[]
}

export const ProxyProtocolPassThroughTLVs: MessageType<ProxyProtocolPassThroughTLVs> = define<ProxyProtocolPassThroughTLVs>({
  name: 'envoy.config.core.v3.ProxyProtocolPassThroughTLVs', empty: emptyProxyProtocolPassThroughTLVs, write: writeProxyProtocolPassThroughTLVs, read: readProxyProtocolPassThroughTLVs,
  fields: () => [
    ['match_type', 1, { enum: ProxyProtocolPassThroughTLVsPassTLVsMatchType }],
    ['tlv_type', 2, 'uint32', 'list'],
  ],
})

export function emptyProxyProtocolPassThroughTLVs(): ProxyProtocolPassThroughTLVs {
  return {
    matchType: 0,
    tlvType: NO_ITEMS,
  }
}

export function writeProxyProtocolPassThroughTLVs(m: ProxyProtocolPassThroughTLVs, w: ByteWriter): void {
  if (m.matchType !== 0) w.uint32(8).int32(m.matchType)
  if (m.tlvType.length > 0) { w.uint32(18); const o = w.open(); for (const v of m.tlvType) w.uint32(v); w.close(o) }
}

export function readProxyProtocolPassThroughTLVs(r: MessageReader, into: ProxyProtocolPassThroughTLVs | null): ProxyProtocolPassThroughTLVs {
  const m: Mutable<ProxyProtocolPassThroughTLVs> = into ?? emptyProxyProtocolPassThroughTLVs()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 8: m.matchType = r.int32() as ProxyProtocolPassThroughTLVsPassTLVsMatchType; break
      case 16: m.tlvType = append(m.tlvType, r.uint32()); break
      case 18: { const p = r.message(); while (!p.done) m.tlvType = append(m.tlvType, p.uint32()); break }
      default: r.skipField(tag)
    }
  }
  return m
}

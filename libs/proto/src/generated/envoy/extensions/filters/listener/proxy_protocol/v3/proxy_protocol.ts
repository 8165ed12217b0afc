/** Generated from envoy/extensions/filters/listener/proxy_protocol/v3/proxy_protocol.proto by `npm run gen`; do not edit. */
import { type ByteWriter } from '@flotilla/bytes'
import { ProxyProtocolConfigVersion, ProxyProtocolPassThroughTLVs, readProxyProtocolPassThroughTLVs, writeProxyProtocolPassThroughTLVs } from '../../../../../config/core/v3/proxy_protocol.ts'
import { type MessageType, define } from '../../../../../../../message-type.ts'
import { type Mutable, NO_ITEMS, append, put } from '../../../../../../../wire/generated-support.ts'
import { type MessageReader } from '../../../../../../../wire/message-reader.ts'

/** envoy.extensions.filters.listener.proxy_protocol.v3.ProxyProtocol */
export interface ProxyProtocol {
  readonly rules: readonly ProxyProtocolRule[]
  readonly allowRequestsWithoutProxyProtocol: boolean
  readonly passThroughTlvs: ProxyProtocolPassThroughTLVs | null
  readonly disallowedVersions: readonly ProxyProtocolConfigVersion[]
  readonly statPrefix: string
}

export const ProxyProtocol: MessageType<ProxyProtocol> = define<ProxyProtocol>({
  name: 'envoy.extensions.filters.listener.proxy_protocol.v3.ProxyProtocol', empty: emptyProxyProtocol, write: writeProxyProtocol, read: readProxyProtocol,
  fields: () => [
    ['rules', 1, ProxyProtocolRule, 'list'],
    ['allow_requests_without_proxy_protocol', 2, 'bool'],
    ['pass_through_tlvs', 3, ProxyProtocolPassThroughTLVs],
    ['disallowed_versions', 4, { enum: ProxyProtocolConfigVersion }, 'list'],
    ['stat_prefix', 5, 'string'],
  ],
})

export function emptyProxyProtocol(): ProxyProtocol {
  return {
    rules: NO_ITEMS,
    allowRequestsWithoutProxyProtocol: false,
    passThroughTlvs: null,
    disallowedVersions: NO_ITEMS,
    statPrefix: '',
  }
}

export function writeProxyProtocol(m: ProxyProtocol, w: ByteWriter): void {
  for (const v of m.rules) put(w, 10, writeProxyProtocolRule, v)
  if (m.allowRequestsWithoutProxyProtocol) w.uint32(16).bool(m.allowRequestsWithoutProxyProtocol)
  if (m.passThroughTlvs !== null) put(w, 26, writeProxyProtocolPassThroughTLVs, m.passThroughTlvs)
  if (m.disallowedVersions.length > 0) { w.uint32(34); const o = w.open(); for (const v of m.disallowedVersions) w.int32(v); w.close(o) }
  if (m.statPrefix !== '') w.uint32(42).string(m.statPrefix)
}

export function readProxyProtocol(r: MessageReader, into: ProxyProtocol | null): ProxyProtocol {
  const m: Mutable<ProxyProtocol> = into ?? emptyProxyProtocol()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.rules = append(m.rules, readProxyProtocolRule(r.message(), null)); break
      case 16: m.allowRequestsWithoutProxyProtocol = r.bool(); break
      case 26: m.passThroughTlvs = readProxyProtocolPassThroughTLVs(r.message(), m.passThroughTlvs); break
      case 32: m.disallowedVersions = append(m.disallowedVersions, r.int32() as ProxyProtocolConfigVersion); break
      case 34: { const p = r.message(); while (!p.done) m.disallowedVersions = append(m.disallowedVersions, p.int32() as ProxyProtocolConfigVersion); break }
      case 42: m.statPrefix = r.string(); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** envoy.extensions.filters.listener.proxy_protocol.v3.ProxyProtocol.KeyValuePair */
export interface ProxyProtocolKeyValuePair {
  readonly metadataNamespace: string
  readonly key: string
}

export const ProxyProtocolKeyValuePair: MessageType<ProxyProtocolKeyValuePair> = define<ProxyProtocolKeyValuePair>({
  name: 'envoy.extensions.filters.listener.proxy_protocol.v3.ProxyProtocol.KeyValuePair', empty: emptyProxyProtocolKeyValuePair, write: writeProxyProtocolKeyValuePair, read: readProxyProtocolKeyValuePair,
  fields: () => [
    ['metadata_namespace', 1, 'string'],
    ['key', 2, 'string'],
  ],
})

export function emptyProxyProtocolKeyValuePair(): ProxyProtocolKeyValuePair {
  return {
    metadataNamespace: '',
    key: '',
  }
}

export function writeProxyProtocolKeyValuePair(m: ProxyProtocolKeyValuePair, w: ByteWriter): void {
  if (m.metadataNamespace !== '') w.uint32(10).string(m.metadataNamespace)
  if (m.key !== '') w.uint32(18).string(m.key)
}

export function readProxyProtocolKeyValuePair(r: MessageReader, into: ProxyProtocolKeyValuePair | null): ProxyProtocolKeyValuePair {
  const m: Mutable<ProxyProtocolKeyValuePair> = into ?? emptyProxyProtocolKeyValuePair()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.metadataNamespace = r.string(); break
      case 18: m.key = r.string(); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** envoy.extensions.filters.listener.proxy_protocol.v3.ProxyProtocol.Rule */
export interface ProxyProtocolRule {
  readonly tlvType: number
  readonly onTlvPresent: ProxyProtocolKeyValuePair | null
}

export const ProxyProtocolRule: MessageType<ProxyProtocolRule> = define<ProxyProtocolRule>({
  name: 'envoy.extensions.filters.listener.proxy_protocol.v3.ProxyProtocol.Rule', empty: emptyProxyProtocolRule, write: writeProxyProtocolRule, read: readProxyProtocolRule,
  fields: () => [
    ['tlv_type', 1, 'uint32'],
    ['on_tlv_present', 2, ProxyProtocolKeyValuePair],
  ],
})

export function emptyProxyProtocolRule(): ProxyProtocolRule {
  return {
    tlvType: 0,
    onTlvPresent: null,
  }
}

export function writeProxyProtocolRule(m: ProxyProtocolRule, w: ByteWriter): void {
  if (m.tlvType !== 0) w.uint32(8).uint32(m.tlvType)
  if (m.onTlvPresent !== null) put(w, 18, writeProxyProtocolKeyValuePair, m.onTlvPresent)
}

export function readProxyProtocolRule(r: MessageReader, into: ProxyProtocolRule | null): ProxyProtocolRule {
  const m: Mutable<ProxyProtocolRule> = into ?? emptyProxyProtocolRule()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 8: m.tlvType = r.uint32(); break
      case 18: m.onTlvPresent = readProxyProtocolKeyValuePair(r.message(), m.onTlvPresent); break
      default: r.skipField(tag)
    }
  }
  return m
}

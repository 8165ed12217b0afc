/** Generated from envoy/config/core/v3/resolver.proto by `npm run gen`; do not edit. */
import { type ByteWriter } from '@flotilla/bytes'
import { Address, readAddress, writeAddress } from './address.ts'
import { type MessageType, define } from '../../../../../message-type.ts'
import { type Mutable, NO_ITEMS, append, put } from '../../../../../wire/generated-support.ts'
import { type MessageReader } from '../../../../../wire/message-reader.ts'

/** envoy.config.core.v3.DnsResolutionConfig */
export interface DnsResolutionConfig {
  readonly resolvers: readonly Address[]
  readonly dnsResolverOptions: DnsResolverOptions | null
}

export const DnsResolutionConfig: MessageType<DnsResolutionConfig> = define<DnsResolutionConfig>({
  name: 'envoy.config.core.v3.DnsResolutionConfig', empty: emptyDnsResolutionConfig, write: writeDnsResolutionConfig, read: readDnsResolutionConfig,
  fields: () => [
    ['resolvers', 1, Address, 'list'],
    ['dns_resolver_options', 2, DnsResolverOptions],
  ],
})

export function emptyDnsResolutionConfig(): DnsResolutionConfig {
  return {
    resolvers: NO_ITEMS,
    dnsResolverOptions: null,
  }
}

export function writeDnsResolutionConfig(m: DnsResolutionConfig, w: ByteWriter): void {
  for (const v of m.resolvers) put(w, 10, writeAddress, v)
  if (m.dnsResolverOptions !== null) put(w, 18, writeDnsResolverOptions, m.dnsResolverOptions)
}

export function readDnsResolutionConfig(r: MessageReader, into: DnsResolutionConfig | null): DnsResolutionConfig {
  const m: Mutable<DnsResolutionConfig> = into ?? emptyDnsResolutionConfig()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.resolvers = append(m.resolvers, readAddress(r.message(), null)); break
      case 18: m.dnsResolverOptions = readDnsResolverOptions(r.message(), m.dnsResolverOptions); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** envoy.config.core.v3.DnsResolverOptions */
export interface DnsResolverOptions {
  readonly useTcpForDnsLookups: boolean
  readonly noDefaultSearchDomain: boolean
}

export const DnsResolverOptions: MessageType<DnsResolverOptions> = define<DnsResolverOptions>({
  name: 'envoy.config.core.v3.DnsResolverOptions', empty: emptyDnsResolverOptions, write: writeDnsResolverOptions, read: readDnsResolverOptions,
  fields: () => [
    ['use_tcp_for_dns_lookups', 1, 'bool'],
    ['no_default_search_domain', 2, 'bool'],
  ],
})

export function emptyDnsResolverOptions(): DnsResolverOptions {
  return {
    useTcpForDnsLookups: false,
    noDefaultSearchDomain: false,
  }
}

export function writeDnsResolverOptions(m: DnsResolverOptions, w: ByteWriter): void {
  if (m.useTcpForDnsLookups) w.uint32(8).bool(m.useTcpForDnsLookups)
  if (m.noDefaultSearchDomain) w.uint32(16).bool(m.noDefaultSearchDomain)
}

export function readDnsResolverOptions(r: MessageReader, into: DnsResolverOptions | null): DnsResolverOptions {
  const m: Mutable<DnsResolverOptions> = into ?? emptyDnsResolverOptions()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 8: m.useTcpForDnsLookups = r.bool(); break
      case 16: m.noDefaultSearchDomain = r.bool(); break
      default: r.skipField(tag)
    }
  }
  return m
}

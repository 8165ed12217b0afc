/** Generated from envoy/extensions/network/dns_resolver/cares/v3/cares_dns_resolver.proto by `npm run gen`; do not edit. */
import { type ByteWriter } from '@flotilla/bytes'
import { Address, readAddress, writeAddress } from '../../../../../config/core/v3/address.ts'
import { DnsResolverOptions, readDnsResolverOptions, writeDnsResolverOptions } from '../../../../../config/core/v3/resolver.ts'
import { type MessageType, define } from '../../../../../../../message-type.ts'
import { UInt32Value, readUInt32Value, writeUInt32Value } from '../../../../../../../well-known/wrappers.ts'
import { type Mutable, NO_ITEMS, append, put } from '../../../../../../../wire/generated-support.ts'
import { type MessageReader } from '../../../../../../../wire/message-reader.ts'

/** envoy.extensions.network.dns_resolver.cares.v3.CaresDnsResolverConfig */
export interface CaresDnsResolverConfig {
  readonly resolvers: readonly Address[]
  readonly dnsResolverOptions: DnsResolverOptions | null
  readonly useResolversAsFallback: boolean
  readonly filterUnroutableFamilies: boolean
  readonly udpMaxQueries: number | null
}

export const CaresDnsResolverConfig: MessageType<CaresDnsResolverConfig> = define<CaresDnsResolverConfig>({
  name: 'envoy.extensions.network.dns_resolver.cares.v3.CaresDnsResolverConfig', empty: emptyCaresDnsResolverConfig, write: writeCaresDnsResolverConfig, read: readCaresDnsResolverConfig,
  fields: () => [
    ['resolvers', 1, Address, 'list'],
    ['dns_resolver_options', 2, DnsResolverOptions],
    ['use_resolvers_as_fallback', 3, 'bool'],
    ['filter_unroutable_families', 4, 'bool'],
    ['udp_max_queries', 5, UInt32Value],
  ],
})

export function emptyCaresDnsResolverConfig(): CaresDnsResolverConfig {
  return {
    resolvers: NO_ITEMS,
    dnsResolverOptions: null,
    useResolversAsFallback: false,
    filterUnroutableFamilies: false,
    udpMaxQueries: null,
  }
}

export function writeCaresDnsResolverConfig(m: CaresDnsResolverConfig, w: ByteWriter): void {
  for (const v of m.resolvers) put(w, 10, writeAddress, v)
  if (m.dnsResolverOptions !== null) put(w, 18, writeDnsResolverOptions, m.dnsResolverOptions)
  if (m.useResolversAsFallback) w.uint32(24).bool(m.useResolversAsFallback)
  if (m.filterUnroutableFamilies) w.uint32(32).bool(m.filterUnroutableFamilies)
  if (m.udpMaxQueries !== null) put(w, 42, writeUInt32Value, m.udpMaxQueries)
}

export function readCaresDnsResolverConfig(r: MessageReader, into: CaresDnsResolverConfig | null): CaresDnsResolverConfig {
  const m: Mutable<CaresDnsResolverConfig> = into ?? emptyCaresDnsResolverConfig()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.resolvers = append(m.resolvers, readAddress(r.message(), null)); break
      case 18: m.dnsResolverOptions = readDnsResolverOptions(r.message(), m.dnsResolverOptions); break
      case 24: m.useResolversAsFallback = r.bool(); break
      case 32: m.filterUnroutableFamilies = r.bool(); break
      case 42: m.udpMaxQueries = readUInt32Value(r.message()); break
      default: r.skipField(tag)
    }
  }
  return m
}

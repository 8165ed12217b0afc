/** Generated from envoy/extensions/network/dns_resolver/getaddrinfo/v3/getaddrinfo_dns_resolver.proto by `npm run gen`; do not edit. */
import { type ByteWriter } from '@flotilla/bytes'
import { type MessageType, define } from '../../../../../../../message-type.ts'
import { type Mutable } from '../../../../../../../wire/generated-support.ts'
import { type MessageReader } from '../../../../../../../wire/message-reader.ts'

/** envoy.extensions.network.dns_resolver.getaddrinfo.v3.GetAddrInfoDnsResolverConfig */
export interface GetAddrInfoDnsResolverConfig {
}

export const GetAddrInfoDnsResolverConfig: MessageType<GetAddrInfoDnsResolverConfig> = define<GetAddrInfoDnsResolverConfig>({
  name: 'envoy.extensions.network.dns_resolver.getaddrinfo.v3.GetAddrInfoDnsResolverConfig', empty: emptyGetAddrInfoDnsResolverConfig, write: writeGetAddrInfoDnsResolverConfig, read: readGetAddrInfoDnsResolverConfig,
  fields: () => [],
})

export function emptyGetAddrInfoDnsResolverConfig(): GetAddrInfoDnsResolverConfig {
  return {}
}

export function writeGetAddrInfoDnsResolverConfig(_m: GetAddrInfoDnsResolverConfig, _w: ByteWriter): void {
}

export function readGetAddrInfoDnsResolverConfig(r: MessageReader, into: GetAddrInfoDnsResolverConfig | null): GetAddrInfoDnsResolverConfig {
  const m: Mutable<GetAddrInfoDnsResolverConfig> = into ?? emptyGetAddrInfoDnsResolverConfig()
  while (!r.done) r.skipField(r.uint32())
  return m
}

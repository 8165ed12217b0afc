/** Which DNS servers are asked: `typed_dns_resolver_config` and the older fields, of a cluster or the bootstrap. */
import { Resolver } from 'node:dns/promises'
import { isIP } from 'node:net'
import {
  type Address,
  CaresDnsResolverConfig,
  type DnsResolutionConfig,
  type DnsResolverOptions,
  GetAddrInfoDnsResolverConfig,
  type TypedExtensionConfig,
} from '@flotilla/proto'
import { isType, unpack } from '../compile/fields.ts'
import type { Violations } from '../compile/violations.ts'
import type { Resolve } from './dns-endpoints.ts'

export interface NameServers {
  /** `address:port`, IPv6 in brackets. */
  readonly addresses: readonly string[]
  /** Asked where the system knows no server. */
  readonly isFallback: boolean
}

interface DnsFields {
  readonly typedDnsResolverConfig: TypedExtensionConfig | null
  readonly dnsResolutionConfig: DnsResolutionConfig | null
  readonly dnsResolvers?: readonly Address[]
}

/** Those of c-ares. */
const TRIES = 4
const TIMEOUT_MS = 5_000

/** Null: the system's own. As in Envoy the newest field that is set counts. */
export function compileNameServers(message: DnsFields, at: Violations): NameServers | null {
  const { typedDnsResolverConfig: typed, dnsResolutionConfig: older, dnsResolvers } = message
  if (typed !== null) return ofExtension(typed, at.at('typed_dns_resolver_config'))
  if (older !== null) {
    const place = at.at('dns_resolution_config')
    refuseOptions(older.dnsResolverOptions, place.at('dns_resolver_options'))
    return ofAddresses(older.resolvers, false, place, 'resolvers')
  }
  return ofAddresses(dnsResolvers ?? [], false, at, 'dns_resolvers')
}

function ofExtension(typed: TypedExtensionConfig, at: Violations): NameServers | null {
  const any = typed.typedConfig
  const place = at.at('typed_config')
  if (any !== null && isType(any, GetAddrInfoDnsResolverConfig)) return null
  if (any === null || !isType(any, CaresDnsResolverConfig)) {
    place.unsupported(any?.typeUrl ?? 'this resolver')
    return null
  }
  const config = unpack(CaresDnsResolverConfig, any, place)
  if (config === null) return null
  refuseOptions(config.dnsResolverOptions, place.at('dns_resolver_options'))
  const { resolvers, useResolversAsFallback } = config
  if (config.filterUnroutableFamilies) place.at('filter_unroutable_families').unsupported()
  return ofAddresses(resolvers, useResolversAsFallback, place, 'resolvers')
}

/** Names are always asked for over UDP, and as they are written. */
function refuseOptions(options: DnsResolverOptions | null, at: Violations): void {
  if (options?.useTcpForDnsLookups === true) at.at('use_tcp_for_dns_lookups').unsupported()
}

function ofAddresses(
  messages: readonly Address[],
  isFallback: boolean,
  at: Violations,
  field: string,
): NameServers | null {
  const addresses = messages.flatMap((message, i) => {
    const { address = '', portValue } = message.socketAddress ?? {}
    const family = isIP(address)
    if (family !== 0)
      return [`${family === 6 ? `[${address}]` : address}:${(portValue ?? 0) || 53}`]
    at.at(field, i).add(`${JSON.stringify(address)} is not an IP address`)
    return []
  })
  if (addresses.length === 0) return null
  return { addresses, isFallback }
}

/** Asks the servers alone: neither /etc/hosts nor the system's resolver. */
export function serverResolve(servers: NameServers): Resolve {
  const resolver = new Resolver({ tries: TRIES, timeout: TIMEOUT_MS })
  if (!servers.isFallback || resolver.getServers().length === 0)
    resolver.setServers(servers.addresses)
  return async (name, family) => {
    const answers = await Promise.allSettled([
      family === 6 ? [] : resolver.resolve4(name, { ttl: true }),
      family === 4 ? [] : resolver.resolve6(name, { ttl: true }),
    ])
    const all = answers.flatMap((one) => (one.status === 'fulfilled' ? one.value : []))
    if (all.length > 0)
      return {
        addresses: all.map((record) => record.address),
        ttlSec: Math.min(...all.map((record) => record.ttl)),
      }
    for (const one of answers) if (one.status === 'rejected') throw one.reason
    throw new Error(`${name} has no address`)
  }
}

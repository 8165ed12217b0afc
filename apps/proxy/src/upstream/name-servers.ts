/** Which DNS servers are asked: `typed_dns_resolver_config` and the older fields, of a cluster or the bootstrap. */
import { Resolver } from 'node:dns/promises'
import { isIP } from 'node:net'
import process from 'node:process'
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
import { fromHostsFile } from './hosts-file.ts'

export interface NameServers {
  /** `address:port`, IPv6 in brackets. Empty: those of the system. */
  readonly addresses: readonly string[]
  /** Asked where the system knows no server. */
  readonly isFallback: boolean
  /** Whether they are asked over TCP from the start. */
  readonly usesTcp: boolean
}

interface DnsFields {
  readonly typedDnsResolverConfig: TypedExtensionConfig | null
  readonly dnsResolutionConfig: DnsResolutionConfig | null
  readonly dnsResolvers?: readonly Address[]
  readonly useTcpForDnsLookups: boolean
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
    const addresses = addressesOf(older.resolvers, place, 'resolvers')
    return serversOf(addresses, false, usesTcp(older.dnsResolverOptions))
  }
  const addresses = addressesOf(dnsResolvers ?? [], at, 'dns_resolvers')
  return serversOf(addresses, false, message.useTcpForDnsLookups)
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
  const { resolvers, useResolversAsFallback } = config
  if (config.filterUnroutableFamilies) place.at('filter_unroutable_families').unsupported()
  const addresses = addressesOf(resolvers, place, 'resolvers')
  return serversOf(addresses, useResolversAsFallback, usesTcp(config.dnsResolverOptions))
}

function usesTcp(options: DnsResolverOptions | null): boolean {
  return options?.useTcpForDnsLookups ?? false
}

function serversOf(
  addresses: readonly string[],
  isFallback: boolean,
  isTcp: boolean,
): NameServers | null {
  return addresses.length === 0 && !isTcp ? null : { addresses, isFallback, usesTcp: isTcp }
}

function addressesOf(
  messages: readonly Address[],
  at: Violations,
  field: string,
): readonly string[] {
  return messages.flatMap((message, i) => {
    const { address = '', portValue } = message.socketAddress ?? {}
    const family = isIP(address)
    if (family !== 0)
      return [`${family === 6 ? `[${address}]` : address}:${(portValue ?? 0) || 53}`]
    at.at(field, i).add(`${JSON.stringify(address)} is not an IP address`)
    return []
  })
}

/** Asks the servers, behind /etc/hosts; the system's resolver has no say. */
export function serverResolve(servers: NameServers): Resolve {
  const resolver = openResolver(servers.usesTcp)
  const isKnown = servers.isFallback && resolver.getServers().length > 0
  if (servers.addresses.length > 0 && !isKnown) resolver.setServers(servers.addresses)
  return async (name, family) => {
    const own = await fromHostsFile(name, family)
    if (own.length > 0) return { addresses: own, ttlSec: null }
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

/** c-ares takes TCP from this variable alone, and reads it when a resolver is made. */
const OPTIONS = 'RES_OPTIONS'

function openResolver(isTcp: boolean): Resolver {
  const settings = { tries: TRIES, timeout: TIMEOUT_MS }
  if (!isTcp) return new Resolver(settings)
  const before = process.env[OPTIONS]
  process.env[OPTIONS] = before === undefined ? 'use-vc' : `${before} use-vc`
  try {
    return new Resolver(settings)
  } finally {
    if (before === undefined) delete process.env[OPTIONS]
    else process.env[OPTIONS] = before
  }
}

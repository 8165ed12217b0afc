/** What `node.metadata.FLOTILLA` tells this proxy about itself: its identity, its DNS server, its status ports, its drain time. */
import type { JsonObject, JsonValue } from '@flotilla/proto'
import type { Violations } from '../compile/violations.ts'

export interface IdentitySettings {
  readonly spiffeId: string
  /** `host:port` of the CA. */
  readonly caAddress: string
  /** Read anew for each attempt; null where a certificate is not asked for by token. */
  readonly joinTokenFile: string | null
  /** Null: what the CA gives. */
  readonly ttlSec: number | null
}

/** Ports for whoever watches the workload from outside (spec proxy §0). */
export interface StatusSettings {
  readonly address: string
  /** 15020 in Istio; null for none. */
  readonly statusPort: number | null
  /** 15090 in Istio; null for none. */
  readonly prometheusPort: number | null
}

export interface FlotillaSettings {
  /** Null: certificates come from static secrets, or are not used. */
  readonly identity: IdentitySettings | null
  /** Null: no DNS server. */
  readonly dnsPort: number | null
  /** Where the DNS server listens. */
  readonly dnsAddress: string
  /** `address` or `address:port`, tried in order. */
  readonly dnsUpstreams: readonly string[]
  /** Null: neither status nor metrics are served beside the admin endpoint. */
  readonly status: StatusSettings | null
  /** How long connections may take to end after SIGTERM. */
  readonly drainMs: number
}

const DEFAULT_DRAIN_SEC = 5

/** Other keys are pilot's business and are not looked at. */
export function readFlotillaSettings(
  metadata: Readonly<Record<string, JsonValue>> | null,
  at: Violations,
): FlotillaSettings {
  const raw = metadata?.['FLOTILLA'] ?? {}
  const place = at.at('metadata.FLOTILLA')
  if (!isObject(raw)) {
    place.add('must be an object')
    return readFlotillaSettings(null, at)
  }
  const bind = textOf(raw, 'bind', place)
  return {
    identity: readIdentity(raw['identity'] ?? null, place.at('identity')),
    dnsPort: numberOf(raw, 'dnsPort', 65_535, place),
    dnsAddress: textOf(raw, 'dnsAddress', place) ?? bind ?? '127.0.0.1',
    dnsUpstreams: listOf(raw, 'dnsUpstreams', place),
    status: readStatus(raw, place),
    drainMs: 1000 * (numberOf(raw, 'drainSec', 3_600, place) ?? DEFAULT_DRAIN_SEC),
  }
}

function readStatus(raw: JsonObject, at: Violations): StatusSettings | null {
  const statusPort = numberOf(raw, 'statusPort', 65_535, at)
  const prometheusPort = numberOf(raw, 'prometheusPort', 65_535, at)
  const address = textOf(raw, 'statusAddress', at)
  if (statusPort === null && prometheusPort === null) return null
  return { address: address ?? '127.0.0.1', statusPort, prometheusPort }
}

function readIdentity(raw: JsonValue, at: Violations): IdentitySettings | null {
  if (raw === null) return null
  if (!isObject(raw)) {
    at.add('must be an object')
    return null
  }
  const spiffeId = textOf(raw, 'spiffeId', at)
  const caAddress = textOf(raw, 'caAddress', at)
  const ttlSec = numberOf(raw, 'ttlSec', 365 * 24 * 3_600, at)
  if (spiffeId === null) at.at('spiffeId').add('is required')
  if (caAddress === null) at.at('caAddress').add('is required')
  if (spiffeId === null || caAddress === null) return null
  return { spiffeId, caAddress, joinTokenFile: textOf(raw, 'joinTokenFile', at), ttlSec }
}

function textOf(raw: JsonObject, key: string, at: Violations): string | null {
  const value = raw[key] ?? null
  if (value === null || (typeof value === 'string' && value !== '')) return value
  at.at(key).add('must be a non-empty text')
  return null
}

function numberOf(raw: JsonObject, key: string, max: number, at: Violations): number | null {
  const value = raw[key] ?? null
  if (value === null) return null
  if (typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= max)
    return value
  at.at(key).add(`must be a whole number from 0 to ${max}`)
  return null
}

function listOf(raw: JsonObject, key: string, at: Violations): readonly string[] {
  const value = raw[key] ?? []
  if (Array.isArray(value) && value.every((item) => typeof item === 'string')) return value
  at.at(key).add('must be a list of texts')
  return []
}

function isObject(value: JsonValue): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

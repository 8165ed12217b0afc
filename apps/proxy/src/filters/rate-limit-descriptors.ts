/** Descriptors of a request by the `rate_limits` of its route: what local limits are looked up by. */

import { isIPv4 } from 'node:net'
import { compileQuery, type HeaderMatcher, type QueryMatcher, valueAt } from '@flotilla/match'
import type { RateLimit, RateLimitAction } from '@flotilla/proto'
import { parseAddress } from '../compile/cidr.ts'
import type { Violations } from '../compile/violations.ts'
import { headerMatchers, querySpec } from '../http/compile/matchers.ts'
import type { HttpStream } from '../http/filter.ts'
import { joinedHeaderValue } from '../http/headers.ts'

export interface DescriptorEntry {
  readonly key: string
  readonly value: string
}

/** An entry, `skip` to leave it out, or null where there is no descriptor at all. */
type Entry = (stream: HttpStream) => DescriptorEntry | 'skip' | null

/** One `rate_limits` item: gives a descriptor or null. */
export class RateLimitRule {
  readonly stage: number
  private readonly entries: readonly Entry[]

  constructor(stage: number, entries: readonly Entry[]) {
    this.stage = stage
    this.entries = entries
  }

  descriptor(stream: HttpStream): readonly DescriptorEntry[] | null {
    const made: DescriptorEntry[] = []
    for (const entry of this.entries) {
      const one = entry(stream)
      if (one === null) return null
      if (one !== 'skip') made.push(one)
    }
    return made
  }
}

export function compileRateLimits(
  messages: readonly RateLimit[],
  serviceCluster: string,
  at: Violations,
): readonly RateLimitRule[] {
  return messages.map((message, i) => {
    const place = at.at('rate_limits', i)
    if (message.actions.length === 0) place.at('actions').add('must not be empty')
    const entries = message.actions.map((action, k) =>
      compileAction(action, serviceCluster, place.at('actions', k)),
    )
    return new RateLimitRule(message.stage ?? 0, entries)
  })
}

function compileAction(action: RateLimitAction, serviceCluster: string, at: Violations): Entry {
  if (action.sourceCluster !== null) return () => ({ key: 'source_cluster', value: serviceCluster })
  if (action.destinationCluster !== null)
    return (stream) => ({ key: 'destination_cluster', value: stream.clusterName })
  if (action.requestHeaders !== null) {
    const { descriptorKey, skipIfAbsent } = action.requestHeaders
    const name = action.requestHeaders.headerName.toLowerCase()
    return (stream) => {
      const value = headerText(stream, name)
      if (value === null) return skipIfAbsent ? 'skip' : null
      return { key: descriptorKey, value }
    }
  }
  if (action.remoteAddress !== null)
    return (stream) => ({ key: 'remote_address', value: stream.clientAddress })
  if (action.genericKey !== null) {
    const { descriptorKey, descriptorValue } = action.genericKey
    const entry = {
      key: descriptorKey === '' ? 'generic_key' : descriptorKey,
      value: descriptorValue,
    }
    return () => entry
  }
  if (action.maskedRemoteAddress !== null)
    return masked(
      action.maskedRemoteAddress.v4PrefixMaskLen ?? 32,
      action.maskedRemoteAddress.v6PrefixMaskLen ?? 128,
    )
  return matchAction(action, at)
}

function matchAction(action: RateLimitAction, at: Violations): Entry {
  if (action.headerValueMatch !== null) {
    const message = action.headerValueMatch
    const matchers = headerMatchers(message.headers, 'headers', at.at('header_value_match'))
    const entry = entryOf(message.descriptorKey, 'header_match', message.descriptorValue)
    const isExpected = message.expectMatch ?? true
    return (stream) => (all(matchers, stream) === isExpected ? entry : null)
  }
  if (action.queryParameterValueMatch !== null) {
    const message = action.queryParameterValueMatch
    const matchers = queryMatchers(message.queryParameters, at.at('query_parameter_value_match'))
    const entry = entryOf(message.descriptorKey, 'query_match', message.descriptorValue)
    const isExpected = message.expectMatch ?? true
    return (stream) =>
      matchers.every((one) => one.matches(stream.path)) === isExpected ? entry : null
  }
  if (action.metadata !== null) return metadataEntry(action.metadata)
  if (action.dynamicMetadata !== null) {
    const { descriptorKey, metadataKey, defaultValue } = action.dynamicMetadata
    return metadataEntry({
      descriptorKey,
      metadataKey,
      defaultValue,
      source: 0,
      skipIfAbsent: false,
    })
  }
  if (action.extension !== null) at.at('extension').unsupported()
  else at.add('names no action')
  return () => null
}

function metadataEntry(message: NonNullable<RateLimitAction['metadata']>): Entry {
  const namespace = message.metadataKey?.key ?? ''
  const path = (message.metadataKey?.path ?? []).map((segment) => segment.key ?? '')
  const isOfRoute = message.source === 1
  return (stream) => {
    const found = isOfRoute
      ? valueAt(stream.route?.metadata.get(namespace), path)
      : stream.metadataValue(namespace, path)
    const value = typeof found === 'string' && found !== '' ? found : message.defaultValue
    if (value === '') return message.skipIfAbsent ? 'skip' : null
    return { key: message.descriptorKey, value }
  }
}

function entryOf(key: string, fallback: string, value: string): DescriptorEntry {
  return { key: key === '' ? fallback : key, value }
}

function all(matchers: readonly HeaderMatcher[], stream: HttpStream): boolean {
  for (const matcher of matchers) if (!matcher.matches(stream)) return false
  return true
}

function queryMatchers(
  messages: NonNullable<RateLimitAction['queryParameterValueMatch']>['queryParameters'],
  at: Violations,
): readonly QueryMatcher[] {
  const list: QueryMatcher[] = []
  messages.forEach((message, i) => {
    const place = at.at('query_parameters', i)
    const compiled = compileQuery(querySpec(message, place))
    if (compiled.kind === 'ok') list.push(compiled.value)
    else place.adopt(compiled.violations)
  })
  return list
}

function headerText(stream: HttpStream, name: string): string | null {
  switch (name) {
    case ':path':
      return stream.path
    case ':method':
      return stream.method
    case ':authority':
    case 'host':
      return stream.authority
    case ':scheme':
      return stream.scheme
    default:
      return joinedHeaderValue(stream.requestHeaders, name)
  }
}

/** The client's network: its address with the host's bits zero, and the prefix length. */
function masked(v4Bits: number, v6Bits: number): Entry {
  return (stream) => {
    const bytes = parseAddress(stream.clientAddress)
    if (bytes === null) return null
    const isV4 = isIPv4(stream.clientAddress)
    const bits = isV4 ? v4Bits : v6Bits
    const kept = bytes.map(
      (byte, i) => byte & (0xff << Math.min(8, Math.max(0, (i + 1) * 8 - bits))),
    )
    const text = isV4 ? kept.join('.') : groupsOf(kept)
    return { key: 'masked_remote_address', value: `${text}/${bits}` }
  }
}

function groupsOf(bytes: Uint8Array): string {
  const groups: string[] = []
  for (let i = 0; i < bytes.length; i += 2)
    groups.push((((bytes[i] ?? 0) << 8) | (bytes[i + 1] ?? 0)).toString(16))
  return groups.join(':').replace(/(^|:)0(:0)+(:|$)/, '::')
}

/** Whether two descriptors are equal, entry by entry. */
export function isSameDescriptor(
  one: readonly DescriptorEntry[],
  other: readonly DescriptorEntry[],
): boolean {
  return (
    one.length === other.length &&
    one.every((entry, i) => entry.key === other[i]?.key && entry.value === other[i]?.value)
  )
}

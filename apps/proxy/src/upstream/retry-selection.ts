/** What a retry avoids: hosts that were tried, canaries, hosts with some metadata (Envoy's retry host predicates). */
import type { EndpointHost } from './endpoint-host.ts'
import type { Metadata, PickContext, RetrySelection } from './types.ts'

/** Whether another host would be better for this attempt. A first attempt avoids nothing. */
export function isAvoided(host: EndpointHost, context: PickContext): boolean {
  const { tried, retry } = context
  if (tried === null) return false
  if (retry == null) return tried.includes(host)
  return (
    (retry.avoidsPreviousHosts && tried.includes(host)) ||
    (retry.avoidsCanaries && host.isCanary) ||
    hasAll(host, retry.avoidedMetadata)
  )
}

function hasAll(host: EndpointHost, wanted: RetrySelection['avoidedMetadata']): boolean {
  if (wanted === null) return false
  return Object.entries(wanted).every(([namespace, values]) =>
    contains(host.metadata[namespace] ?? {}, values),
  )
}

function contains(own: Metadata, wanted: Metadata): boolean {
  return Object.entries(wanted).every(
    ([key, value]) => JSON.stringify(own[key]) === JSON.stringify(value),
  )
}

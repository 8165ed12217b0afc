/** What each resolution of a ServiceEntry asks of endpoints, hosts and ports (S4-S7). */
import { indexPath } from '../parse/path.ts'
import type { ServiceEntrySpec } from '../spec/service-entry.ts'
import type { Findings } from './findings.ts'
import { dnsNameFault, isFqdn, isIpAddress } from './names.ts'

type Resolution = NonNullable<ServiceEntrySpec['resolution']>

export function checkResolution(
  found: Findings,
  spec: ServiceEntrySpec,
  resolution: Resolution,
): void {
  if (resolution === 'NONE') checkNone(found, spec)
  else if (resolution === 'STATIC') checkStatic(found, spec)
  else if (resolution === 'DYNAMIC_DNS') checkDynamicDns(found, spec)
  else checkDns(found, spec, resolution)
}

function checkNone(found: Findings, spec: ServiceEntrySpec): void {
  if ((spec.endpoints?.length ?? 0) > 0)
    found.error('spec.endpoints', 'resolution NONE takes no endpoints')
  if (spec.workloadSelector !== undefined)
    found.warn('spec.workloadSelector', 'resolution NONE selects no workloads: use STATIC')
}

function checkStatic(found: Findings, spec: ServiceEntrySpec): void {
  for (const [index, endpoint] of (spec.endpoints ?? []).entries()) {
    const path = indexPath('spec.endpoints', index)
    const address = endpoint.address ?? ''
    if (address.startsWith('unix://')) {
      if ((spec.ports?.length ?? 0) !== 1)
        found.error('spec.ports', 'a service behind a unix socket has exactly one port')
      if (Object.keys(endpoint.ports ?? {}).length > 0)
        found.error(`${path}.ports`, 'a unix socket has no ports')
    } else if (address !== '' && !isIpAddress(address))
      found.error(
        `${path}.address`,
        `resolution STATIC needs an address or unix:///path, got "${address}"`,
      )
  }
}

function checkDns(found: Findings, spec: ServiceEntrySpec, resolution: Resolution): void {
  const endpoints = spec.endpoints ?? []
  if (endpoints.length === 0 && spec.workloadSelector === undefined) {
    for (const [index, host] of (spec.hosts ?? []).entries()) {
      if (!isFqdn(host))
        found.error(
          indexPath('spec.hosts', index),
          `without endpoints the host itself is resolved: "${host}" is not a full name`,
        )
    }
  }
  for (const [index, endpoint] of endpoints.entries()) {
    const path = `${indexPath('spec.endpoints', index)}.address`
    const address = endpoint.address ?? ''
    if (address === '' || isIpAddress(address)) continue
    const fault = address.startsWith('unix://') ? 'it is a unix socket' : dnsNameFault(address)
    if (fault !== null)
      found.error(path, `resolution ${resolution} needs a host name or an address: ${fault}`)
  }
  if (resolution === 'DNS_ROUND_ROBIN' && endpoints.length > 1)
    found.error('spec.endpoints', 'resolution DNS_ROUND_ROBIN takes at most one endpoint')
}

const DYNAMIC_PROTOCOLS: ReadonlySet<string> = new Set(['HTTP', 'HTTP2', 'GRPC', 'TLS'])

function checkDynamicDns(found: Findings, spec: ServiceEntrySpec): void {
  for (const [index, host] of (spec.hosts ?? []).entries()) {
    if (!host.startsWith('*'))
      found.error(
        indexPath('spec.hosts', index),
        `resolution DYNAMIC_DNS is for wildcards, got "${host}"`,
      )
  }
  if ((spec.addresses?.length ?? 0) > 0)
    found.error('spec.addresses', 'resolution DYNAMIC_DNS takes no addresses')
  if ((spec.endpoints?.length ?? 0) > 0)
    found.error('spec.endpoints', 'resolution DYNAMIC_DNS takes no endpoints')
  for (const [index, port] of (spec.ports ?? []).entries()) {
    if (!DYNAMIC_PROTOCOLS.has((port.protocol ?? '').toUpperCase()))
      found.error(
        `${indexPath('spec.ports', index)}.protocol`,
        `expected one of ${[...DYNAMIC_PROTOCOLS].join(', ')}, got "${port.protocol ?? ''}"`,
      )
  }
}

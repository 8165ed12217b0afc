/** VirtualService: hosts, gateways and what belongs together (V1-V3, V17). */
import type { ConfigObject } from '../../object.ts'
import { indexPath } from '../../parse/path.ts'
import type { VirtualServiceSpec } from '../../spec/virtual-service.ts'
import { checkExportTo, type Findings } from '../findings.ts'
import { isCoveredBy, isIpAddress, wildcardNameFault } from '../names.ts'
import { checkGatewayNames } from './gateway-names.ts'
import { checkHttpRoute } from './http-route.ts'
import { checkReachability } from './reachability.ts'
import { checkTcpRoute, checkTlsRoute } from './stream-routes.ts'

/** Host of a cluster behind a gateway that passes TLS through by its SNI. */
const SNI_CLUSTER = /^outbound_\.\d+_\.[^_]*_\.(.+)$/

export function validateVirtualService(
  found: Findings,
  object: ConfigObject<VirtualServiceSpec>,
): void {
  const { spec } = object
  const hosts = spec.hosts ?? []
  const isDelegate = hosts.length === 0
  const gateways = spec.gateways ?? []
  const isBoundToMesh = gateways.length === 0 || gateways.includes('mesh')
  const http = spec.http ?? []
  const tls = spec.tls ?? []
  const tcp = spec.tcp ?? []
  if (http.length + tls.length + tcp.length === 0)
    found.error('spec', 'one of http, tls, tcp is required')
  if (isDelegate) checkDelegate(found, spec)
  else checkHosts(found, hosts, isBoundToMesh)
  checkGatewayNames(found, 'spec.gateways', gateways)
  const context = { isDelegate, isBoundToMesh, hosts }
  for (const [index, route] of http.entries())
    checkHttpRoute(found, indexPath('spec.http', index), route, context)
  for (const [index, route] of tls.entries())
    checkTlsRoute(found, indexPath('spec.tls', index), route, context)
  for (const [index, route] of tcp.entries())
    checkTcpRoute(found, indexPath('spec.tcp', index), route)
  checkReachability(found, http)
  checkExportTo(found, 'spec.exportTo', spec.exportTo, {
    ownNamespace: object.metadata.namespace,
    allowsNone: false,
  })
}

function checkDelegate(found: Findings, spec: VirtualServiceSpec): void {
  for (const field of ['gateways', 'tls', 'tcp'] as const) {
    if ((spec[field]?.length ?? 0) > 0)
      found.error(
        `spec.${field}`,
        'a VirtualService without hosts is a delegate: it has http rules only',
      )
  }
}

function checkHosts(found: Findings, hosts: readonly string[], isBoundToMesh: boolean): void {
  for (const [index, host] of hosts.entries()) {
    const path = indexPath('spec.hosts', index)
    if (host === '*' && isBoundToMesh)
      found.error(
        path,
        'the host "*" needs gateways without "mesh": sidecars take no rule for every host',
      )
    else {
      const fault = hostFault(host, isBoundToMesh)
      if (fault !== null) found.error(path, `"${host}" is not a host: ${fault}`)
    }
    const cover = hosts.findIndex(
      (other, at) =>
        at !== index &&
        isCoveredBy(host.toLowerCase(), other.toLowerCase()) &&
        (at < index || other.toLowerCase() !== host.toLowerCase()),
    )
    if (cover >= 0) found.error(path, `the host "${host}" is covered by "${hosts[cover]}" already`)
  }
}

function hostFault(host: string, isBoundToMesh: boolean): string | null {
  if (isIpAddress(host)) return null
  const inner = isBoundToMesh ? null : (SNI_CLUSTER.exec(host)?.[1] ?? null)
  return wildcardNameFault(inner ?? host)
}

/** The names that a sidecar's DNS answers itself, with their virtual addresses (NDS). */
import { NameTable, NameTableNameInfo } from '@flotilla/proto'
import type { ProxyNode } from './proxy-node.ts'
import { domainsOf } from './route/domains.ts'
import { concreteService, endpointsOfPort, type Scope } from './scope.ts'
import { addressesOf, type Service } from './service/service.ts'

/** Sorted by name. Short forms stand under their full name's entry, as the client's DNS would complete them. */
export function nameTable(scope: Scope, node: ProxyNode): NameTable {
  const table = new Map<string, NameTableNameInfo>()
  const services = [...scope.services].sort((a, b) => (a.host < b.host ? -1 : 1))
  for (const service of services) {
    const concrete = concreteService(scope, service)
    if (concrete === null) continue
    const ips = addressesFor(scope, concrete)
    if (ips.length === 0) continue
    const { host } = service
    const isKubernetes = host.endsWith(`.svc.${scope.context.mesh.domain}`)
    table.set(
      host,
      NameTableNameInfo.create({
        ips,
        registry: isKubernetes ? 'Kubernetes' : 'External',
        shortname: isKubernetes ? service.name : '',
        namespace: isKubernetes ? service.namespace : '',
        altHosts: domainsOf({ host, addresses: [], dnsDomain: node.dnsDomain })
          .filter((name) => name !== host && !name.endsWith('.'))
          .sort(),
      }),
    )
  }
  return NameTable.create({ table })
}

/** Virtual addresses; the endpoints' own where a service has none. Names and ranges are no answers. */
function addressesFor(scope: Scope, service: Service): readonly string[] {
  const virtual = addressesOf(service).filter((address) => !address.includes('/'))
  if (virtual.length > 0) return virtual
  if (service.resolution !== 'passthrough') return []
  const own = service.ports.flatMap((port) =>
    endpointsOfPort(scope.context, service, port.name).map((one) => one.address),
  )
  return [...new Set(own)].sort()
}

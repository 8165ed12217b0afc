/** ServiceEntry (S1-S10). */
import type { ConfigObject } from '../object.ts'
import { indexPath, keyPath } from '../parse/path.ts'
import type { ServiceEntrySpec } from '../spec/service-entry.ts'
import { checkExportTo, checkSelector, type Findings } from './findings.ts'
import { isCidr, isDnsLabel, isIpAddress, wildcardNameFault } from './names.ts'
import { isHttpProtocol, isProtocol, isTlsProtocol, PROTOCOL_NAMES } from './protocol.ts'
import { checkResolution } from './service-entry-resolution.ts'
import { checkWorkload } from './workload-entry.ts'

export function validateServiceEntry(
  found: Findings,
  object: ConfigObject<ServiceEntrySpec>,
): void {
  const { spec } = object
  const resolution = spec.resolution ?? 'NONE'
  checkHosts(found, spec)
  checkAddresses(found, spec, resolution)
  checkPorts(found, spec)
  if (spec.workloadSelector !== undefined) {
    if ((spec.endpoints?.length ?? 0) > 0)
      found.error('spec.endpoints', 'set only one of workloadSelector, endpoints')
    checkSelector(found, 'spec.workloadSelector', spec.workloadSelector.labels)
  }
  const portNames = new Set((spec.ports ?? []).map((port) => port.name ?? ''))
  for (const [index, endpoint] of (spec.endpoints ?? []).entries()) {
    const path = indexPath('spec.endpoints', index)
    checkWorkload(found, path, endpoint)
    for (const name of Object.keys(endpoint.ports ?? {})) {
      if (!portNames.has(name))
        found.error(
          keyPath(`${path}.ports`, name),
          `the service has no port of the name "${name}"; it has ${[...portNames].join(', ')}`,
        )
    }
  }
  checkResolution(found, spec, resolution)
  checkAmbiguity(found, spec, resolution)
  checkExportTo(found, 'spec.exportTo', spec.exportTo, {
    ownNamespace: object.metadata.namespace,
    allowsNone: true,
  })
}

function checkHosts(found: Findings, spec: ServiceEntrySpec): void {
  const hosts = spec.hosts ?? []
  if (hosts.length === 0) found.error('spec.hosts', 'a ServiceEntry needs at least one host')
  for (const [index, host] of hosts.entries()) {
    const path = indexPath('spec.hosts', index)
    const fault = host === '*' ? 'every host is too much' : wildcardNameFault(host)
    if (fault !== null) found.error(path, `"${host}" is not a host here: ${fault}`)
    else if (/^\*[^.]/.test(host) && spec.resolution !== 'DYNAMIC_DNS')
      found.warn(path, `the partial wildcard "${host}" is matched by few clients: use "*.suffix"`)
  }
}

function checkAddresses(found: Findings, spec: ServiceEntrySpec, resolution: string): void {
  for (const [index, address] of (spec.addresses ?? []).entries()) {
    const path = indexPath('spec.addresses', index)
    if (isIpAddress(address)) continue
    if (!isCidr(address)) found.error(path, `expected an address or a CIDR block, got "${address}"`)
    else if (resolution !== 'NONE' && resolution !== 'STATIC')
      found.error(path, `a CIDR block needs resolution NONE or STATIC, not ${resolution}`)
  }
}

function checkPorts(found: Findings, spec: ServiceEntrySpec): void {
  const numbers = new Set<number>()
  const names = new Set<string>()
  for (const [index, port] of (spec.ports ?? []).entries()) {
    const path = indexPath('spec.ports', index)
    const { number = 0, name = '', protocol = '', targetPort } = port
    if (numbers.has(number)) found.error(`${path}.number`, `the port ${number} is listed twice`)
    numbers.add(number)
    if (!isDnsLabel(name)) found.error(`${path}.name`, `"${name}" is not the name of a port`)
    else if (names.has(name)) found.error(`${path}.name`, `the port name "${name}" is used twice`)
    names.add(name)
    if (protocol !== '' && !isProtocol(protocol))
      found.error(`${path}.protocol`, `expected one of ${PROTOCOL_NAMES}, got "${protocol}"`)
    if (targetPort !== undefined && targetPort > 65_535)
      found.error(`${path}.targetPort`, 'expected a whole number from 1 to 65535')
  }
}

/** Several hosts on one port can be told apart by what HTTP or TLS says only. */
function checkAmbiguity(found: Findings, spec: ServiceEntrySpec, resolution: string): void {
  const hosts = spec.hosts ?? []
  const hasAddresses = (spec.addresses?.length ?? 0) > 0
  const isDns = resolution === 'DNS' || resolution === 'DNS_ROUND_ROBIN'
  for (const [index, port] of (spec.ports ?? []).entries()) {
    const path = indexPath('spec.ports', index)
    const protocol = port.protocol ?? ''
    const tellsHost = isHttpProtocol(protocol) || isTlsProtocol(protocol)
    if (hosts.length > 1 && !tellsHost && resolution !== 'NONE')
      found.error(
        path,
        `several hosts share this port: its protocol must be HTTP, HTTP2, GRPC, HTTPS or TLS`,
      )
    if (hosts.length > 1 && hasAddresses && isDns && !isHttpProtocol(protocol))
      found.warn(path, 'several hosts share these addresses: connections to one may reach another')
    const isOpaque = protocol === '' || protocol.toUpperCase() === 'TCP'
    if (isOpaque && !hasAddresses && resolution === 'NONE')
      found.warn(path, 'without addresses, TCP connections to this port are told by the port alone')
  }
}

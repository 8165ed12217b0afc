/** Gateway: ports, hosts and binds of servers (G1-G4). */
import type { ConfigObject } from '../object.ts'
import { indexPath } from '../parse/path.ts'
import type { GatewayServer, GatewaySpec } from '../spec/gateway.ts'
import { checkLabels, type Findings } from './findings.ts'
import { checkServerTls } from './gateway-tls.ts'
import { isDnsLabel, isIpAddress, wildcardNameFault } from './names.ts'
import { isProtocol, PROTOCOL_NAMES } from './protocol.ts'

export function validateGateway(found: Findings, object: ConfigObject<GatewaySpec>): void {
  const servers = object.spec.servers ?? []
  if (servers.length === 0) found.error('spec.servers', 'a Gateway needs at least one server')
  checkLabels(found, 'spec.selector', object.spec.selector)
  const names = new Set<string>()
  for (const [index, server] of servers.entries()) {
    const path = indexPath('spec.servers', index)
    const name = server.port?.name ?? ''
    if (name !== '' && names.has(name))
      found.error(`${path}.port.name`, `the port name "${name}" is used twice in this Gateway`)
    names.add(name)
    checkPort(found, path, server)
    checkBind(found, `${path}.bind`, server.bind ?? '')
    checkHosts(found, `${path}.hosts`, server.hosts ?? [])
    checkServerTls(found, `${path}.tls`, server.tls, server.port?.protocol ?? '')
  }
}

function checkPort(found: Findings, path: string, server: GatewayServer): void {
  const { port } = server
  if (port === undefined) return
  if ((port.name ?? '') === '') found.error(`${path}.port.name`, 'a port needs a name')
  if (!isProtocol(port.protocol ?? ''))
    found.error(
      `${path}.port.protocol`,
      `expected one of ${PROTOCOL_NAMES}, got "${port.protocol ?? ''}"`,
    )
  const number = port.number ?? 0
  const isUnix = (server.bind ?? '').startsWith('unix://')
  if (isUnix && number !== 0)
    found.error(`${path}.port.number`, 'a unix socket has no port: leave the number out')
  if (!isUnix && number === 0)
    found.error(`${path}.port.number`, 'expected a whole number from 1 to 65535')
  if (port.targetPort !== undefined && port.targetPort > 0)
    found.error(`${path}.port.targetPort`, 'targetPort is not supported in a Gateway')
}

function checkBind(found: Findings, path: string, bind: string): void {
  if (bind === '' || isIpAddress(bind)) return
  const socket = bind.startsWith('unix://') ? bind.slice('unix://'.length) : ''
  if (!/^(?:\/|@).+/.test(socket))
    found.error(path, `expected an address, unix:///path or unix://@name, got "${bind}"`)
}

function checkHosts(found: Findings, path: string, hosts: readonly string[]): void {
  if (hosts.length === 0) found.error(path, 'a server needs at least one host')
  for (const [index, host] of hosts.entries()) {
    const fault = gatewayHostFault(host)
    if (fault !== null)
      found.error(indexPath(path, index), `"${host}" is not a host here: ${fault}`)
  }
}

function gatewayHostFault(text: string): string | null {
  const parts = text.split('/')
  if (parts.length > 2) return 'expected host or namespace/host'
  const host = parts.at(-1) ?? ''
  if (parts.length === 2) {
    const namespace = parts[0] ?? ''
    if (namespace !== '.' && namespace !== '*' && !isDnsLabel(namespace))
      return `the namespace must be a name, "." or "*"`
  }
  if (host === '*' || isIpAddress(host)) return null
  const fault = wildcardNameFault(host)
  if (fault !== null) return fault
  if (host.startsWith('*') && !host.startsWith('*.')) return 'a partial wildcard is not allowed'
  return host.includes('.') ? null : 'short names are not allowed: write the full name'
}

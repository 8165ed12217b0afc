/** TLS and TCP rules (V17). */
import { indexPath } from '../../parse/path.ts'
import type {
  L4MatchAttributes,
  TcpRoute,
  TlsMatchAttributes,
  TlsRoute,
} from '../../spec/virtual-service.ts'
import { checkLabels, type Findings } from '../findings.ts'
import { isCidr, isCoveredBy, isIpAddress, wildcardNameFault } from '../names.ts'
import { checkWeightedDestinations } from './destination.ts'
import { checkGatewayNames } from './gateway-names.ts'
import type { RouteContext } from './http-route.ts'

export function checkTlsRoute(
  found: Findings,
  path: string,
  route: TlsRoute,
  context: RouteContext,
): void {
  if ((route.match?.length ?? 0) === 0)
    found.error(`${path}.match`, 'a TLS rule needs at least one match')
  for (const [index, match] of (route.match ?? []).entries()) {
    const at = indexPath(`${path}.match`, index)
    checkSniHosts(found, `${at}.sniHosts`, match.sniHosts ?? [], context)
    checkLayer4(found, at, match)
  }
  checkRoutes(found, `${path}.route`, route.route)
}

export function checkTcpRoute(found: Findings, path: string, route: TcpRoute): void {
  for (const [index, match] of (route.match ?? []).entries())
    checkLayer4(found, indexPath(`${path}.match`, index), match)
  checkRoutes(found, `${path}.route`, route.route)
}

function checkRoutes(found: Findings, path: string, routes: TcpRoute['route']): void {
  if ((routes?.length ?? 0) === 0) found.error(path, 'at least one destination is required')
  checkWeightedDestinations(found, path, routes ?? [])
}

function checkSniHosts(
  found: Findings,
  path: string,
  names: readonly string[],
  context: RouteContext,
): void {
  if (names.length === 0) found.error(path, 'at least one SNI host is required')
  for (const [index, name] of names.entries()) {
    const at = indexPath(path, index)
    if (isIpAddress(name)) {
      found.warn(at, `clients do not send addresses as SNI: "${name}" never matches`)
      continue
    }
    const isCovered = context.hosts.some((host) =>
      isCoveredBy(name.toLowerCase(), host.toLowerCase()),
    )
    const isSniCluster = !context.isBoundToMesh && name.startsWith('outbound_.')
    const fault = isSniCluster ? null : wildcardNameFault(name)
    if (fault !== null) found.error(at, `"${name}" is not a host: ${fault}`)
    else if (!isCovered && context.hosts.length > 0)
      found.error(at, `the SNI host "${name}" is not covered by any of spec.hosts`)
  }
}

function checkLayer4(
  found: Findings,
  path: string,
  match: TlsMatchAttributes | L4MatchAttributes,
): void {
  for (const [index, subnet] of (match.destinationSubnets ?? []).entries()) {
    if (!isIpAddress(subnet) && !isCidr(subnet))
      found.error(
        indexPath(`${path}.destinationSubnets`, index),
        `expected an address or a CIDR block, got "${subnet}"`,
      )
  }
  checkLabels(found, `${path}.sourceLabels`, match.sourceLabels)
  checkGatewayNames(found, `${path}.gateways`, match.gateways)
}

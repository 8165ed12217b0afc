/** Destinations and their weights (V6, V7). */
import { indexPath } from '../../parse/path.ts'
import type { Destination } from '../../spec/virtual-service.ts'
import type { Findings } from '../findings.ts'
import { isDnsLabel, wildcardNameFault } from '../names.ts'

export function checkDestination(found: Findings, path: string, destination: Destination): void {
  const host = destination.host ?? ''
  const at = `${path}.host`
  if (host === '') found.error(at, 'a destination needs a host')
  else if (host === '*') found.error(at, 'a destination is one service: "*" is not allowed')
  else {
    const fault = host.includes('/') ? 'it contains "/"' : wildcardNameFault(host)
    if (fault !== null) found.error(at, `"${host}" is not a host: ${fault}`)
  }
  if (
    destination.subset !== undefined &&
    destination.subset !== '' &&
    !isDnsLabel(destination.subset)
  )
    found.error(`${path}.subset`, `"${destination.subset}" is not the name of a subset`)
}

interface Weighted {
  readonly destination?: Destination
  readonly weight?: number
}

/** Weights are relative; one destination alone takes everything whatever its weight. */
export function checkWeightedDestinations(
  found: Findings,
  path: string,
  routes: readonly Weighted[],
): void {
  let total = 0
  for (const [index, route] of routes.entries()) {
    const at = indexPath(path, index)
    if (route.destination !== undefined)
      checkDestination(found, `${at}.destination`, route.destination)
    total += route.weight ?? 0
  }
  if (routes.length > 1 && total === 0)
    found.error(path, 'the weights of several destinations may not all be 0')
}

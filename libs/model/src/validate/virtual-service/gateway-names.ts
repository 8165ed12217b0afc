/** References to gateways: `mesh`, `name`, `namespace/name`, or the dotted form of old (V3). */
import { indexPath } from '../../parse/path.ts'
import type { Findings } from '../findings.ts'
import { isDnsLabel, isFqdn } from '../names.ts'

export function checkGatewayNames(
  found: Findings,
  path: string,
  gateways: readonly string[] | undefined,
): void {
  for (const [index, gateway] of (gateways ?? []).entries()) {
    const at = indexPath(path, index)
    const parts = gateway.split('/')
    if (parts.length === 2) {
      const [namespace = '', name = ''] = parts
      if (!(namespace === '.' || isDnsLabel(namespace)) || !isDnsLabel(name))
        found.error(at, `expected namespace/name, got "${gateway}"`)
    } else if (parts.length > 2) found.error(at, `expected namespace/name, got "${gateway}"`)
    else if (!isFqdn(gateway)) found.error(at, `"${gateway}" is not the name of a gateway`)
    else if (gateway.includes('.'))
      found.warn(at, `write "${gateway}" as namespace/name: the dotted form is deprecated`)
  }
}

/** Namespace and name that a reference means; null for the reserved word `mesh`. */
export function gatewayTarget(
  gateway: string,
  ownNamespace: string,
): { readonly namespace: string; readonly name: string } | null {
  if (gateway === 'mesh') return null
  const slash = gateway.indexOf('/')
  if (slash >= 0) {
    const namespace = gateway.slice(0, slash)
    return {
      namespace: namespace === '.' ? ownNamespace : namespace,
      name: gateway.slice(slash + 1),
    }
  }
  // The dotted form of old: `name.namespace[.svc.domain]`.
  const [name = '', namespace = ownNamespace] = gateway.split('.')
  return { namespace, name }
}

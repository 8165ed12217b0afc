/** PeerAuthentication (citadel-security.md §4.2). */
import type { ConfigObject } from '../object.ts'
import { keyPath } from '../parse/path.ts'
import type { PeerAuthenticationSpec } from '../spec/peer-authentication.ts'
import { checkSelector, type Findings } from './findings.ts'

/** @param rootNamespace policies there reach the whole mesh, and only without a selector. */
export function validatePeerAuthentication(
  found: Findings,
  object: ConfigObject<PeerAuthenticationSpec>,
  rootNamespace: string,
): void {
  const { selector, portLevelMtls } = object.spec
  const hasLabels = Object.keys(selector?.matchLabels ?? {}).length > 0
  if (selector !== undefined) checkSelector(found, 'spec.selector', selector.matchLabels)
  if (hasLabels && object.metadata.namespace === rootNamespace)
    found.warn(
      'spec.selector',
      `a policy with a selector in the root namespace ${rootNamespace} applies to nothing`,
    )
  if (portLevelMtls === undefined) return
  const ports = Object.keys(portLevelMtls)
  if (ports.length === 0)
    found.error('spec.portLevelMtls', 'name at least one port, or leave the field out')
  if (!hasLabels)
    found.error(
      'spec.portLevelMtls',
      'settings of ports need a selector: spec.selector.matchLabels',
    )
  for (const port of ports) {
    if (!/^[1-9]\d{0,4}$/.test(port) || Number(port) > 65_535)
      found.error(
        keyPath('spec.portLevelMtls', port),
        `expected a port from 1 to 65535, got "${port}"`,
      )
  }
}

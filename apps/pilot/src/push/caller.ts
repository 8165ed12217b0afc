/** Whether a caller's certificate lets it be the node it says it is (spec pilot-galley 3.1). */
import type { ProxyNode } from '@flotilla/translate'

const IDENTITY = /^spiffe:\/\/[^/]+\/ns\/([^/]+)\/sa\/([^/]+)$/

/** Why not, or null: namespace and service account of the node must be those of the certificate. */
export function mayBeNode(spiffeId: string, node: ProxyNode): string | null {
  const match = IDENTITY.exec(spiffeId)
  if (match === null) return 'the certificate names no service account'
  if (match[1] !== node.namespace) return 'the certificate is for another namespace'
  // Required, not just compared where given: a workload may only register under the account it proved.
  if (match[2] !== node.serviceAccount) return 'the certificate is for another service account'
  return null
}

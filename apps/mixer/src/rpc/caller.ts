/** Who may call: every identity of the trust domain, and on the plaintext port, which is on loopback, everybody. */
import type { Peer } from '@flotilla/grpc'

export type CallerRule = (peer: Peer) => boolean

export function meshIdentities(trustDomain: string): CallerRule {
  const prefix = `spiffe://${trustDomain}/`
  return (peer) => peer.spiffeId?.startsWith(prefix) ?? false
}

export const anybody: CallerRule = () => true

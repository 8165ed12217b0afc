/** Shape of PeerAuthentication. */
import type { MutualTls, PeerAuthenticationSpec } from '../spec/peer-authentication.ts'
import { workloadSelector } from './destination-rule.ts'
import { type MessageSchema, map, message, oneOf } from './schema.ts'

const mutualTls = message<MutualTls>({ mode: oneOf('UNSET', 'DISABLE', 'PERMISSIVE', 'STRICT') })

export const peerAuthentication: MessageSchema = message<PeerAuthenticationSpec>({
  selector: workloadSelector,
  mtls: mutualTls,
  portLevelMtls: map(mutualTls),
})

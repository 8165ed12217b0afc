/** Workload keys, certificates, trust bundles and their renewal. */
export { IdentityAgent, type IdentityAgentOptions, type IdentityStats } from './identity-agent.ts'
export {
  type JoinTokenClaims,
  MAX_TOKEN_BYTES,
  mintJoinToken,
  parseJoinToken,
  verifyJoinToken,
} from './join-token.ts'

/** Who a part of the control plane is, and the agent that keeps its certificate. */
import { readFileSync } from 'node:fs'
import { FlotillaError, systemCodeOf } from '@flotilla/errors'
import { IdentityAgent } from '@flotilla/identity'
import type { Clock } from '@flotilla/time'
import { leafIdentity, parseCertificates, unwrap, workloadSpiffeId } from '@flotilla/x509'
import type { IdentityConfig } from './flags.ts'

export type PartName = 'galley' | 'pilot' | 'citadel' | 'mixer'

/** Where parts of one mesh know each other. */
export interface PartScope {
  readonly trustDomain: string
  readonly rootNamespace: string
}

/** `spiffe://TRUST-DOMAIN/ns/ROOT-NAMESPACE/sa/istio-NAME-service-account`. */
export function partSpiffeId(scope: PartScope, name: PartName): string {
  return workloadSpiffeId({
    trustDomain: scope.trustDomain,
    namespace: scope.rootNamespace,
    serviceAccount: `istio-${name}-service-account`,
  })
}

/** An agent that has yet to be started. @param keyStoreDir where key and certificate are kept */
export function openPartIdentity(
  config: PartScope & IdentityConfig,
  name: PartName,
  keyStoreDir: string,
  clock: Clock,
): IdentityAgent {
  return new IdentityAgent({
    spiffeId: partSpiffeId(config, name),
    caAddress: config.caAddress,
    joinToken: () => readJoinToken(config.joinTokenFile),
    rootsPem: null,
    keyStoreDir,
    clock,
  })
}

export interface CertificateDetails {
  /** SPIFFE ID that the certificate in use carries; empty while there is no valid one. */
  readonly identity: string
  /** ISO time, empty without a certificate; in the past once it has expired. */
  readonly certificateNotAfter: string
}

/** What a part's /readyz says of its certificate, read from the certificate itself. */
export function certificateDetails(
  source: Pick<IdentityAgent, 'current' | 'notAfterMs'> | null,
): CertificateDetails {
  const chainPem = source?.current()?.certChainPem
  const ms = source?.notAfterMs() ?? null
  const leaf = chainPem === undefined ? undefined : unwrap(parseCertificates(chainPem))[0]
  return {
    identity: leaf === undefined ? '' : unwrap(leafIdentity(leaf)).text,
    certificateNotAfter: ms === null ? '' : new Date(ms).toISOString(),
  }
}

/** Text of the join token file, or null where there is none (any more): a kept certificate may do. */
function readJoinToken(file: string | null): string | null {
  if (file === null) return null
  try {
    return readFileSync(file, 'utf8').trim()
  } catch (cause) {
    if (systemCodeOf(cause) === 'ENOENT') return null
    throw new FlotillaError('FLT_IDENTITY_UNAVAILABLE', `cannot read the join token ${file}`, {
      cause,
    })
  }
}

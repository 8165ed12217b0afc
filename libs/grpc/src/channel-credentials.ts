/** Client credentials that follow an identity source, and accept only servers of expected SPIFFE ids. */
import type { DetailedPeerCertificate, PeerCertificate } from 'node:tls'
import { FlotillaError } from '@flotilla/errors'
import type { Clock } from '@flotilla/time'
import { parseSpiffeId, type TrustBundles } from '@flotilla/x509'
import type { ChannelCredentials, experimental } from '@grpc/grpc-js'
import { grpcJs } from './grpc-js.ts'
import type { IdentitySource } from './identity-source.ts'
import { rootsOf, verifyCertificate } from './peer-chain.ts'

export interface ChannelTls {
  /** Null to present no certificate of our own. */
  readonly identity: IdentitySource | null
  /** Fixed roots, PEM; without them the identity's roots are used, also after they change. */
  readonly rootsPem: string | null
  /** SPIFFE ids, one of which the server must have. Never empty. */
  readonly expectedServerIds: readonly string[]
  readonly clock: Clock
}

type CaListener = Parameters<experimental.CertificateProvider['addCaCertificateListener']>[0]
type IdentityListener = Parameters<
  experimental.CertificateProvider['addIdentityCertificateListener']
>[0]

/** Throws FLT_BUG where nothing could be verified against. */
export function channelCredentials(tls: ChannelTls): ChannelCredentials {
  if (tls.expectedServerIds.length === 0)
    throw new FlotillaError('FLT_BUG', 'a channel needs at least one expected server id')
  if (tls.identity === null && tls.rootsPem === null)
    throw new FlotillaError('FLT_BUG', 'a channel needs roots to verify its server')
  const provider = new SourceProvider(tls)
  return grpcJs().experimental.createCertificateProviderChannelCredentials(
    provider,
    tls.identity === null ? null : provider,
    { checkServerIdentity: (_host, certificate) => checkServer(certificate, tls) },
  )
}

/** Runs after TLS has verified the chain: the name that counts is the URI name, and it must be expected. */
function checkServer(certificate: PeerCertificate, tls: ChannelTls): Error | undefined {
  const rootsPem = tls.rootsPem ?? tls.identity?.current()?.rootsPem ?? ''
  const roots = rootsOf(rootsPem)
  if (roots === null) return new FlotillaError('FLT_X509_UNTRUSTED', 'no roots to verify against')
  const bundles: TrustBundles = new Map(
    tls.expectedServerIds.flatMap((id) => {
      const parsed = parseSpiffeId(id)
      return parsed.kind === 'ok' ? [[parsed.value.trustDomain, roots] as const] : []
    }),
  )
  // tls.connect passes the certificate with its issuers (getPeerCertificate(true)).
  const outcome = verifyCertificate(
    certificate as DetailedPeerCertificate,
    bundles,
    tls.clock.wallMs(),
  )
  if (outcome.kind === 'bad') return new FlotillaError('FLT_X509_UNTRUSTED', outcome.reason)
  const id = outcome.peer.spiffeId.text
  if (tls.expectedServerIds.includes(id)) return undefined
  return new FlotillaError('FLT_X509_UNTRUSTED', `the server is ${id}, which is not expected here`)
}

/** Feeds grpc-js from an identity source; every new connection takes what came last. */
class SourceProvider implements experimental.CertificateProvider {
  private readonly tls: ChannelTls
  private readonly caListeners = new Set<CaListener>()
  private readonly identityListeners = new Set<IdentityListener>()
  private stop: (() => void) | null = null

  constructor(tls: ChannelTls) {
    this.tls = tls
  }

  addCaCertificateListener(listener: CaListener): void {
    this.caListeners.add(listener)
    this.follow()
    this.sendRoots(listener)
  }

  removeCaCertificateListener(listener: CaListener): void {
    this.caListeners.delete(listener)
    this.unfollow()
  }

  addIdentityCertificateListener(listener: IdentityListener): void {
    this.identityListeners.add(listener)
    this.follow()
    this.sendIdentity(listener)
  }

  removeIdentityCertificateListener(listener: IdentityListener): void {
    this.identityListeners.delete(listener)
    this.unfollow()
  }

  private follow(): void {
    this.stop ??=
      this.tls.identity?.onChange(() => {
        for (const listener of this.caListeners) this.sendRoots(listener)
        for (const listener of this.identityListeners) this.sendIdentity(listener)
      }) ?? null
  }

  private unfollow(): void {
    if (this.caListeners.size > 0 || this.identityListeners.size > 0) return
    this.stop?.()
    this.stop = null
  }

  private sendRoots(listener: CaListener): void {
    const rootsPem = this.tls.rootsPem ?? this.tls.identity?.current()?.rootsPem
    listener(rootsPem === undefined ? null : { caCertificate: Buffer.from(rootsPem) })
  }

  private sendIdentity(listener: IdentityListener): void {
    const current = this.tls.identity?.current() ?? null
    listener(
      current === null
        ? null
        : {
            certificate: Buffer.from(current.certChainPem),
            privateKey: Buffer.from(current.keyPem),
          },
    )
  }
}

/** Citadel's own server certificate: issued by itself, renewed like everybody's, its key never on disk. */
import type { IdentitySource, TlsIdentity } from '@flotilla/grpc'
import { renewAtMs } from '@flotilla/identity/internal'
import { scope } from '@flotilla/log'
import type { Clock, Timer } from '@flotilla/time'
import { generateKey, privateKeyPem, publicHalfOf, unwrap } from '@flotilla/x509'
import type { CertificateAuthority } from './certificate-authority.ts'

export interface ServerIdentityOptions {
  readonly spiffeId: string
  readonly dnsNames: readonly string[]
  readonly lifeMs: number
  readonly clock: Clock
}

const log = scope('citadel.server-identity')
/** Timers stop while a machine sleeps: the wall clock is looked at this often. */
const MAX_NAP_MS = 30_000

export class ServerIdentity implements IdentitySource {
  private readonly authority: CertificateAuthority
  private readonly options: ServerIdentityOptions
  private readonly listeners = new Set<() => void>()
  private identity: TlsIdentity | null = null
  private renewalMs = 0
  private expiryMs = 0
  private timer: Timer | null = null

  constructor(authority: CertificateAuthority, options: ServerIdentityOptions) {
    this.authority = authority
    this.options = options
  }

  /** Issues the first certificate and begins to renew. Throws what the authority throws. */
  start(): void {
    this.renew()
    this.schedule()
  }

  current(): TlsIdentity | null {
    return this.options.clock.wallMs() < this.expiryMs ? this.identity : null
  }

  notAfterMs(): number {
    return this.expiryMs
  }

  onChange(listener: () => void): () => void {
    this.listeners.add(listener)
    return () => {
      this.listeners.delete(listener)
    }
  }

  close(): void {
    this.timer?.cancel()
    this.timer = null
    this.listeners.clear()
  }

  private renew(): void {
    const { clock, lifeMs, spiffeId, dnsNames } = this.options
    const key = generateKey()
    const signed = this.authority.sign(unwrap(publicHalfOf(key)), spiffeId, lifeMs, dnsNames)
    this.identity = Object.freeze({
      // The root is sent along: a caller with a join token knows its hash only.
      certChainPem: [signed.leafPem, ...signed.intermediatesPem, signed.rootsPem].join(''),
      keyPem: privateKeyPem(key),
      rootsPem: signed.rootsPem,
    })
    this.expiryMs = signed.certificate.notAfterMs
    const life = { fromMs: clock.wallMs(), notAfterMs: this.expiryMs }
    this.renewalMs = renewAtMs(life, Math.random)
    for (const listener of this.listeners) listener()
  }

  private schedule(): void {
    const { clock } = this.options
    const napMs = Math.min(MAX_NAP_MS, Math.max(0, this.renewalMs - clock.wallMs()))
    this.timer = clock.after(napMs, () => {
      if (clock.wallMs() >= this.renewalMs) this.tryRenew()
      this.schedule()
    })
  }

  private tryRenew(): void {
    try {
      this.renew()
    } catch (error) {
      // The root itself has expired: nothing helps but a new one, and readiness says so.
      log.error('own certificate cannot be renewed', { error })
      this.renewalMs = this.options.clock.wallMs() + MAX_NAP_MS
    }
  }
}

/**
 * The identity agent of one workload: obtains its certificate, renews it at half of its life, and keeps trying for ever.
 *
 * States: *new* (no certificate: `start` tries until the first one or a refusal), *held* (a valid certificate; at the
 * renewal moment attempts begin and go on with backoff), *expired* (nothing is offered, attempts go on), *closed*.
 */
import { codeOf, FlotillaError, messageOf } from '@flotilla/errors'
import { type IdentitySource, statusOf, type TlsIdentity } from '@flotilla/grpc'
import { scope } from '@flotilla/log'
import { Backoff, type Clock, sleep, type Timer } from '@flotilla/time'
import {
  fingerprint256,
  parseCertificates,
  parsePrivateKey,
  parseSpiffeId,
  unwrap,
} from '@flotilla/x509'
import { requestCertificate } from './ca-client.ts'
import { checkIssued, type Issued } from './issued.ts'
import { parseJoinToken } from './join-token.ts'
import { KeyStore } from './key-store.ts'
import { fetchPinnedRoot } from './pinned-roots.ts'
import { FIRST_RETRY_MS, type Life, maxRetryMs, renewAtMs } from './rotation.ts'

export interface IdentityAgentOptions {
  readonly spiffeId: string
  /** `host:port` of the CA. */
  readonly caAddress: string
  /** Its text, or a function that reads it anew for each attempt, so that a replaced token file is taken up. */
  readonly joinToken: string | (() => string | null) | null
  /** Roots of the CA where they are known beforehand; else the token's hash says which root is right. */
  readonly rootsPem: string | null
  /** Life asked for, seconds. Default: what the CA gives. */
  readonly ttlSec?: number
  /** Where key and certificate are kept over restarts; null keeps them in memory only, as proxies do. */
  readonly keyStoreDir: string | null
  readonly clock: Clock
  /** Uniform in [0, 1). Default Math.random. */
  readonly random?: () => number
  /** SPIFFE IDs that the CA may have. Default citadel's in `istio-system` of the same trust domain. */
  readonly caIds?: readonly string[]
}

/** Counts since the start, for metrics. */
export interface IdentityStats {
  requests: number
  retries: number
  failures: number
  /** Certificates obtained, the first one included. */
  obtained: number
}

type Credential =
  | { readonly kind: 'certificate' }
  | { readonly kind: 'token'; readonly text: string }

const log = scope('identity')
const FIRST_CONTACT_TIMEOUT_MS = 10_000
/** Timers stop while a machine sleeps: the wall clock is looked at this often. */
const MAX_NAP_MS = 30_000
const UNAUTHENTICATED = 16
const NONE_LEFT = 'there is neither a valid certificate nor an unused join token'

export class IdentityAgent implements IdentitySource {
  readonly spiffeId: string
  readonly stats: IdentityStats = { requests: 0, retries: 0, failures: 0, obtained: 0 }
  private readonly options: IdentityAgentOptions
  private readonly clock: Clock
  private readonly random: () => number
  private readonly caIds: readonly string[]
  private readonly listeners = new Set<() => void>()
  private readonly abort = new AbortController()
  private store: KeyStore | null = null
  private issued: Issued | null = null
  private life: Life | null = null
  private renewalMs = 0
  private refusedToken: string | null = null
  private inFlight: Promise<void> | null = null
  private timer: Timer | null = null
  private failure: string | null = null

  /** Throws FLT_SPIFFE_MALFORMED. Nothing is read, dialled or scheduled before `start`. */
  constructor(options: IdentityAgentOptions) {
    const id = unwrap(parseSpiffeId(options.spiffeId))
    this.spiffeId = id.text
    this.options = options
    this.clock = options.clock
    this.random = options.random ?? Math.random
    this.caIds = options.caIds ?? [
      `spiffe://${id.trustDomain}/ns/istio-system/sa/istio-citadel-service-account`,
    ]
  }

  /**
   * Resolves with the first certificate, kept or new. While the CA is away it waits; it rejects where trying again
   * cannot help: FLT_TOKEN_REFUSED, FLT_X509_UNTRUSTED, FLT_IDENTITY_UNAVAILABLE, FLT_PERMISSION, or the refusal of the CA.
   * @param inherited of the process that this one replaces; used like a kept one, if it is still good.
   */
  async start(inherited: TlsIdentity | null = null): Promise<void> {
    if (inherited !== null) this.adopt(inherited)
    if (this.options.keyStoreDir !== null) this.loadKept(this.options.keyStoreDir)
    if (this.issued === null) await this.obtainFirst()
    this.schedule()
  }

  /** Null while there is no valid certificate: then no connection is made or accepted. */
  current(): TlsIdentity | null {
    if (this.issued === null || this.clock.wallMs() >= this.issued.notAfterMs) return null
    return this.issued.tls
  }

  /** End of the certificate's validity, milliseconds since the epoch; null without one. */
  notAfterMs(): number | null {
    return this.issued?.notAfterMs ?? null
  }

  /** Why the last attempt failed, null after a success. */
  lastFailure(): string | null {
    return this.failure
  }

  onChange(listener: () => void): () => void {
    this.listeners.add(listener)
    return () => {
      this.listeners.delete(listener)
    }
  }

  /** Renews now; callers at the same time share one request. Rejects as one attempt does. */
  renew(): Promise<void> {
    this.inFlight ??= this.attempt().finally(() => {
      this.inFlight = null
    })
    return this.inFlight
  }

  /** Stops renewing and ends what is under way. `current` goes on until the certificate expires. */
  close(): void {
    this.timer?.cancel()
    this.timer = null
    this.listeners.clear()
    this.abort.abort(new FlotillaError('FLT_IDENTITY_UNAVAILABLE', 'the identity agent is closed'))
  }

  private adopt(inherited: TlsIdentity): void {
    const key = parsePrivateKey(inherited.keyPem)
    const { certChainPem, rootsPem } = inherited
    const expected = { spiffeId: this.spiffeId, nowMs: this.clock.wallMs() }
    const checked =
      key.kind === 'bad'
        ? key
        : checkIssued(certChainPem, rootsPem, { ...expected, key: key.value })
    if (checked.kind === 'bad')
      log.info('inherited certificate is not used', { reason: checked.reason })
    else this.hold(checked.value, checked.value.notBeforeMs)
  }

  private loadKept(dir: string): void {
    this.store = new KeyStore(dir)
    const kept = this.store.load(this.spiffeId, this.clock.wallMs())
    if (kept === null) return
    if (kept.kind === 'bad') log.info('kept certificate is not used', { reason: kept.reason })
    else if (this.isOfAnotherRoot(kept.value))
      log.info('kept certificate is not used', { reason: 'the join token names another root' })
    else this.hold(kept.value, kept.value.notBeforeMs)
  }

  /** A CA that was made anew: what its predecessor issued would be refused by everybody. */
  private isOfAnotherRoot(kept: Issued): boolean {
    const claims = parseJoinToken(this.tokenText())
    if (claims.kind === 'bad') return false
    const roots = unwrap(parseCertificates(kept.tls.rootsPem))
    return roots.every((root) => fingerprint256(root.der) !== claims.value.rootSha256)
  }

  private tokenText(): string {
    const { joinToken } = this.options
    return (typeof joinToken === 'function' ? joinToken() : joinToken)?.trim() ?? ''
  }

  private async obtainFirst(): Promise<void> {
    const backoff = this.newBackoff()
    for (;;) {
      try {
        await this.renew()
        return
      } catch (error) {
        if (this.abort.signal.aborted || !isRetryable(error)) throw error
        this.noteFailure(error)
        await sleep(this.clock, backoff.nextMs(), this.abort.signal)
      }
    }
  }

  private schedule(): void {
    if (this.abort.signal.aborted) return
    const nowMs = this.clock.wallMs()
    const napMs = Math.min(MAX_NAP_MS, Math.max(0, this.renewalMs - nowMs))
    this.timer = this.clock.after(napMs, () => {
      if (this.clock.wallMs() < this.renewalMs) this.schedule()
      else void this.renewUntilDone()
    })
  }

  /** Never rejects: what fails is logged and tried again until it succeeds or the agent is closed. */
  private async renewUntilDone(): Promise<void> {
    const backoff = this.newBackoff()
    while (!this.abort.signal.aborted) {
      try {
        await this.renew()
        this.schedule()
        return
      } catch (error) {
        if (this.abort.signal.aborted) return
        this.noteFailure(error)
        this.dropExpired()
        await sleep(this.clock, backoff.nextMs(), this.abort.signal).catch(() => undefined) // closed meanwhile
      }
    }
  }

  private async attempt(): Promise<void> {
    let last: unknown = new FlotillaError('FLT_IDENTITY_UNAVAILABLE', NONE_LEFT)
    for (const credential of this.credentials()) {
      try {
        this.install(await this.request(credential))
        return
      } catch (error) {
        last = this.judge(error, credential)
      }
    }
    throw last
  }

  /** What can authenticate us now, best first: the certificate, then a token that was not refused before. */
  private credentials(): Credential[] {
    const text = this.tokenText()
    const credentials: Credential[] = []
    if (this.current() !== null) credentials.push({ kind: 'certificate' })
    if (text !== '' && text !== this.refusedToken) credentials.push({ kind: 'token', text })
    return credentials
  }

  private async request(credential: Credential): Promise<Issued> {
    const { caAddress, ttlSec, clock } = this.options
    this.stats.requests++
    return requestCertificate({
      spiffeId: this.spiffeId,
      caAddress,
      caIds: this.caIds,
      rootsPem: await this.rootsFor(credential),
      credential:
        credential.kind === 'token' ? credential : { kind: 'certificate', identity: this },
      ttlSec: ttlSec ?? 0,
      clock,
      signal: this.abort.signal,
    })
  }

  private async rootsFor(credential: Credential): Promise<string> {
    const held = credential.kind === 'certificate' ? this.current()?.rootsPem : undefined
    const known = held ?? this.options.rootsPem
    if (known !== null) return known
    if (credential.kind !== 'token')
      throw new FlotillaError('FLT_IDENTITY_UNAVAILABLE', 'the certificate has just expired')
    const claims = unwrap(parseJoinToken(credential.text))
    return fetchPinnedRoot({
      caAddress: this.options.caAddress,
      rootSha256: claims.rootSha256,
      timeoutMs: FIRST_CONTACT_TIMEOUT_MS,
      signal: this.abort.signal,
    })
  }

  /** A refused token is never sent again; to the owner it is a refusal, not a failed call. */
  private judge(error: unknown, credential: Credential): unknown {
    const isRefused = statusOf(error) === UNAUTHENTICATED || codeOf(error) === 'FLT_TOKEN_REFUSED'
    if (credential.kind !== 'token' || !isRefused) return error
    this.refusedToken = credential.text
    return new FlotillaError(
      'FLT_TOKEN_REFUSED',
      `the CA at ${this.options.caAddress} refuses the join token for ${this.spiffeId}: it may be used, expired, or for another identity; ask for a new one`,
      { cause: error },
    )
  }

  private install(issued: Issued): void {
    this.store?.save(issued.tls)
    this.stats.obtained++
    if (this.issued === null)
      log.info('certificate obtained', { spiffeId: this.spiffeId, notAfterMs: issued.notAfterMs })
    this.hold(issued, this.clock.wallMs())
    this.failure = null
    this.notify()
  }

  private hold(issued: Issued, fromMs: number): void {
    this.issued = issued
    this.life = { fromMs, notAfterMs: issued.notAfterMs }
    this.renewalMs = renewAtMs(this.life, this.random)
  }

  private dropExpired(): void {
    if (this.issued === null || this.current() !== null) return
    log.error('certificate expired before it could be renewed', { spiffeId: this.spiffeId })
    this.issued = null
    this.notify()
  }

  private notify(): void {
    for (const listener of this.listeners) listener()
  }

  private noteFailure(error: unknown): void {
    this.stats.failures++
    this.stats.retries++
    this.failure = messageOf(error)
    log.warn('certificate request failed', { spiffeId: this.spiffeId, error })
  }

  private newBackoff(): Backoff {
    return new Backoff({ baseMs: FIRST_RETRY_MS, maxMs: maxRetryMs(this.life) }, this.random)
  }
}

function isRetryable(error: unknown): boolean {
  return error instanceof FlotillaError && error.retryable
}

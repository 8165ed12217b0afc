/** The one way to a certificate: authenticate, limit, read the request, mark the token as used, sign. */
import { codeOf, FlotillaError, messageOf } from '@flotilla/errors'
import type { CallContext } from '@flotilla/grpc'
import type { LogScope } from '@flotilla/log'
import type { Clock } from '@flotilla/time'
import { type Csr, checkCsrProfile, parseCsr } from '@flotilla/x509'
import { authenticate, type Caller } from '../attest/authenticate.ts'
import { CallerLimits } from '../attest/caller-limits.ts'
import { RefusalLog } from '../attest/refusal-log.ts'
import type { UsedTokens } from '../attest/used-tokens.ts'
import type { CitadelMetrics, SignError } from '../metrics.ts'
import type { CertificateAuthority, Signed } from './certificate-authority.ts'

export interface SigningDeskOptions {
  readonly authority: CertificateAuthority
  readonly usedTokens: UsedTokens
  readonly tokenKey: Uint8Array
  readonly trustDomain: string
  readonly metrics: CitadelMetrics
  readonly clock: Clock
  readonly log: LogScope
}

export interface SigningRequest {
  readonly csrPem: string
  /** Life wished for, seconds; 0 or less for the default. */
  readonly requestedSec: number
  /** The older service wants the request itself to name the identity. */
  readonly mustNameIdentity: boolean
}

/** Requests of one identity. Listed in docs/limits.md. */
const LIMITS = { perSec: 10, burst: 50, maxCallers: 10_000 } as const
const UNAUTHENTICATED = 16
const INTERNAL = 13
/** All that a caller learns who is not who it says (Istio's text). */
const AUTHENTICATION_TEXT = 'request authenticate failure'

export class SigningDesk {
  private readonly options: SigningDeskOptions
  private readonly limits = new CallerLimits(LIMITS)
  private readonly refusals: RefusalLog

  constructor(options: SigningDeskOptions) {
    this.options = options
    this.refusals = new RefusalLog(options.log, options.clock)
  }

  /** Throws what becomes the status of the call. The certificate is for the caller's own identity, whatever was asked. */
  sign(request: SigningRequest, context: CallContext): Signed {
    const { metrics, clock, authority } = this.options
    metrics.csrs.inc()
    const caller = this.identify(context)
    if (!this.limits.take(caller.spiffeId, clock.nowMs())) {
      metrics.limited.inc()
      throw new FlotillaError('FLT_LIMIT_EXCEEDED', 'too many signing requests; try again later')
    }
    const csr = this.readCsr(request, caller.spiffeId, context)
    const lifeMs = this.counted('TTL_ERROR', () => authority.lifeFor(request.requestedSec))
    // From here on the token is spent, whatever happens: first on disk, then a certificate.
    if (
      caller.token !== null &&
      !this.options.usedTokens.use(caller.token.jti, caller.token.expSec)
    )
      throw this.refuse(context, 'the join token was used before', caller.spiffeId)
    const signed = this.signLeaf(csr, caller.spiffeId, lifeMs)
    metrics.issued.inc()
    if (this.options.log.isDebug)
      this.options.log.debug('certificate issued', {
        identity: caller.spiffeId,
        serial: signed.certificate.serial,
        notAfterMs: signed.certificate.notAfterMs,
      })
    return signed
  }

  /** Refuses a caller that asks for what is not offered here, as one that cannot be authenticated. */
  refuse(context: CallContext, reason: string, identity = ''): unknown {
    this.options.metrics.authenticationFailures.inc()
    this.refusals.add('caller refused', context.peer.address, { reason, identity })
    return { code: UNAUTHENTICATED, details: AUTHENTICATION_TEXT }
  }

  private identify(context: CallContext): Caller & { readonly kind: 'known' } {
    const { tokenKey, trustDomain, clock } = this.options
    const caller = authenticate(
      {
        certificateId: context.peer.spiffeId,
        certificateDer: context.peer.certificateDer,
        authorization: context.metadata.get('authorization'),
      },
      { tokenKey, trustDomain, nowMs: clock.wallMs() },
    )
    if (caller.kind === 'unknown') throw this.refuse(context, caller.reason)
    return caller
  }

  private readCsr(request: SigningRequest, spiffeId: string, context: CallContext): Csr {
    const { metrics } = this.options
    const csr = parseCsr(request.csrPem)
    if (csr.kind === 'bad') {
      metrics.csrParsingErrors.inc()
      throw this.refuseCsr(context, spiffeId, csr.reason)
    }
    const isNamed = csr.value.extensions.sans.length > 0
    const profile = checkCsrProfile(csr.value, [spiffeId])
    if (profile.kind === 'ok' && (isNamed || !request.mustNameIdentity)) return csr.value
    metrics.idExtractionErrors.inc()
    throw this.refuseCsr(
      context,
      spiffeId,
      profile.kind === 'bad' ? profile.reason : 'the request names no identity',
    )
  }

  private refuseCsr(context: CallContext, identity: string, reason: string): FlotillaError {
    this.options.metrics.signErrors.inc({ error: 'CSR_ERROR' })
    this.refusals.add('signing request refused', context.peer.address, { reason, identity })
    return new FlotillaError('FLT_CSR_REFUSED', reason)
  }

  private signLeaf(csr: Csr, spiffeId: string, lifeMs: number): Signed {
    try {
      return this.options.authority.sign(csr.publicKey, spiffeId, lifeMs)
    } catch (error) {
      if (codeOf(error) === 'FLT_CSR_REFUSED') {
        this.options.metrics.signErrors.inc({ error: 'CSR_ERROR' })
        throw error
      }
      const isExpired = codeOf(error) === 'FLT_IDENTITY_UNAVAILABLE'
      this.options.metrics.signErrors.inc({ error: isExpired ? 'CA_NOT_READY' : 'CERT_GEN_ERROR' })
      this.options.log.error('certificate not signed', { error })
      throw { code: INTERNAL, details: isExpired ? messageOf(error) : 'cannot sign' }
    }
  }

  private counted<T>(kind: SignError, run: () => T): T {
    try {
      return run()
    } catch (error) {
      this.options.metrics.signErrors.inc({ error: kind })
      throw error
    }
  }
}

/** One call to the CA: a new key, its request, the answer checked. */
import { FlotillaError } from '@flotilla/errors'
import { type IdentitySource, openChannel } from '@flotilla/grpc'
import { IstioCertificateService } from '@flotilla/proto'
import type { Clock } from '@flotilla/time'
import { createCsr, generateKey } from '@flotilla/x509'
import { checkIssued, type Issued } from './issued.ts'

export interface CertificateCall {
  readonly spiffeId: string
  /** `host:port` */
  readonly caAddress: string
  /** SPIFFE IDs, one of which the CA's own certificate must have. */
  readonly caIds: readonly string[]
  readonly rootsPem: string
  readonly credential:
    | { readonly kind: 'certificate'; readonly identity: IdentitySource }
    | { readonly kind: 'token'; readonly text: string }
  /** Life asked for; 0 leaves it to the CA. */
  readonly ttlSec: number
  readonly clock: Clock
  readonly signal: AbortSignal
}

const DEADLINE_MS = 10_000

/** Rejects with FLT_RPC_FAILED, FLT_RPC_DEADLINE, FLT_X509_MALFORMED or FLT_X509_UNTRUSTED. */
export async function requestCertificate(call: CertificateCall): Promise<Issued> {
  const { credential } = call
  // A key serves one request: what leaked with an old certificate is worth nothing for the next.
  const key = generateKey()
  const channel = openChannel({
    target: call.caAddress,
    identity: credential.kind === 'certificate' ? credential.identity : null,
    rootsPem: call.rootsPem,
    expectedServerIds: call.caIds,
    clock: call.clock,
  })
  try {
    const answer = await channel.unary(
      IstioCertificateService.createCertificate,
      {
        csr: createCsr(call.spiffeId, key),
        subjectId: '',
        validityDuration: call.ttlSec,
        metadata: null,
      },
      {
        deadlineMs: DEADLINE_MS,
        signal: call.signal,
        metadata: credential.kind === 'token' ? { authorization: `Bearer ${credential.text}` } : {},
      },
    )
    const nowMs = call.clock.wallMs()
    return accept(answer.certChain, { spiffeId: call.spiffeId, key, nowMs })
  } finally {
    channel.close()
  }
}

/** Leaf first, then intermediates, roots last (Istio: a client refuses fewer than two). */
function accept(answer: readonly string[], expected: Parameters<typeof checkIssued>[2]): Issued {
  const rootsPem = answer[answer.length - 1]
  if (answer.length < 2 || rootsPem === undefined)
    throw new FlotillaError('FLT_X509_UNTRUSTED', 'the CA answered without its roots')
  const checked = checkIssued(answer.slice(0, -1).join(''), rootsPem, expected)
  if (checked.kind === 'ok') return checked.value
  throw new FlotillaError(checked.code, `what the CA answered cannot be used: ${checked.reason}`)
}

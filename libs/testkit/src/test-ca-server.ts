/** Citadel's wire in a test's own process: issues to callers with a join token of its making or a certificate of its CA. */
import { randomBytes } from 'node:crypto'
import { FlotillaError } from '@flotilla/errors'
import { type CallContext, type RunningServer, startServer, unary } from '@flotilla/grpc'
import { mintJoinToken, verifyJoinToken } from '@flotilla/identity'
import {
  type IstioCertificateRequest,
  type IstioCertificateResponse,
  IstioCertificateService,
} from '@flotilla/proto'
import { certificatePem, fingerprint256, parseCsr } from '@flotilla/x509'
import { StaticIdentity } from './static-identity.ts'
import type { TestCa, TestLeafOptions } from './test-ca.ts'

export interface TestCaServerOptions {
  readonly ca: TestCa
  /** Of the leaves; called for each. Default those of TestCa.issue. */
  readonly leaf?: () => TestLeafOptions
  /** Replaces the answer, for tests of callers that must not trust it. */
  readonly answer?: (good: readonly string[]) => readonly string[] | Promise<readonly string[]>
  /** `host:port`; default a free port on loopback. */
  readonly address?: string
}

export interface TestCaServer {
  /** `host:port` */
  readonly address: string
  /** Callers that were answered or refused, in order: `token <id>`, `certificate <id>`, `refused`. */
  readonly calls: readonly string[]
  /** A join token, good once. Default life 60 s. */
  token(spiffeId: string, ttlSec?: number): string
  close(): Promise<void>
}

/** Longer than any test turns its clock. */
const OWN_TTL_MS = 29 * 86_400_000
const UNAUTHENTICATED = { code: 16, details: 'request authenticate failure' }

/** Serves IstioCertificateService with TLS, as `spiffe://<td>/ns/istio-system/sa/istio-citadel-service-account`. */
export async function startTestCaServer(options: TestCaServerOptions): Promise<TestCaServer> {
  const { ca } = options
  const key = randomBytes(32)
  const calls: string[] = []
  const used = new Set<string>()
  const own = ca.issue(
    `spiffe://${ca.trustDomain}/ns/istio-system/sa/istio-citadel-service-account`,
    { ttlMs: OWN_TTL_MS },
  )
  const identity = new StaticIdentity({ ...own, certChainPem: own.certChainPem + ca.rootPem })
  const callerOf = (context: CallContext): string => {
    if (context.peer.spiffeId !== null) {
      calls.push(`certificate ${context.peer.spiffeId}`)
      return context.peer.spiffeId
    }
    const text = String(context.metadata.get('authorization')[0] ?? '').replace('Bearer ', '')
    const expected = { trustDomain: ca.trustDomain, nowMs: Date.now() }
    const token = verifyJoinToken(text, key, expected)
    if (token.kind === 'bad' || used.has(token.value.jti)) {
      calls.push('refused')
      throw UNAUTHENTICATED
    }
    used.add(token.value.jti)
    calls.push(`token ${token.value.id}`)
    return token.value.id
  }
  const createCertificate = async (
    request: IstioCertificateRequest,
    context: CallContext,
  ): Promise<IstioCertificateResponse> => {
    const spiffeId = callerOf(context)
    const csr = parseCsr(request.csr)
    if (csr.kind === 'bad') throw new FlotillaError(csr.code, csr.reason)
    const leaf = ca.sign(csr.value.publicKey, spiffeId, options.leaf?.() ?? {})
    const good = [certificatePem(leaf), ca.rootPem]
    return { certChain: (await options.answer?.(good)) ?? good }
  }
  const server: RunningServer = await startServer({
    address: options.address ?? '127.0.0.1:0',
    services: [
      {
        definition: { createCertificate: IstioCertificateService.createCertificate },
        implementation: { createCertificate: unary(createCertificate) },
      },
    ],
    tls: { identity, clientCertificate: 'request' },
  })
  const mint = (spiffeId: string, ttlSec = 60): string =>
    mintJoinToken(
      {
        td: ca.trustDomain,
        id: spiffeId,
        jti: randomBytes(16).toString('base64url'),
        exp: Math.floor(Date.now() / 1000) + ttlSec,
        rootSha256: fingerprint256(ca.root.der),
        ca: server.address,
      },
      key,
    )
  return { address: server.address, calls, token: mint, close: () => server.close() }
}

/** TLS towards a cluster's endpoints: SNI, ALPN, secure naming, and session reuse under equal settings only. */
import { createHash } from 'node:crypto'
import type { Socket } from 'node:net'
import type { SecureContext, TLSSocket } from 'node:tls'
import { scope } from '@flotilla/log'
import {
  clientContext,
  type PeerIdentity,
  type ServerVerdict,
  TlsConnector,
  type TlsPair,
} from '@flotilla/net'
import type { UpstreamTlsContext } from '@flotilla/proto'
import type { Clock } from '@flotilla/time'
import { KeyUsage, parseCertificate, SanType } from '@flotilla/x509'
import type { Violations } from '../compile/violations.ts'
import type { UpstreamProtocol } from '../upstream/types.ts'
import { isTooDeep } from './downstream-tls.ts'
import type { MeshTrust } from './mesh-trust.ts'
import { matchesDnsName } from './san-matchers.ts'
import type { SecretStore } from './secret-store.ts'
import { compileTlsCommon, type TlsCommon } from './tls-params.ts'

const log = scope('proxy.upstream.tls')

export interface UpstreamTlsSpec extends TlsCommon {
  /** Empty: `auto_sni`, or none. */
  readonly sni: string
  readonly maxSessions: number
  /** Whether the certificate of a server with an RSA key must say that the key may sign. */
  readonly enforcesKeyUsage: boolean
}

export function compileUpstreamTls(
  message: UpstreamTlsContext,
  secrets: SecretStore,
  at: Violations,
): UpstreamTlsSpec {
  const common = compileTlsCommon(message.commonTlsContext, secrets, at.at('common_tls_context'))
  if (common.morePairs.length > 0)
    at.at('common_tls_context').add('a client shows one certificate, and not several')
  // Envoy: who names nothing to verify a server by accepts any; roots that are yet to come are something.
  const hasRoots = common.roots !== null || common.usesSystemRoots
  return {
    ...common,
    verifiesChain: common.verifiesChain && (hasRoots || !common.sans.isEmpty),
    sni: message.sni,
    maxSessions: message.maxSessionKeys ?? 128,
    enforcesKeyUsage: message.enforceRsaKeyUsage ?? false,
  }
}

/** What all clusters of a proxy share: parsed certificates are large, and most clusters use the same. */
export class ClientContexts {
  private readonly contexts = new Map<string, SecureContext>()

  /** Contexts kept; a rotation makes a new one and the old ones fall out. */
  private static readonly max = 8

  of(spec: TlsCommon, pair: TlsPair | null, rootsPem: string | null): SecureContext {
    const key = createHash('sha256')
      .update(
        `${spec.minVersion} ${spec.maxVersion} ${spec.ciphers} ${spec.curves} ${spec.signatureAlgorithms} ${spec.crlPem}\n${pair?.certChainPem}\n${rootsPem}`,
      )
      .digest('base64')
    const found = this.contexts.get(key)
    if (found !== undefined) return found
    const made = clientContext({
      pair,
      rootsPem,
      minVersion: spec.minVersion,
      maxVersion: spec.maxVersion,
      ...(spec.ciphers === null ? {} : { ciphers: spec.ciphers }),
      ...(spec.curves === null ? {} : { curves: spec.curves }),
      ...(spec.signatureAlgorithms === null
        ? {}
        : { signatureAlgorithms: spec.signatureAlgorithms }),
      ...(spec.crlPem === null ? {} : { crlPem: spec.crlPem }),
    })
    if (this.contexts.size >= ClientContexts.max) this.contexts.clear()
    this.contexts.set(key, made)
    return made
  }
}

export interface UpstreamTlsEnv {
  readonly trust: MeshTrust
  readonly contexts: ClientContexts
  readonly clock: Clock
}

/** What a mesh peer is offered by what the connection carries (spec citadel-security §4.5). */
const ISTIO_ALPN: Readonly<Record<UpstreamProtocol, readonly string[] | null>> = {
  tcp: null,
  'http/1.0': ['istio-http/1.0', 'istio', 'http/1.0'],
  'http/1.1': ['istio-http/1.1', 'istio', 'http/1.1'],
  'http/2': ['istio-h2', 'istio', 'h2'],
  auto: ['istio-h2', 'istio-http/1.1', 'istio', 'h2', 'http/1.1'],
}

const VERIFY_FAILED =
  '268435581:SSL routines:OPENSSL_internal:CERTIFICATE_VERIFY_FAILED:verify cert failed:'
/** Characters of a server's names in logs. */
const MAX_NAMES_SHOWN = 512

export class UpstreamTls {
  private readonly spec: UpstreamTlsSpec
  private readonly clusterName: string
  private readonly env: UpstreamTlsEnv
  private readonly alpnByProtocol: Readonly<Record<UpstreamProtocol, readonly string[]>>
  /** Null until first used and after a secret changed: its sessions end with the settings that verified them. */
  private connector: TlsConnector | null = null
  private readonly stopWatching: readonly (() => void)[]
  private hasWarnedOfAnyIdentity = false

  constructor(spec: UpstreamTlsSpec, clusterName: string, env: UpstreamTlsEnv) {
    this.spec = spec
    this.clusterName = clusterName
    this.env = env
    const isMeshAlpn = spec.alpn.includes('istio')
    const alpnOf = (protocol: UpstreamProtocol): readonly string[] =>
      (isMeshAlpn ? ISTIO_ALPN[protocol] : null) ?? spec.alpn
    this.alpnByProtocol = {
      tcp: alpnOf('tcp'),
      'http/1.0': alpnOf('http/1.0'),
      'http/1.1': alpnOf('http/1.1'),
      // Envoy: what HTTP/2 needs is offered where the configuration names nothing.
      'http/2': alpnOf('http/2').length > 0 ? alpnOf('http/2') : ['h2'],
      // Envoy: the choice replaces what is configured.
      auto: isMeshAlpn ? alpnOf('auto') : ['h2', 'http/1.1'],
    }
    const forget = (): void => {
      this.connector = null
    }
    this.stopWatching = [spec.pair, spec.roots].flatMap((secret) =>
      secret === null ? [] : [secret.onChange(forget)],
    )
  }

  /** Whether the secrets it names have been delivered. */
  get isReady(): boolean {
    return this.spec.pair?.current() !== null && this.spec.roots?.current() !== null
  }

  /**
   * Starts TLS on a connected socket; see TlsConnector.secure.
   * @param authority of the request, for auto_sni and auto_san_validation; null switches either off.
   */
  secure(
    raw: Socket,
    serverKey: string,
    protocol: UpstreamProtocol,
    autoSni: string | null,
    autoSan: string | null,
    onSecure: (socket: TLSSocket, peer: PeerIdentity | null) => void,
    onFailed: (reason: string) => void,
  ): () => void {
    const connector = this.current()
    if (connector === null) {
      const timer = setImmediate(() => onFailed('TLS secrets are not ready'))
      return () => clearImmediate(timer)
    }
    const sni = this.spec.sni === '' ? (autoSni ?? '') : this.spec.sni
    // A name that was checked for one request must not vouch for another: the key holds it.
    const key = autoSan === null ? serverKey : `${serverKey} ${autoSan}`
    return connector.secure(
      raw,
      `${key} ${sni}`,
      sni,
      this.alpnByProtocol[protocol],
      (socket, peer) => {
        const fault =
          autoSan === null || socket.isSessionReused() ? null : dnsFault(socket, autoSan)
        if (fault === null) return onSecure(socket, peer)
        socket.on('error', () => undefined)
        socket.destroy()
        onFailed(fault)
      },
      onFailed,
    )
  }

  close(): void {
    for (const stop of this.stopWatching) stop()
    this.connector = null
  }

  private current(): TlsConnector | null {
    if (this.connector !== null) return this.connector
    const { spec } = this
    const pair = spec.pair?.current() ?? null
    const roots = spec.roots?.current() ?? null
    // No certificate means no connection, and roots not yet delivered never mean "accept all" (CVE-2020-8664).
    if (!this.isReady) return null
    this.connector = new TlsConnector({
      context: this.env.contexts.of(spec, pair, roots?.pem ?? null),
      verifyChain: spec.verifiesChain,
      check: (socket) => this.check(socket, roots?.pem ?? null),
      clock: this.env.clock,
      maxSessions: spec.maxSessions,
      ...(spec.keyLog === null ? {} : { onKeys: spec.keyLog }),
    })
    return this.connector
  }

  private check(socket: TLSSocket, rootsPem: string | null): ServerVerdict {
    if (this.spec.verifiesChain && isTooDeep(socket, this.spec.maxVerifyDepth))
      return { kind: 'bad', reason: `${VERIFY_FAILED} certificate chain too long` }
    if (this.spec.enforcesKeyUsage && !mayRsaKeySign(socket))
      return { kind: 'bad', reason: 'the certificate does not allow its RSA key to sign' }
    return this.spec.isMesh && rootsPem !== null
      ? this.checkMeshPeer(socket, rootsPem)
      : this.checkNames(socket)
  }

  private checkMeshPeer(socket: TLSSocket, rootsPem: string): ServerVerdict {
    const { sans } = this.spec
    const verdict = this.env.trust.verifier(rootsPem, sans.trustDomains).verify(socket)
    if (verdict.kind === 'bad') return verdict
    if (sans.isEmpty && !this.hasWarnedOfAnyIdentity) {
      this.hasWarnedOfAnyIdentity = true
      log.warn('cluster accepts any identity of the mesh', { cluster: this.clusterName })
    }
    const names = [{ type: SanType.uri, value: verdict.peer.spiffeId }]
    if (sans.accepts(names)) return verdict
    return {
      kind: 'bad',
      reason: `verify SAN list: the server is ${verdict.peer.spiffeId}, which is not among the expected identities`,
    }
  }

  private checkNames(socket: TLSSocket): ServerVerdict {
    const { pins } = this.spec
    if (this.spec.sans.isEmpty && pins === null) return { kind: 'ok', peer: null }
    const leaf = socket.getPeerX509Certificate()
    if (pins !== null && (leaf === undefined || !pins.accepts(leaf.raw)))
      return { kind: 'bad', reason: 'the certificate is none of the pinned ones' }
    if (this.spec.sans.isEmpty) return { kind: 'ok', peer: null }
    const parsed = leaf === undefined ? null : parseCertificate(leaf.raw)
    const names = parsed?.kind === 'ok' ? parsed.value.extensions.sans : []
    if (this.spec.sans.accepts(names)) return { kind: 'ok', peer: null }
    return { kind: 'bad', reason: wrongNames(names.map(({ value }) => value)) }
  }
}

/** Certificates without a key usage allow every use (RFC 5280 §4.2.1.3). */
function mayRsaKeySign(socket: TLSSocket): boolean {
  const leaf = socket.getPeerX509Certificate()
  if (leaf?.publicKey.asymmetricKeyType !== 'rsa') return true
  const parsed = parseCertificate(leaf.raw)
  const usage = parsed.kind === 'ok' ? parsed.value.extensions.keyUsage : null
  return usage === null || (usage & KeyUsage.digitalSignature) !== 0
}

/** In the words that Envoy's TLS library has for it. */
function wrongNames(names: readonly string[]): string {
  const list = names
    .join(', ')
    .replace(/[^\x20-\x7e]/g, '?')
    .slice(0, MAX_NAMES_SHOWN)
  return `${VERIFY_FAILED} SAN matcher, certificate SANs are [${list}]`
}

/** auto_san_validation: the certificate must be for the host that the request is for. */
function dnsFault(socket: TLSSocket, host: string): string | null {
  const leaf = socket.getPeerX509Certificate()
  const parsed = leaf === undefined ? null : parseCertificate(leaf.raw)
  const names = parsed?.kind === 'ok' ? parsed.value.extensions.sans : []
  const wanted = host.toLowerCase()
  const isFor = names.some(
    (san) => san.type === SanType.dns && matchesDnsName(san.value.toLowerCase(), wanted),
  )
  return isFor ? null : `verify SAN list: the certificate is not for ${host}`
}

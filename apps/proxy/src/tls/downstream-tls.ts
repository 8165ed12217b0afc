/** TLS towards clients of a filter chain: termination, client certificates, and the mesh's check of who they are. */
import { createHash } from 'node:crypto'
import type { Socket } from 'node:net'
import type { TLSSocket } from 'node:tls'
import { messageOf } from '@flotilla/errors'
import { scope } from '@flotilla/log'
import {
  type RefusedClient,
  type TlsPair,
  type TlsResumption,
  TlsTerminator,
  type TlsTerminatorOptions,
} from '@flotilla/net'
import {
  type DownstreamTlsContext,
  DownstreamTlsContext as DownstreamTlsContextMessage,
  DownstreamTlsContextOcspStaplePolicy,
} from '@flotilla/proto'
import {
  type Certificate,
  fingerprint256,
  parseCertificate,
  parseCertificates,
  SanType,
} from '@flotilla/x509'
import { durationMs } from '../compile/fields.ts'
import type { Violations } from '../compile/violations.ts'
import type { ListenerStats } from '../listener/listener-stats.ts'
import type { DownstreamTls as DownstreamTlsInfo } from '../listener/types.ts'
import { countRefused, judgeRefused, REFUSAL_TEXT } from './client-refusal.ts'
import type { MeshTrust } from './mesh-trust.ts'
import type { SecretStore } from './secret-store.ts'
import { compileTicketKey } from './ticket-keys.ts'
import { compileTlsCommon, type TlsCommon } from './tls-params.ts'
import { TlsServers } from './tls-servers.ts'

const log = scope('proxy.listener.tls')

export interface DownstreamTlsSpec extends TlsCommon {
  readonly clientCertificate: 'require' | 'request' | 'none'
  readonly requiresSni: boolean
  readonly handshakeTimeoutMs: number
  readonly prefersClientCiphers: boolean
  /** Whether clients that ask for an unknown name are shown the best of all certificates. */
  readonly searchesAllPairs: boolean
  /** Null: as the terminator does it. */
  readonly resumption: TlsResumption | null
}

/** Where the configuration sets no limit. Listed in docs/limits.md. */
const HANDSHAKE_TIMEOUT_MS = 15_000

/** @param timeoutMs transport_socket_connect_timeout of the chain; 0 takes the default. */
export function compileDownstreamTls(
  message: DownstreamTlsContext,
  timeoutMs: number,
  secrets: SecretStore,
  at: Violations,
): DownstreamTlsSpec {
  const common = compileTlsCommon(message.commonTlsContext, secrets, at.at('common_tls_context'))
  if (common.pair === null) at.at('common_tls_context').add('names no certificate')
  const hasRoots = common.roots !== null || common.usesSystemRoots
  if (message.requireClientCertificate && !hasRoots)
    at.at('require_client_certificate').add('needs roots to verify clients with')
  return {
    ...common,
    clientCertificate: message.requireClientCertificate ? 'require' : hasRoots ? 'request' : 'none',
    requiresSni: message.requireSni ?? false,
    handshakeTimeoutMs: timeoutMs === 0 ? HANDSHAKE_TIMEOUT_MS : timeoutMs,
    prefersClientCiphers: message.preferClientCiphers,
    searchesAllPairs: message.fullScanCertsOnSniMismatch ?? false,
    resumption: compileResumption(message, secrets, at),
  }
}

/** Null where nothing is said of it. */
function compileResumption(
  message: DownstreamTlsContext,
  secrets: SecretStore,
  at: Violations,
): TlsResumption | null {
  const { MUST_STAPLE } = DownstreamTlsContextOcspStaplePolicy
  if (message.ocspStaplePolicy === MUST_STAPLE)
    at.at('ocsp_staple_policy').add('needs certificates with an OCSP response')
  const { sessionTimeout, disableStatefulSessionResumption } = message
  const usesTickets = message.disableStatelessSessionResumption !== true
  const ticketKey = compileTicketKeys(message, secrets, at)
  if (sessionTimeout === null && usesTickets && ticketKey === null) return null
  return {
    timeoutSec:
      sessionTimeout === null
        ? null
        : Math.floor(durationMs(sessionTimeout, 0, at.at('session_timeout')) / 1000),
    ticketKey,
    scope: createHash('sha256').update(DownstreamTlsContextMessage.encode(message)).digest('hex'),
    usesTickets,
    // Whoever has tickets needs no session of ours.
    keepsSessions: !usesTickets && !disableStatefulSessionResumption,
  }
}

function compileTicketKeys(
  message: DownstreamTlsContext,
  secrets: SecretStore,
  at: Violations,
): Buffer | null {
  if (message.sessionTicketKeys !== null)
    return compileTicketKey(message.sessionTicketKeys, at.at('session_ticket_keys'))
  const config = message.sessionTicketKeysSdsSecretConfig
  if (config === null) return null
  const key = secrets.ticketKeys.get(config.name) ?? null
  if (key === null)
    at.at('session_ticket_keys_sds_secret_config').unsupported(
      'a secret that is not among static_resources.secrets',
    )
  return key
}

export type TlsAccepted = (socket: TLSSocket, info: DownstreamTlsInfo) => void
/** @param reason a few constant words, `detail` the words of OpenSSL or of the check. */
export type TlsRefused = (reason: string, detail: string) => void

export class DownstreamTls {
  private readonly spec: DownstreamTlsSpec
  private readonly trust: MeshTrust
  private readonly stats: ListenerStats
  /** Null while a secret is missing. */
  private terminator: TlsTerminator | null = null
  /** In its place where there are several certificates. */
  private servers: TlsServers | null = null
  private localPrincipal = ''
  private localDer: Buffer | null = null
  private readonly stopWatching: readonly (() => void)[]

  constructor(spec: DownstreamTlsSpec, trust: MeshTrust, stats: ListenerStats) {
    this.spec = spec
    this.trust = trust
    this.stats = stats
    this.load()
    this.stopWatching = [spec.pair, ...spec.morePairs, spec.roots].flatMap((secret) =>
      secret === null ? [] : [secret.onChange(() => this.load())],
    )
  }

  accept(
    socket: Socket,
    head: Buffer | null,
    serverName: string,
    onAccepted: TlsAccepted,
    onRefused: TlsRefused,
  ): void {
    if (this.terminator === null || (this.spec.requiresSni && serverName === '')) {
      socket.destroy()
      onRefused(this.terminator === null ? 'no certificate yet' : 'no server name', '')
      return
    }
    const onSecure = (secure: TLSSocket): void =>
      this.check(secure, serverName, onAccepted, onRefused)
    const onFailed = (detail: string, client: RefusedClient | null): void => {
      if (client === null) {
        this.stats.sslConnectionError++
        onRefused('TLS handshake failed', detail)
      } else this.refuse(client, detail, onRefused)
    }
    if (this.servers !== null) this.servers.terminate(socket, head, serverName, onSecure, onFailed)
    else this.terminator.terminate(socket, head, onSecure, onFailed)
  }

  close(): void {
    for (const stop of this.stopWatching) stop()
  }

  private load(): void {
    const pair = this.spec.pair?.current() ?? null
    const roots = this.spec.roots?.current() ?? null
    // One that is not there yet is not waited for: the others serve meanwhile.
    const morePairs = this.spec.morePairs.flatMap((source) => source.current() ?? [])
    if (pair === null || (this.spec.roots !== null && roots === null)) {
      this.terminator = null
      return
    }
    const own = leafOf(pair)
    this.localPrincipal = uriOf(own) || this.trust.ownId()
    this.localDer = own?.der ?? null
    try {
      const options = this.optionsOf(pair, roots?.pem ?? null)
      // Tickets of before are void either way.
      const servers =
        morePairs.length === 0
          ? null
          : new TlsServers(options, [pair, ...morePairs], this.spec.searchesAllPairs)
      if (this.terminator !== null) this.terminator.reload(pair, roots?.pem ?? null)
      else this.terminator = new TlsTerminator(options)
      this.servers = servers
    } catch (error) {
      // A bad pair must not take down the last good one; without one the chain stays closed.
      log.error('certificate cannot be used', { detail: messageOf(error) })
    }
  }

  private optionsOf(pair: TlsPair, rootsPem: string | null): TlsTerminatorOptions {
    const { spec } = this
    return {
      pair,
      rootsPem,
      clientCertificate: spec.clientCertificate,
      prefersClientCiphers: spec.prefersClientCiphers,
      alpn: spec.alpn,
      minVersion: spec.minVersion,
      maxVersion: spec.maxVersion,
      ...(spec.resumption === null ? {} : { resumption: spec.resumption }),
      ...(spec.keyLog === null ? {} : { onKeys: spec.keyLog }),
      ...(spec.ciphers === null ? {} : { ciphers: spec.ciphers }),
      ...(spec.curves === null ? {} : { curves: spec.curves }),
      ...(spec.signatureAlgorithms === null
        ? {}
        : { signatureAlgorithms: spec.signatureAlgorithms }),
      ...(spec.crlPem === null ? {} : { crlPem: spec.crlPem }),
      handshakeTimeoutMs: spec.handshakeTimeoutMs,
    }
  }

  private check(
    socket: TLSSocket,
    serverName: string,
    onAccepted: TlsAccepted,
    onRefused: TlsRefused,
  ): void {
    this.stats.sslHandshake++
    if (socket.isSessionReused()) this.stats.sslSessionReused++
    const info = this.infoOf(socket, serverName)
    if (!('words' in info)) {
      onAccepted(socket, info)
      return
    }
    const certificateDer = socket.getPeerX509Certificate()?.raw ?? null
    socket.on('error', ignoreReset)
    socket.destroy()
    const verifyError = info.isVerified ? '' : info.words
    this.refuse({ certificateDer, verifyError }, info.words, onRefused)
  }

  private refuse(client: RefusedClient, words: string, onRefused: TlsRefused): void {
    const { spec, trust, stats } = this
    const { cause, shown } = judgeRefused(client, {
      trustDomains: spec.isMesh ? trust.domains(spec.sans.trustDomains) : null,
      nowMs: trust.nowMs(),
    })
    countRefused(stats, cause)
    onRefused(REFUSAL_TEXT[cause], shown === '' ? words : `${words}; it shows ${shown}`)
  }

  /** What the handshake showed, or why the client is not accepted. */
  private infoOf(socket: TLSSocket, serverName: string): DownstreamTlsInfo | Fault {
    const base = {
      sni: serverName,
      alpn: socket.alpnProtocol || '',
      localPrincipal: this.localPrincipal,
      version: socket.getProtocol() ?? '',
      cipher: socket.getCipher().name,
      localDer: this.localDer,
    }
    const leaf = socket.getPeerX509Certificate()
    if (leaf === undefined) return { ...base, ...NOBODY }
    if (isTooDeep(socket, this.spec.maxVerifyDepth))
      return { words: 'its chain is longer than is allowed', isVerified: false }
    return this.spec.isMesh ? this.meshPeer(socket, base) : this.namedPeer(socket, leaf.raw, base)
  }

  private meshPeer(socket: TLSSocket, base: Base): DownstreamTlsInfo | Fault {
    const { roots, sans } = this.spec
    const verifier = this.trust.verifier(roots?.current()?.pem ?? '', sans.trustDomains)
    const verdict = verifier.verify(socket)
    if (verdict.kind === 'bad') return { words: verdict.reason, isVerified: false }
    const { peer } = verdict
    if (!sans.accepts([{ type: SanType.uri, value: peer.spiffeId }]))
      return { words: 'its identity is not accepted here', isVerified: true }
    return {
      ...base,
      peerPrincipal: peer.spiffeId,
      peerSubject: peer.subject,
      peerFingerprint256: peer.fingerprint256,
      peerDer: socket.getPeerX509Certificate()?.raw ?? null,
      peerChain: () => chainOf(socket),
      peerDnsNames: peer.dnsNames,
    }
  }

  /** A client of a gateway: verified by its own roots, known by whatever names its certificate has. */
  private namedPeer(socket: TLSSocket, der: Buffer, base: Base): DownstreamTlsInfo | Fault {
    const parsed = parseCertificate(der)
    if (parsed.kind === 'bad') return { words: parsed.reason, isVerified: false }
    if (this.spec.pins?.accepts(der) === false)
      return { words: 'the certificate is none of the pinned ones', isVerified: true }
    const { sans } = parsed.value.extensions
    if (!this.spec.sans.accepts(sans))
      return { words: 'the certificate has none of the accepted names', isVerified: true }
    return {
      ...base,
      peerPrincipal: sans.find((san) => san.type === SanType.uri)?.value ?? null,
      peerSubject: parsed.value.subject.text,
      peerFingerprint256: fingerprint256(der),
      peerDer: der,
      peerChain: () => chainOf(socket),
      peerDnsNames: sans.flatMap((san) => (san.type === SanType.dns ? [san.value] : [])),
    }
  }
}

/** What the peer sent, without the root that verification adds. */
function chainOf(socket: TLSSocket): readonly Buffer[] {
  const chain: Buffer[] = []
  let at = socket.getPeerCertificate(true)
  while (at.raw !== undefined && !chain.some((der) => der.equals(at.raw))) {
    const isRoot = at.issuerCertificate === undefined || at.issuerCertificate === at
    if (isRoot && chain.length > 0) break
    chain.push(at.raw)
    at = at.issuerCertificate
  }
  return chain
}

/** Between a peer's certificate and its root there may stand so many. */
export function isTooDeep(socket: TLSSocket, max: number | null): boolean {
  return max !== null && chainOf(socket).length - 1 > max
}

/** @property isVerified whether only the names were wrong. */
interface Fault {
  readonly words: string
  readonly isVerified: boolean
}

type Base = Pick<
  DownstreamTlsInfo,
  'sni' | 'alpn' | 'localPrincipal' | 'version' | 'cipher' | 'localDer'
>

const NOBODY = {
  peerPrincipal: null,
  peerSubject: '',
  peerFingerprint256: '',
  peerDnsNames: [],
  peerDer: null,
}

/** A socket's error is always followed by `close`. */
function ignoreReset(): void {
  return
}

/** Envoy: the first URI name of the certificate that the listener shows. */
function uriOf(leaf: Certificate | null): string {
  return leaf?.extensions.sans.find((san) => san.type === SanType.uri)?.value ?? ''
}

function leafOf(pair: TlsPair): Certificate | null {
  const parsed = parseCertificates(pair.certChainPem)
  return parsed.kind === 'ok' ? (parsed.value[0] ?? null) : null
}

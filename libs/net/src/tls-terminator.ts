/** Terminates TLS on accepted sockets: one per set of certificate, roots and rules; certificates reload without a restart. */
import { constants, createHash } from 'node:crypto'
import type { Socket } from 'node:net'
import { createServer, type Server, type TLSSocket } from 'node:tls'
import { messageOf } from '@flotilla/errors'
import { SessionStore } from './session-store.ts'
import {
  ciphersFor,
  MESH_CIPHERS,
  MESH_CURVES,
  type TlsPair,
  type TlsVersion,
} from './tls-material.ts'

export interface TlsTerminatorOptions {
  readonly pair: TlsPair
  /** With keys of other kinds, shown to clients that can check these: OpenSSL takes the best. */
  readonly otherKinds?: readonly TlsPair[]
  /** Trusted to have signed client certificates; null where none is asked for. */
  readonly rootsPem: string | null
  /** `require` refuses clients without a certificate, `request` lets them in; both refuse untrusted ones. */
  readonly clientCertificate: 'require' | 'request' | 'none'
  /** In order of preference; empty negotiates nothing. */
  readonly alpn: readonly string[]
  readonly minVersion?: TlsVersion
  readonly maxVersion?: TlsVersion
  /** OpenSSL names. Default MESH_CIPHERS. */
  readonly ciphers?: string
  /** OpenSSL names, separated by colons. Default MESH_CURVES. */
  readonly curves?: string
  /** Names of RFC 8446, separated by colons. Default OpenSSL's. */
  readonly signatureAlgorithms?: string
  /** Revocation lists, PEM. */
  readonly crlPem?: string
  /** Time from acceptance to a finished handshake. */
  readonly handshakeTimeoutMs: number
  /** Default false: our own order of ciphers counts. */
  readonly prefersClientCiphers?: boolean
  readonly resumption?: TlsResumption
  /** Told the secrets of each connection, a line each. Default nobody. */
  readonly onKeys?: (line: Buffer, socket: TLSSocket) => void
}

/** How clients come back without a full handshake. Default: tickets under a key of its own, for five minutes. */
export interface TlsResumption {
  /** Of tickets and sessions; null for OpenSSL's. */
  readonly timeoutSec: number | null
  /**
   * 48 bytes that several terminators share, null for random ones. Tickets then also hold what `scope` says: none is taken by
   * a terminator that demands something else of its clients.
   */
  readonly ticketKey: Buffer | null
  readonly scope: string
  readonly usesTickets: boolean
  /** Whether sessions of clients up to TLS 1.2 are kept here. */
  readonly keepsSessions: boolean
}

/** OpenSSL's limit of what a session may be bound to. */
const MAX_SESSION_CONTEXT_CHARS = 32

export type OnSecure = (socket: TLSSocket) => void
/**
 * @param reason OpenSSL's or the network's words, for logs.
 * @param client null where the handshake itself failed: nobody was judged.
 */
export type OnTlsFailed = (reason: string, client: RefusedClient | null) => void

/** A client that finished its handshake and was not let in for its certificate. */
export interface RefusedClient {
  /** What it showed, null where it showed nothing. Nothing in it is proven. */
  readonly certificateDer: Buffer | null
  /** OpenSSL's code (`CERT_HAS_EXPIRED`), empty where it showed nothing. */
  readonly verifyError: string
}

interface Pending {
  readonly onSecure: OnSecure
  readonly onFailed: OnTlsFailed
  reason: string
}

export class TlsTerminator {
  private readonly server: Server
  private readonly options: TlsTerminatorOptions
  private readonly pending = new WeakMap<Socket, Pending>()

  /** Throws where the pair or roots cannot be used. */
  constructor(options: TlsTerminatorOptions) {
    this.options = options
    this.server = createServer({
      ...contextOptions(options, [options.pair, ...(options.otherKinds ?? [])], options.rootsPem),
      ALPNProtocols: [...options.alpn],
      requestCert: options.clientCertificate !== 'none',
      // Judged in onSecure instead: Node would destroy the socket without telling anybody why.
      rejectUnauthorized: false,
      handshakeTimeout: options.handshakeTimeoutMs,
      pauseOnConnect: true,
    })
    this.server.on('secureConnection', (socket: TLSSocket) => this.onSecure(socket))
    this.server.on('tlsClientError', (error: Error, socket: TLSSocket) => {
      const raw = rawSocketOf(socket)
      const pending = raw === null ? undefined : this.pending.get(raw)
      if (pending !== undefined) pending.reason = messageOf(error)
      // Node leaves the socket open after a handshake timeout.
      socket.destroy()
    })
    if (options.onKeys !== undefined) this.server.on('keylog', options.onKeys)
    if (options.resumption?.keepsSessions) new SessionStore().attach(this.server)
  }

  /** New handshakes use these from now on; established connections live on, tickets issued before are void. */
  reload(pair: TlsPair, rootsPem: string | null): void {
    this.server.setSecureContext(contextOptions(this.options, [pair], rootsPem))
  }

  /**
   * Takes over a plain socket. Exactly one callback follows. `onSecure` gets the TLS socket paused, half-open allowed;
   * its owner attaches `error` and `close` handlers at once.
   * @param head bytes of the client already read, or null.
   */
  terminate(socket: Socket, head: Buffer | null, onSecure: OnSecure, onFailed: OnTlsFailed): void {
    const pending: Pending = { onSecure, onFailed, reason: 'the client closed the connection' }
    this.pending.set(socket, pending)
    socket.once('close', () => {
      if (this.pending.delete(socket)) pending.onFailed(pending.reason, null)
    })
    if (socket.destroyed) return
    if (head !== null) socket.unshift(head)
    // Until the handshake is done the end of the client is the end of the connection: nobody reads it half-open.
    socket.allowHalfOpen = false
    this.server.emit('connection', socket)
  }

  private onSecure(socket: TLSSocket): void {
    const raw = rawSocketOf(socket)
    const pending = raw === null ? undefined : this.pending.get(raw)
    if (raw === null || pending === undefined) {
      socket.destroy()
      return
    }
    this.pending.delete(raw)
    const refused = this.refusedClient(socket)
    if (refused !== null) {
      socket.on('error', ignoreReset)
      socket.destroy()
      pending.onFailed(
        refused.certificateDer === null
          ? 'the client showed no certificate'
          : `the client certificate is refused: ${refused.verifyError}`,
        refused,
      )
      return
    }
    socket.allowHalfOpen = true
    socket.pause()
    pending.onSecure(socket)
  }

  /** The client whose certificate is not good enough, or null. */
  private refusedClient(socket: TLSSocket): RefusedClient | null {
    const { clientCertificate } = this.options
    if (clientCertificate === 'none' || socket.authorized) return null
    const leaf = socket.getPeerX509Certificate()
    if (leaf === undefined)
      return clientCertificate === 'require' ? { certificateDer: null, verifyError: '' } : null
    return { certificateDer: leaf.raw, verifyError: String(socket.authorizationError) }
  }
}

function contextOptions(
  options: TlsTerminatorOptions,
  pairs: readonly TlsPair[],
  rootsPem: string | null,
) {
  const minVersion = options.minVersion ?? 'TLSv1.2'
  return {
    cert: pairs.map((pair) => pair.certChainPem),
    key: pairs.map((pair) => pair.keyPem),
    ...(rootsPem === null ? {} : { ca: rootsPem }),
    minVersion,
    maxVersion: options.maxVersion ?? 'TLSv1.3',
    ciphers: ciphersFor(minVersion, options.ciphers ?? MESH_CIPHERS),
    ecdhCurve: options.curves ?? MESH_CURVES,
    ...(options.signatureAlgorithms === undefined ? {} : { sigalgs: options.signatureAlgorithms }),
    ...(options.crlPem === undefined ? {} : { crl: options.crlPem }),
    honorCipherOrder: options.prefersClientCiphers !== true,
    ...resumptionOptions(options),
  } as const
}

function resumptionOptions({ resumption, clientCertificate }: TlsTerminatorOptions) {
  if (resumption === undefined) return {}
  const { timeoutSec, ticketKey, scope, usesTickets } = resumption
  const demands = createHash('sha256').update(`${clientCertificate} ${scope}`).digest('hex')
  return {
    ...(timeoutSec === null ? {} : { sessionTimeout: timeoutSec }),
    ...(ticketKey === null ? {} : { ticketKeys: ticketKey }),
    ...(usesTickets ? {} : { secureOptions: constants.SSL_OP_NO_TICKET }),
    sessionIdContext: demands.slice(0, MAX_SESSION_CONTEXT_CHARS),
  }
}

/** The socket that a TLS socket wraps: Node keeps it in `_parent`, and shows it nowhere else. docs/notes/sockets.md */
function rawSocketOf(socket: TLSSocket): Socket | null {
  return (socket as unknown as { _parent?: Socket | null })._parent ?? null // guarded by tls.test.ts
}

/** A socket's error is always followed by `close`. */
function ignoreReset(): void {
  return
}

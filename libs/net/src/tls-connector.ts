/** Originates TLS on connected sockets: one per set of verification settings, which is also the scope of session reuse. */
import type { Socket } from 'node:net'
import { connect, createSecureContext, type SecureContext, type TLSSocket } from 'node:tls'
import { messageOf } from '@flotilla/errors'
import type { Clock } from '@flotilla/time'
import type { PeerIdentity } from './peer-verifier.ts'
import {
  ciphersFor,
  MESH_CIPHERS,
  MESH_CURVES,
  type TlsPair,
  type TlsVersion,
} from './tls-material.ts'

export interface ClientContextOptions {
  /** Shown to servers that ask; null shows nothing. */
  readonly pair: TlsPair | null
  /** Trusted to have signed server certificates; null trusts the system's. */
  readonly rootsPem: string | null
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
}

/** A context holds parsed certificates (about 100 KB): share one among all clusters with the same material. */
export function clientContext(options: ClientContextOptions): SecureContext {
  return createSecureContext({
    ...(options.pair === null ? {} : { cert: options.pair.certChainPem, key: options.pair.keyPem }),
    ...(options.rootsPem === null ? {} : { ca: options.rootsPem }),
    minVersion: options.minVersion ?? 'TLSv1.2',
    maxVersion: options.maxVersion ?? 'TLSv1.3',
    ciphers: ciphersFor(options.minVersion ?? 'TLSv1.2', options.ciphers ?? MESH_CIPHERS),
    ecdhCurve: options.curves ?? MESH_CURVES,
    ...(options.signatureAlgorithms === undefined ? {} : { sigalgs: options.signatureAlgorithms }),
    ...(options.crlPem === undefined ? {} : { crl: options.crlPem }),
  })
}

/** Whether the server is who it should be; the reason goes into logs and the local reply. */
export type ServerCheck = (socket: TLSSocket) => ServerVerdict

export type ServerVerdict =
  /** Null where the configuration asks for no mesh identity. */
  | { readonly kind: 'ok'; readonly peer: PeerIdentity | null }
  | { readonly kind: 'bad'; readonly reason: string }

export interface TlsConnectorOptions {
  readonly context: SecureContext
  /** Whether the chain must lead to the context's roots. False only where configuration says so in words. */
  readonly verifyChain: boolean
  /** Runs after every full handshake, before the first byte is written. */
  readonly check: ServerCheck
  readonly clock: Clock
  /** Sessions kept for reuse, one per server; 0 never resumes. Default 128. */
  readonly maxSessions?: number
  /** Told the secrets of each connection, a line each. Default nobody. */
  readonly onKeys?: (line: Buffer, socket: TLSSocket) => void
}

/**
 * On resumption the server shows no certificate: it is who it was when the session began, for as long as that
 * certificate is valid.
 */
interface Session {
  readonly ticket: Buffer
  readonly peer: PeerIdentity | null
}

/** Sessions kept per connector. Listed in docs/limits.md. */
const MAX_SESSIONS = 128

export class TlsConnector {
  private readonly options: TlsConnectorOptions
  private readonly maxSessions: number
  /** Latest session per server. Never shared between connectors: a session proves what *these* settings verified (CVE-2022-21654). */
  private readonly sessions = new Map<string, Session>()

  constructor(options: TlsConnectorOptions) {
    this.options = options
    this.maxSessions = options.maxSessions ?? MAX_SESSIONS
  }

  /**
   * Starts TLS on a socket that is connected. Exactly one callback follows, unless the returned function is called first:
   * that destroys the socket. `onSecure` gets the TLS socket paused.
   * @param serverKey tells servers apart for session reuse: `ip:port`.
   * @param serverName SNI; empty sends none.
   */
  secure(
    raw: Socket,
    serverKey: string,
    serverName: string,
    alpn: readonly string[],
    onSecure: (socket: TLSSocket, peer: PeerIdentity | null) => void,
    onFailed: (reason: string) => void,
  ): () => void {
    const session = this.usableSession(serverKey)
    const socket = connect({
      socket: raw,
      secureContext: this.options.context,
      rejectUnauthorized: this.options.verifyChain,
      // Node's own check compares host names; ours runs below, on resumed sessions too.
      checkServerIdentity: () => undefined,
      ...(serverName === '' ? {} : { servername: serverName }),
      ...(alpn.length === 0 ? {} : { ALPNProtocols: [...alpn] }),
      ...(session === null ? {} : { session: session.ticket }),
    })
    const { onKeys } = this.options
    if (onKeys !== undefined) socket.on('keylog', (line: Buffer) => onKeys(line, socket))
    let isSettled = false
    const settle = (): boolean => {
      const isFirst = !isSettled
      isSettled = true
      return isFirst
    }
    const fail = (reason: string): void => {
      if (!settle()) return
      // A session that did not lead to a connection is not offered again.
      this.sessions.delete(serverKey)
      socket.destroy()
      onFailed(reason)
    }
    socket.on('error', (error) => fail(messageOf(error)))
    socket.on('close', () => fail('the server closed the connection during the TLS handshake'))
    let verified: PeerIdentity | null | undefined
    const tickets: Buffer[] = []
    // Tickets may come before or after secureConnect; none is kept of a server that was not verified.
    socket.on('session', (ticket) => {
      if (verified === undefined) tickets.push(ticket)
      else this.remember(serverKey, { ticket, peer: verified })
    })
    socket.once('secureConnect', () => {
      const verdict: ServerVerdict =
        session !== null && socket.isSessionReused()
          ? { kind: 'ok', peer: session.peer }
          : this.options.check(socket)
      if (verdict.kind === 'bad') return fail(verdict.reason)
      if (!settle()) return
      verified = verdict.peer
      for (const ticket of tickets) this.remember(serverKey, { ticket, peer: verified })
      socket.pause()
      onSecure(socket, verified)
    })
    return () => {
      if (settle()) socket.destroy()
    }
  }

  private usableSession(serverKey: string): Session | null {
    const session = this.sessions.get(serverKey)
    if (session === undefined) return null
    if (session.peer === null || session.peer.notAfterMs > this.options.clock.wallMs())
      return session
    this.sessions.delete(serverKey)
    return null
  }

  private remember(serverKey: string, session: Session): void {
    if (this.maxSessions === 0) return
    this.sessions.delete(serverKey)
    if (this.sessions.size >= this.maxSessions) {
      for (const oldest of this.sessions.keys()) {
        this.sessions.delete(oldest)
        break
      }
    }
    this.sessions.set(serverKey, session)
  }
}

/** Terminates TLS on accepted sockets: one per set of certificate, roots and rules; certificates reload without a restart. */
import type { Socket } from 'node:net'
import { createServer, type Server, type TLSSocket } from 'node:tls'
import { messageOf } from '@flotilla/errors'
import { MESH_CIPHERS, MESH_CURVES, type TlsPair, type TlsVersion } from './tls-material.ts'

export interface TlsTerminatorOptions {
  readonly pair: TlsPair
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
}

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
      ...contextOptions(options, options.pair, options.rootsPem),
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
  }

  /** New handshakes use these from now on; established connections live on, tickets issued before are void. */
  reload(pair: TlsPair, rootsPem: string | null): void {
    this.server.setSecureContext(contextOptions(this.options, pair, rootsPem))
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

function contextOptions(options: TlsTerminatorOptions, pair: TlsPair, rootsPem: string | null) {
  return {
    cert: pair.certChainPem,
    key: pair.keyPem,
    ...(rootsPem === null ? {} : { ca: rootsPem }),
    minVersion: options.minVersion ?? 'TLSv1.2',
    maxVersion: options.maxVersion ?? 'TLSv1.3',
    ciphers: options.ciphers ?? MESH_CIPHERS,
    ecdhCurve: options.curves ?? MESH_CURVES,
    ...(options.signatureAlgorithms === undefined ? {} : { sigalgs: options.signatureAlgorithms }),
    ...(options.crlPem === undefined ? {} : { crl: options.crlPem }),
    honorCipherOrder: true,
  } as const
}

/** The socket that a TLS socket wraps: Node keeps it in `_parent`, and shows it nowhere else. docs/notes/sockets.md */
function rawSocketOf(socket: TLSSocket): Socket | null {
  return (socket as unknown as { _parent?: Socket | null })._parent ?? null // guarded by tls.test.ts
}

/** A socket's error is always followed by `close`. */
function ignoreReset(): void {
  return
}

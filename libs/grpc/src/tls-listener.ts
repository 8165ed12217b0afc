/** TLS in front of a gRPC server: certificates that change without a restart, and callers verified by the mesh's rules. */
import { constants } from 'node:crypto'
import { createServer, type TLSSocket, type Server as TlsServer } from 'node:tls'
import { messageOf, systemCodeOf } from '@flotilla/errors'
import type { Clock } from '@flotilla/time'
import type { TrustBundles } from '@flotilla/x509'
import type { IdentitySource } from './identity-source.ts'
import { bundlesOf, verifyCertificate } from './peer-chain.ts'
import type { Refusals } from './refusals.ts'

export type ClientCertificate = 'require' | 'request' | 'none'

export interface TlsListenerOptions {
  readonly identity: IdentitySource
  readonly clientCertificate: ClientCertificate
  readonly clock: Clock
  readonly refusals: Refusals
  /** Default `h2`. */
  readonly alpnProtocols?: readonly string[]
  /** Takes a connection whose handshake is done. */
  readonly onConnection: (socket: TLSSocket, peer: TlsPeer) => void
}

export interface TlsPeer {
  readonly spiffeId: string | null
  readonly certificateDer: Buffer | null
}

export interface TlsListener {
  readonly server: TlsServer
  /** Stops following the identity. */
  release(): void
}

const HANDSHAKE_TIMEOUT_MS = 15_000
const ANONYMOUS: TlsPeer = { spiffeId: null, certificateDer: null }

/** ECDHE with AEAD only; TLS 1.3 suites are always on. */
export const CIPHERS: string = [
  'ECDHE-ECDSA-AES256-GCM-SHA384',
  'ECDHE-RSA-AES256-GCM-SHA384',
  'ECDHE-ECDSA-AES128-GCM-SHA256',
  'ECDHE-RSA-AES128-GCM-SHA256',
].join(':')

/** Makes the server; it listens where its owner says. Without an identity every handshake fails. */
export function createTlsListener(options: TlsListenerOptions): TlsListener {
  const { identity, clientCertificate, refusals } = options
  let bundles: TrustBundles | null = null
  const server = createServer({
    requestCert: clientCertificate !== 'none',
    // Refused by peerOfSocket before a byte is read: it knows the reason, and judges a certificate that is not required too.
    rejectUnauthorized: false,
    ALPNProtocols: [...(options.alpnProtocols ?? ['h2'])],
    minVersion: 'TLSv1.2',
    handshakeTimeout: HANDSHAKE_TIMEOUT_MS,
    // A resumed session would skip verification against the roots of today.
    secureOptions: constants.SSL_OP_NO_TICKET,
  })
  const load = (): void => {
    const current = identity.current()
    bundles = current === null ? null : bundlesOf(current)
    if (current === null) return
    server.setSecureContext({
      cert: current.certChainPem,
      key: current.keyPem,
      ca: current.rootsPem,
      ciphers: CIPHERS,
      minVersion: 'TLSv1.2',
      secureOptions: constants.SSL_OP_NO_TICKET,
    })
  }
  load()
  server.on('secureConnection', (socket) => {
    socket.on('error', () => socket.destroy())
    const outcome = peerOfSocket(socket, bundles, options)
    if (outcome.kind === 'ok') options.onConnection(socket, outcome.peer)
    else {
      refusals.add(socket.remoteAddress ?? 'unknown', outcome.reason)
      socket.destroy()
    }
  })
  server.on('tlsClientError', (error, socket) => {
    // A peer that goes away during the handshake has refused us, or only probed the port.
    if (systemCodeOf(error) !== 'ECONNRESET')
      refusals.add(socket.remoteAddress ?? 'unknown', reasonOf(error))
    socket.destroy()
  })
  const stop = identity.onChange(load)
  return { server, release: stop }
}

type SocketOutcome =
  | { readonly kind: 'ok'; readonly peer: TlsPeer }
  | { readonly kind: 'bad'; readonly reason: string }

function peerOfSocket(
  socket: TLSSocket,
  bundles: TrustBundles | null,
  { clientCertificate, clock, alpnProtocols }: TlsListenerOptions,
): SocketOutcome {
  if (bundles === null) return { kind: 'bad', reason: 'no certificate of our own' }
  if (alpnProtocols === undefined && socket.alpnProtocol !== 'h2')
    return { kind: 'bad', reason: 'not HTTP/2' }
  if (clientCertificate === 'none') return { kind: 'ok', peer: ANONYMOUS }
  const certificate = socket.getPeerCertificate(true)
  if (certificate?.raw === undefined)
    return clientCertificate === 'request'
      ? { kind: 'ok', peer: ANONYMOUS }
      : { kind: 'bad', reason: 'no client certificate' }
  if (!socket.authorized)
    return { kind: 'bad', reason: String(socket.authorizationError ?? 'not authorized') }
  const verified = verifyCertificate(certificate, bundles, clock.wallMs())
  if (verified.kind === 'bad') return verified
  return {
    kind: 'ok',
    peer: { spiffeId: verified.peer.spiffeId.text, certificateDer: certificate.raw },
  }
}

/** OpenSSL's reason without its file and line. */
function reasonOf(error: Error): string {
  return 'reason' in error && typeof error.reason === 'string' ? error.reason : messageOf(error)
}

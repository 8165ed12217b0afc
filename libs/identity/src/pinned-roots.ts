/** First contact: the CA shows its chain, and the root whose hash the join token names is the one to trust. */
import {
  type ConnectionOptions,
  connect,
  type DetailedPeerCertificate,
  type TLSSocket,
} from 'node:tls'
import { FlotillaError, messageOf } from '@flotilla/errors'
import { encodePem, fingerprint256 } from '@flotilla/x509'

export interface FirstContact {
  /** `host:port` */
  readonly caAddress: string
  /** Lower-case hexadecimal. */
  readonly rootSha256: string
  readonly timeoutMs: number
  readonly signal: AbortSignal
}

/** Certificates of the CA's chain that are looked at. */
const MAX_WALK = 8

/**
 * The root in PEM. Nothing is sent to the CA beyond the handshake, and the root counts only because its hash is known;
 * the CA itself is verified against it on the connection that follows. Rejects with FLT_X509_UNTRUSTED, FLT_RPC_FAILED.
 */
export function fetchPinnedRoot(contact: FirstContact): Promise<string> {
  const { host, port } = splitAddress(contact.caAddress)
  const options: ConnectionOptions = {
    host,
    port,
    ALPNProtocols: ['h2'],
    minVersion: 'TLSv1.2',
    // The chain is only read here: no root is known yet that could authorize it.
    rejectUnauthorized: false,
  }
  return new Promise((resolve, reject) => {
    const finish = (settle: () => void): void => {
      clearTimeout(timer)
      contact.signal.removeEventListener('abort', onAbort)
      socket.destroy()
      settle()
    }
    const onAbort = (): void => finish(() => reject(contact.signal.reason))
    const socket = connect(options, () => {
      const der = findPinned(socket, contact.rootSha256)
      finish(() =>
        der === null ? reject(wrongRoot(contact)) : resolve(encodePem('CERTIFICATE', der)),
      )
    })
    const timer = setTimeout(
      () => finish(() => reject(away(contact, 'no answer in time'))),
      contact.timeoutMs,
    )
    socket.on('error', (cause) => finish(() => reject(away(contact, messageOf(cause), cause))))
    if (contact.signal.aborted) onAbort()
    else contact.signal.addEventListener('abort', onAbort, { once: true })
  })
}

function findPinned(socket: TLSSocket, rootSha256: string): Buffer | null {
  let at: DetailedPeerCertificate | undefined = socket.getPeerCertificate(true)
  for (let i = 0; i < MAX_WALK && at?.raw !== undefined; i++) {
    if (fingerprint256(at.raw) === rootSha256) return at.raw
    if (at.issuerCertificate === at) return null
    at = at.issuerCertificate
  }
  return null
}

function splitAddress(address: string): { readonly host: string; readonly port: number } {
  const at = address.lastIndexOf(':')
  return { host: address.slice(0, at).replace(/^\[|\]$/g, ''), port: Number(address.slice(at + 1)) }
}

function wrongRoot(contact: FirstContact): FlotillaError {
  return new FlotillaError(
    'FLT_X509_UNTRUSTED',
    `the CA at ${contact.caAddress} does not have the root that the join token names`,
  )
}

function away(contact: FirstContact, why: string, cause?: unknown): FlotillaError {
  return new FlotillaError('FLT_RPC_FAILED', `the CA at ${contact.caAddress}: ${why}`, {
    cause,
    retryable: true,
  })
}

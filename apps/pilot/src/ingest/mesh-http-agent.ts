/** Connections for HTTP calls to another part: mutual TLS with the mesh's certificates, the server known by its SPIFFE ID. */
import { Agent } from 'node:http'
import { connect, type TLSSocket } from 'node:tls'
import { FlotillaError } from '@flotilla/errors'
import type { IdentitySource, TlsIdentity } from '@flotilla/grpc'
import { clientContext, PeerVerifier } from '@flotilla/net'
import type { Clock } from '@flotilla/time'
import { parseCertificates, unwrap } from '@flotilla/x509'

export interface MeshHttpOptions {
  readonly host: string
  readonly port: number
  readonly identity: IdentitySource
  /** SPIFFE ID that the server must have. */
  readonly expectedServerId: string
  readonly clock: Clock
}

const MAX_SOCKETS = 4

interface Trust {
  readonly identity: TlsIdentity
  readonly context: ReturnType<typeof clientContext>
  readonly verifier: PeerVerifier
}

type Done = (error: Error | null, socket?: TLSSocket) => void

export class MeshHttpAgent extends Agent {
  private readonly mesh: MeshHttpOptions
  private trust: Trust | null = null

  constructor(options: MeshHttpOptions) {
    super({ keepAlive: true, maxSockets: MAX_SOCKETS, timeout: 10_000 })
    this.mesh = options
  }

  /** Called by node:http for each new connection; the socket is handed over once the server is verified. */
  override createConnection(_options: unknown, callback?: unknown): undefined {
    const done = callback as Done // node:http always passes one
    const trust = this.currentTrust()
    if (trust === null) {
      done(new FlotillaError('FLT_IDENTITY_UNAVAILABLE', 'there is no certificate yet'))
      return undefined
    }
    const { host, port, expectedServerId } = this.mesh
    const socket = connect({
      host,
      port,
      secureContext: trust.context,
      rejectUnauthorized: true,
      // Names are no identities in the mesh: the certificate's SPIFFE ID is compared below.
      checkServerIdentity: () => undefined,
    })
    const fail = (error: Error): void => {
      socket.destroy()
      done(error)
    }
    socket.once('error', fail)
    socket.once('secureConnect', () => {
      const verdict = trust.verifier.verify(socket)
      if (verdict.kind === 'ok' && verdict.peer.spiffeId === expectedServerId) {
        socket.removeListener('error', fail)
        // From here on node:http owns the socket and its errors.
        done(null, socket)
        return
      }
      const reason = verdict.kind === 'ok' ? `it is ${verdict.peer.spiffeId}` : verdict.reason
      fail(new FlotillaError('FLT_X509_UNTRUSTED', `the server is not who it should be: ${reason}`))
    })
    return undefined
  }

  /** Settings of the certificate held now; made anew when it was renewed. */
  private currentTrust(): Trust | null {
    const identity = this.mesh.identity.current()
    if (identity === null) return null
    if (this.trust?.identity === identity) return this.trust
    const roots = unwrap(parseCertificates(identity.rootsPem))
    const domain = new URL(this.mesh.expectedServerId).hostname
    this.trust = {
      identity,
      context: clientContext({ pair: identity, rootsPem: identity.rootsPem }),
      verifier: new PeerVerifier(new Map([[domain, roots]]), this.mesh.clock),
    }
    return this.trust
  }
}

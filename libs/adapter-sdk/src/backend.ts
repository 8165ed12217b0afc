/** Adapters out of process: how they are reached, as whoever calls them sees it. */

/** Where an adapter out of process serves, and how both sides prove who they are. */
export interface BackendConnection {
  /** `host:port`, `unix:/path`, or a target that the client understands. A name with several addresses is balanced over. */
  readonly address: string
  /** Namespace in which a short name of the mesh is looked up. */
  readonly namespace: string
  readonly timeoutMs: number
  readonly security: BackendSecurity
}

export type BackendSecurity =
  | { readonly kind: 'plaintext' }
  | {
      readonly kind: 'tls'
      /** File of roots beside those of the system; empty for none. */
      readonly caCertificates: string
      /** Empty: the host of the address. */
      readonly serverName: string
      readonly token: BackendToken
    }
  | {
      readonly kind: 'mutual'
      /** Files; empty for the certificate of the mesh. */
      readonly privateKey: string
      readonly clientCertificate: string
      readonly caCertificates: string
      readonly serverName: string
    }

export interface BackendToken {
  readonly source:
    | { readonly kind: 'file'; readonly path: string }
    | {
        readonly kind: 'oauth'
        readonly clientId: string
        /** File that holds the secret. */
        readonly clientSecret: string
        readonly tokenUrl: string
        readonly scopes: readonly string[]
      }
  /** Lower-case name of the metadata that carries it. */
  readonly header: string
  /** Before the token: `Bearer `, or empty. */
  readonly prefix: string
}

export interface BackendChannel {
  /** One unary call of protobuf bytes. Rejects with the gRPC status, or FLT_RPC_DEADLINE. */
  call(
    path: string,
    request: Uint8Array,
    metadata: Readonly<Record<string, string>>,
  ): Promise<Uint8Array>
  close(): void
}

/** Opens lazily: the first call connects, so an adapter that is away does not keep a configuration from working. */
export interface BackendConnector {
  open(connection: BackendConnection): BackendChannel
}

/** For tools that run offline: every call fails. */
export const NO_BACKENDS: BackendConnector = Object.freeze({
  open: () => ({
    call: () => Promise.reject(new Error('no adapter out of process can be called here')),
    close: () => undefined,
  }),
})

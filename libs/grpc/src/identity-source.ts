/** Where a certificate comes from: the contract between gRPC ends and the identity agent (or a fake of it). */

export interface TlsIdentity {
  /** Leaf first, then intermediates; no root. */
  readonly certChainPem: string
  readonly keyPem: string
  /** Roots of the trust domain of the leaf. */
  readonly rootsPem: string
}

export interface IdentitySource {
  /** Null while there is no valid certificate: then no connection is made or accepted. */
  current(): TlsIdentity | null
  /** Calls back after `current` changed. Returns what stops it. */
  onChange(listener: () => void): () => void
}

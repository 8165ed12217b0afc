/** An identity source for tests: says what it is told, and tells its listeners when that changes. */

export interface StaticTlsIdentity {
  /** Leaf first, then intermediates. */
  readonly certChainPem: string
  readonly keyPem: string
  readonly rootsPem: string
}

export class StaticIdentity {
  private identity: StaticTlsIdentity | null
  private readonly listeners = new Set<() => void>()

  constructor(identity: StaticTlsIdentity | null) {
    this.identity = identity
  }

  current(): StaticTlsIdentity | null {
    return this.identity
  }

  /** Returns the function that stops listening. */
  onChange(listener: () => void): () => void {
    this.listeners.add(listener)
    return () => {
      this.listeners.delete(listener)
    }
  }

  /** Replaces the identity and calls every listener, as a rotation does. */
  set(identity: StaticTlsIdentity | null): void {
    this.identity = identity
    for (const listener of this.listeners) listener()
  }
}

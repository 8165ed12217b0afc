/** An identity source for tests: says what it is told, and tells its listeners when that changes. */
import type { IdentitySource, TlsIdentity } from '@flotilla/grpc'

export class StaticIdentity implements IdentitySource {
  private identity: TlsIdentity | null
  private readonly listeners = new Set<() => void>()

  constructor(identity: TlsIdentity | null) {
    this.identity = identity
  }

  current(): TlsIdentity | null {
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
  set(identity: TlsIdentity | null): void {
    this.identity = identity
    for (const listener of this.listeners) listener()
  }
}

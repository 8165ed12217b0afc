/** Clusters that are gone but may still be routed to: removed once the client has acknowledged the routes that drop them. */
import { type Names, union } from './name-set.ts'

export class DeferredRemovals {
  private names: Names = new Set()
  private readonly waitFor = new Set<string>()

  /** Holds names until the nonces are answered. Returns the names at once where none are waited for. */
  hold(names: readonly string[], nonces: Iterable<string>): Names | null {
    this.names = union(this.names, new Set(names))
    for (const nonce of nonces) this.waitFor.add(nonce)
    return this.waitFor.size === 0 ? this.release() : null
  }

  /** @param isRejected the client keeps its old routes, and with them the clusters. */
  settle(nonce: string, isRejected: boolean): Names | null {
    if (!this.waitFor.delete(nonce)) return null
    if (isRejected) {
      this.waitFor.clear()
      this.names = new Set()
      return null
    }
    return this.waitFor.size === 0 && this.names.size > 0 ? this.release() : null
  }

  private release(): Names {
    const released = this.names
    this.names = new Set()
    return released
  }
}

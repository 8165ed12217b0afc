/** Virtual addresses of hosts: allotted by galley, kept on disk, with an own fallback while galley cannot be asked. */
import { createHash } from 'node:crypto'

/** Fallback addresses come from here, apart from galley's 240.240.0.0/16, so that the two never meet. */
const FALLBACK_PREFIX = '240.241'
/** Explicit mode adds the low 16 bits to 20000: beyond this there is no such port. */
const LOW_BITS_LIMIT = 45_000

export interface AddressBookState {
  readonly allotted: Readonly<Record<string, string>>
  readonly fallback: Readonly<Record<string, string>>
}

/**
 * A host keeps the address it got: galley's once it answered, before that a fallback derived from its name. A fallback
 * that another host holds, or ever held here, is not given out: its host then has no address until galley answers.
 */
export class AddressBook {
  private readonly allotted = new Map<string, string>()
  private readonly fallback = new Map<string, string>()
  private readonly fallbackOwner = new Map<string, string>()
  private view: ReadonlyMap<string, string> = new Map()

  constructor(state: AddressBookState = { allotted: {}, fallback: {} }) {
    this.restore(state)
  }

  /** Takes what was kept on disk. */
  restore(state: AddressBookState): void {
    for (const [host, address] of Object.entries(state.allotted)) this.allotted.set(host, address)
    for (const [host, address] of Object.entries(state.fallback)) this.own(host, address)
    this.refresh()
  }

  /** Address by host; a new map whenever something changed. */
  get addresses(): ReadonlyMap<string, string> {
    return this.view
  }

  /** Takes what galley allotted. Returns whether anything changed. */
  learn(addresses: ReadonlyMap<string, string>): boolean {
    let isChanged = false
    for (const [host, address] of addresses) {
      if (this.allotted.get(host) === address) continue
      this.allotted.set(host, address)
      isChanged = true
    }
    if (isChanged) this.refresh()
    return isChanged
  }

  /** Those of the hosts that galley has not allotted an address to. */
  missing(hosts: Iterable<string>): string[] {
    return [...new Set(hosts)].filter((host) => !this.allotted.has(host)).sort()
  }

  /** Gives fallback addresses to hosts that have none. Returns whether anything changed. */
  allotFallbacks(hosts: Iterable<string>): boolean {
    let isChanged = false
    for (const host of [...new Set(hosts)].sort()) {
      if (this.allotted.has(host) || this.fallback.has(host)) continue
      const address = fallbackOf(host)
      if (this.fallbackOwner.has(address)) continue
      this.own(host, address)
      isChanged = true
    }
    if (isChanged) this.refresh()
    return isChanged
  }

  /** What is to be kept on disk. Fallbacks stay reserved even once galley answered: clients may still hold them. */
  state(): AddressBookState {
    return {
      allotted: Object.fromEntries([...this.allotted].sort()),
      fallback: Object.fromEntries([...this.fallback].sort()),
    }
  }

  private own(host: string, address: string): void {
    this.fallback.set(host, address)
    this.fallbackOwner.set(address, host)
  }

  private refresh(): void {
    this.view = new Map([...this.fallback, ...this.allotted])
  }
}

function fallbackOf(host: string): string {
  const low = (createHash('sha256').update(host).digest().readUInt32BE(0) % LOW_BITS_LIMIT) + 1
  return `${FALLBACK_PREFIX}.${low >> 8}.${low & 0xff}`
}

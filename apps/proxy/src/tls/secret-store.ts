/** Certificates and roots by SDS name, whoever delivers them: the identity agent, the bootstrap, or files. */
import type { TlsPair } from '@flotilla/net'

/** A secret that may come later and may change. */
export interface SecretSource<T> {
  /** Null until it was delivered, and after it was withdrawn. */
  current(): T | null
  /** Calls back after `current` changed. Returns what stops it. */
  onChange(listener: () => void): () => void
}

export interface Roots {
  readonly pem: string
}

export interface SecretInfo {
  readonly name: string
  readonly kind: 'pair' | 'roots'
  readonly isDelivered: boolean
  readonly updatedWallMs: number
}

class SecretSlot<T> implements SecretSource<T> {
  private value: T | null = null
  updatedWallMs = 0
  private readonly listeners = new Set<() => void>()

  current(): T | null {
    return this.value
  }

  onChange(listener: () => void): () => void {
    this.listeners.add(listener)
    return () => {
      this.listeners.delete(listener)
    }
  }

  set(value: T | null, wallMs: number): void {
    this.value = value
    this.updatedWallMs = wallMs
    // A listener may stop listening while it is called.
    for (const listener of [...this.listeners]) listener()
  }
}

/** A secret that is there from the start and never changes. */
export function fixedSecret<T>(value: T): SecretSource<T> {
  return { current: () => value, onChange: () => () => undefined }
}

/** A secret as it is now. */
export type SecretValue =
  | { readonly type: 'pair'; readonly name: string; readonly value: TlsPair | null }
  | { readonly type: 'roots'; readonly name: string; readonly value: Roots | null }

export class SecretStore {
  /** Told of each secret that is set. */
  onSet: (secret: SecretValue) => void = () => undefined
  /** Of the bootstrap, by name: none of them changes. */
  readonly ticketKeys: Map<string, Buffer> = new Map()
  private readonly wallMs: () => number
  private readonly pairs = new Map<string, SecretSlot<TlsPair>>()
  private readonly roots = new Map<string, SecretSlot<Roots>>()

  constructor(wallMs: () => number) {
    this.wallMs = wallMs
  }

  /** A certificate with its key, by name; unknown names stay pending until someone delivers them. */
  pair(name: string): SecretSource<TlsPair> {
    return slotOf(this.pairs, name)
  }

  /** Trusted roots, by name. */
  rootsOf(name: string): SecretSource<Roots> {
    return slotOf(this.roots, name)
  }

  /** Null withdraws it: no connection is made or accepted with it until the next. */
  setPair(name: string, pair: TlsPair | null): void {
    const slot = slotOf(this.pairs, name)
    const known = slot.current()
    if (known?.certChainPem === pair?.certChainPem && known?.keyPem === pair?.keyPem) return
    slot.set(pair, this.wallMs())
    this.onSet({ type: 'pair', name, value: pair })
  }

  setRoots(name: string, roots: Roots | null): void {
    const slot = slotOf(this.roots, name)
    if (slot.current()?.pem === roots?.pem) return
    slot.set(roots, this.wallMs())
    this.onSet({ type: 'roots', name, value: roots })
  }

  set(secret: SecretValue): void {
    if (secret.type === 'pair') this.setPair(secret.name, secret.value)
    else this.setRoots(secret.name, secret.value)
  }

  /** All that were delivered, for other threads of this process. */
  values(): readonly SecretValue[] {
    return [
      ...[...this.pairs].map(
        ([name, slot]) => ({ type: 'pair', name, value: slot.current() }) as const,
      ),
      ...[...this.roots].map(
        ([name, slot]) => ({ type: 'roots', name, value: slot.current() }) as const,
      ),
    ].filter(({ value }) => value !== null)
  }

  /** Names and states, never contents. */
  list(): readonly SecretInfo[] {
    return [...infos(this.pairs, 'pair'), ...infos(this.roots, 'roots')]
  }
}

function slotOf<T>(slots: Map<string, SecretSlot<T>>, name: string): SecretSlot<T> {
  const found = slots.get(name)
  if (found !== undefined) return found
  const made = new SecretSlot<T>()
  slots.set(name, made)
  return made
}

function infos<T>(slots: ReadonlyMap<string, SecretSlot<T>>, kind: 'pair' | 'roots'): SecretInfo[] {
  return [...slots].map(([name, slot]) => ({
    name,
    kind,
    isDelivered: slot.current() !== null,
    updatedWallMs: slot.updatedWallMs,
  }))
}

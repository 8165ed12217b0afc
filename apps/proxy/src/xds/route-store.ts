/** Route tables by RDS name: each name has one source whose table is swapped whole. */
import type { Clock } from '@flotilla/time'
import type { RouteConfigProvider, RouteSource } from '../http/env.ts'
import type { RouteTable } from '../http/route/route-table.ts'

class Slot implements RouteSource {
  table: RouteTable | null = null
  /** As received, for /config_dump. */
  encoded: Uint8Array | null = null
  version = ''
  updatedWallMs = 0
  /** Those who wait for the first table. */
  waiters: (() => void)[] = []
}

export interface RouteInfo {
  readonly name: string
  readonly encoded: Uint8Array
  readonly version: string
  readonly updatedWallMs: number
}

/** A listener starts without a route table that has not come by then (404 until it does). */
const FIRST_TABLE_TIMEOUT_MS = 15_000

export class RouteStore implements RouteConfigProvider {
  private readonly slots = new Map<string, Slot>()
  private readonly clock: Clock
  private readonly onNames: (names: ReadonlySet<string>) => void
  /** False where nobody will ever deliver: then nothing is waited for. */
  private readonly isServed: boolean

  constructor(clock: Clock, isServed: boolean, onNames: (names: ReadonlySet<string>) => void) {
    this.clock = clock
    this.isServed = isServed
    this.onNames = onNames
  }

  open(name: string): RouteSource {
    const found = this.slots.get(name)
    if (found !== undefined) return found
    const made = new Slot()
    this.slots.set(name, made)
    this.onNames(this.names())
    return made
  }

  names(): ReadonlySet<string> {
    return new Set(this.slots.keys())
  }

  version(name: string): string | null {
    return this.slots.get(name)?.version ?? null
  }

  /** Names nobody opened are ignored. */
  set(name: string, table: RouteTable, encoded: Uint8Array, version: string): void {
    const slot = this.slots.get(name)
    if (slot === undefined) return
    slot.table = table
    slot.encoded = encoded
    slot.version = version
    slot.updatedWallMs = this.clock.wallMs()
    for (const resolve of slot.waiters.splice(0)) resolve()
  }

  /** Forgets all names but these. */
  retain(names: ReadonlySet<string>): void {
    let changed = false
    for (const [name, slot] of this.slots) {
      if (names.has(name) || slot.waiters.length > 0) continue
      this.slots.delete(name)
      changed = true
    }
    if (changed) this.onNames(this.names())
  }

  /** Calls back once each of these has a table, or the time for the first one has passed. */
  whenReady(names: readonly string[], callback: () => void): void {
    const missing = this.isServed
      ? names.flatMap((name) => {
          const slot = this.slots.get(name)
          return slot === undefined || slot.table !== null ? [] : [slot]
        })
      : []
    if (missing.length === 0) {
      callback()
      return
    }
    let left = missing.length
    let isDone = false
    const finish = (): void => {
      if (isDone) return
      isDone = true
      timer.cancel()
      callback()
    }
    const timer = this.clock.after(FIRST_TABLE_TIMEOUT_MS, finish)
    for (const slot of missing) slot.waiters.push(() => --left === 0 && finish())
  }

  list(): readonly RouteInfo[] {
    return [...this.slots].flatMap(([name, { encoded, version, updatedWallMs }]) =>
      encoded === null ? [] : [{ name, encoded, version, updatedWallMs }],
    )
  }
}

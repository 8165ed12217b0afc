/** Workloads of proxies connected here: they count at once, outlive a broken connection for a while, and hide galley's older word on them. */
import type { Clock, Timer } from '@flotilla/time'
import type { ProxyNode } from '@flotilla/translate'
import type { LeaseKeeper, WorkloadObject } from './lease-keeper.ts'
import { PILOT_ANNOTATION, registrationKey, workloadEntryOf } from './registration.ts'

export interface RegistrationsOptions {
  readonly clock: Clock
  readonly leases: LeaseKeeper
  /** Names this pilot in the entries it wrote. */
  readonly pilotId: string
  /** How long a workload outlives its broken connection. */
  readonly graceMs: number
  readonly onChange: () => void
}

/**
 * connected: at least one stream · lingering: the connection broke, or it is known from before a restart; `timer` ends it.
 * An entry leaves the map when it ends.
 */
interface Registration {
  entry: WorkloadObject
  readonly connections: Set<number>
  timer: Timer | null
}

export class Registrations {
  private readonly options: RegistrationsOptions
  private readonly known = new Map<string, Registration>()
  /** Ended here, but still in galley's list under our name. */
  private readonly hidden = new Set<string>()
  private seen: readonly WorkloadObject[] = []
  private merged: readonly WorkloadObject[] = []
  private isStale = true

  constructor(options: RegistrationsOptions) {
    this.options = options
  }

  get size(): number {
    return this.known.size
  }

  /** Entries to keep over a restart. */
  entries(): WorkloadObject[] {
    return [...this.known.values()].map((one) => one.entry)
  }

  /** Takes entries from before a restart: they linger until their proxies are back. */
  restore(entries: readonly WorkloadObject[], graceMs: number): void {
    for (const entry of entries) {
      const key = `${entry.metadata.namespace}/${entry.metadata.name}`
      if (this.known.has(key)) continue
      const one: Registration = { entry, connections: new Set(), timer: null }
      this.known.set(key, one)
      one.timer = this.options.clock.after(graceMs, () => this.end(key, one))
    }
    this.changed()
  }

  /** Returns whether the proxy registers a workload; `onChange` then follows. */
  connect(node: ProxyNode, connection: number): boolean {
    const entry = workloadEntryOf(node, this.options.pilotId, this.options.clock.wallMs())
    if (entry === null) return false
    const key = registrationKey(node)
    const known = this.known.get(key)
    this.hidden.delete(key)
    if (known === undefined)
      this.known.set(key, { entry, connections: new Set([connection]), timer: null })
    else {
      known.timer?.cancel()
      known.timer = null
      known.connections.add(connection)
      known.entry = isSame(known.entry, entry) ? known.entry : entry
    }
    this.options.leases.hold(this.known.get(key)?.entry ?? entry)
    this.changed()
    return true
  }

  /** @param isClean the proxy ended its stream itself: it is gone, not lost */
  disconnect(node: ProxyNode, connection: number, isClean: boolean): void {
    const key = registrationKey(node)
    const one = this.known.get(key)
    if (one === undefined || !one.connections.delete(connection) || one.connections.size > 0) return
    if (isClean) this.end(key, one)
    else one.timer = this.options.clock.after(this.options.graceMs, () => this.end(key, one))
  }

  /** Galley's entries with those known here in place of its own. The same array while nothing changed. */
  overlay(fromGalley: readonly WorkloadObject[]): readonly WorkloadObject[] {
    if (!this.isStale && this.seen === fromGalley) return this.merged
    this.forgetHidden(fromGalley)
    this.yieldMoved(fromGalley)
    const kept = fromGalley.filter(({ metadata }) => {
      const key = `${metadata.namespace}/${metadata.name}`
      return !this.known.has(key) && !this.hidden.has(key)
    })
    this.seen = fromGalley
    this.isStale = false
    this.merged = [...kept, ...this.entries()]
    return this.merged
  }

  close(): void {
    for (const one of this.known.values()) one.timer?.cancel()
    this.known.clear()
  }

  private end(key: string, one: Registration): void {
    one.timer?.cancel()
    if (this.known.get(key) !== one) return
    this.known.delete(key)
    const { namespace, name } = one.entry.metadata
    if (this.isOurs(key)) this.hidden.add(key)
    this.options.leases.release(namespace, name)
    this.changed()
  }

  /** Whether galley's list, as last seen, holds the entry under another pilot's name. */
  private isOurs(key: string): boolean {
    const found = this.seen.find(({ metadata }) => `${metadata.namespace}/${metadata.name}` === key)
    if (found === undefined) return true
    const owner = found.metadata.annotations[PILOT_ANNOTATION]
    return owner === undefined || owner === this.options.pilotId
  }

  /** A workload that lingers here but is registered by another pilot now has moved there. */
  private yieldMoved(fromGalley: readonly WorkloadObject[]): void {
    for (const { metadata } of fromGalley) {
      const key = `${metadata.namespace}/${metadata.name}`
      const one = this.known.get(key)
      const owner = metadata.annotations[PILOT_ANNOTATION]
      if (one === undefined || one.connections.size > 0 || owner === undefined) continue
      if (owner === one.entry.metadata.annotations[PILOT_ANNOTATION]) continue
      one.timer?.cancel()
      this.known.delete(key)
    }
  }

  private forgetHidden(fromGalley: readonly WorkloadObject[]): void {
    for (const key of [...this.hidden]) {
      const found = fromGalley.find(
        ({ metadata }) => `${metadata.namespace}/${metadata.name}` === key,
      )
      const owner = found?.metadata.annotations[PILOT_ANNOTATION]
      if (found === undefined || (owner !== undefined && owner !== this.options.pilotId))
        this.hidden.delete(key)
    }
  }

  private changed(): void {
    this.isStale = true
    this.options.onChange()
  }
}

function isSame(a: WorkloadObject, b: WorkloadObject): boolean {
  return (
    JSON.stringify(a.spec) === JSON.stringify(b.spec) &&
    JSON.stringify(a.metadata.annotations) === JSON.stringify(b.metadata.annotations)
  )
}

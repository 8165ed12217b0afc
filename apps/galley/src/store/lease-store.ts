/** Leased WorkloadEntries of self-registered workloads: not part of versions, kept over restarts, gone when not renewed. */
import type { DatabaseSync } from 'node:sqlite'
import { scope } from '@flotilla/log'
import type { ConfigObject } from '@flotilla/model'
import type { Clock, Timer } from '@flotilla/time'

interface Lease {
  readonly object: ConfigObject
  readonly ttlMs: number
  timer: Timer
}

const log = scope('galley.leases')
/** Leases at most; one more is refused. Listed in docs/limits.md. */
export const MAX_LEASES = 20_000

export class LeaseStore {
  private readonly database: DatabaseSync
  private readonly clock: Clock
  private readonly onChange: () => void
  private readonly leases = new Map<string, Lease>()
  private serial = 0

  /** Reads the leases of before; each lives on for its whole time from now, since nobody could renew it meanwhile. */
  constructor(database: DatabaseSync, clock: Clock, onChange: () => void) {
    this.database = database
    this.clock = clock
    this.onChange = onChange
    for (const row of database.prepare('SELECT * FROM leases').all()) {
      const object = JSON.parse(String(row['object'])) as ConfigObject // written by put()
      this.hold(keyOf(String(row['namespace']), String(row['name'])), object, Number(row['ttl_ms']))
    }
  }

  /** Takes or renews a lease. Returns false when there are too many. */
  put(namespace: string, name: string, object: ConfigObject, ttlMs: number): boolean {
    const key = keyOf(namespace, name)
    const before = this.leases.get(key)
    if (before === undefined && this.leases.size >= MAX_LEASES) return false
    const isSame =
      before !== undefined &&
      before.ttlMs === ttlMs &&
      contentOf(before.object) === contentOf(object)
    if (!isSame) {
      const stamped = {
        ...object,
        metadata: {
          ...object.metadata,
          creationMs: before?.object.metadata.creationMs ?? this.clock.wallMs(),
          version: this.nextVersion(),
        },
      }
      this.database
        .prepare(
          'INSERT INTO leases (namespace, name, ttl_ms, object) VALUES (?, ?, ?, ?) ON CONFLICT (namespace, name) DO UPDATE SET ttl_ms = excluded.ttl_ms, object = excluded.object',
        )
        .run(namespace, name, ttlMs, JSON.stringify(stamped))
      before?.timer.cancel()
      this.hold(key, stamped, ttlMs)
      this.onChange()
      return true
    }
    // A renewal only moves the time: nothing to write, since a restart begins anew.
    before.timer.cancel()
    before.timer = this.clock.after(ttlMs, () => this.expire(namespace, name))
    return true
  }

  /** Ends a lease; false where there is none. */
  remove(namespace: string, name: string): boolean {
    const key = keyOf(namespace, name)
    const lease = this.leases.get(key)
    if (lease === undefined) return false
    lease.timer.cancel()
    this.leases.delete(key)
    this.database
      .prepare('DELETE FROM leases WHERE namespace = ? AND name = ?')
      .run(namespace, name)
    this.onChange()
    return true
  }

  /** The leased entries, by object key order. */
  entries(): ConfigObject[] {
    return [...this.leases.values()].map((lease) => lease.object)
  }

  /** Stops the timers. */
  close(): void {
    for (const lease of this.leases.values()) lease.timer.cancel()
  }

  /** The end of a lease that was not renewed. */
  private expire(namespace: string, name: string): void {
    try {
      this.remove(namespace, name)
    } catch (error) {
      // It is gone from memory: at worst it comes back for its time after a restart.
      log.error('the end of a lease could not be stored', { namespace, name, error })
      this.onChange()
    }
  }

  /** Never the same twice, also over restarts. */
  private nextVersion(): string {
    this.serial++
    return `lease.${this.clock.wallMs()}.${this.serial}`
  }

  private hold(key: string, object: ConfigObject, ttlMs: number): void {
    const { namespace, name } = object.metadata
    this.leases.set(key, {
      object,
      ttlMs,
      timer: this.clock.after(ttlMs, () => this.expire(namespace, name)),
    })
  }
}

function keyOf(namespace: string, name: string): string {
  return `${namespace}/${name}`
}

function contentOf(object: ConfigObject): string {
  return JSON.stringify([object.spec, object.metadata.labels, object.metadata.annotations])
}

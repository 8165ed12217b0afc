/** Virtual addresses of services: one of 240.240.0.0/16 for each host, allotted once and never given to another host. */
import type { DatabaseSync } from 'node:sqlite'
import { FlotillaError } from '@flotilla/errors'
import { transaction } from './database.ts'

/** 240.240.0.1 to 240.240.255.254. */
const SLOTS = 65_534

export class AddressStore {
  private readonly database: DatabaseSync
  private readonly onChange: () => void
  private readonly byHost = new Map<string, string>()

  /** @param onChange called after new addresses were allotted. */
  constructor(database: DatabaseSync, onChange: () => void = () => undefined) {
    this.database = database
    this.onChange = onChange
    for (const row of database.prepare('SELECT slot, host FROM addresses').all())
      this.byHost.set(String(row['host']), addressOf(Number(row['slot'])))
  }

  /** The hosts' addresses, allotting those that have none yet; durable when this returns. */
  allot(hosts: readonly string[]): Record<string, string> {
    const missing = [...new Set(hosts)].filter((host) => !this.byHost.has(host))
    if (missing.length > 0) {
      this.insert(missing)
      this.onChange()
    }
    return Object.fromEntries(hosts.map((host) => [host, this.byHost.get(host) ?? '']))
  }

  /** Every address so far, by host. */
  all(): ReadonlyMap<string, string> {
    return this.byHost
  }

  private insert(hosts: readonly string[]): void {
    if (this.byHost.size + hosts.length > SLOTS)
      throw new FlotillaError(
        'FLT_NO_ADDRESS',
        'all virtual addresses of 240.240.0.0/16 are allotted',
      )
    const insert = this.database.prepare('INSERT INTO addresses (host) VALUES (?)')
    const added = transaction(this.database, () =>
      hosts.map((host) => [host, addressOf(Number(insert.run(host).lastInsertRowid))] as const),
    )
    for (const [host, address] of added) this.byHost.set(host, address)
  }
}

function addressOf(slot: number): string {
  return `240.240.${slot >> 8}.${slot & 0xff}`
}

/** Gets virtual addresses for the hosts of services from galley, tries again while galley is away, and falls back meanwhile. */
import { messageOf } from '@flotilla/errors'
import { scope } from '@flotilla/log'
import { Backoff, type Clock, type Timer } from '@flotilla/time'
import type { AddressBook } from './address-book.ts'
import type { AddressApi } from './galley-api.ts'

export interface AddressAllotterOptions {
  readonly book: AddressBook
  /** null: there is no galley; every host gets a fallback. */
  readonly api: AddressApi | null
  readonly clock: Clock
  /** An address became known. */
  readonly onChange: () => void
}

const log = scope('pilot.address')
const RETRY_BASE_MS = 200
const RETRY_MAX_MS = 5_000

/** idle (nothing to ask) · asking (one call is on its way) · waiting (`retry` runs after a failure) · closed */
export class AddressAllotter {
  private readonly options: AddressAllotterOptions
  private readonly backoff = new Backoff({ baseMs: RETRY_BASE_MS, maxMs: RETRY_MAX_MS })
  private wanted: ReadonlySet<string> = new Set()
  private isAsking = false
  private retry: Timer | null = null
  private isClosed = false

  constructor(options: AddressAllotterOptions) {
    this.options = options
  }

  /** Names all hosts that need an address now. */
  want(hosts: ReadonlySet<string>): void {
    this.wanted = hosts
    const { api, book } = this.options
    if (api === null) {
      if (book.allotFallbacks(hosts)) this.options.onChange()
      return
    }
    this.ask()
  }

  close(): void {
    this.isClosed = true
    this.retry?.cancel()
  }

  private ask(): void {
    const { api, book } = this.options
    const missing = book.missing(this.wanted)
    if (api === null || this.isClosed || this.isAsking || this.retry !== null) return
    if (missing.length === 0) return
    this.isAsking = true
    api.allot(missing).then(
      (addresses) => this.answered(addresses),
      (error: unknown) => this.failed(error),
    )
  }

  private answered(addresses: ReadonlyMap<string, string>): void {
    this.isAsking = false
    this.backoff.reset()
    if (this.isClosed) return
    if (this.options.book.learn(addresses)) this.options.onChange()
    // Hosts that came while the call was on its way; none where galley left some out, it would do so again.
    if (addresses.size > 0) this.ask()
  }

  private failed(error: unknown): void {
    this.isAsking = false
    if (this.isClosed) return
    log.debug('addresses cannot be allotted', { error: messageOf(error) })
    if (this.options.book.allotFallbacks(this.wanted)) this.options.onChange()
    this.retry = this.options.clock.after(this.backoff.nextMs(), () => {
      this.retry = null
      this.ask()
    })
  }
}

/** A list that is fetched, refreshed, and thrown away when it could not be refreshed for too long. */
import { createHash } from 'node:crypto'
import type { AdapterEnv } from '@flotilla/adapter-sdk'
import { messageOf } from '@flotilla/errors'
import { type EntryList, type EntryType, listOf } from './entry-list.ts'
import { entriesOf } from './list-source.ts'

export interface ProvidedListOptions {
  readonly url: string
  readonly type: EntryType
  /** Always part of the list. */
  readonly overrides: readonly string[]
  readonly refreshIntervalMs: number
  /** Life of a list after its last refresh. */
  readonly ttlMs: number
}

/** Longest wait for an answer. docs/limits.md */
const FETCH_TIMEOUT_MS = 5_000
/** Largest list that is taken. docs/limits.md */
const MAX_LIST_BYTES = 8 * 1024 * 1024

export class ProvidedList {
  private readonly env: AdapterEnv
  private readonly options: ProvidedListOptions
  private list: EntryList | null = null
  private digest = ''
  private expiresAtMs = 0
  private lastError: string | null = null

  constructor(env: AdapterEnv, options: ProvidedListOptions) {
    this.env = env
    this.options = options
  }

  /** Fetches once, then schedules the refreshes. Resolves also where the fetch failed. */
  async start(): Promise<void> {
    await this.refresh()
    this.env.tasks.every('refresh list', this.options.refreshIntervalMs, () => this.refresh())
  }

  /** The list while it lives, else null. */
  current(): EntryList | null {
    if (this.list !== null && this.env.clock.nowMs() >= this.expiresAtMs) {
      this.list = null
      this.digest = ''
    }
    return this.list
  }

  /** Why the last fetch failed, null where it did not. */
  get error(): string | null {
    return this.lastError
  }

  private async refresh(): Promise<void> {
    try {
      this.take(
        await this.env.outside.http.get(this.options.url, {
          timeoutMs: FETCH_TIMEOUT_MS,
          maxBytes: MAX_LIST_BYTES,
        }),
      )
    } catch (error) {
      this.fail(`cannot fetch the list: ${messageOf(error)}`)
    }
  }

  private take(body: Uint8Array): void {
    const digest = createHash('sha256').update(body).digest('base64')
    if (digest === this.digest && this.current() !== null) {
      this.succeed()
      return
    }
    const read = entriesOf(this.options.type, body)
    if (read.kind === 'bad') {
      this.fail(read.message)
      return
    }
    const built = listOf(this.options.type, [...read.entries, ...this.options.overrides])
    if (built.kind === 'bad') {
      this.fail(built.message)
      return
    }
    this.list = built.list
    this.digest = digest
    this.succeed()
  }

  private succeed(): void {
    this.lastError = null
    this.expiresAtMs = this.env.clock.nowMs() + this.options.ttlMs
  }

  /** A bad refresh keeps the old list until its time is over. */
  private fail(message: string): void {
    this.lastError = message
    this.env.log.warn('list not refreshed', { url: this.options.url, error: message })
  }
}

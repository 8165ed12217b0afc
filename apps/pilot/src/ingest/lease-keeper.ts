/** Keeps a lease at galley for every workload registered here: writes, renews, ends it, and tries again for as long as galley is away. */
import { messageOf } from '@flotilla/errors'
import { scope } from '@flotilla/log'
import type { ConfigObject, WorkloadEntrySpec } from '@flotilla/model'
import { Backoff, type Clock, type Timer } from '@flotilla/time'

export type WorkloadObject = ConfigObject<WorkloadEntrySpec>

/** The part of galley's API that leases need. Calls reject where galley cannot be asked or refuses. */
export interface LeaseApi {
  putLease(entry: WorkloadObject, ttlSec: number): Promise<void>
  deleteLease(namespace: string, name: string): Promise<void>
}

export interface LeaseKeeperOptions {
  /** null: there is no galley, and nothing to keep. */
  readonly api: LeaseApi | null
  readonly clock: Clock
  readonly ttlSec: number
  readonly onFailure: () => void
  readonly random?: () => number
}

const log = scope('pilot.lease')
const RETRY_BASE_MS = 200
const RETRY_MAX_MS = 5_000

/**
 * One per workload. States: held (entry not null; `timer` is the renewal or the next try) and ending (entry null; tried
 * until galley answers, or until the lease would have run out by itself). `isBusy`: a call is on its way; a change
 * meanwhile is acted on when it returns.
 */
interface Lease {
  readonly namespace: string
  readonly name: string
  entry: WorkloadObject | null
  endBeforeMs: number
  isBusy: boolean
  timer: Timer | null
  readonly backoff: Backoff
}

export class LeaseKeeper {
  private readonly options: LeaseKeeperOptions
  private readonly leases = new Map<string, Lease>()
  private isClosed = false

  constructor(options: LeaseKeeperOptions) {
    this.options = options
  }

  /** Workloads whose lease is held or being ended. */
  get size(): number {
    return this.leases.size
  }

  hold(entry: WorkloadObject): void {
    if (this.options.api === null) return
    const { namespace, name } = entry.metadata
    const lease = this.lease(namespace, name)
    lease.entry = entry
    this.act(lease)
  }

  release(namespace: string, name: string): void {
    const lease = this.leases.get(`${namespace}/${name}`)
    if (lease === undefined || lease.entry === null) return
    lease.entry = null
    lease.endBeforeMs = this.options.clock.nowMs() + this.options.ttlSec * 1000
    lease.backoff.reset()
    this.act(lease)
  }

  /** Stops renewing; leases stay at galley until they run out, so that a successor finds them. */
  close(): void {
    this.isClosed = true
    for (const lease of this.leases.values()) lease.timer?.cancel()
    this.leases.clear()
  }

  private lease(namespace: string, name: string): Lease {
    const key = `${namespace}/${name}`
    const known = this.leases.get(key)
    if (known !== undefined) return known
    const made: Lease = {
      namespace,
      name,
      entry: null,
      endBeforeMs: 0,
      isBusy: false,
      timer: null,
      backoff: new Backoff(
        { baseMs: RETRY_BASE_MS, maxMs: RETRY_MAX_MS },
        this.options.random ?? Math.random,
      ),
    }
    this.leases.set(key, made)
    return made
  }

  private act(lease: Lease): void {
    const { api, ttlSec } = this.options
    if (this.isClosed || lease.isBusy || api === null) return
    lease.timer?.cancel()
    lease.timer = null
    lease.isBusy = true
    const wanted = lease.entry
    const call =
      wanted === null ? api.deleteLease(lease.namespace, lease.name) : api.putLease(wanted, ttlSec)
    call.then(
      () => this.done(lease, wanted),
      (error: unknown) => this.failed(lease, error),
    )
  }

  private done(lease: Lease, wanted: WorkloadObject | null): void {
    lease.isBusy = false
    lease.backoff.reset()
    if (this.isClosed) return
    if (lease.entry !== wanted) this.act(lease)
    else if (wanted === null) this.forget(lease)
    else this.again(lease, (this.options.ttlSec * 1000) / 3)
  }

  private failed(lease: Lease, error: unknown): void {
    lease.isBusy = false
    this.options.onFailure()
    if (this.isClosed) return
    const { namespace, name } = lease
    log.debug('lease call failed', { namespace, name, error: messageOf(error) })
    const isOver = lease.entry === null && this.options.clock.nowMs() >= lease.endBeforeMs
    if (isOver) this.forget(lease)
    else this.again(lease, lease.backoff.nextMs())
  }

  private again(lease: Lease, delayMs: number): void {
    lease.timer = this.options.clock.after(delayMs, () => this.act(lease))
  }

  private forget(lease: Lease): void {
    this.leases.delete(`${lease.namespace}/${lease.name}`)
  }
}

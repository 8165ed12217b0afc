/** Endpoints of STRICT_DNS and LOGICAL_DNS clusters: names resolved again and again, the last good answer kept. */
import { lookup } from 'node:dns/promises'
import { isIP } from 'node:net'
import { messageOf } from '@flotilla/errors'
import { scope } from '@flotilla/log'
import { Backoff, type Clock, type Timer } from '@flotilla/time'
import type { Assignment } from './assignment.ts'
import type { ClusterSpec } from './cluster-spec.ts'
import type { EndpointSpec } from './endpoint-host.ts'

/** Addresses of a name; rejects where there are none. */
export type Resolve = (name: string, family: 0 | 4 | 6) => Promise<readonly string[]>

/** The system's resolver, /etc/hosts included. */
export const systemResolve: Resolve = async (name, family) =>
  (await lookup(name, { all: true, family })).map((entry) => entry.address)

const log = scope('proxy.upstream.dns')

export class DnsEndpoints {
  private readonly spec: ClusterSpec
  private readonly resolve: Resolve
  private readonly clock: Clock
  private readonly onAssignment: (assignment: Assignment) => void
  private readonly backoff: Backoff
  private readonly known = new Map<string, readonly string[]>()
  private timer: Timer | null = null
  private isClosed = false

  constructor(
    spec: ClusterSpec,
    resolve: Resolve,
    clock: Clock,
    onAssignment: (assignment: Assignment) => void,
  ) {
    this.spec = spec
    this.resolve = resolve
    this.clock = clock
    this.onAssignment = onAssignment
    this.backoff = new Backoff({ baseMs: 500, maxMs: Math.max(500, spec.dns.refreshMs) })
  }

  /** Resolves once now, and from then on every `dns_refresh_rate`. The promise settles after the first round. */
  async start(): Promise<void> {
    const isComplete = await this.round()
    if (this.isClosed) return
    if (isComplete) this.backoff.reset()
    const waitMs = isComplete ? this.spec.dns.refreshMs : this.backoff.nextMs()
    this.timer = this.clock.after(waitMs, () => {
      void this.start()
    })
  }

  close(): void {
    this.isClosed = true
    this.timer?.cancel()
  }

  /** Whether every name resolved. A name that fails keeps its last good addresses. */
  private async round(): Promise<boolean> {
    const names = [...new Set(this.spec.assignment.endpoints.map((e) => e.address))]
    const results = await Promise.all(names.map((name) => this.resolveOne(name)))
    if (this.isClosed) return true
    this.onAssignment({
      ...this.spec.assignment,
      endpoints: this.spec.assignment.endpoints.flatMap((e) => this.expand(e)),
    })
    return results.every((ok) => ok)
  }

  private async resolveOne(name: string): Promise<boolean> {
    if (isIP(name) !== 0) {
      this.known.set(name, [name])
      return true
    }
    try {
      const addresses = await this.resolve(name, this.spec.dns.family)
      this.known.set(name, [...new Set(addresses)].sort())
      return true
    } catch (error) {
      // The error's owner is the operator: it is retried, and the last good answer serves on.
      log.warn('name does not resolve', { cluster: this.spec.name, name, detail: messageOf(error) })
      return false
    }
  }

  private expand(endpoint: EndpointSpec): EndpointSpec[] {
    const addresses = this.known.get(endpoint.address) ?? []
    const used = this.spec.type === 'logicalDns' ? addresses.slice(0, 1) : addresses
    return used.map((address) => ({
      ...endpoint,
      address,
      hostname: endpoint.hostname === '' ? endpoint.address : endpoint.hostname,
    }))
  }
}

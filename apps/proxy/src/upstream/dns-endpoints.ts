/** Endpoints of STRICT_DNS and LOGICAL_DNS clusters: names resolved again and again, the last good answer kept. */
import { lookup, resolve4, resolve6 } from 'node:dns/promises'
import { isIP } from 'node:net'
import { messageOf } from '@flotilla/errors'
import { scope } from '@flotilla/log'
import { Backoff, type Clock, type Timer } from '@flotilla/time'
import type { Assignment } from './assignment.ts'
import type { ClusterSpec, DnsSpec } from './cluster-spec.ts'
import type { ClusterStats } from './cluster-stats.ts'
import type { EndpointSpec } from './endpoint-host.ts'
import { serverResolve } from './name-servers.ts'

export interface Resolved {
  readonly addresses: readonly string[]
  /** How long the answer may be kept, null where nobody says. */
  readonly ttlSec: number | null
}

/** Addresses of a name; rejects where there are none. @param wantsTtl whether the answer's TTL is needed. */
export type Resolve = (name: string, family: 0 | 4 | 6, wantsTtl: boolean) => Promise<Resolved>

/** The system's resolver, /etc/hosts included; only a DNS server knows a TTL, so it is asked first where that matters. */
export const systemResolve: Resolve = async (name, family, wantsTtl) => {
  if (wantsTtl) {
    const found = await withTtl(name, family)
    if (found !== null) return found
  }
  const addresses = await lookup(name, { all: true, family })
  return { addresses: addresses.map((entry) => entry.address), ttlSec: null }
}

async function withTtl(name: string, family: 0 | 4 | 6): Promise<Resolved | null> {
  const none: { address: string; ttl: number }[] = []
  const [v4, v6] = await Promise.all([
    family === 6 ? none : resolve4(name, { ttl: true }).catch(() => none), // the system's resolver is asked next
    family === 4 ? none : resolve6(name, { ttl: true }).catch(() => none),
  ])
  const all = [...v4, ...v6]
  if (all.length === 0) return null
  return {
    addresses: all.map((record) => record.address),
    ttlSec: Math.min(...all.map((record) => record.ttl)),
  }
}

const log = scope('proxy.upstream.dns')

export class DnsEndpoints {
  private readonly spec: ClusterSpec
  private readonly stats: ClusterStats
  private readonly resolve: Resolve
  private readonly clock: Clock
  private readonly onAssignment: (assignment: Assignment) => void
  private readonly backoff: Backoff
  private readonly known = new Map<string, Resolved>()
  private timer: Timer | null = null
  private isClosed = false

  constructor(
    spec: ClusterSpec,
    stats: ClusterStats,
    resolve: Resolve,
    clock: Clock,
    onAssignment: (assignment: Assignment) => void,
  ) {
    this.spec = spec
    this.stats = stats
    this.resolve = spec.dns.servers === null ? resolve : serverResolve(spec.dns.servers)
    this.clock = clock
    this.onAssignment = onAssignment
    this.backoff = new Backoff({
      baseMs: spec.dns.failureBaseMs,
      maxMs: spec.dns.failureMaxMs,
      jitterRatio: spec.dns.jittersFailures ? 1 : 0,
    })
  }

  /** Resolves once now, and from then on every `dns_refresh_rate`. The promise settles after the first round. */
  async start(): Promise<void> {
    const isComplete = await this.round()
    if (this.isClosed) return
    if (isComplete) this.backoff.reset()
    const jitterMs = Math.random() * this.spec.dns.jitterMs
    const waitMs = isComplete ? this.refreshMs() + jitterMs : this.backoff.nextMs()
    this.timer = this.clock.after(waitMs, () => {
      void this.start()
    })
  }

  close(): void {
    this.isClosed = true
    this.timer?.cancel()
  }

  /** The shortest TTL where it counts; a TTL of 0 says nothing (Envoy), or it would be a busy loop. */
  private refreshMs(): number {
    const { refreshMs, respectsTtl } = this.spec.dns
    if (!respectsTtl) return refreshMs
    const ttls = [...this.known.values()].flatMap(({ ttlSec }) => (ttlSec ? [ttlSec] : []))
    return ttls.length === 0 ? refreshMs : 1_000 * Math.min(...ttls)
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
    this.stats.updateAttempt++
    if (isIP(name) !== 0) {
      this.stats.updateSuccess++
      this.known.set(name, { addresses: [name], ttlSec: null })
      return true
    }
    try {
      const { family, respectsTtl } = this.spec.dns
      const only = family === 'v4' ? 4 : family === 'v6' ? 6 : 0
      const { addresses, ttlSec } = await this.resolve(name, only, respectsTtl)
      this.known.set(name, { addresses: preferred(addresses, family), ttlSec })
      this.stats.updateSuccess++
      return true
    } catch (error) {
      this.stats.updateFailure++
      // The error's owner is the operator: it is retried, and the last good answer serves on.
      log.warn('name does not resolve', { cluster: this.spec.name, name, detail: messageOf(error) })
      return false
    }
  }

  private expand(endpoint: EndpointSpec): EndpointSpec[] {
    const addresses = this.known.get(endpoint.address)?.addresses ?? []
    const used = this.spec.type === 'logicalDns' ? addresses.slice(0, 1) : addresses
    return used.map((address) => ({
      ...endpoint,
      address,
      hostname: endpoint.hostname === '' ? endpoint.address : endpoint.hostname,
    }))
  }
}

/** Each address once, sorted, of the families that count. */
function preferred(addresses: readonly string[], family: DnsSpec['family']): readonly string[] {
  const sorted = [...new Set(addresses)].sort()
  if (family !== 'auto' && family !== 'v4Preferred') return sorted
  const wanted = sorted.filter((address) => isIP(address) === (family === 'auto' ? 6 : 4))
  return wanted.length > 0 ? wanted : sorted
}

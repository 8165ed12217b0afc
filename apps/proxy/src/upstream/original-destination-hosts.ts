/** Hosts of an ORIGINAL_DST cluster: made when a connection for that destination comes, forgotten when unused. */
import { formatHostPort } from '@flotilla/net'
import type { Clock, Timer } from '@flotilla/time'
import type { ConnectionInfo } from '../listener/types.ts'
import type { ClusterSpec } from './cluster-spec.ts'
import { EndpointHost } from './endpoint-host.ts'

/** Destinations remembered per cluster; beyond it the longest unused is forgotten. Listed in docs/limits.md. */
const MAX_HOSTS = 4096

export class OriginalDestinationHosts {
  private readonly spec: ClusterSpec
  private readonly clock: Clock
  private readonly byLabel = new Map<string, EndpointHost>()
  /** Picked since the last clean-up. */
  private readonly recent = new Set<EndpointHost>()
  private timer: Timer | null = null

  constructor(spec: ClusterSpec, clock: Clock) {
    this.spec = spec
    this.clock = clock
  }

  get hosts(): readonly EndpointHost[] {
    return [...this.byLabel.values()]
  }

  /** The host that the connection was for, or null where its destination is not known. */
  pick(downstream: ConnectionInfo | null): EndpointHost | null {
    // A destination that nothing restored is this proxy's own listener: dialling it would loop (spec §8.3).
    if (downstream === null || !downstream.isRestored) return null
    const { localAddress: address } = downstream
    const port = this.spec.originalPort ?? downstream.localPort
    const label = formatHostPort(address, port)
    const host = this.byLabel.get(label) ?? this.add(label, address, port)
    this.recent.add(host)
    return host
  }

  close(): void {
    this.timer?.cancel()
    this.timer = null
    for (const host of this.byLabel.values()) host.retire()
    this.byLabel.clear()
  }

  private add(label: string, address: string, port: number): EndpointHost {
    const host = new EndpointHost(
      {
        address,
        port,
        hostname: '',
        weight: 1,
        priority: 0,
        locality: { region: '', zone: '', subZone: '' },
        health: 'healthy',
        metadata: {},
      },
      label,
    )
    if (this.byLabel.size >= MAX_HOSTS) this.forgetOldest()
    this.byLabel.set(label, host)
    this.timer ??= this.arm()
    return host
  }

  private arm(): Timer {
    return this.clock.after(this.spec.cleanupIntervalMs, () => {
      this.timer = null
      for (const [label, host] of this.byLabel) {
        if (host.stats.cxActive > 0 || this.recent.has(host)) continue
        this.byLabel.delete(label)
        host.retire()
      }
      this.recent.clear()
      if (this.byLabel.size > 0) this.timer = this.arm()
    })
  }

  private forgetOldest(): void {
    for (const [label, host] of this.byLabel) {
      this.byLabel.delete(label)
      host.retire()
      return
    }
  }
}

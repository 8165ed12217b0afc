/** Hosts of an ORIGINAL_DST cluster: made when a connection for that destination comes, forgotten when unused. */
import { isIP } from 'node:net'
import { formatHostPort } from '@flotilla/net'
import type { Clock, Timer } from '@flotilla/time'
import type { ConnectionInfo } from '../listener/types.ts'
import type { ClusterSpec } from './cluster-spec.ts'
import type { ClusterStats } from './cluster-stats.ts'
import { EndpointHost, type EndpointSettings } from './endpoint-host.ts'
import type { PickContext } from './types.ts'

/** Destinations remembered per cluster; beyond it the longest unused is forgotten. Listed in docs/limits.md. */
const MAX_HOSTS = 4096

interface Destination {
  readonly address: string
  readonly port: number
}

export class OriginalDestinationHosts {
  private readonly spec: ClusterSpec
  private readonly clock: Clock
  private readonly settings: EndpointSettings
  private readonly stats: ClusterStats
  private readonly byLabel = new Map<string, EndpointHost>()
  /** Picked since the last clean-up. */
  private readonly recent = new Set<EndpointHost>()
  private timer: Timer | null = null

  constructor(spec: ClusterSpec, clock: Clock, settings: EndpointSettings, stats: ClusterStats) {
    this.spec = spec
    this.clock = clock
    this.settings = settings
    this.stats = stats
  }

  get hosts(): readonly EndpointHost[] {
    return [...this.byLabel.values()]
  }

  /** The host that the request names or the connection was for, or null where its destination is not known. */
  pick(context: PickContext): EndpointHost | null {
    const found = this.headerDestination(context) ?? restoredDestination(context.downstream)
    if (found === null) return null
    const { address } = found
    const port = this.spec.originalPort ?? found.port
    const label = formatHostPort(address, port)
    const host = this.byLabel.get(label) ?? this.add(label, address, port)
    this.recent.add(host)
    return host
  }

  /** Null where no header is looked at, it is not there, or it is no address with a port. */
  private headerDestination(context: PickContext): Destination | null {
    const { originalHeader } = this.spec
    const headers = context.requestHeaders ?? null
    if (originalHeader === null || headers === null) return null
    for (let i = 0; i + 1 < headers.length; i += 2) {
      if (headers[i] !== originalHeader) continue
      const found = parseDestination(headers[i + 1] ?? '')
      if (found === null) this.stats.originalDstHostInvalid++
      return found
    }
    return null
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
        healthCheck: null,
      },
      label,
      this.settings,
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

/** A destination that nothing restored is this proxy's own listener: dialling it would loop (spec §8.3). */
function restoredDestination(downstream: ConnectionInfo | null): Destination | null {
  if (downstream === null || !downstream.isRestored) return null
  return { address: downstream.localAddress, port: downstream.localPort }
}

/** `10.0.0.1:80` or `[2001:db8::1]:80`. */
function parseDestination(text: string): Destination | null {
  const match = /^(?:\[([^\]]+)\]|([^:]+)):(\d{1,5})$/.exec(text.trim())
  const address = match?.[1] ?? match?.[2] ?? ''
  const port = Number(match?.[3] ?? 0)
  return isIP(address) === 0 || port < 1 || port > 65_535 ? null : { address, port }
}

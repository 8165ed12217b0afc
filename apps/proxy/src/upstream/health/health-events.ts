/** The event log of health checks: one JSON line per change, in the form of envoy.data.core.v3.HealthCheckEvent. */
import type { Clock } from '@flotilla/time'
import type { EndpointHost } from '../endpoint-host.ts'
import type { HealthCheckSpec } from './health-spec.ts'
import type { FailureKind, HealthChange } from './host-health.ts'

/** Appends to a file; never waits. */
export type WriteEvent = (path: string, line: string) => void

export class HealthEvents {
  private readonly spec: HealthCheckSpec
  private readonly cluster: string
  private readonly clock: Clock
  private readonly write: WriteEvent

  constructor(spec: HealthCheckSpec, cluster: string, clock: Clock, write: WriteEvent) {
    this.spec = spec
    this.cluster = cluster
    this.clock = clock
    this.write = write
  }

  onSuccess(host: EndpointHost, change: HealthChange): void {
    if (change.became === 'healthy')
      this.log(host, 'add_healthy_event', { first_check: change.wasFirst })
    if (change.degradation === 'degraded') this.log(host, 'degraded_healthy_host', {})
    if (change.degradation === 'recovered') this.log(host, 'no_longer_degraded_host', {})
    if (this.spec.alwaysLogsSuccess) this.log(host, 'successful_health_check_event', {})
  }

  /** @param status of HTTP, 0 where there was none. */
  onFailure(host: EndpointHost, change: HealthChange, kind: FailureKind, status: number): void {
    const code = status === 0 ? {} : { http_status_code: status }
    if (change.became === 'unhealthy')
      this.log(host, 'eject_unhealthy_event', { failure_type: kind, ...code })
    if (change.wasFirst || this.spec.alwaysLogsFailures)
      this.log(host, 'health_check_failure_event', {
        failure_type: kind,
        first_check: change.wasFirst,
        ...code,
      })
  }

  /** Members and their order as Envoy 1.40 writes them. */
  private log(host: EndpointHost, event: string, detail: object): void {
    const { eventLogs, check } = this.spec
    if (eventLogs.length === 0) return
    const { region, zone, subZone } = host.locality
    const line = JSON.stringify({
      health_checker_type: check.kind.toUpperCase(),
      host: addressOf(host),
      cluster_name: this.cluster,
      [event]: detail,
      timestamp: new Date(this.clock.wallMs()).toISOString(),
      locality: { region, zone, sub_zone: subZone },
    })
    for (const path of eventLogs) this.write(path, `${line}\n`)
  }
}

function addressOf({ address, port }: EndpointHost): object {
  if (port === 0) return { pipe: { path: address, mode: 0 } }
  return {
    socket_address: {
      protocol: 'TCP',
      address,
      port_value: port,
      resolver_name: '',
      ipv4_compat: false,
      network_namespace_filepath: '',
    },
  }
}

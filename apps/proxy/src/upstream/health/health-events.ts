/** The event log of health checks: one JSON line per change, in the form of envoy.data.core.v3.HealthCheckEvent. */
import type { Clock } from '@flotilla/time'
import type { EndpointHost } from '../endpoint-host.ts'
import type { CheckKind, HealthCheckSpec } from './health-spec.ts'
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
      this.log(host, 'add_healthy_event', change.wasFirst ? { first_check: true } : {})
    if (change.degradation === 'degraded') this.log(host, 'degraded_healthy_host', {})
    if (change.degradation === 'recovered') this.log(host, 'no_longer_degraded_host', {})
    if (this.spec.alwaysLogsSuccess) this.log(host, 'successful_health_check_event', {})
  }

  onFailure(host: EndpointHost, change: HealthChange, kind: FailureKind): void {
    const type = kind === 'ACTIVE' ? {} : { failure_type: kind }
    if (change.became === 'unhealthy') this.log(host, 'eject_unhealthy_event', type)
    if (change.wasFirst || this.spec.alwaysLogsFailures)
      this.log(host, 'health_check_failure_event', {
        ...type,
        ...(change.wasFirst ? { first_check: true } : {}),
      })
  }

  /** As Envoy writes it: members with a default value are left out. */
  private log(host: EndpointHost, event: string, detail: object): void {
    const { eventLogs, check } = this.spec
    if (eventLogs.length === 0) return
    const type = checkerType(check)
    const line = JSON.stringify({
      ...(type === 'HTTP' ? {} : { health_checker_type: type }),
      host: addressOf(host),
      cluster_name: this.cluster,
      timestamp: new Date(this.clock.wallMs()).toISOString(),
      [event]: detail,
      locality: localityOf(host),
    })
    for (const path of eventLogs) this.write(path, `${line}\n`)
  }
}

function checkerType({ kind }: CheckKind): 'HTTP' | 'TCP' | 'GRPC' {
  return kind === 'http' ? 'HTTP' : kind === 'tcp' ? 'TCP' : 'GRPC'
}

function addressOf({ address, port }: EndpointHost): object {
  return port === 0
    ? { pipe: { path: address } }
    : { socket_address: { address, port_value: port } }
}

function localityOf({ locality }: EndpointHost): object {
  const { region, zone, subZone } = locality
  return {
    ...(region === '' ? {} : { region }),
    ...(zone === '' ? {} : { zone }),
    ...(subZone === '' ? {} : { sub_zone: subZone }),
  }
}

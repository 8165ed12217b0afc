/** The events of outlier detection: one log entry, and one JSON line in the form of envoy.data.cluster.v3.OutlierDetectionEvent. */
import { EjectionReason, type OutlierEvent } from '@flotilla/balancer'
import { scope } from '@flotilla/log'
import type { Clock } from '@flotilla/time'
import type { EndpointHost } from './endpoint-host.ts'

const log = scope('proxy.upstream')

export function logOutlier(cluster: string, host: EndpointHost, event: OutlierEvent): void {
  log.info(event.kind === 'eject' ? 'host ejected' : 'host returned', {
    cluster,
    host: host.label,
    reason: event.reason,
    enforced: event.isEnforced,
    ejections: event.ejections,
  })
}

const TYPES: Readonly<Record<EjectionReason, string>> = {
  [EjectionReason.consecutive5xx]: 'CONSECUTIVE_5XX',
  [EjectionReason.consecutiveGatewayFailure]: 'CONSECUTIVE_GATEWAY_FAILURE',
  [EjectionReason.consecutiveLocalOriginFailure]: 'CONSECUTIVE_LOCAL_ORIGIN_FAILURE',
  [EjectionReason.successRate]: 'SUCCESS_RATE',
  [EjectionReason.localOriginSuccessRate]: 'SUCCESS_RATE_LOCAL_ORIGIN',
  [EjectionReason.failurePercentage]: 'FAILURE_PERCENTAGE',
  [EjectionReason.localOriginFailurePercentage]: 'FAILURE_PERCENTAGE_LOCAL_ORIGIN',
}

/** With its newline. As Envoy 1.40 writes it: a return has the first type and is not enforced, the first event has no `secs_since_last_action`. */
export function outlierLine(
  cluster: string,
  host: EndpointHost,
  event: OutlierEvent,
  clock: Clock,
): string {
  const since = event.sinceLastMs
  const isEjected = event.kind === 'eject'
  return `${JSON.stringify({
    type: TYPES[event.reason ?? EjectionReason.consecutive5xx],
    timestamp: new Date(clock.wallMs()).toISOString(),
    ...(since === null ? {} : { secs_since_last_action: String(Math.floor(since / 1000)) }),
    cluster_name: cluster,
    upstream_url: host.label,
    action: isEjected ? 'EJECT' : 'UNEJECT',
    num_ejections: event.ejections,
    enforced: isEjected && event.isEnforced,
    ...detailOf(event),
  })}\n`
}

function detailOf({ kind, reason, rates }: OutlierEvent): object {
  if (kind === 'uneject' || reason === null) return {}
  if (rates === null) return { eject_consecutive_event: {} }
  const host = Math.floor(rates.hostPct)
  if (rates.averagePct === null || rates.thresholdPct === null)
    return { eject_failure_percentage_event: { host_success_rate: host } }
  return {
    eject_success_rate_event: {
      host_success_rate: host,
      cluster_average_success_rate: Math.floor(rates.averagePct),
      cluster_success_rate_ejection_threshold: Math.max(0, Math.floor(rates.thresholdPct)),
    },
  }
}

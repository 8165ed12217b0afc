/** Active checks of one cluster: how probes reach its endpoints. */

import { type DialOptions, dial } from './dialer.ts'
import type { EndpointHost } from './endpoint-host.ts'
import { HealthChecker, type HealthCheckerParts, HealthStats } from './health/health-checker.ts'
import type { HealthCheckSpec } from './health/health-spec.ts'
import { makeProbe } from './health/make-probe.ts'
import type { OpenCheck } from './health/probe-connection.ts'
import { MATCH_NAMESPACE } from './transport-sockets.ts'
import type { Host, UpstreamProtocol } from './types.ts'

/** How the cluster dials an endpoint with this metadata for this protocol. */
export type CheckDialing = (
  metadata: Host['metadata'],
  protocol: UpstreamProtocol,
) => Omit<DialOptions, 'timeoutMs'>

export function clusterChecker(
  spec: HealthCheckSpec,
  dialing: CheckDialing,
  parts: Omit<HealthCheckerParts, 'spec' | 'stats' | 'makeProbe'>,
): HealthChecker {
  const stats = new HealthStats()
  const sources = {
    spec,
    clusterName: parts.cluster,
    open: openCheck(spec, dialing),
    onVerify: () => {
      stats.verifyCluster++
    },
  }
  return new HealthChecker({ ...parts, spec, stats, makeProbe: (host) => makeProbe(host, sources) })
}

/** The cluster's transport within the time of a check; counted nowhere. */
function openCheck(spec: HealthCheckSpec, dialing: CheckDialing): OpenCheck {
  return (host, onOpen, onFail) => {
    const metadata =
      spec.transportMatch === null
        ? host.metadata
        : { ...host.metadata, [MATCH_NAMESPACE]: spec.transportMatch }
    const options = { ...dialing(metadata, protocolOf(spec)), timeoutMs: spec.timeoutMs }
    return dial(checkTarget(host, spec.altPort), options, {
      onSocket: () => undefined,
      onOpen: (socket) => onOpen(socket),
      onFail: () => onFail(),
    })
  }
}

function protocolOf({ check }: HealthCheckSpec): UpstreamProtocol {
  if (check.kind === 'tcp') return 'tcp'
  return check.kind === 'grpc' || check.isHttp2 ? 'http/2' : 'http/1.1'
}

function checkTarget(host: EndpointHost, altPort: number | null) {
  const address = host.healthCheck?.address ?? host.address
  const port = host.healthCheck?.port ?? altPort ?? host.port
  return { address, port, label: `${address}:${port}` }
}

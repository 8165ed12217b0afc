/** The name server of a workload, as its bootstrap asks for one. */
import type { Clock } from '@flotilla/time'
import type { BootstrapConfig } from '../bootstrap/bootstrap-config.ts'
import { NameServer } from './name-server.ts'

/** Null where names are not served. Binds nothing yet. */
export function nameServerOf(bootstrap: BootstrapConfig, clock: Clock): NameServer | null {
  const { flotilla, metadata, node } = bootstrap
  if (flotilla.dnsPort === null) return null
  const namespace = metadata['NAMESPACE']
  // `sidecar~10.0.0.1~reviews-v1.default~default.svc.cluster.local`
  const domain = /\.svc\.(.+)$/.exec(node.id.split('~')[3] ?? '')?.[1]
  return new NameServer({
    host: flotilla.dnsAddress,
    port: flotilla.dnsPort,
    upstreams: flotilla.dnsUpstreams,
    scope: {
      namespace: typeof namespace === 'string' ? namespace : 'default',
      domain: domain ?? 'cluster.local',
    },
    clock,
  })
}

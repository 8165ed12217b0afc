/** A connected proxy's workload as the WorkloadEntry that stands for it. */
import type { ConfigObject, WorkloadEntrySpec } from '@flotilla/model'
import { type ProxyNode, SERVICES_ANNOTATION } from '@flotilla/translate'

export const OWNER_ANNOTATION = 'flotilla.io/owner'
/** Which pilot holds the lease: another one's is not ours to end. */
export const PILOT_ANNOTATION = 'flotilla.io/pilot'
const TLS_MODE_LABEL = 'security.istio.io/tlsMode'

/** Key of a workload: `namespace/name`. */
export function registrationKey(node: ProxyNode): string {
  return `${node.namespace}/${node.name}`
}

/** The entry of a proxy that asked for registration, or null where it did not. */
export function workloadEntryOf(
  node: ProxyNode,
  pilotId: string,
  wallMs: number,
): ConfigObject<WorkloadEntrySpec> | null {
  const { flotilla } = node
  if (node.autoRegisterGroup === '' || flotilla === null) return null
  const ports: Record<string, number> = {}
  for (const service of flotilla.services)
    for (const port of service.ports)
      ports[port.name] = flotilla.inboundPorts.get(port.targetPort) ?? port.targetPort
  const spec: WorkloadEntrySpec = {
    address: node.ips[0] ?? '',
    ports,
    labels: { ...node.labels, ...tlsMode(node) },
    serviceAccount: node.serviceAccount,
    ...(node.network === '' ? {} : { network: node.network }),
    ...(node.locality === '' ? {} : { locality: node.locality }),
  }
  return {
    apiVersion: 'networking.istio.io/v1',
    kind: 'WorkloadEntry',
    metadata: {
      name: node.name,
      namespace: node.namespace,
      labels: {},
      annotations: {
        [SERVICES_ANNOTATION]: JSON.stringify(flotilla.services),
        [OWNER_ANNOTATION]: node.owner,
        [PILOT_ANNOTATION]: pilotId,
      },
      creationMs: wallMs,
      version: '',
    },
    spec,
    source: null,
  }
}

/** A gateway's own ports speak what its servers say, not mesh TLS. */
function tlsMode(node: ProxyNode): Record<string, string> {
  if (node.labels[TLS_MODE_LABEL] !== undefined) return {}
  return { [TLS_MODE_LABEL]: node.type === 'router' ? 'disabled' : 'istio' }
}

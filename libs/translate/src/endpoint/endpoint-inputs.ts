/** The endpoints of an outbound cluster for one client: those of its port and subset, with what the policies say of each. */
import { policyFor } from '../cluster/cluster-inputs.ts'
import { selects } from '../labels.ts'
import { parseOutboundClusterName } from '../names.ts'
import type { ProxyNode } from '../proxy-node.ts'
import { endpointsOfPort, ruleFor, type Scope } from '../scope.ts'
import { type Endpoint, portOf } from '../service/service.ts'
import type { AssignedEndpoint, LoadAssignmentInput } from './load-assignment.ts'
import { localitySetting } from './locality.ts'

/** The input of a cluster's assignment; without endpoints where the cluster is not one of this client. */
export function loadAssignmentInput(
  scope: Scope,
  node: ProxyNode,
  clusterName: string,
): LoadAssignmentInput {
  const none: LoadAssignmentInput = { clusterName, endpoints: [], locality: null }
  const parsed = parseOutboundClusterName(clusterName)
  const service = parsed === null ? null : scope.service(parsed.host)
  const port = parsed === null || service === null ? null : portOf(service, parsed.port)
  if (parsed === null || service === null || port === null) return none
  const rule = ruleFor(scope, service, node.labels)
  const subset = rule?.subsets.find((one) => one.name === parsed.subset) ?? null
  if (parsed.subset !== '' && subset === null) return none
  const policy = policyFor(scope, rule, subset, port)
  const endpoints = endpointsOfPort(scope.context, service, port.name)
    .filter((one) => selects(subset?.labels, one.labels))
    .map((endpoint) => assign(scope, endpoint, service.isExternal))
  const { mesh } = scope.context
  const setting = localitySetting(
    policy.loadBalancer,
    mesh.isLocalityEnabled ? mesh.localityLbSetting : null,
  )
  // A client without a locality is equally near to all.
  const isPreferring = setting !== null && node.locality !== ''
  return {
    clusterName,
    endpoints,
    locality: isPreferring
      ? {
          locality: node.locality,
          labels: node.labels,
          setting,
          hasFailover: policy.outlierDetection !== null,
        }
      : null,
  }
}

/** Mesh TLS is spoken where a sidecar terminates it and the port's own policy does not forbid it. */
function assign(scope: Scope, endpoint: Endpoint, isExternal: boolean): AssignedEndpoint {
  const { authentication } = scope.context
  const speaksMeshTls =
    endpoint.speaksMeshTls &&
    !isExternal &&
    authentication.modeOfPort(endpoint.namespace, endpoint.labels, endpoint.targetPort) !==
      'DISABLE'
  return { endpoint, speaksMeshTls }
}

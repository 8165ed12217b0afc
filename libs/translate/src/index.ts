/** Mesh snapshot to xDS resources, one resource per file, pure. */

export { type OutboundClusterInput, translateOutboundCluster } from './cluster/outbound-cluster.ts'
export {
  buildContext,
  EMPTY_INPUT,
  hasLabelConditions,
  type MeshInput,
  type PushContext,
} from './context.ts'
export { type LoadAssignmentInput, loadAssignment } from './endpoint/load-assignment.ts'
export { resolveHost } from './host-name.ts'
export { routeNamesOf } from './listener/route-names.ts'
export { type Mesh, meshOf } from './mesh.ts'
export {
  CLUSTER_TYPE,
  ENDPOINT_TYPE,
  LISTENER_TYPE,
  NAME_TABLE_TYPE,
  outboundClusterName,
  parseOutboundClusterName,
  ROUTE_TYPE,
} from './names.ts'
export type { MixerObjects } from './policy/mixer-rules.ts'
export { Protocol, selectProtocol } from './protocol.ts'
export {
  type FlotillaNode,
  type NodeDescription,
  type ParsedNode,
  type ProxyNode,
  parseProxyNode,
} from './proxy-node.ts'
export { ProxyView } from './proxy-view.ts'
export { type Scope, scopeOf } from './scope.ts'
export type { ServiceWithEndpoints } from './service/from-workloads.ts'
export {
  diffRegistries,
  needsAddress,
  type RegistryDiff,
  type ServiceRegistry,
} from './service/registry.ts'
export { addressesOf, type Endpoint, type Service, type ServicePort } from './service/service.ts'
export { SERVICES_ANNOTATION } from './service/workload.ts'
export { type Call, type Outcome, type Resources, simulate } from './simulate/call.ts'
export { matchedLength, routeOf, virtualHostOf } from './simulate/route-choice.ts'
export { spiffeId } from './spiffe.ts'

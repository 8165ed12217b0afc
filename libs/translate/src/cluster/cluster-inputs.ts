/** The inputs of all clusters of a service for one client: each port, and each subset of its rule. */

import { selects } from '../labels.ts'
import { outboundClusterName, sniName } from '../names.ts'
import type { MergedRule } from '../policy/destination-rules.ts'
import { type EffectivePolicy, effectivePolicy } from '../policy/traffic-policy.ts'
import { Protocol } from '../protocol.ts'
import type { ProxyNode } from '../proxy-node.ts'
import { endpointsOfPort, ruleFor, type Scope } from '../scope.ts'
import type { Endpoint, Service, ServicePort } from '../service/service.ts'
import type { Subset } from '../spec-types.ts'
import { expandTrustDomains, spiffeId } from '../spiffe.ts'
import type { OutboundClusterInput } from './outbound-cluster.ts'
import { speaksHttp2 } from './protocol-options.ts'
import type { ClusterTls } from './upstream-tls.ts'

const NO_ENDPOINTS: readonly Endpoint[] = []

export function outboundClusterInputs(
  scope: Scope,
  node: ProxyNode,
  service: Service,
): OutboundClusterInput[] {
  // Another name of a host has no clusters of its own.
  if (service.aliasOf !== null) return []
  const rule = ruleFor(scope, service, node.labels)
  const inputs: OutboundClusterInput[] = []
  for (const port of service.ports) {
    if (port.protocol === Protocol.udp) continue
    inputs.push(inputOf(scope, service, port, rule, null))
    for (const subset of rule?.subsets ?? [])
      inputs.push(inputOf(scope, service, port, rule, subset))
  }
  return inputs
}

function inputOf(
  scope: Scope,
  service: Service,
  port: ServicePort,
  rule: MergedRule | null,
  subset: Subset | null,
): OutboundClusterInput {
  const { mesh } = scope.context
  const subsetName = subset?.name ?? ''
  const policy = policyFor(scope, rule, subset, port)
  const isNamed = service.resolution === 'dns' || service.resolution === 'dns-round-robin'
  return {
    name: outboundClusterName(port.number, subsetName, service.host),
    host: service.host,
    serviceName: service.name,
    serviceNamespace: service.namespace,
    port: port.number,
    subset: subsetName,
    protocol: port.protocol,
    resolution: service.resolution,
    policy,
    tls: tlsOf(scope, service, port, subsetName, policy),
    connectTimeoutMs: mesh.connectTimeoutMs,
    dnsRefreshRateMs: mesh.dnsRefreshRateMs,
    meshUpgrades: mesh.upgradesToHttp2,
    endpoints: isNamed
      ? endpointsOfPort(scope.context, service, port.name).filter((one) =>
          selects(subset?.labels, one.labels),
        )
      : NO_ENDPOINTS,
    source: rule?.source ?? '',
  }
}

/** The policy in force for a port and subset under the rule found for a client. */
export function policyFor(
  scope: Scope,
  rule: MergedRule | null,
  subset: Subset | null,
  port: ServicePort,
): EffectivePolicy {
  return effectivePolicy({
    base: rule?.trafficPolicy ?? null,
    subset,
    port: port.number,
    meshDefault: scope.context.mesh.defaultTrafficPolicy,
  })
}

function tlsOf(
  scope: Scope,
  service: Service,
  port: ServicePort,
  subset: string,
  policy: EffectivePolicy,
): ClusterTls {
  const { mesh } = scope.context
  const isHttp2 = speaksHttp2({
    protocol: port.protocol,
    pool: policy.connectionPool,
    meshUpgrades: mesh.upgradesToHttp2,
  })
  const settings = policy.tls
  if (settings === null) {
    const isAutomatic =
      mesh.enableAutoMtls && !service.isExternal && service.resolution !== 'passthrough'
    if (!isAutomatic) return { kind: 'none' }
    const sni = sniName(port.number, subset, service.host)
    return { kind: 'auto', sni, identities: identitiesOf(scope, service), isHttp2 }
  }
  const mode = settings.mode ?? 'DISABLE'
  if (mode === 'DISABLE') return { kind: 'none' }
  if (mode !== 'ISTIO_MUTUAL') return { kind: 'origination', settings, isHttp2 }
  const stated = settings.subjectAltNames ?? []
  return {
    kind: 'mutual',
    sni: settings.sni ?? sniName(port.number, subset, service.host),
    identities: stated.length > 0 ? [...stated].sort() : identitiesOf(scope, service),
    isHttp2,
  }
}

/** Identities that servers of the service may have. Never empty: without a known one only the default account will do. */
function identitiesOf(scope: Scope, service: Service): string[] {
  const { mesh, registry } = scope.context
  const known = new Set(service.subjectAltNames)
  for (const endpoint of registry.endpointsOf(service))
    if (endpoint.identity !== '') known.add(endpoint.identity)
    else if (endpoint.speaksMeshTls)
      known.add(spiffeId(mesh.trustDomain, endpoint.namespace, 'default'))
  if (known.size === 0) known.add(spiffeId(mesh.trustDomain, service.namespace, 'default'))
  return expandTrustDomains(known, mesh.trustDomain, mesh.trustDomainAliases)
}

/** What a proxy of one namespace can see: its services and the rules on them (spec pilot-galley 2.3, the implicit scope). */
import type { PushContext } from './context.ts'
import type { Labels } from './labels.ts'
import type { MergedRule } from './policy/destination-rules.ts'
import type { VirtualService } from './policy/virtual-services.ts'
import { isVisible } from './policy/visibility.ts'
import type { Endpoint, Service } from './service/service.ts'

/**
 * The seat of the Sidecar kind: an object of it narrows `services` and `virtualServices`; without one a scope
 * imports `*​/*`.
 */
export interface Scope {
  readonly context: PushContext
  readonly namespace: string
  /** One per host, in the order in which the first wins. */
  readonly services: readonly Service[]
  readonly virtualServices: readonly VirtualService[]
  readonly allowsAnyOutbound: boolean
  service(host: string): Service | null
}

/** The implicit scope of a namespace. O(services); callers keep it per context and namespace. */
export function scopeOf(context: PushContext, namespace: string): Scope {
  const byHost = new Map<string, Service>()
  for (const service of context.registry.services) {
    if (!isServiceVisible(context, service, namespace)) continue
    const known = byHost.get(service.host)
    // Of several namespaces with one host the client's own wins, otherwise the oldest.
    if (known === undefined || (known.namespace !== namespace && service.namespace === namespace))
      byHost.set(service.host, service)
  }
  const chosen = new Set(byHost.values())
  return {
    context,
    namespace,
    services: context.registry.services.filter((service) => chosen.has(service)),
    virtualServices: context.virtualServices.forSidecars(namespace),
    allowsAnyOutbound: context.mesh.allowsAnyOutbound,
    service: (host) => byHost.get(host) ?? null,
  }
}

function isServiceVisible(context: PushContext, service: Service, namespace: string): boolean {
  return isVisible(
    service.exportTo,
    context.mesh.defaultServiceExportTo,
    service.namespace,
    namespace,
  )
}

/** The DestinationRule in force for a client's calls to a service, or null. */
export function ruleFor(scope: Scope, service: Service, labels: Labels): MergedRule | null {
  return scope.context.destinationRules.find({
    host: service.host,
    serviceNamespace: service.namespace,
    clientNamespace: scope.namespace,
    clientLabels: labels,
  })
}

/** The service that another host name stands for; itself where it is no alias. */
export function concreteService(scope: Scope, service: Service): Service | null {
  let at: Service | null = service
  // An alias of an alias is followed; a circle ends at the bound.
  for (let hops = 0; at !== null && at.aliasOf !== null; hops++) {
    if (hops === 8) return null
    at = scope.service(at.aliasOf)
  }
  return at
}

/** Endpoints of one port of a service. */
export function endpointsOfPort(
  context: PushContext,
  service: Service,
  portName: string,
): readonly Endpoint[] {
  return context.registry
    .endpointsOf(service)
    .filter((endpoint) => endpoint.servicePortName === portName)
}

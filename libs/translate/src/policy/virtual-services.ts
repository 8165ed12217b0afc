/** VirtualServices as translations use them: names completed, delegates merged in, sorted oldest first. */
import { type ConfigObject, compareAge, type VirtualServiceSpec } from '@flotilla/model'
import { resolveGateway, resolveHost } from '../host-name.ts'
import type { Mesh } from '../mesh.ts'
import { configPath } from '../names.ts'
import type { HttpRule, TcpRule, TlsRule } from '../spec-types.ts'
import { mergeDelegate } from './delegates.ts'
import { isVisible, Nearness, nearnessOf } from './visibility.ts'

export interface VirtualService {
  readonly name: string
  readonly namespace: string
  readonly hosts: readonly string[]
  /** `ns/name`, or `mesh`. */
  readonly gateways: ReadonlySet<string>
  readonly http: readonly HttpRule[]
  readonly tls: readonly TlsRule[]
  readonly tcp: readonly TcpRule[]
  readonly exportTo: readonly string[]
  /** Path of the object, for metadata of routes. */
  readonly source: string
}

type Source = ConfigObject<VirtualServiceSpec>

export class VirtualServiceIndex {
  private readonly mesh: Mesh
  private readonly sorted: readonly VirtualService[]
  private readonly forClient = new Map<string, readonly VirtualService[]>()

  constructor(objects: readonly Source[], mesh: Mesh) {
    this.mesh = mesh
    const delegates = new Map<string, Source>()
    for (const object of objects)
      if ((object.spec.hosts ?? []).length === 0)
        delegates.set(`${object.metadata.namespace}/${object.metadata.name}`, object)
    this.sorted = [...objects]
      .sort(compareAge)
      .filter((object) => (object.spec.hosts ?? []).length > 0)
      .map((object) => this.resolve(object, delegates))
  }

  get size(): number {
    return this.sorted.length
  }

  /** Hosts at sidecars that an older rule already had. */
  get duplicateHosts(): number {
    const seen = new Set<string>()
    let count = 0
    for (const rule of this.sorted)
      if (rule.gateways.has('mesh'))
        for (const host of rule.hosts)
          if (seen.has(host)) count++
          else seen.add(host)
    return count
  }

  /** Those that apply to sidecars of this namespace: its own private ones, then those exported to it by name, then public ones. */
  forSidecars(namespace: string): readonly VirtualService[] {
    const known = this.forClient.get(namespace)
    if (known !== undefined) return known
    const groups: VirtualService[][] = [[], [], []]
    for (const one of this.sorted) {
      if (!one.gateways.has('mesh')) continue
      const nearness = nearnessOf(
        one.exportTo,
        this.mesh.defaultVirtualServiceExportTo,
        one.namespace,
        namespace,
      )
      if (nearness !== Nearness.hidden) groups[nearness]?.push(one)
    }
    const visible = groups.flat()
    this.forClient.set(namespace, visible)
    return visible
  }

  /** Those bound to a gateway (`ns/name`) and visible to the namespace of its proxy, oldest first. */
  forGateway(gateway: string, namespace: string): readonly VirtualService[] {
    return this.sorted.filter(
      (one) =>
        one.gateways.has(gateway) &&
        isVisible(one.exportTo, this.mesh.defaultVirtualServiceExportTo, one.namespace, namespace),
    )
  }

  private resolve(object: Source, delegates: ReadonlyMap<string, Source>): VirtualService {
    const { name, namespace } = object.metadata
    const { spec } = object
    const gateways = (spec.gateways ?? []).length === 0 ? ['mesh'] : (spec.gateways ?? [])
    return {
      name,
      namespace,
      hosts: (spec.hosts ?? []).map((host) => resolveHost(host, namespace, this.mesh.domain)),
      gateways: new Set(gateways.map((gateway) => resolveGateway(gateway, namespace))),
      http: (spec.http ?? []).flatMap((rule) => this.expand(rule, object, delegates)),
      tls: (spec.tls ?? []).map((rule) => completeL4(rule, namespace, this.mesh)),
      tcp: (spec.tcp ?? []).map((rule) => completeL4(rule, namespace, this.mesh)),
      exportTo: spec.exportTo ?? [],
      source: configPath('virtual-service', namespace, name),
    }
  }

  private expand(
    rule: HttpRule,
    root: Source,
    delegates: ReadonlyMap<string, Source>,
  ): readonly HttpRule[] {
    const reference = rule.delegate
    const rootNamespace = root.metadata.namespace
    const complete = (one: HttpRule): HttpRule => completeNames(one, rootNamespace, this.mesh)
    if (reference === undefined) return [complete(rule)]
    const found = delegates.get(`${reference.namespace ?? rootNamespace}/${reference.name ?? ''}`)
    // A missing or hidden delegate takes its root rule with it.
    if (found === undefined) return []
    const { namespace } = found.metadata
    const defaults = this.mesh.defaultVirtualServiceExportTo
    if (!isVisible(found.spec.exportTo ?? [], defaults, namespace, rootNamespace)) return []
    const inner = (found.spec.http ?? []).map((one) => completeNames(one, namespace, this.mesh))
    return mergeDelegate(complete(rule), inner)
  }
}

/** Destinations and gateways completed in the namespace of the object that names them: a delegate's are its own. */
function completeNames(rule: HttpRule, namespace: string, mesh: Mesh): HttpRule {
  const host = (name: string): string => resolveHost(name, namespace, mesh.domain)
  return {
    ...rule,
    ...(rule.route === undefined
      ? {}
      : {
          route: rule.route.map((one) => ({
            ...one,
            destination: { ...one.destination, host: host(one.destination?.host ?? '') },
          })),
        }),
    ...(rule.mirror === undefined
      ? {}
      : { mirror: { ...rule.mirror, host: host(rule.mirror.host ?? '') } }),
    ...(rule.mirrors === undefined
      ? {}
      : {
          mirrors: rule.mirrors.map((one) => ({
            ...one,
            destination: { ...one.destination, host: host(one.destination?.host ?? '') },
          })),
        }),
    ...(rule.match === undefined
      ? {}
      : {
          match: rule.match.map((match) =>
            match.gateways === undefined
              ? match
              : { ...match, gateways: match.gateways.map((g) => resolveGateway(g, namespace)) },
          ),
        }),
  }
}

function completeL4<R extends TlsRule | TcpRule>(rule: R, namespace: string, mesh: Mesh): R {
  return {
    ...rule,
    route: (rule.route ?? []).map((one) => ({
      ...one,
      destination: {
        ...one.destination,
        host: resolveHost(one.destination?.host ?? '', namespace, mesh.domain),
      },
    })),
    match: rule.match?.map((match) => ({
      ...match,
      ...(match.gateways === undefined
        ? {}
        : { gateways: match.gateways.map((gateway) => resolveGateway(gateway, namespace)) }),
    })),
  }
}

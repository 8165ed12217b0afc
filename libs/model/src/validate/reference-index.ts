/** The objects of a set by what others call them. */
import { kindOf } from '../kinds.ts'
import { type ConfigObject, objectKey, refOf } from '../object.ts'
import { nearest } from '../parse/nearest.ts'
import type { DestinationRuleSpec } from '../spec/destination-rule.ts'
import type { ServiceEntrySpec } from '../spec/service-entry.ts'
import { isCoveredBy, isIpAddress } from './names.ts'

export class ReferenceIndex {
  private readonly domain: string
  private readonly keys = new Set<string>()
  private readonly namesByKind = new Map<string, string[]>()
  /** Subsets by full host of the rule; wildcard hosts apart, since they cover many. */
  private readonly subsets = new Map<string, Set<string>>()
  private readonly wildcardSubsets: { readonly host: string; readonly names: Set<string> }[] = []
  private readonly declaredHosts = new Set<string>()
  private readonly declaredWildcards: string[] = []

  constructor(objects: readonly ConfigObject[], domain: string) {
    this.domain = domain
    for (const object of objects) this.add(object)
  }

  has(key: string): boolean {
    return this.keys.has(key)
  }

  /** `; did you mean …?` where a name of this kind and namespace is near. */
  hint(kind: string, namespace: string, name: string): string {
    const match = nearest(name, this.namesByKind.get(`${kind}/${namespace}`) ?? [])
    return match === null || match === name ? '' : `; did you mean "${match}"?`
  }

  /** A short name completes in the namespace of the rule; names with a dot, wildcards and addresses stay. In lower case. */
  fullHost(host: string, namespace: string): string {
    const lower = host.toLowerCase()
    if (lower === '' || lower.includes('.') || lower.startsWith('*') || isIpAddress(lower))
      return lower
    return `${lower}.${namespace}.svc.${this.domain}`
  }

  /** Subsets that rules define for a full host; null where no rule covers it. */
  subsetsOf(host: string): ReadonlySet<string> | null {
    const covering = this.wildcardSubsets.filter((rule) => isCoveredBy(host, rule.host))
    const own = this.subsets.get(host)
    if (covering.length === 0) return own ?? null
    return new Set([...(own ?? []), ...covering.flatMap((rule) => [...rule.names])])
  }

  isDeclaredHost(host: string): boolean {
    return (
      this.declaredHosts.has(host) || this.declaredWildcards.some((wide) => isCoveredBy(host, wide))
    )
  }

  /**
   * Mixer's rule: two dots name the object as it is; no dot is a name of the rule's namespace; `a.b` is first the
   * legacy kind `b` in the rule's namespace, then the namespace `b`. (mixer.md §5.2)
   */
  resolveMixer(reference: string, kind: 'handler' | 'instance', namespace: string): boolean {
    const parts = reference.split('.')
    if (parts.length === 1) return this.has(objectKey({ kind, namespace, name: reference }))
    const [name = '', second = '', third = ''] = parts
    if (parts.length === 2)
      return (
        this.hasMixer(second, namespace, name, kind) ||
        this.has(objectKey({ kind, namespace: second, name }))
      )
    return parts.length === 3 && this.hasMixer(second, third, name, kind)
  }

  /** Whether `name.kind.namespace` exists and is of the sort that is asked for. */
  private hasMixer(
    written: string,
    namespace: string,
    name: string,
    wanted: 'handler' | 'instance',
  ): boolean {
    const category = kindOf(written)?.category
    const fits =
      written === wanted ||
      category === (wanted === 'handler' ? 'legacy-adapter' : 'legacy-template')
    return fits && this.has(objectKey({ kind: written, namespace, name }))
  }

  private add(object: ConfigObject): void {
    const { name, namespace } = object.metadata
    this.keys.add(objectKey(refOf(object)))
    const group = `${object.kind}/${namespace}`
    const names = this.namesByKind.get(group)
    if (names === undefined) this.namesByKind.set(group, [name])
    else names.push(name)
    // The casts are sound: a spec has the shape of its kind.
    if (object.kind === 'DestinationRule')
      this.addSubsets(object as ConfigObject<DestinationRuleSpec>) // see above
    if (object.kind === 'ServiceEntry') this.addHosts(object as ConfigObject<ServiceEntrySpec>) // see above
  }

  private addSubsets(rule: ConfigObject<DestinationRuleSpec>): void {
    const host = this.fullHost(rule.spec.host ?? '', rule.metadata.namespace)
    const names = (rule.spec.subsets ?? []).map((subset) => subset.name ?? '')
    if (host.startsWith('*')) {
      this.wildcardSubsets.push({ host, names: new Set(names) })
      return
    }
    const known = this.subsets.get(host) ?? new Set()
    for (const name of names) known.add(name)
    this.subsets.set(host, known)
  }

  private addHosts(entry: ConfigObject<ServiceEntrySpec>): void {
    for (const written of entry.spec.hosts ?? []) {
      const host = this.fullHost(written, entry.metadata.namespace)
      if (host.startsWith('*')) this.declaredWildcards.push(host)
      else this.declaredHosts.add(host)
    }
  }
}

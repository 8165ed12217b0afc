/** DestinationRules indexed by namespace and host: merging of several for one host, and selection for a client (spec pilot-galley 2.4). */
import { type ConfigObject, compareAge, type DestinationRuleSpec } from '@flotilla/model'
import { isWildcard, mostSpecificMatch, resolveHost } from '../host-name.ts'
import { isEmptySelector, type Labels, selects } from '../labels.ts'
import type { Mesh } from '../mesh.ts'
import { configPath } from '../names.ts'
import type { Subset, TrafficPolicy } from '../spec-types.ts'
import { isVisible } from './visibility.ts'

/** Rules of one host, place, audience and selector as one. */
export interface MergedRule {
  readonly host: string
  readonly namespace: string
  readonly exportTo: readonly string[]
  readonly selector: Labels | null
  readonly trafficPolicy: TrafficPolicy | null
  readonly subsets: readonly Subset[]
  /** Path of the oldest object of it. */
  readonly source: string
}

export interface RuleQuery {
  readonly host: string
  readonly serviceNamespace: string
  readonly clientNamespace: string
  readonly clientLabels: Labels
}

export class DestinationRuleIndex {
  /** Subsets that were dropped because an older rule has one of the same name. */
  readonly droppedSubsets: number
  private readonly mesh: Mesh
  private readonly byNamespace = new Map<string, Map<string, MergedRule[]>>()
  private readonly wildcards = new Map<string, string[]>()

  constructor(rules: readonly ConfigObject<DestinationRuleSpec>[], mesh: Mesh) {
    this.mesh = mesh
    let dropped = 0
    for (const rule of [...rules].sort(compareAge)) dropped += this.add(rule)
    this.droppedSubsets = dropped
  }

  /** The rule that governs calls of this client to this service, or null. */
  find(query: RuleQuery): MergedRule | null {
    const root = this.mesh.rootNamespace
    if (query.clientNamespace !== root) {
      const own = this.inNamespace(query.clientNamespace, query)
      if (own !== null) return own
    }
    const served =
      query.serviceNamespace === query.clientNamespace
        ? null
        : this.exported(query.serviceNamespace, query)
    return served ?? this.exported(root, query)
  }

  private add(rule: ConfigObject<DestinationRuleSpec>): number {
    const { namespace, name } = rule.metadata
    const host = resolveHost(rule.spec.host ?? '', namespace, this.mesh.domain)
    const hosts = this.byNamespace.get(namespace) ?? new Map<string, MergedRule[]>()
    this.byNamespace.set(namespace, hosts)
    const same = hosts.get(host) ?? []
    if (same.length === 0 && isWildcard(host))
      this.wildcards.set(namespace, [...(this.wildcards.get(namespace) ?? []), host])
    hosts.set(host, same)
    const matchLabels = rule.spec.workloadSelector?.matchLabels
    const one: MergedRule = {
      host,
      namespace,
      exportTo: rule.spec.exportTo ?? [],
      selector: isEmptySelector(matchLabels) ? null : (matchLabels ?? null),
      trafficPolicy: rule.spec.trafficPolicy ?? null,
      subsets: rule.spec.subsets ?? [],
      source: configPath('destination-rule', namespace, name),
    }
    const partner = same.findIndex((other) => isMergeable(other, one))
    if (partner === -1) {
      same.push(one)
      return 0
    }
    const older = same[partner] as MergedRule // index found above
    const names = new Set(older.subsets.map((subset) => subset.name))
    const more = one.subsets.filter((subset) => !names.has(subset.name))
    same[partner] = {
      ...older,
      subsets: [...older.subsets, ...more],
      trafficPolicy: older.trafficPolicy ?? one.trafficPolicy,
    }
    return one.subsets.length - more.length
  }

  private exported(namespace: string, query: RuleQuery): MergedRule | null {
    const defaults = this.mesh.defaultDestinationRuleExportTo
    return this.inNamespace(namespace, query, (rule) =>
      isVisible(rule.exportTo, defaults, rule.namespace, query.clientNamespace),
    )
  }

  private inNamespace(
    namespace: string,
    query: RuleQuery,
    accepts: (rule: MergedRule) => boolean = () => true,
  ): MergedRule | null {
    const hosts = this.byNamespace.get(namespace)
    if (hosts === undefined) return null
    const exact = choose(hosts.get(query.host), query.clientLabels, accepts)
    if (exact !== null) return exact
    let patterns = this.wildcards.get(namespace) ?? []
    for (;;) {
      const pattern = mostSpecificMatch(query.host, patterns)
      if (pattern === null) return null
      const found = choose(hosts.get(pattern), query.clientLabels, accepts)
      if (found !== null) return found
      patterns = patterns.filter((other) => other !== pattern)
    }
  }
}

function choose(
  rules: readonly MergedRule[] | undefined,
  labels: Labels,
  accepts: (rule: MergedRule) => boolean,
): MergedRule | null {
  let plain: MergedRule | null = null
  for (const rule of rules ?? []) {
    if (!accepts(rule)) continue
    if (rule.selector === null) plain ??= rule
    else if (selects(rule.selector, labels)) return rule
  }
  return plain
}

function isMergeable(a: MergedRule, b: MergedRule): boolean {
  return (
    audience(a.exportTo) === audience(b.exportTo) &&
    JSON.stringify(a.selector) === JSON.stringify(b.selector)
  )
}

function audience(exportTo: readonly string[]): string {
  return exportTo.length === 0 ? '*' : [...exportTo].sort().join()
}

/** What Mixer's configuration means for proxies: where a check can apply, which quotas and APIs a service is bound to, whether its metrics are on. */
import {
  type ConfigObject,
  compareAge,
  type HttpApiSpecBindingSpec,
  type HttpApiSpecSpec,
  type InstanceSpec,
  type IstioService,
  type QuotaSpecBindingSpec,
  type QuotaSpecReference,
  type QuotaSpecSpec,
  type RuleSpec,
} from '@flotilla/model'

export interface MixerObjects {
  readonly rules: readonly ConfigObject<RuleSpec>[]
  readonly instances: readonly ConfigObject<InstanceSpec>[]
  /** Objects of the old per-template kinds (`listentry`, `metric`, …). */
  readonly legacyInstances: readonly ConfigObject[]
  readonly quotaSpecs: readonly ConfigObject<QuotaSpecSpec>[]
  readonly quotaSpecBindings: readonly ConfigObject<QuotaSpecBindingSpec>[]
  readonly apiSpecs: readonly ConfigObject<HttpApiSpecSpec>[]
  readonly apiSpecBindings: readonly ConfigObject<HttpApiSpecBindingSpec>[]
}

/** Templates whose instances only ever matter to reports or to other instances; any other may decide a check. */
const NO_CHECK: ReadonlySet<string> = new Set([
  'metric',
  'logentry',
  'edge',
  'tracespan',
  'reportnothing',
  'kubernetes',
])

/** Name of the instance that carries Istio's request counter. */
const METRIC_SET_INSTANCE = 'requestcount'

export class MixerIndex {
  /** Istio's metric set is installed in Mixer, which then owns the `istio_*` series. */
  readonly hasMetricSet: boolean
  private readonly rootNamespace: string
  private readonly checked: ReadonlySet<string>
  private readonly quotas: readonly Bound<QuotaSpecSpec>[]
  private readonly apis: readonly Bound<HttpApiSpecSpec>[]

  constructor(objects: MixerObjects, rootNamespace: string, domain: string) {
    this.rootNamespace = rootNamespace
    const templates = templatesByKey(objects)
    const checked = new Set<string>()
    let hasMetricSet = false
    for (const rule of objects.rules) {
      const { namespace } = rule.metadata
      const references = (rule.spec.actions ?? []).flatMap((action) => action.instances ?? [])
      if (references.some((reference) => mayCheck(reference, namespace, templates)))
        checked.add(namespace)
      // A rule that fails closed refuses while it cannot work, whatever it is made of.
      if (hasHeaderOperations(rule.spec) || rule.spec.failClosed === true) checked.add(namespace)
      hasMetricSet ||= references.some((reference) => isMetricSet(reference, namespace, templates))
    }
    this.checked = checked
    this.hasMetricSet = hasMetricSet
    this.quotas = bind(
      objects.quotaSpecs,
      objects.quotaSpecBindings.map((one) => binding(one, one.spec.quotaSpecs)),
      domain,
    )
    this.apis = bind(
      objects.apiSpecs,
      objects.apiSpecBindings.map((one) => binding(one, one.spec.apiSpecs)),
      domain,
    )
  }

  /** Whether a Check rule can apply to requests of proxies in this namespace; rules of the root namespace apply everywhere. */
  mayCheck(namespace: string): boolean {
    return this.checked.has(this.rootNamespace) || this.checked.has(namespace)
  }

  /** QuotaSpecs bound to the service, oldest binding first. */
  quotasOf(host: string): readonly QuotaSpecSpec[] {
    return specsOf(this.quotas, host)
  }

  /** HTTPAPISpecs bound to the service, oldest binding first. */
  apisOf(host: string): readonly HttpApiSpecSpec[] {
    return specsOf(this.apis, host)
  }
}

interface Bound<S> {
  readonly host: string
  readonly spec: S
}

function specsOf<S>(bound: readonly Bound<S>[], host: string): readonly S[] {
  return bound.filter((one) => one.host === '*' || one.host === host).map((one) => one.spec)
}

/** `name.kind.namespace` to template. */
function templatesByKey(objects: MixerObjects): ReadonlyMap<string, string> {
  const templates = new Map<string, string>()
  for (const { metadata, spec } of objects.instances)
    templates.set(
      `${metadata.name}.instance.${metadata.namespace}`,
      spec.compiledTemplate ?? spec.template ?? '',
    )
  for (const { metadata, kind } of objects.legacyInstances)
    templates.set(`${metadata.name}.${kind}.${metadata.namespace}`, kind)
  return templates
}

/** Canonical keys that a reference may mean, in the order in which they are tried (spec mixer 5.2). */
function candidates(reference: string, namespace: string): string[] {
  const parts = reference.split('.')
  if (parts.length === 1) return [`${reference}.instance.${namespace}`]
  if (parts.length === 2) return [`${reference}.${namespace}`, `${parts[0]}.instance.${parts[1]}`]
  return [reference]
}

function resolve(
  reference: string,
  namespace: string,
  templates: ReadonlyMap<string, string>,
): string | null {
  for (const key of candidates(reference, namespace)) if (templates.has(key)) return key
  return null
}

function mayCheck(
  reference: string,
  namespace: string,
  templates: ReadonlyMap<string, string>,
): boolean {
  const key = resolve(reference, namespace, templates)
  // Mixer drops an instance it does not know, so that it decides nothing.
  if (key === null) return false
  return !NO_CHECK.has((templates.get(key) ?? '').toLowerCase())
}

function isMetricSet(
  reference: string,
  namespace: string,
  templates: ReadonlyMap<string, string>,
): boolean {
  const key = resolve(reference, namespace, templates)
  if (key === null || key.slice(0, key.indexOf('.')) !== METRIC_SET_INSTANCE) return false
  return (templates.get(key) ?? '').toLowerCase() === 'metric'
}

function hasHeaderOperations(spec: RuleSpec): boolean {
  return (
    (spec.requestHeaderOperations ?? []).length > 0 ||
    (spec.responseHeaderOperations ?? []).length > 0
  )
}

/** A binding of either kind: what it binds to which services. */
interface Binding {
  readonly object: ConfigObject
  readonly services: readonly IstioService[]
  readonly references: readonly QuotaSpecReference[]
}

function binding(
  object: ConfigObject<{ readonly services?: readonly IstioService[] }>,
  references: readonly QuotaSpecReference[] = [],
): Binding {
  return { object, services: object.spec.services ?? [], references }
}

function bind<S>(
  objects: readonly ConfigObject<S>[],
  bindings: readonly Binding[],
  domain: string,
): Bound<S>[] {
  const specs = new Map(
    objects.map(({ metadata, spec }) => [`${metadata.namespace}/${metadata.name}`, spec]),
  )
  const bound: Bound<S>[] = []
  const oldestFirst = [...bindings].sort((a, b) => compareAge(a.object, b.object))
  for (const { object, services, references } of oldestFirst) {
    const own = object.metadata.namespace
    for (const reference of references) {
      const spec = specs.get(`${reference.namespace ?? own}/${reference.name ?? ''}`)
      if (spec === undefined) continue
      for (const service of services) bound.push({ host: boundHost(service, own, domain), spec })
    }
  }
  return bound
}

function boundHost(service: IstioService, namespace: string, domain: string): string {
  if (service.service !== undefined && service.service !== '') return service.service
  const zone = service.domain ?? `svc.${domain}`
  return `${service.name ?? ''}.${service.namespace ?? namespace}.${zone}`
}

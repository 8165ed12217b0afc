/** References between objects: what an object names must exist (design §3). */
import { type ConfigObject, objectKey } from '../object.ts'
import { indexPath } from '../parse/path.ts'
import { placed } from '../parse/places.ts'
import type {
  HttpApiSpecBindingSpec,
  QuotaSpecBindingSpec,
  QuotaSpecReference,
  RuleSpec,
} from '../spec/mixer.ts'
import type { Destination, HttpRoute, VirtualServiceSpec } from '../spec/virtual-service.ts'
import type { Finding, Violation } from '../violation.ts'
import { ReferenceIndex } from './reference-index.ts'
import { gatewayTarget } from './virtual-service/gateway-names.ts'

export interface SetOptions {
  /** Cluster domain that completes short names. Default `cluster.local`. */
  readonly domain?: string
  /** Objects to report on; all by default. The others are only looked up. */
  readonly subjects?: readonly ConfigObject[]
  /** Hosts of services that no object declares, in lower case; without it destinations are not looked up. */
  readonly knownHosts?: ReadonlySet<string> | null
}

/** Violations of the references among these objects. Missing gateways, subsets, handlers, instances, quota and API specs are errors, unknown hosts warnings. */
export function validateSet(
  objects: readonly ConfigObject[],
  options: SetOptions = {},
): Violation[] {
  return referenceFaults(objects, options).map(({ object, finding }) => placed(object, finding))
}

export interface ReferenceFault {
  /** The object that refers to what is not there. */
  readonly object: ConfigObject
  readonly finding: Finding
}

/** As `validateSet`, with the objects. */
export function referenceFaults(
  objects: readonly ConfigObject[],
  options: SetOptions = {},
): ReferenceFault[] {
  const index = new ReferenceIndex(objects, options.domain ?? 'cluster.local')
  const faults: ReferenceFault[] = []
  for (const object of options.subjects ?? objects) {
    const report: Report = (finding) => {
      faults.push({ object, finding: { ...finding, code: 'FLT_CONFIG_REFERENCE' } })
    }
    // The casts are sound: a spec has the shape of its kind.
    if (object.kind === 'VirtualService')
      checkVirtualService(
        object as ConfigObject<VirtualServiceSpec>, // see above
        index,
        options.knownHosts ?? null,
        report,
      )
    if (object.kind === 'rule') checkRule(object as ConfigObject<RuleSpec>, index, report) // see above
    const bound = boundSpecs(object)
    if (bound !== null) checkBinding(object, bound, index, report)
  }
  return faults
}

type Report = (finding: Omit<Finding, 'code'>) => void

function checkVirtualService(
  object: ConfigObject<VirtualServiceSpec>,
  index: ReferenceIndex,
  knownHosts: ReadonlySet<string> | null,
  report: Report,
): void {
  const { spec } = object
  const { namespace } = object.metadata
  const gateways = (path: string, names: readonly string[] | undefined): void => {
    for (const [at, name] of (names ?? []).entries())
      checkGateway(indexPath(path, at), name, namespace, index, report)
  }
  const destination = (path: string, target: Destination | undefined): void => {
    if (target !== undefined) checkDestination(path, target, namespace, index, knownHosts, report)
  }
  gateways('spec.gateways', spec.gateways)
  for (const kind of ['http', 'tls', 'tcp'] as const) {
    for (const [at, route] of (spec[kind] ?? []).entries()) {
      const path = indexPath(`spec.${kind}`, at)
      for (const [m, match] of (route.match ?? []).entries())
        gateways(`${indexPath(`${path}.match`, m)}.gateways`, match.gateways)
      for (const [d, one] of (route.route ?? []).entries())
        destination(`${indexPath(`${path}.route`, d)}.destination`, one.destination)
      if (kind === 'http') checkMirrors(path, route, destination)
    }
  }
}

function checkMirrors(
  path: string,
  route: HttpRoute,
  destination: (path: string, target: Destination | undefined) => void,
): void {
  destination(`${path}.mirror`, route.mirror)
  for (const [at, mirror] of (route.mirrors ?? []).entries())
    destination(`${indexPath(`${path}.mirrors`, at)}.destination`, mirror.destination)
}

function checkGateway(
  path: string,
  name: string,
  namespace: string,
  index: ReferenceIndex,
  report: Report,
): void {
  const target = gatewayTarget(name, namespace)
  if (target === null || index.has(objectKey({ kind: 'Gateway', ...target }))) return
  report({
    path,
    severity: 'error',
    message: `there is no Gateway "${target.name}" in namespace ${target.namespace}${index.hint('Gateway', target.namespace, target.name)}`,
  })
}

function checkDestination(
  path: string,
  destination: Destination,
  namespace: string,
  index: ReferenceIndex,
  knownHosts: ReadonlySet<string> | null,
  report: Report,
): void {
  const host = index.fullHost(destination.host ?? '', namespace)
  const subset = destination.subset ?? ''
  if (subset !== '') {
    const defined = index.subsetsOf(host)
    if (defined === null)
      report({
        path: `${path}.subset`,
        severity: 'error',
        message: `no DestinationRule for ${host} defines the subset "${subset}": there is none for this host`,
      })
    else if (!defined.has(subset))
      report({
        path: `${path}.subset`,
        severity: 'error',
        message: `no DestinationRule for ${host} defines the subset "${subset}"; it has ${[...defined].join(', ') || 'none'}`,
      })
  }
  if (knownHosts === null || host === '') return
  if (!knownHosts.has(host) && !index.isDeclaredHost(host))
    report({
      path: `${path}.host`,
      severity: 'warning',
      message: `no service of the name ${host} is known yet`,
    })
}

function checkRule(object: ConfigObject<RuleSpec>, index: ReferenceIndex, report: Report): void {
  const { namespace } = object.metadata
  for (const [at, action] of (object.spec.actions ?? []).entries()) {
    const path = indexPath('spec.actions', at)
    checkMixerReference(
      `${path}.handler`,
      'handler',
      action.handler ?? '',
      namespace,
      index,
      report,
    )
    for (const [i, name] of (action.instances ?? []).entries())
      checkMixerReference(
        indexPath(`${path}.instances`, i),
        'instance',
        name,
        namespace,
        index,
        report,
      )
  }
}

function checkMixerReference(
  path: string,
  kind: 'handler' | 'instance',
  reference: string,
  namespace: string,
  index: ReferenceIndex,
  report: Report,
): void {
  if (reference === '' || index.resolveMixer(reference, kind, namespace)) return
  report({
    path,
    severity: 'error',
    message: `there is no ${kind} "${reference}" for a rule in namespace ${namespace}${index.hint(kind, namespace, reference)}`,
  })
}

interface BoundSpecs {
  readonly path: string
  readonly kind: string
  readonly references: readonly QuotaSpecReference[]
}

/** The specs that a binding names; null for what is no binding. */
function boundSpecs(object: ConfigObject): BoundSpecs | null {
  // The casts are sound: a spec has the shape of its kind.
  if (object.kind === 'QuotaSpecBinding') {
    const { quotaSpecs = [] } = object.spec as QuotaSpecBindingSpec // see above
    return { path: 'spec.quotaSpecs', kind: 'QuotaSpec', references: quotaSpecs }
  }
  if (object.kind !== 'HTTPAPISpecBinding') return null
  const { apiSpecs = [] } = object.spec as HttpApiSpecBindingSpec // see above
  return { path: 'spec.apiSpecs', kind: 'HTTPAPISpec', references: apiSpecs }
}

function checkBinding(
  object: ConfigObject,
  { path, kind, references }: BoundSpecs,
  index: ReferenceIndex,
  report: Report,
): void {
  for (const [at, reference] of references.entries()) {
    const name = reference.name ?? ''
    const namespace = (reference.namespace ?? '') || object.metadata.namespace
    if (index.has(objectKey({ kind, namespace, name }))) continue
    report({
      path: `${indexPath(path, at)}.name`,
      severity: 'error',
      message: `there is no ${kind} "${name}" in namespace ${namespace}${index.hint(kind, namespace, name)}`,
    })
  }
}

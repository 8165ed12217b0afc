/** The push context: every index that translations read, built once per change and never patched. What did not change is shared with the previous one. */
import {
  type ConfigObject,
  compareAge,
  type DestinationRuleSpec,
  type GatewaySpec,
  type MeshConfig,
  type PeerAuthenticationSpec,
  type ServiceEntrySpec,
  type VirtualServiceSpec,
  type WorkloadEntrySpec,
} from '@flotilla/model'
import { type Mesh, meshOf } from './mesh.ts'
import { DestinationRuleIndex } from './policy/destination-rules.ts'
import { MixerIndex, type MixerObjects } from './policy/mixer-rules.ts'
import { PeerAuthenticationIndex } from './policy/peer-authentication.ts'
import { VirtualServiceIndex } from './policy/virtual-services.ts'
import { servicesOfServiceEntry } from './service/from-service-entry.ts'
import { type ServiceWithEndpoints, servicesOfWorkloads } from './service/from-workloads.ts'
import { EMPTY_REGISTRY, mergeServices, type ServiceRegistry } from './service/registry.ts'
import { type Workload, workloadOfObject } from './service/workload.ts'

/** Everything that configures a mesh. Arrays that did not change keep their identity between contexts. */
export interface MeshInput {
  readonly meshConfig: MeshConfig | null
  readonly domain: string
  readonly virtualServices: readonly ConfigObject<VirtualServiceSpec>[]
  readonly destinationRules: readonly ConfigObject<DestinationRuleSpec>[]
  readonly gateways: readonly ConfigObject<GatewaySpec>[]
  readonly serviceEntries: readonly ConfigObject<ServiceEntrySpec>[]
  readonly workloadEntries: readonly ConfigObject<WorkloadEntrySpec>[]
  readonly peerAuthentications: readonly ConfigObject<PeerAuthenticationSpec>[]
  readonly mixer: MixerObjects
  /** Services of other registries, with their endpoints. */
  readonly otherServices: readonly ServiceWithEndpoints[]
  /** Allotted virtual address by host. */
  readonly addresses: ReadonlyMap<string, string>
}

export interface PushContext {
  readonly input: MeshInput
  readonly mesh: Mesh
  readonly registry: ServiceRegistry
  readonly virtualServices: VirtualServiceIndex
  readonly destinationRules: DestinationRuleIndex
  /** Oldest first. */
  readonly gateways: readonly ConfigObject<GatewaySpec>[]
  readonly authentication: PeerAuthenticationIndex
  readonly mixer: MixerIndex
}

export const EMPTY_INPUT: MeshInput = {
  meshConfig: null,
  domain: 'cluster.local',
  virtualServices: [],
  destinationRules: [],
  gateways: [],
  serviceEntries: [],
  workloadEntries: [],
  peerAuthentications: [],
  mixer: {
    rules: [],
    instances: [],
    legacyInstances: [],
    quotaSpecs: [],
    quotaSpecBindings: [],
    apiSpecs: [],
    apiSpecBindings: [],
  },
  otherServices: [],
  addresses: new Map(),
}

/** @param previous context whose unchanged parts are shared */
export function buildContext(input: MeshInput, previous: PushContext | null = null): PushContext {
  const was = previous?.input ?? null
  const hasSameMesh =
    was !== null && was.meshConfig === input.meshConfig && was.domain === input.domain
  const mesh =
    hasSameMesh && previous !== null ? previous.mesh : meshOf(input.meshConfig, input.domain)
  const keep = <T>(isSame: boolean, old: T | undefined, make: () => T): T =>
    hasSameMesh && isSame && old !== undefined ? old : make()
  return {
    input,
    mesh,
    registry: buildRegistry(input, mesh, previous?.registry ?? EMPTY_REGISTRY),
    virtualServices: keep(
      was?.virtualServices === input.virtualServices,
      previous?.virtualServices,
      () => new VirtualServiceIndex(input.virtualServices, mesh),
    ),
    destinationRules: keep(
      was?.destinationRules === input.destinationRules,
      previous?.destinationRules,
      () => new DestinationRuleIndex(input.destinationRules, mesh),
    ),
    gateways: keep(was?.gateways === input.gateways, previous?.gateways, () =>
      [...input.gateways].sort(compareAge),
    ),
    authentication: keep(
      was?.peerAuthentications === input.peerAuthentications,
      previous?.authentication,
      () => new PeerAuthenticationIndex(input.peerAuthentications, mesh.rootNamespace),
    ),
    mixer: keep(
      was?.mixer === input.mixer,
      previous?.mixer,
      () => new MixerIndex(input.mixer, mesh.rootNamespace, mesh.domain),
    ),
  }
}

function buildRegistry(input: MeshInput, mesh: Mesh, previous: ServiceRegistry): ServiceRegistry {
  const workloads = [...input.workloadEntries]
    .sort(compareAge)
    .map((object) => workloadOfObject(object, mesh.trustDomain))
  const byNamespace = new Map<string, Workload[]>()
  for (const workload of workloads) {
    const same = byNamespace.get(workload.namespace)
    if (same === undefined) byNamespace.set(workload.namespace, [workload])
    else same.push(workload)
  }
  const entries = [...input.serviceEntries].sort(compareAge).flatMap((object) =>
    servicesOfServiceEntry({
      object,
      workloads: byNamespace.get(object.metadata.namespace) ?? [],
      trustDomain: mesh.trustDomain,
    }),
  )
  return mergeServices(
    [...input.otherServices, ...servicesOfWorkloads(workloads, mesh.domain), ...entries],
    input.addresses,
    previous,
  )
}

/** Whether some rule looks at the labels of the client; otherwise all clients of a namespace share what is outbound. */
export function hasLabelConditions(input: MeshInput): boolean {
  const isUsed = (match: { readonly sourceLabels?: object | undefined }): boolean =>
    match.sourceLabels !== undefined
  return (
    input.destinationRules.some((rule) => rule.spec.workloadSelector !== undefined) ||
    input.virtualServices.some(({ spec }) =>
      [...(spec.http ?? []), ...(spec.tls ?? []), ...(spec.tcp ?? [])].some((rule) =>
        (rule.match ?? []).some(isUsed),
      ),
    )
  )
}

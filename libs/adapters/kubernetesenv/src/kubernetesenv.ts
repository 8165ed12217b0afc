/** kubernetesenv: fills labels, names and owners of both ends of a call from the workloads that the environment knows. */
import {
  type Adapter,
  type AdapterEnv,
  defineAdapter,
  duration,
  type GeneratorInstance,
  type GeneratorOutput,
  type Handler,
  message,
  shortestIp,
  text,
  type WorkloadDirectory,
  type WorkloadRecord,
} from '@flotilla/adapter-sdk'
import type { AttributeValue } from '@flotilla/attributes'
import { type PodKey, podKeyOf, podKeyOfIp } from './pod-key.ts'

interface KubernetesEnvParams {
  readonly kubeconfigPath: string
  readonly cacheRefreshDuration: number
  readonly clusterRegistriesNamespace: string
}

// A workload that has just started is not known for a moment: what is decided without its labels must not stay.
const UNKNOWN_VALIDITY_MS = 1_000

// How Kubernetes is reached is the environment's part: the parameters are read, and change nothing without a cluster.
const params = message<KubernetesEnvParams>({
  kubeconfigPath: text(),
  cacheRefreshDuration: duration(300_000),
  clusterRegistriesNamespace: text(),
})

export const kubernetesenv: Adapter = defineAdapter<KubernetesEnvParams>({
  name: 'kubernetesenv',
  description: 'Fills labels, names and owners of source and destination workloads',
  templates: ['kubernetes'],
  params,
  validate: ({ cacheRefreshDuration }) =>
    cacheRefreshDuration > 0
      ? []
      : [{ path: 'cacheRefreshDuration', message: 'must be greater than 0s' }],
  build: (_config, env) => new KubernetesEnv(env),
})

class KubernetesEnv implements Handler {
  private readonly workloads: WorkloadDirectory

  constructor(env: AdapterEnv) {
    this.workloads = env.outside.workloads
  }

  handleGenerate(instance: GeneratorInstance): GeneratorOutput {
    const values = new Map<string, AttributeValue>()
    const source = this.find(instance.sourceUid, instance.sourceIp)
    if (source !== null) fill(values, 'source', source)
    const destination = this.find(instance.destinationUid, instance.destinationIp)
    if (destination !== null) {
      fill(values, 'destination', destination)
      const container = containerOf(destination, Number(instance.destinationPort))
      if (container !== null) values.set('destination_container_name', container)
    }
    const isUnknown =
      (source === null && instance.sourceUid !== '') ||
      (destination === null && instance.destinationUid !== '')
    const maxValidityMs = isUnknown && this.workloads.isLive ? UNKNOWN_VALIDITY_MS : null
    return { values, maxValidityMs }
  }

  generation(): number {
    return this.workloads.revision()
  }

  close(): void {
    // The directory belongs to the environment.
  }

  /** Istio 1.4: an address is only looked at where there is no uid. */
  private find(uid: string, ip: Uint8Array | null): WorkloadRecord | null {
    const key: PodKey | null = uid === '' ? podKeyOfIp(ip) : podKeyOf(uid)
    if (key === null) return null
    return key.kind === 'uid' ? this.workloads.byUid(key.uid) : this.workloads.byIp(key.ip)
  }
}

function fill(
  output: Map<string, AttributeValue>,
  end: 'source' | 'destination',
  workload: WorkloadRecord,
): void {
  const set = (name: string, value: AttributeValue | null): void => {
    if (value !== null && value !== '') output.set(`${end}_${name}`, value)
  }
  set('pod_uid', workload.uid)
  set('pod_ip', workload.ip === null ? null : shortestIp(workload.ip))
  set('pod_name', workload.name)
  set('labels', workload.labels.size === 0 ? null : workload.labels)
  set('namespace', workload.namespace)
  set('service_account_name', workload.serviceAccount)
  set('host_ip', workload.hostIp === null ? null : shortestIp(workload.hostIp))
  set('workload_uid', `istio://${workload.namespace}/workloads/${workload.workloadName}`)
  set('workload_name', workload.workloadName)
  set('workload_namespace', workload.namespace)
  set('owner', workload.owner)
}

function containerOf(workload: WorkloadRecord, port: number): string | null {
  if (port <= 0) return null
  return workload.containers.find(({ ports }) => ports.includes(port))?.name ?? null
}

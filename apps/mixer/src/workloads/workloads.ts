/** The workload directory of the kubernetesenv adapter, from galley's WorkloadEntries. */
import {
  ipText,
  type WorkloadContainer,
  type WorkloadDirectory,
  type WorkloadRecord,
} from '@flotilla/adapter-sdk'
import { parseIp } from '@flotilla/attributes'
import type { ConfigObject, WorkloadEntrySpec } from '@flotilla/model'
import type { Clock } from '@flotilla/time'

const OWNER_ANNOTATION = 'flotilla.io/owner'
const SERVICES_ANNOTATION = 'flotilla.io/services'

/** How long one that has left is still known: the last reports of it and of its callers are on their way. docs/limits.md */
const LEFT_MS = 30_000
/** Of those that have left, the newest. docs/limits.md */
const MAX_LEFT = 1024

interface LeftRecord {
  readonly record: WorkloadRecord
  readonly untilMs: number
}

export class Workloads implements WorkloadDirectory {
  readonly isLive: boolean
  private readonly clock: Clock
  private uids: ReadonlyMap<string, WorkloadRecord> = new Map()
  private ips: ReadonlyMap<string, WorkloadRecord> = new Map()
  /** By uid, in the order in which they left. */
  private readonly left: Map<string, LeftRecord> = new Map()
  /** Of those by address, as far as nobody has it now. */
  private leftIps: ReadonlyMap<string, WorkloadRecord> = new Map()
  private changes = 0

  /** @param isLive whether the entries come from proxies that register themselves. */
  constructor(isLive: boolean, clock: Clock) {
    this.isLive = isLive
    this.clock = clock
  }

  /** Takes the entries that are known now in place of the former ones. */
  replace(entries: readonly ConfigObject[]): void {
    const records = entries.map(recordOf)
    const former = this.uids
    this.uids = new Map(records.map((record) => [record.uid, record]))
    this.ips = byAddress(records)
    const untilMs = this.clock.nowMs() + LEFT_MS
    for (const [uid, record] of former) {
      this.left.delete(uid)
      if (!this.uids.has(uid)) this.left.set(uid, { record, untilMs })
    }
    for (const uid of this.uids.keys()) this.left.delete(uid)
    this.forget()
    this.changes++
  }

  revision(): number {
    const [oldest] = this.left.values()
    if (oldest !== undefined && oldest.untilMs <= this.clock.nowMs()) {
      this.forget()
      this.changes++
    }
    return this.changes
  }

  byUid(uid: string): WorkloadRecord | null {
    return this.uids.get(uid) ?? this.left.get(uid)?.record ?? null
  }

  byIp(ip: string): WorkloadRecord | null {
    return this.ips.get(ip) ?? this.leftIps.get(ip) ?? null
  }

  /** Forgets who left long ago. */
  private forget(): void {
    const nowMs = this.clock.nowMs()
    for (const [uid, { untilMs }] of this.left) {
      if (untilMs > nowMs && this.left.size <= MAX_LEFT) break
      this.left.delete(uid)
    }
    const taken = new Set([...this.uids.values()].flatMap(({ ip }) => (ip ? [ipText(ip)] : [])))
    const ips = byAddress([...this.left.values()].map(({ record }) => record))
    this.leftIps = new Map([...ips].filter(([ip]) => !taken.has(ip)))
  }

  get size(): number {
    return this.uids.size
  }

  /** For a debug page: who is known, and as what. */
  describe(): object[] {
    return [...this.uids.values()].map(({ uid, ip, labels, workloadName, owner }) => ({
      uid,
      ip: ip === null ? '' : ipText(ip),
      labels: Object.fromEntries(labels),
      workload: workloadName,
      owner,
    }))
  }
}

/** An address that several workloads share names none of them. */
function byAddress(records: readonly WorkloadRecord[]): ReadonlyMap<string, WorkloadRecord> {
  const ips = new Map<string, WorkloadRecord>()
  const shared = new Set<string>()
  for (const record of records) {
    if (record.ip === null) continue
    const ip = ipText(record.ip)
    if (ips.has(ip)) shared.add(ip)
    ips.set(ip, record)
  }
  for (const ip of shared) ips.delete(ip)
  return ips
}

function recordOf(object: ConfigObject): WorkloadRecord {
  const spec = (object.spec ?? {}) as WorkloadEntrySpec // the kind's own spec, validated by galley
  const { name, namespace, annotations } = object.metadata
  const owner = annotations[OWNER_ANNOTATION] ?? ''
  const labels = new Map(Object.entries(spec.labels ?? {}))
  return {
    uid: `kubernetes://${name}.${namespace}`,
    name,
    namespace,
    ip: parseIp(spec.address ?? ''),
    hostIp: null,
    labels,
    serviceAccount: spec.serviceAccount ?? '',
    owner,
    workloadName: owner.slice(owner.lastIndexOf('/') + 1) || name,
    containers: containersOf(spec, labels.get('app') ?? name, annotations[SERVICES_ANNOTATION]),
  }
}

/** A workload without Kubernetes is one container: the application, with the ports that it and its sidecar have. */
function containersOf(
  spec: WorkloadEntrySpec,
  name: string,
  services: string | undefined,
): WorkloadContainer[] {
  const ports = new Set([...Object.values(spec.ports ?? {}), ...targetPorts(services)])
  return ports.size === 0 ? [] : [{ name, ports: [...ports] }]
}

/** The application's own ports in the list of services that pilot notes on the entry; none where it cannot be read. */
function targetPorts(services: string | undefined): number[] {
  if (services === undefined) return []
  try {
    const parsed: unknown = JSON.parse(services)
    return list(parsed)
      .flatMap((service) => list(field(service, 'ports')))
      .map((port) => field(port, 'targetPort'))
      .filter((port) => typeof port === 'number')
  } catch {
    return [] // the annotation is a hint: without it only the container's name stays unknown
  }
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}

function field(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null
    ? (value as Readonly<Record<string, unknown>>)[name]
    : undefined
}

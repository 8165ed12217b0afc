/** What `flotilla status` tells: every part and proxy, asked over their public interfaces, all at once. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { codeOf, messageOf, systemCodeOf } from '@flotilla/errors'
import type { WorkloadNetwork } from '../network/network.ts'
import { GalleyClient } from './galley.ts'
import { type HttpTarget, send, targetOf } from './http.ts'
import type { PartKind } from './parts.ts'
import { isAlive, isSuspended } from './processes.ts'
import { proxyHealth, STOPPED } from './proxy-health.ts'
import type { MeshRecord, ProcessRecord, Records, State, WorkloadRecord } from './record.ts'
import { networkOf, type Workloads } from './workload.ts'

export interface PartStatus {
  readonly name: string
  readonly kind: string
  readonly pid: number
  readonly state: State
  readonly addresses: { readonly grpc: string; readonly http: string; readonly metrics: string }
  readonly identity: string
  readonly certificateNotAfter: string
  readonly configVersion: number | null
  readonly restarts: number
  readonly reasons: readonly string[]
}

export interface NackStatus {
  readonly typeUrl: string
  readonly message: string
  /** Names of the resources in the push that was refused. */
  readonly resources?: readonly string[]
  readonly at: string
}

export interface WorkloadStatus {
  readonly name: string
  readonly namespace: string
  readonly service: string
  readonly labels: Readonly<Record<string, string>>
  readonly address: string
  readonly pid: number | null
  readonly proxy: {
    readonly pid: number
    readonly state: State
    readonly admin: string
    readonly identity: string
    readonly certificateNotAfter: string
    readonly configSent: number | null
    readonly configAcked: number | null
    readonly lastNack: NackStatus | null
    readonly restarts: number
    /** Why it is not ready; empty where it is. */
    readonly reasons: readonly string[]
  }
  readonly warnings: readonly string[]
}

export interface MeshStatus {
  readonly mode: string
  readonly state: State
  readonly gateway: { readonly url: string }
  readonly supervised: boolean
  readonly configVersion: number | null
  readonly parts: readonly PartStatus[]
  readonly workloads: readonly WorkloadStatus[]
}

/** One proxy in pilot's /debug/syncz. */
export interface SyncEntry {
  readonly name: string
  readonly namespace: string
  readonly configSent: number | null
  readonly configAcked: number | null
  readonly lastNack: NackStatus | null
}

const PART_KINDS: readonly PartKind[] = ['citadel', 'galley', 'pilot', 'mixer']
const ASK_MS = 3_000
/** Proxies asked at the same time. */
const MAX_ASKED = 32
/** Where `ip netns` binds namespaces. */
const NAMESPACES = '/var/run/netns'

export async function meshStatus(mesh: Workloads): Promise<MeshStatus> {
  const [configVersion, parts, sync] = await Promise.all([
    version(mesh),
    Promise.all(PART_KINDS.map((kind) => partStatus(mesh, kind))),
    syncz(mesh),
  ])
  const reach = await adminReach(mesh)
  const workloads = await mapBounded(mesh.records.workloads(), MAX_ASKED, (record) =>
    workloadStatus(mesh, record, sync, reach),
  )
  const states = [...parts.map((p) => p.state), ...workloads.map((w) => w.proxy.state)]
  const supervisor = mesh.records.process('supervisor')
  return {
    mode: mesh.mesh.plan.mode,
    state: overall(states),
    gateway: { url: mesh.mesh.gatewayUrl },
    supervised: supervisor !== null && isAlive(supervisor.ref),
    configVersion,
    parts,
    workloads,
  }
}

async function version(mesh: Workloads): Promise<number | null> {
  try {
    return (await new GalleyClient(mesh.records.layout.sockets).status()).version
  } catch (error) {
    if (isAway(error)) return null // its own state says so
    throw error
  }
}

async function partStatus(mesh: Workloads, kind: PartKind): Promise<PartStatus> {
  const record = mesh.records.process(kind)
  const addresses = {
    grpc: record?.addresses['grpc'] ?? '',
    http: httpAddress(record),
    metrics: record?.addresses['metrics'] ?? '',
  }
  const ready = await readiness(mesh, record)
  return {
    name: kind,
    kind,
    pid: record?.ref.pid ?? 0,
    state: ready.state,
    addresses,
    identity: ready.identity,
    certificateNotAfter: ready.certificateNotAfter,
    configVersion: ready.configVersion,
    restarts: record?.restarts ?? 0,
    reasons: ready.reasons,
  }
}

interface Readiness {
  readonly state: State
  readonly reasons: readonly string[]
  readonly identity: string
  readonly certificateNotAfter: string
  readonly configVersion: number | null
}

async function readiness(mesh: Workloads, record: ProcessRecord | null): Promise<Readiness> {
  const unknown = { identity: '', certificateNotAfter: '', configVersion: null }
  if (record === null || !isAlive(record.ref))
    return { state: 'stopped', reasons: ['its process does not run'], ...unknown }
  const monitoring = monitoringOf(record)
  if (isSuspended(record.ref))
    return { state: 'degraded', reasons: ['its process is suspended by a signal'], ...unknown }
  try {
    const reply = await send(targetOf(monitoring), 'GET', '/readyz', undefined, ASK_MS)
    const body = JSON.parse(reply.text) as {
      reasons?: string[]
      identity?: string
      certificateNotAfter?: string
      configVersion?: number
    } // our own admin interface
    return {
      state: reply.status === 200 ? 'ready' : 'degraded',
      reasons: body.reasons ?? [],
      identity: body.identity ?? '',
      certificateNotAfter: body.certificateNotAfter ?? '',
      configVersion: body.configVersion ?? null,
    }
  } catch (error) {
    if (!isAway(error)) throw error
    const state = mesh.starter.isStarting(record.name) ? 'starting' : 'degraded'
    return { state, reasons: [messageOf(error)], ...unknown }
  }
}

/** Nobody answers, or what answers is not what it should be: its state tells. */
export function isAway(error: unknown): boolean {
  const code = codeOf(error)
  return code === 'FLT_NOT_RUNNING' || code === 'FLT_RPC_FAILED' || error instanceof SyntaxError
}

/** Citadel's only other HTTP interface is a Unix socket. */
function httpAddress(record: ProcessRecord | null): string {
  const address = record?.addresses['http'] ?? ''
  return record === null || (address !== '' && !address.startsWith('unix:'))
    ? address
    : monitoringOf(record)
}

/** Where a part answers for its health: mixer's `metrics` is its prometheus adapter, the others' is their monitoring port. */
export function monitoringOf(record: ProcessRecord): string {
  return record.addresses['monitoring'] ?? record.addresses['metrics'] ?? ''
}

/** What pilot knows of the proxies, by `name.namespace`; null where it does not answer. */
export async function syncz(mesh: {
  readonly records: Records
}): Promise<ReadonlyMap<string, SyncEntry> | null> {
  const pilot = mesh.records.process('pilot')
  if (pilot === null || !isAlive(pilot.ref)) return null
  try {
    const target = targetOf(monitoringOf(pilot))
    const reply = await send(target, 'GET', '/debug/syncz', undefined, ASK_MS)
    const entries = JSON.parse(reply.text) as SyncEntry[] // our own admin interface
    return new Map(entries.map((entry) => [`${entry.name}.${entry.namespace}`, entry]))
  } catch (error) {
    if (isAway(error)) return null
    throw error
  }
}

async function workloadStatus(
  mesh: Workloads,
  record: WorkloadRecord,
  sync: ReadonlyMap<string, SyncEntry> | null,
  reach: AdminReach,
): Promise<WorkloadStatus> {
  const proxy = mesh.records.process(`${record.name}-proxy`)
  const app = mesh.records.process(`${record.name}-app`)
  const entry = sync?.get(`${record.name}.${record.namespace}`) ?? null
  const health =
    proxy === null || !isAlive(proxy.ref)
      ? STOPPED
      : await proxyHealth(() => reach(networkOf(mesh, record)), {
          isStarting: mesh.starter.isStarting(proxy.name),
          isSuspended: isSuspended(proxy.ref),
        })
  const isUnknown = health.state === 'ready' && entry === null
  const unknown = sync === null ? 'pilot does not answer' : 'it has no stream to pilot'
  return {
    name: record.name,
    namespace: record.namespace,
    service: record.service,
    labels: record.labels,
    address: record.address,
    pid: app?.ref.pid ?? null,
    proxy: {
      pid: proxy?.ref.pid ?? 0,
      state: isUnknown ? 'degraded' : health.state,
      admin: record.admin,
      identity: health.identity,
      certificateNotAfter: health.certificateNotAfter,
      configSent: entry?.configSent ?? null,
      configAcked: entry?.configAcked ?? null,
      lastNack: entry?.lastNack ?? null,
      restarts: proxy?.restarts ?? 0,
      reasons: isUnknown ? [unknown] : health.reasons,
    },
    warnings: boundToAll(mesh.mesh, record),
  }
}

/** How this process reaches the admin interface of a proxy, which listens on loopback of its own network. */
type AdminReach = (network: WorkloadNetwork) => HttpTarget

async function adminReach(mesh: Workloads): Promise<AdminReach> {
  if (mesh.mesh.plan.mode !== 'netns') return ({ admin }) => targetOf(admin)
  // Connections and TLS are not worth loading for other commands.
  const { openNamespaceConnect } = await import('@flotilla/net')
  const connect = openNamespaceConnect()
  return ({ admin, namespace }) => {
    const target = targetOf(admin)
    if (namespace === null) return target
    const file = join(NAMESPACES, namespace)
    return { ...target, open: () => connect(file, target.host, target.port) }
  }
}

/** Results in the order of the items, at most `limit` under way at a time. */
async function mapBounded<T, R>(
  items: readonly T[],
  limit: number,
  map: (item: T) => Promise<R>,
): Promise<R[]> {
  const results: R[] = []
  let next = 0
  const work = async (): Promise<void> => {
    for (let i = next++; i < items.length; i = next++) results[i] = await map(items[i] as T) // below the length
  }
  await Promise.all(Array.from({ length: Math.min(limit, items.length) }, work))
  return results
}

/** Explicit mode: an application that listens on all addresses can be reached round its sidecar. */
function boundToAll(mesh: MeshRecord, record: WorkloadRecord): string[] {
  if (mesh.plan.mode !== 'explicit' || record.onHost) return []
  const wild = wildcardPorts()
  return record.ports
    .filter((port) => wild.has(port.targetPort))
    .map(
      (port) =>
        `port ${port.targetPort} is bound to all addresses: it can be reached without its sidecar; bind it to $FLOTILLA_ADDR`,
    )
}

function wildcardPorts(): Set<number> {
  const ports = new Set<number>()
  for (const file of ['tcp', 'tcp6']) {
    let text = ''
    try {
      text = readFileSync(join('/proc/net', file), 'utf8')
    } catch (error) {
      if (systemCodeOf(error) === 'ENOENT') continue // no /proc here, or no IPv6
      throw error
    }
    for (const line of text.split('\n').slice(1)) {
      const [, local = '', , state] = line.trim().split(/\s+/)
      const [address = '', port = ''] = local.split(':')
      if (state === '0A' && /^0+$/.test(address)) ports.add(Number.parseInt(port, 16))
    }
  }
  return ports
}

function overall(states: readonly State[]): State {
  if (states.every((state) => state === 'ready')) return 'ready'
  if (states.every((state) => state === 'stopped')) return 'stopped'
  return states.some((state) => state === 'starting') ? 'starting' : 'degraded'
}

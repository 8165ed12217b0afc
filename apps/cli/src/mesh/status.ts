/** What `flotilla status` tells: every part and proxy, asked over their public interfaces, all at once. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { messageOf } from '@flotilla/errors'
import { spiffeId } from './bootstrap.ts'
import { GalleyClient } from './galley.ts'
import { send, targetOf } from './http.ts'
import { type PartKind, partIdentity } from './parts.ts'
import { isAlive } from './processes.ts'
import type { MeshRecord, ProcessRecord, State, WorkloadRecord } from './record.ts'
import { runTool } from './tool.ts'
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
interface SyncEntry {
  readonly name: string
  readonly namespace: string
  readonly configSent: number | null
  readonly configAcked: number | null
  readonly lastNack: NackStatus | null
}

const PART_KINDS: readonly PartKind[] = ['citadel', 'galley', 'pilot', 'mixer']
const ASK_MS = 3_000

export async function meshStatus(mesh: Workloads): Promise<MeshStatus> {
  const [configVersion, parts, sync] = await Promise.all([
    version(mesh),
    Promise.all(PART_KINDS.map((kind) => partStatus(mesh, kind))),
    syncz(mesh),
  ])
  const workloads = await Promise.all(
    mesh.records.workloads().map((record) => workloadStatus(mesh, record, sync)),
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
  } catch {
    return null // galley is away; its own state says so
  }
}

async function partStatus(mesh: Workloads, kind: PartKind): Promise<PartStatus> {
  const record = mesh.records.process(kind)
  const addresses = {
    grpc: record?.addresses['grpc'] ?? '',
    http: httpAddress(record),
    metrics: record?.addresses['metrics'] ?? '',
  }
  const ready = await readiness(record)
  return {
    name: kind,
    kind,
    pid: record?.ref.pid ?? 0,
    state: ready.state,
    addresses,
    identity: partIdentity(mesh.mesh.trustDomain, kind),
    certificateNotAfter: ready.certificateNotAfter,
    configVersion: ready.configVersion,
    restarts: record?.restarts ?? 0,
    reasons: ready.reasons,
  }
}

interface Readiness {
  readonly state: State
  readonly reasons: readonly string[]
  readonly certificateNotAfter: string
  readonly configVersion: number | null
}

async function readiness(record: ProcessRecord | null): Promise<Readiness> {
  const unknown = { certificateNotAfter: '', configVersion: null }
  if (record === null || !isAlive(record.ref))
    return { state: 'stopped', reasons: ['its process does not run'], ...unknown }
  const monitoring = monitoringOf(record)
  try {
    const reply = await send(targetOf(monitoring), 'GET', '/readyz', undefined, ASK_MS)
    const body = JSON.parse(reply.text) as {
      reasons?: string[]
      certificateNotAfter?: string
      configVersion?: number
    } // our own admin interface
    return {
      state: reply.status === 200 ? 'ready' : 'degraded',
      reasons: body.reasons ?? [],
      certificateNotAfter: body.certificateNotAfter ?? '',
      configVersion: body.configVersion ?? null,
    }
  } catch (error) {
    return { state: 'starting', reasons: [messageOf(error)], ...unknown }
  }
}

/** Citadel's only other HTTP interface is a Unix socket. */
function httpAddress(record: ProcessRecord | null): string {
  const address = record?.addresses['http'] ?? ''
  return record === null || (address !== '' && !address.startsWith('unix:'))
    ? address
    : monitoringOf(record)
}

/** Where a part answers for its health: mixer's `metrics` is its prometheus adapter, the others' is their monitoring port. */
function monitoringOf(record: ProcessRecord): string {
  return record.addresses['monitoring'] ?? record.addresses['metrics'] ?? ''
}

async function syncz(mesh: Workloads): Promise<Map<string, SyncEntry>> {
  const pilot = mesh.records.process('pilot')
  const entries = new Map<string, SyncEntry>()
  try {
    const reply = await send(
      targetOf(pilot === null ? '' : monitoringOf(pilot)),
      'GET',
      '/debug/syncz',
      undefined,
      ASK_MS,
    )
    for (const entry of JSON.parse(reply.text) as SyncEntry[])
      entries.set(`${entry.name}.${entry.namespace}`, entry)
  } catch {
    // pilot is away: nothing is known of the proxies' configuration, and pilot's own state says so
  }
  return entries
}

async function workloadStatus(
  mesh: Workloads,
  record: WorkloadRecord,
  sync: ReadonlyMap<string, SyncEntry>,
): Promise<WorkloadStatus> {
  const proxy = mesh.records.process(`${record.name}-proxy`)
  const app = mesh.records.process(`${record.name}-app`)
  const entry = sync.get(`${record.name}.${record.namespace}`) ?? null
  const admin =
    proxy !== null && isAlive(proxy.ref)
      ? await askProxy(mesh, record)
      : { state: 'stopped' as const, certificateNotAfter: '' }
  return {
    name: record.name,
    namespace: record.namespace,
    service: record.service,
    labels: record.labels,
    address: record.address,
    pid: app?.ref.pid ?? null,
    proxy: {
      pid: proxy?.ref.pid ?? 0,
      state: admin.state === 'ready' && entry === null ? 'degraded' : admin.state,
      admin: record.admin,
      identity: spiffeId(mesh.mesh.trustDomain, record.namespace, record.serviceAccount),
      certificateNotAfter: admin.certificateNotAfter,
      configSent: entry?.configSent ?? null,
      configAcked: entry?.configAcked ?? null,
      lastNack: entry?.lastNack ?? null,
      restarts: proxy?.restarts ?? 0,
    },
    warnings: boundToAll(mesh.mesh, record),
  }
}

/** Asks the proxy's admin interface, which only a process on its own network reaches. */
const ASK_ADMIN = `
const base = 'http://' + process.argv[1]
const get = (path) => fetch(base + path, { signal: AbortSignal.timeout(2000) })
const ready = await get('/ready')
const certs = await get('/certs').then((r) => r.json()).catch(() => ({}))
console.log(JSON.stringify({ ready: ready.status === 200, certs }))
`

async function askProxy(
  mesh: Workloads,
  record: WorkloadRecord,
): Promise<{ state: State; certificateNotAfter: string }> {
  try {
    const text = await adminText(mesh, record)
    const { ready, certs } = JSON.parse(text) as { ready: boolean; certs: unknown } // printed by the script above
    return { state: ready ? 'ready' : 'starting', certificateNotAfter: expiry(certs) }
  } catch {
    return { state: 'starting', certificateNotAfter: '' } // it does not answer yet
  }
}

function adminText(mesh: Workloads, record: WorkloadRecord): Promise<string> {
  const args = ['--no-warnings', '--input-type=module', '-e', ASK_ADMIN, record.admin]
  const wrapped = networkOf(mesh, record).wrap(process.execPath, args)
  return runTool(wrapped.command, wrapped.args)
}

/** The first workload certificate's expiry in Envoy's /certs. */
function expiry(certs: unknown): string {
  const list =
    (certs as { certificates?: { cert_chain?: { expiration_time?: string }[] }[] }).certificates ??
    [] // Envoy's admin format
  return list[0]?.cert_chain?.[0]?.expiration_time ?? ''
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
    } catch {
      continue // no /proc here
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

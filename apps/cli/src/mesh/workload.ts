/** Adds a workload to a running mesh: its network, its sidecar, its application; and takes it away again. */
import { readFileSync, writeFileSync } from 'node:fs'
import { isIP } from 'node:net'
import { join } from 'node:path'
import process from 'node:process'
import { FlotillaError, systemCodeOf } from '@flotilla/errors'
import { PROXY_GROUP } from '../network/interception.ts'
import {
  type Network,
  type SidecarPorts,
  statusPortsAt,
  type WorkloadNetwork,
} from '../network/network.ts'
import { isFree } from '../network/probe.ts'
import { programFile, proxyPlace } from '../program/program-file.ts'
import { bootstrapOf, CONTROL_NAMESPACE, spiffeId } from './bootstrap.ts'
import { sendJson, socketTarget } from './http.ts'
import type { Journal } from './journal.ts'
import { ROOT } from './layout.ts'
import { PartIndex, PORTS, PROXY_ENV, PROXY_NODE_FLAGS, programEnv } from './parts.ts'
import { terminate } from './processes.ts'
import type {
  LaunchSpec,
  MeshRecord,
  ProcessRecord,
  Records,
  WorkloadPort,
  WorkloadRecord,
} from './record.ts'
import type { Starter } from './starter.ts'

/** Application of a workload: a program and its arguments. */
export interface AppCommand {
  readonly command: string
  readonly args: readonly string[]
  readonly env: Readonly<Record<string, string>>
  readonly cwd: string
}

export interface WorkloadInput {
  readonly name: string
  readonly namespace: string
  readonly service: string
  readonly labels: Readonly<Record<string, string>>
  readonly serviceAccount: string
  readonly ports: readonly WorkloadPort[]
  /** Whether the application listens where FLOTILLA_PORT tells it, instead of on its ports' own target ports. */
  readonly takesPort: boolean
  readonly owner: WorkloadRecord['owner']
  readonly runner: WorkloadRecord['runner']
}

const SIDECAR_GRACE_MS = 7_000

export interface Workloads {
  readonly records: Records
  readonly journal: Journal
  readonly network: Network
  readonly starter: Starter
  readonly mesh: MeshRecord
}

/** Claims a name and address and makes the workload's network. */
export async function addWorkload(
  mesh: Workloads,
  input: WorkloadInput,
): Promise<{ record: WorkloadRecord; network: WorkloadNetwork }> {
  const slot = await mesh.records.claimWorkload(input.name, mesh.network)
  try {
    const { address, admin, sidecarPorts } = mesh.network.workload(input.name, slot)
    const { takesPort, ...rest } = input
    const ports = takesPort ? input.ports.map(givenPort(sidecarPorts)) : input.ports
    if (!takesPort && mesh.network.sharesAddress) await refuseTakenPort(mesh, address, ports)
    const record: WorkloadRecord = { ...rest, ports, slot, address, admin, onHost: false }
    // Recorded before anything is made: whoever stops the mesh either sees the record or is seen here.
    mesh.records.writeWorkload(record)
    if (mesh.records.isStopping()) throw stopping(mesh.records, input.name)
    const network = await mesh.network.addWorkload(input.name, input.namespace, slot)
    return { record, network }
  } catch (error) {
    mesh.records.removeWorkload(input.name, slot)
    throw error
  }
}

function givenPort(sidecar: SidecarPorts | null): (port: WorkloadPort, n: number) => WorkloadPort {
  return (port, n) => ({ ...port, targetPort: sidecar?.application(n) ?? port.targetPort })
}

/** On a shared address applications can take each other's ports. */
async function refuseTakenPort(
  mesh: Workloads,
  address: string,
  ports: readonly WorkloadPort[],
): Promise<void> {
  for (const { number, protocol, targetPort } of ports) {
    const other = mesh.records
      .workloads()
      .find((one) => one.ports.some((port) => port.targetPort === targetPort))
    if (other === undefined && (await isFree(address, targetPort))) continue
    throw new FlotillaError(
      'FLT_PORT_IN_USE',
      `port ${targetPort} of ${address}, which all workloads of this machine share, is in use${other === undefined ? '' : ` by ${other.name}`}; let the command listen on another port and name it: --port ${number}:${protocol.toLowerCase()}:PORT`,
    )
  }
}

/** Why a workload cannot join any more, or was ended. */
export function stopping(records: Records, name: string): FlotillaError {
  return new FlotillaError(
    'FLT_NOT_RUNNING',
    `the mesh in ${records.layout.stateDir} is being stopped, and ${name} with it; start it again with flotilla up`,
  )
}

/** Records the ingress gateway, which listens on the host's side. */
export async function addGateway(mesh: Workloads, port: number): Promise<WorkloadRecord> {
  const slot = await mesh.records.claimWorkload('istio-ingressgateway', mesh.network)
  const record: WorkloadRecord = {
    name: 'istio-ingressgateway',
    namespace: CONTROL_NAMESPACE,
    service: 'istio-ingressgateway',
    labels: { app: 'istio-ingressgateway', istio: 'ingressgateway' },
    serviceAccount: 'istio-ingressgateway-service-account',
    ports: [{ name: 'http2', number: 80, protocol: 'HTTP', targetPort: port }],
    slot,
    address: mesh.network.partAddress(PartIndex.gateway),
    admin: `${mesh.network.loopbackAddress(PartIndex.gateway)}:${mesh.network.partPort(PartIndex.gateway, PORTS.admin)}`,
    onHost: true,
    owner: 'mesh',
    runner: null,
  }
  mesh.records.writeWorkload(record)
  return record
}

/** Starts the sidecar (or gateway) of a recorded workload. */
export function startProxy(
  mesh: Workloads,
  record: WorkloadRecord,
  bind: string | null,
): Promise<ProcessRecord> {
  const dir = mesh.records.workloadDir(record.name)
  const bootstrapFile = join(dir, 'bootstrap.json')
  const tokenFile = join(dir, 'join-token')
  const network = networkOf(mesh, record)
  const bootstrap = bootstrapOf({
    ...record,
    role: record.onHost ? 'router' : 'sidecar',
    sidecarPorts: network.sidecarPorts,
    statusPorts: network.statusPorts,
    sharesAddress: mesh.network.sharesAddress,
    trustDomain: mesh.mesh.trustDomain,
    pilotAddress: partAddress(mesh, 'pilot'),
    citadelAddress: partAddress(mesh, 'citadel'),
    joinTokenFile: tokenFile,
    bind,
    dnsUpstreams: hostResolvers(),
  })
  writeFileSync(bootstrapFile, `${JSON.stringify(bootstrap, null, 2)}\n`, { mode: 0o600 })
  const program = [...PROXY_NODE_FLAGS, programFile(proxyPlace(ROOT)), '-c', bootstrapFile]
  const wrapped = network.wrap(process.execPath, program)
  const launch: LaunchSpec = {
    ...wrapped,
    env: { ...PROXY_ENV, ...programEnv() },
    // Interception leaves this group's traffic alone.
    gid: mesh.network.mode === 'netns' && !record.onHost ? PROXY_GROUP : null,
    cwd: ROOT,
    spiffeId: spiffeId(mesh.mesh.trustDomain, record.namespace, record.serviceAccount),
    tokenFile,
    announces: true,
  }
  return mesh.starter.start(`${record.name}-proxy`, 'proxy', launch)
}

/** Starts the application of a recorded workload under supervision. */
export async function startApp(
  mesh: Workloads,
  record: WorkloadRecord,
  app: AppCommand,
): Promise<ProcessRecord> {
  const network = networkOf(mesh, record)
  const launch: LaunchSpec = {
    ...network.wrap(app.command, app.args),
    env: { ...programEnv(), ...(await appEnv(mesh, record)), ...app.env },
    gid: null,
    cwd: app.cwd,
    spiffeId: null,
    tokenFile: null,
    announces: false,
  }
  return mesh.starter.start(`${record.name}-app`, 'app', launch)
}

/** Ends a workload's processes, application last so that requests under way are answered, and removes its network and records. */
export async function removeWorkload(mesh: Workloads, record: WorkloadRecord): Promise<void> {
  for (const suffix of ['proxy', 'app']) {
    const found = mesh.records.process(`${record.name}-${suffix}`)
    if (found === null) continue
    mesh.records.removeProcess(found.name)
    await terminate([found.ref], SIDECAR_GRACE_MS)
    mesh.journal.gone({ kind: 'process', name: found.name, ref: found.ref })
  }
  if (!record.onHost) await mesh.network.removeWorkload(record.name)
  mesh.records.removeWorkload(record.name, record.slot)
}

/** The network of a recorded workload; the gateway's is the host's own. */
export function networkOf(
  mesh: Pick<Workloads, 'network'>,
  record: WorkloadRecord,
): WorkloadNetwork {
  if (!record.onHost) return mesh.network.workload(record.name, record.slot)
  return {
    address: record.address,
    admin: record.admin,
    namespace: null,
    sidecarPorts: null,
    // Beside its admin interface: the address that clients use is theirs alone.
    statusPorts: mesh.network.sharesAddress
      ? null
      : statusPortsAt(mesh.network.loopbackAddress(PartIndex.gateway)),
    appEnv: {},
    wrap: (command, args) => ({ command, args }),
  }
}

function partAddress(mesh: Workloads, part: 'pilot' | 'citadel'): string {
  const index = PartIndex[part]
  return `${mesh.network.partAddress(index)}:${mesh.network.partPort(index, PORTS[part])}`
}

/**
 * Explicit mode: where the application of a workload is to listen and where its sidecar is, with `<SERVICE>_SERVICE_HOST`
 * and `_PORT` of every service known now. Empty where traffic is intercepted.
 */
export async function appEnv(
  mesh: Workloads,
  record: WorkloadRecord,
): Promise<Record<string, string>> {
  const network = networkOf(mesh, record)
  if (network.sidecarPorts === null) return network.appEnv
  const [port] = record.ports
  return {
    ...network.appEnv,
    ...(port === undefined ? {} : { FLOTILLA_PORT: String(port.targetPort) }),
    ...(await serviceEnv(mesh, record, network.sidecarPorts.services)),
  }
}

async function serviceEnv(
  mesh: Workloads,
  record: WorkloadRecord,
  ports: SidecarPorts['services'],
): Promise<Record<string, string>> {
  const services = mesh.records.workloads().filter((w) => !w.onHost)
  const hostOf = (w: WorkloadRecord): string => `${w.service}.${w.namespace}.svc.cluster.local`
  const galley = socketTarget(join(mesh.records.layout.sockets, 'galley.sock'))
  const body = { hosts: [...new Set(services.map(hostOf))] }
  const { addresses } = await sendJson<{ addresses: Record<string, string> }>(
    galley,
    'POST',
    '/v1/addresses',
    body,
  )
  const env: Record<string, string> = {}
  for (const workload of services) {
    const virtual = addresses[hostOf(workload)]
    if (virtual === undefined) continue
    const [, , high = '0', low = '0'] = virtual.split('.')
    const number = Number(high) * 256 + Number(low)
    if (number > ports.count) continue
    const prefix = workload.service.toUpperCase().replace(/[^A-Z0-9]/g, '_')
    env[`${prefix}_SERVICE_HOST`] = record.address
    env[`${prefix}_SERVICE_PORT`] = String(ports.base + number)
  }
  return env
}

/** The host's own resolvers, for names outside the mesh. */
function hostResolvers(): string[] {
  try {
    const text = readFileSync('/etc/resolv.conf', 'utf8')
    return [...text.matchAll(/^nameserver\s+(\S+)/gm)]
      .map((m) => m[1] ?? '')
      .filter((a) => isIP(a) === 4)
      .map((a) => `${a}:53`)
  } catch (error) {
    if (systemCodeOf(error) === 'ENOENT') return [] // no resolver: such names do not resolve
    throw error
  }
}

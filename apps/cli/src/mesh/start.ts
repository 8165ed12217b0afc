/** Brings a mesh up: network, citadel, galley with the base configuration, the other parts, the gateway and the sample. */
import { existsSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { codeOf, FlotillaError, messageOf, systemCodeOf } from '@flotilla/errors'
import { chooseMode, networkOf as networkOfPlan, planNetwork } from '../network/choose.ts'
import type { Mode } from '../network/network.ts'
import { hold } from '../network/probe.ts'
import { refuseInvalid } from '../validate.ts'
import { type ConfigFile, GalleyClient, readConfig, readFiles } from './galley.ts'
import { send, targetOf } from './http.ts'
import { Journal } from './journal.ts'
import { type Layout, layoutOf, makeFolders, makeStateDir, ROOT } from './layout.ts'
import { mixerServices, type PartInput, type PartKind, partLaunch } from './parts.ts'
import { isAlive } from './processes.ts'
import { type MeshRecord, Records, type WorkloadRecord } from './record.ts'
import { SAMPLE } from './sample.ts'
import { claimStart } from './start-claim.ts'
import { Starter } from './starter.ts'
import { stopMesh } from './stop.ts'
import { TaskGroup } from './task-group.ts'
import { addGateway, addWorkload, startApp, startProxy, type Workloads } from './workload.ts'

export interface UpOptions {
  readonly stateDir: string
  readonly mode: Mode | null
  /** Port of the gateway on 127.0.0.1. */
  readonly port: number
  /** Configuration to apply besides the base and the sample's. */
  readonly config: readonly string[]
  readonly sample: boolean
  readonly trustDomain: string
  readonly certTtl: string
}

export type Progress = (sentence: string) => void

/** What the command that starts a mesh brings. */
export interface UpRun {
  /** Must not throw. */
  readonly progress: Progress
  /** Ends the start; what was started is removed. */
  readonly signal: AbortSignal
  /** Leaves somebody who watches the mesh, before it counts as up. */
  readonly supervise: (mesh: Workloads) => Promise<void>
}

const GATEWAY_BIND = '127.0.0.1'
const SERVING_MS = 60_000

/** A mesh that is up, for the supervisor and for `run`. */
export function openMesh(layout: Layout): Workloads {
  const records = new Records(layout)
  const journal = new Journal(layout.journal)
  const mesh = records.mesh()
  return {
    records,
    journal,
    mesh,
    network: networkOfPlan(mesh.plan, journal),
    starter: new Starter(records, journal),
  }
}

/** Starts everything and returns once the gateway serves and is supervised. On failure everything made is removed again. */
export async function startMesh(options: UpOptions, run: UpRun): Promise<Workloads> {
  const layout = layoutOf(options.stateDir)
  const newFolder = makeStateDir(layout)
  const claim = claimStart(layout)
  try {
    return await startClaimed(layout, options, run)
  } catch (error) {
    const { aborted } = run.signal
    // What failed to start said why in its log, and the error names that file.
    if (newFolder !== null && (aborted || codeOf(error) !== 'FLT_NOT_RUNNING'))
      rmSync(newFolder, { recursive: true, force: true })
    if (!aborted) throw error
    const why = claim.isStopAsked() ? 'stopped by flotilla down' : 'interrupted'
    throw new FlotillaError(
      'FLT_NOT_RUNNING',
      `${why} before the mesh was ready; what was started is removed`,
      { cause: error },
    )
  } finally {
    claim.release()
  }
}

async function startClaimed(layout: Layout, options: UpOptions, run: UpRun): Promise<Workloads> {
  const { progress, signal } = run
  const records = new Records(layout)
  const journal = new Journal(layout.journal)
  refuseSecondMesh(records)
  const given = await readConfig(options.config)
  const hasStore = existsSync(join(layout.parts, 'galley'))
  await refuseInvalid(given, baseConfig(options), hasStore)
  if (journal.left().length > 0) {
    progress('cleaning up what an earlier run left behind')
    await stopMesh(layout)
  }
  records.forget()
  const choice = await chooseMode(options.mode)
  if (choice.note !== '') progress(choice.note)
  await refuseGatewayPort(options.port)
  const { plan, release } = await planNetwork(choice.mode, layout.stateDir, options.port)
  makeFolders(layout)
  const record: MeshRecord = {
    plan,
    trustDomain: options.trustDomain,
    gatewayUrl: `http://${GATEWAY_BIND}:${options.port}`,
    startedAtMs: Date.now(),
    certTtl: options.certTtl,
  }
  records.writeMesh(record)
  const tasks = new TaskGroup(signal)
  const mesh: Workloads = {
    records,
    journal,
    mesh: record,
    network: networkOfPlan(plan, journal),
    starter: new Starter(records, journal, tasks.signal),
  }
  try {
    if (layout.sockets !== layout.run) journal.made({ kind: 'path', path: layout.sockets })
    progress(`network: ${choice.mode}`)
    await mesh.network.open()
    await startParts(mesh, options, given, tasks, progress)
    await startWorkloads(mesh, options, tasks, progress)
    if (options.sample)
      await waitUntilServing(`${record.gatewayUrl}/productpage`, mesh, tasks.signal)
    await run.supervise(mesh)
    refuseStopped(tasks.signal)
    return mesh
  } catch (error) {
    progress(signal.aborted ? 'stopping what was started' : 'stopping, since something failed')
    await removeStarted(layout, progress)
    throw error
  } finally {
    release()
  }
}

/** Why the start failed is worth more than what could not be removed, which the journal keeps for `down`. */
async function removeStarted(layout: Layout, progress: Progress): Promise<void> {
  try {
    await stopMesh(layout)
  } catch (error) {
    progress(`${messageOf(error)}; try again with flotilla down`)
  }
}

async function startParts(
  mesh: Workloads,
  options: UpOptions,
  given: readonly ConfigFile[],
  tasks: TaskGroup,
  progress: Progress,
): Promise<void> {
  const input: PartInput = {
    layout: mesh.records.layout,
    network: mesh.network,
    trustDomain: options.trustDomain,
    certTtl: options.certTtl,
  }
  const start = async (kind: PartKind): Promise<void> => {
    const started = await mesh.starter.start(kind, kind, partLaunch(kind, input))
    await mesh.starter.ready(started)
    progress(`${kind} is ready`)
  }
  await start('citadel')
  await start('galley')
  const galley = new GalleyClient(mesh.records.layout.sockets)
  const services = {
    name: 'mixer-services.yaml',
    text: mixerServices(mesh.network, options.trustDomain),
  }
  const applied = await galley.apply([...baseConfig(options), services, ...given], 'default', {
    dryRun: false,
    reason: 'flotilla up',
  })
  progress(`configuration version ${applied.version}`)
  await tasks.all([start('pilot'), start('mixer')])
}

/** What every mesh starts with, and the sample's. */
function baseConfig(options: UpOptions): ConfigFile[] {
  const sample = options.sample ? [`${ROOT}/samples/bookinfo/networking`] : []
  return readFiles([`${ROOT}/deploy/mesh`, ...sample])
}

async function startWorkloads(
  mesh: Workloads,
  options: UpOptions,
  tasks: TaskGroup,
  progress: Progress,
): Promise<void> {
  const gateway = await addGateway(mesh, options.port)
  const serve = async (record: WorkloadRecord, bind: string | null): Promise<void> => {
    await mesh.starter.ready(await startProxy(mesh, record, bind))
    progress(`${record.name} is ready`)
  }
  const samples = options.sample ? SAMPLE : []
  const added = addNetworks(mesh, samples, tasks.signal)
  await tasks.all([
    serve(gateway, GATEWAY_BIND),
    added,
    ...samples.map(async ({ app }, n) => {
      const record = (await added)[n] as WorkloadRecord // one for each sample
      await startApp(mesh, record, app)
      await serve(record, null)
    }),
  ])
}

/** One after the other: iptables holds a lock, and names and addresses stay in order. */
async function addNetworks(
  mesh: Workloads,
  samples: typeof SAMPLE,
  stop: AbortSignal,
): Promise<WorkloadRecord[]> {
  const records: WorkloadRecord[] = []
  for (const { workload } of samples) {
    refuseStopped(stop)
    records.push((await addWorkload(mesh, workload)).record)
  }
  return records
}

function refuseStopped(stop: AbortSignal): void {
  if (stop.aborted) throw new FlotillaError('FLT_NOT_RUNNING', 'the mesh is being stopped')
}

async function waitUntilServing(url: string, mesh: Workloads, stop: AbortSignal): Promise<void> {
  const { host, pathname } = new URL(url)
  const deadline = performance.now() + SERVING_MS
  let last = ''
  while (performance.now() < deadline) {
    refuseStopped(stop)
    try {
      const reply = await send(targetOf(host), 'GET', pathname, undefined, 5_000)
      if (reply.status === 200) return
      last = `it answers ${reply.status} ${reply.text.slice(0, 200)}`
    } catch (error) {
      last = messageOf(error)
    }
    await delay(50)
  }
  throw new FlotillaError(
    'FLT_NOT_RUNNING',
    `${url} does not serve: ${last}; see the logs in ${mesh.records.layout.logs}`,
  )
}

async function refuseGatewayPort(port: number): Promise<void> {
  const { error, release } = await hold(GATEWAY_BIND, port)
  release()
  if (error === null) return
  const where = `port ${port} of ${GATEWAY_BIND}`
  throw systemCodeOf(error) === 'EACCES'
    ? new FlotillaError(
        'FLT_PERMISSION',
        `${where} is not allowed to this user; choose one above 1023 with --port`,
      )
    : new FlotillaError(
        'FLT_PORT_IN_USE',
        `${where} is in use; stop what listens there, or choose another with --port`,
      )
}

function refuseSecondMesh(records: Records): void {
  const supervisor = records.process('supervisor')
  if (records.meshOrNull() !== null && supervisor !== null && isAlive(supervisor.ref)) {
    const { stateDir } = records.layout
    throw new FlotillaError(
      'FLT_EXISTS',
      `a mesh runs in ${stateDir} already; stop it with flotilla down, or start another one with --state DIR --port N`,
    )
  }
}

/** Brings a mesh up: network, citadel, galley with the base configuration, the other parts, the gateway and the sample. */
import { rmSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import { codeOf, FlotillaError, messageOf, systemCodeOf } from '@flotilla/errors'
import { chooseMode, networkOf as networkOfPlan, planNetwork } from '../network/choose.ts'
import type { Mode } from '../network/network.ts'
import { hold } from '../network/probe.ts'
import { type ConfigFile, GalleyClient, readConfig } from './galley.ts'
import { send, targetOf } from './http.ts'
import { Journal } from './journal.ts'
import { type Layout, layoutOf, makeFolders, ROOT } from './layout.ts'
import { mixerServices, type PartInput, type PartKind, partLaunch } from './parts.ts'
import { isAlive } from './processes.ts'
import { type MeshRecord, Records, type WorkloadRecord } from './record.ts'
import { removeAll } from './removal.ts'
import { SAMPLE } from './sample.ts'
import { Starter } from './starter.ts'
import { stopMesh } from './stop.ts'
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

/** Starts everything and returns once the gateway serves. On failure everything made is removed again. */
export async function startMesh(options: UpOptions, progress: Progress): Promise<Workloads> {
  const layout = layoutOf(options.stateDir)
  const records = new Records(layout)
  const journal = new Journal(layout.journal)
  refuseSecondMesh(records)
  if (journal.left().length > 0) {
    progress('cleaning up what an earlier run left behind')
    await stopMesh(layout)
  }
  records.forget()
  const choice = await chooseMode(options.mode)
  if (choice.note !== '') progress(choice.note)
  await refuseGatewayPort(options.port)
  const given = options.config.length === 0 ? [] : readConfig(options.config)
  const { plan, release } = await planNetwork(choice.mode, layout.stateDir, options.port)
  const newFolder = makeFolders(layout)
  const record: MeshRecord = {
    plan,
    trustDomain: options.trustDomain,
    gatewayUrl: `http://${GATEWAY_BIND}:${options.port}`,
    startedAtMs: Date.now(),
    certTtl: options.certTtl,
  }
  records.writeMesh(record)
  const mesh: Workloads = {
    records,
    journal,
    mesh: record,
    network: networkOfPlan(plan, journal),
    starter: new Starter(records, journal),
  }
  try {
    if (layout.sockets !== layout.run) journal.made({ kind: 'path', path: layout.sockets })
    progress(`network: ${choice.mode}`)
    await mesh.network.open()
    await startParts(mesh, options, given, progress)
    await startWorkloads(mesh, options, progress)
    if (options.sample) await waitUntilServing(`${record.gatewayUrl}/productpage`, mesh)
    return mesh
  } catch (error) {
    progress('stopping, since something failed')
    await removeAll(journal)
    records.forget()
    // What failed to start said why in its log, and the error names that file.
    if (newFolder !== null && codeOf(error) !== 'FLT_NOT_RUNNING')
      rmSync(newFolder, { recursive: true, force: true })
    throw error
  } finally {
    release()
  }
}

async function startParts(
  mesh: Workloads,
  options: UpOptions,
  given: readonly ConfigFile[],
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
  const base = [
    ...readConfig([`${ROOT}/deploy/mesh`]),
    { name: 'mixer-services.yaml', text: mixerServices(mesh.network, options.trustDomain) },
  ]
  const sample = options.sample ? readConfig([`${ROOT}/samples/bookinfo/networking`]) : []
  const applied = await galley.apply([...base, ...sample, ...given], 'default', {
    dryRun: false,
    reason: 'flotilla up',
  })
  progress(`configuration version ${applied.version}`)
  await Promise.all([start('pilot'), start('mixer')])
}

async function startWorkloads(
  mesh: Workloads,
  options: UpOptions,
  progress: Progress,
): Promise<void> {
  const gateway = await addGateway(mesh, options.port)
  const starting: Promise<WorkloadRecord>[] = [
    startProxy(mesh, gateway, GATEWAY_BIND).then(() => gateway),
  ]
  const added = []
  // Networks one after the other: iptables holds a lock, and names and addresses stay in order.
  for (const sample of options.sample ? SAMPLE : [])
    added.push({ sample, ...(await addWorkload(mesh, sample.workload)) })
  for (const { sample, record } of added) {
    starting.push(
      startApp(mesh, record, sample.app)
        .then(() => startProxy(mesh, record, null))
        .then(() => record),
    )
  }
  const records = await Promise.all(starting)
  await Promise.all(
    records.map(async (record) => {
      const proxy = mesh.records.process(`${record.name}-proxy`)
      if (proxy === null) throw new FlotillaError('FLT_BUG', `${record.name} has no proxy`)
      await mesh.starter.ready(proxy)
      progress(`${record.name} is ready`)
    }),
  )
}

async function waitUntilServing(url: string, mesh: Workloads): Promise<void> {
  const { host, pathname } = new URL(url)
  const deadline = performance.now() + SERVING_MS
  let last = ''
  while (performance.now() < deadline) {
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

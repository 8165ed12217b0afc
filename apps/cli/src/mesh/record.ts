/** The record of a running mesh on disk: enough for any later command to find, watch, restart and remove every process. */
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { FlotillaError, systemCodeOf } from '@flotilla/errors'
import type { NetworkPlan } from '../network/choose.ts'
import type { Network } from '../network/network.ts'
import type { Layout } from './layout.ts'
import { makeFolder } from './make-folder.ts'
import type { ProcessRef } from './processes.ts'

export interface MeshRecord {
  readonly plan: NetworkPlan
  readonly trustDomain: string
  readonly gatewayUrl: string
  readonly startedAtMs: number
  readonly certTtl: string
}

export type State = 'starting' | 'ready' | 'degraded' | 'stopped'

/** How to start a process again, exactly as it was started. */
export interface LaunchSpec {
  readonly command: string
  readonly args: readonly string[]
  readonly env: Readonly<Record<string, string>>
  readonly gid: number | null
  readonly cwd: string
  /** Identity to mint a fresh join token for before each start, or null. */
  readonly spiffeId: string | null
  /** File that takes the token, or null. */
  readonly tokenFile: string | null
  /** Whether it prints a ready line. */
  readonly announces: boolean
}

export interface ProcessRecord {
  readonly name: string
  readonly kind: 'citadel' | 'galley' | 'pilot' | 'mixer' | 'proxy' | 'app'
  readonly launch: LaunchSpec
  readonly ref: ProcessRef
  readonly restarts: number
  readonly addresses: Readonly<Record<string, string>>
}

export interface WorkloadPort {
  readonly name: string
  readonly number: number
  readonly protocol: string
  readonly targetPort: number
}

export interface WorkloadRecord {
  readonly name: string
  readonly namespace: string
  readonly service: string
  readonly labels: Readonly<Record<string, string>>
  readonly serviceAccount: string
  readonly ports: readonly WorkloadPort[]
  readonly slot: number
  readonly address: string
  readonly admin: string
  /** Whether its processes run on the host's side (the gateway). */
  readonly onHost: boolean
  /** Who watches it: the mesh's supervisor, or the `flotilla run` that added it. */
  readonly owner: 'mesh' | 'run'
  /** The `flotilla run` that added it; the supervisor takes the workload away when that is gone. Null for the mesh's own. */
  readonly runner: ProcessRef | null
}

export class Records {
  readonly layout: Layout

  constructor(layout: Layout) {
    this.layout = layout
  }

  /** The mesh's record; throws FLT_NOT_RUNNING where there is none. */
  mesh(): MeshRecord {
    const mesh = this.meshOrNull()
    if (mesh === null)
      throw new FlotillaError(
        'FLT_NOT_RUNNING',
        `no mesh runs in ${this.layout.stateDir}; start one with: npm run up`,
      )
    return mesh
  }

  meshOrNull(): MeshRecord | null {
    return readJson<MeshRecord>(this.layout.mesh)
  }

  writeMesh(mesh: MeshRecord): void {
    writeJson(this.layout.mesh, mesh)
  }

  /** Tells the commands of `flotilla run` that the mesh ends. Without effect where no mesh was recorded. */
  markStopping(): void {
    if (existsSync(this.layout.run)) writeFileSync(this.stoppingFile(), '', { mode: 0o600 })
  }

  /** Whether the mesh ends or has ended. */
  isStopping(): boolean {
    return existsSync(this.stoppingFile()) || !existsSync(this.layout.mesh)
  }

  /** Removes the records of processes and workloads, keeping what parts keep: configuration versions and keys. */
  forget(): void {
    for (const path of [this.layout.run, this.layout.workloads, this.layout.mesh])
      rmSync(path, { recursive: true, force: true })
  }

  processes(): ProcessRecord[] {
    return readdir(this.layout.run)
      .filter((file) => file.endsWith('.process.json'))
      .sort()
      .flatMap((file) => readJson<ProcessRecord>(join(this.layout.run, file)) ?? [])
  }

  process(name: string): ProcessRecord | null {
    return readJson<ProcessRecord>(this.processFile(name))
  }

  writeProcess(record: ProcessRecord): void {
    writeJson(this.processFile(record.name), record)
  }

  removeProcess(name: string): void {
    rmSync(this.processFile(name), { force: true })
    rmSync(this.readyFile(name), { force: true })
  }

  /** File that takes a process's standard output, where it announces itself. */
  readyFile(name: string): string {
    return join(this.layout.logs, `${name}.out`)
  }

  logFile(name: string): string {
    return join(this.layout.logs, `${name}.log`)
  }

  workloads(): WorkloadRecord[] {
    return readdir(this.layout.workloads)
      .sort()
      .flatMap(
        (name) =>
          readJson<WorkloadRecord>(join(this.layout.workloads, name, 'workload.json')) ?? [],
      )
  }

  workload(name: string): WorkloadRecord {
    const found = this.workloads().find((w) => w.name === name)
    if (found === undefined) {
      const known = this.workloads().map((w) => w.name)
      throw new FlotillaError(
        'FLT_NOT_FOUND',
        `no workload ${name}; there are: ${known.join(', ') || 'none'}`,
      )
    }
    return found
  }

  workloadDir(name: string): string {
    return join(this.layout.workloads, name)
  }

  /** Claims a name and the lowest slot that is free here and on the network; throws when the name is taken or no slot is left. */
  async claimWorkload(
    name: string,
    network: Pick<Network, 'maxWorkloads' | 'isFreeSlot'>,
  ): Promise<number> {
    const dir = this.workloadDir(name)
    try {
      mkdirSync(dir, { mode: 0o700 })
    } catch (cause) {
      if (systemCodeOf(cause) !== 'EEXIST') throw cause
      throw new FlotillaError(
        'FLT_EXISTS',
        `there is a workload ${name} already; choose another name, or stop that one first`,
        { cause },
      )
    }
    const slots = join(this.layout.run, 'slots')
    makeFolder(slots)
    for (let slot = 0; slot < network.maxWorkloads; slot++) {
      const file = join(slots, String(slot))
      try {
        writeFileSync(file, name, { flag: 'wx' })
      } catch (error) {
        if (systemCodeOf(error) === 'EEXIST') continue // taken: try the next one
        throw error
      }
      if (await network.isFreeSlot(slot)) return slot
      rmSync(file)
    }
    rmSync(dir, { recursive: true, force: true })
    throw new FlotillaError(
      'FLT_NO_ADDRESS',
      `all ${network.maxWorkloads} workload addresses of this mesh are in use; stop a workload, or start a second mesh with --state`,
    )
  }

  writeWorkload(record: WorkloadRecord): void {
    writeJson(join(this.workloadDir(record.name), 'workload.json'), record)
  }

  removeWorkload(name: string, slot: number): void {
    rmSync(this.workloadDir(name), { recursive: true, force: true })
    rmSync(join(this.layout.run, 'slots', String(slot)), { force: true })
  }

  private stoppingFile(): string {
    return join(this.layout.run, 'stopping')
  }

  private processFile(name: string): string {
    return join(this.layout.run, `${name}.process.json`)
  }
}

function readdir(dir: string): string[] {
  return existsSync(dir) ? readdirSync(dir) : []
}

function readJson<T>(file: string): T | null {
  if (!existsSync(file)) return null
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as T // our own file, written whole by rename
  } catch (cause) {
    throw new FlotillaError(
      'FLT_STORE_FAILED',
      `${file} cannot be read; run flotilla down --purge`,
      { cause },
    )
  }
}

/** Written beside and renamed, so that a reader or a crash never meets half a file. */
function writeJson(file: string, value: unknown): void {
  const temporary = `${file}.${process.pid}`
  writeFileSync(temporary, `${JSON.stringify(value, null, 2)}\n`, { mode: 0o600 })
  renameSync(temporary, file)
}

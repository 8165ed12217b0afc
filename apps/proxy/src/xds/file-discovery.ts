/** Discovery out of files: each holds a DiscoveryResponse, and is read again when it, or another in its folder, changes. */
import { createHash } from 'node:crypto'
import { type FSWatcher, readFileSync, watch } from 'node:fs'
import { type AppliedUpdate, type TypeUpdate, TypeUrl } from '@flotilla/ads'
import { messageOf } from '@flotilla/errors'
import { scope } from '@flotilla/log'
import {
  type Any,
  Cluster,
  ClusterLoadAssignment,
  DiscoveryResponse,
  Listener,
  RouteConfiguration,
} from '@flotilla/proto'
import type { Clock, Timer } from '@flotilla/time'
import { isType } from '../compile/fields.ts'
import { type FileSource, sourcesWithin } from './file-sources.ts'

const log = scope('proxy.xds.files')
/** Several events of one change are taken together. */
const SETTLE_MS = 20
/** Longer files are not read. Listed in docs/limits.md. */
const MAX_FILE_BYTES = 16 * 1024 * 1024

export interface FileDiscoveryEnv {
  readonly clock: Clock
  readonly apply: (typeUrl: string, update: TypeUpdate) => AppliedUpdate | Promise<AppliedUpdate>
}

interface Watched {
  readonly source: FileSource
  /** Of what was applied last, empty before. */
  digest: string
  names: ReadonlySet<string>
}

/** Clusters before endpoints, listeners before routes: what names a resource must be there first. */
const ORDER = [TypeUrl.cluster, TypeUrl.endpoint, TypeUrl.listener, TypeUrl.route]

export class FileDiscovery {
  private readonly env: FileDiscoveryEnv
  private readonly files = new Map<string, Watched>()
  private readonly folders = new Map<string, FSWatcher>()
  private timer: Timer | null = null
  private running: Promise<void> = Promise.resolve()
  private isClosed = false

  constructor(sources: readonly FileSource[], env: FileDiscoveryEnv) {
    this.env = env
    for (const source of sources) this.add(source)
  }

  /** Resolves once every file was read. */
  start(): Promise<void> {
    for (const { source } of this.files.values()) this.watchFolder(source.folder)
    return this.readAll()
  }

  close(): void {
    this.isClosed = true
    this.timer?.cancel()
    for (const watcher of this.folders.values()) watcher.close()
  }

  private add(source: FileSource): boolean {
    const key = `${source.typeUrl} ${source.path}`
    if (this.files.has(key)) return false
    this.files.set(key, { source, digest: '', names: new Set() })
    return true
  }

  private watchFolder(folder: string): void {
    if (this.folders.has(folder)) return
    try {
      const watcher = watch(folder, { persistent: false }, () => {
        this.timer ??= this.env.clock.after(SETTLE_MS, () => {
          this.timer = null
          void this.readAll()
        })
      })
      watcher.on('error', (error) =>
        log.warn('folder is not watched', { folder, detail: messageOf(error) }),
      )
      this.folders.set(folder, watcher)
    } catch (error) {
      log.error('folder cannot be watched', { folder, detail: messageOf(error) })
    }
  }

  /** One reading after the other. */
  private readAll(): Promise<void> {
    this.running = this.running.then(() => this.readInOrder())
    return this.running
  }

  private async readInOrder(): Promise<void> {
    for (const typeUrl of ORDER)
      for (const file of [...this.files.values()])
        if (file.source.typeUrl === typeUrl && !this.isClosed) await this.read(file)
  }

  private async read(file: Watched): Promise<void> {
    const { path, typeUrl } = file.source
    try {
      const text = readFileSync(path, 'utf8')
      if (text.length > MAX_FILE_BYTES) throw new Error('it is too long')
      const digest = digestOf(text)
      if (digest === file.digest) return
      // What is wrong is told once, and read again when it changes.
      file.digest = digest
      const resources = await resourcesOf(text)
      const names = new Set(resources.map(({ name }) => name))
      const removed = [...file.names].filter((name) => !names.has(name))
      const applied = await this.env.apply(typeUrl, { updated: resources, removed })
      if (applied.kind === 'nack') throw new Error(applied.message)
      file.names = names
      this.follow(resources.map(({ resource }) => resource))
    } catch (error) {
      log.error('configuration cannot be taken', { path, detail: messageOf(error) })
    }
  }

  /** What new resources name is read too, and given to those that came after it was. */
  private follow(resources: readonly Any[]): void {
    for (const resource of resources)
      for (const source of sourcesWithin(resource)) {
        this.add(source)
        this.watchFolder(source.folder)
        for (const file of this.files.values())
          if (file.source.path === source.path && file.source.typeUrl === source.typeUrl)
            file.digest = ''
      }
  }
}

type Resource = TypeUpdate['updated'][number]

/** JSON or YAML. The version of a resource is its content: what did not change stays as it is. */
async function resourcesOf(text: string): Promise<readonly Resource[]> {
  const { parse } = await import('yaml')
  const value: unknown = text.trimStart().startsWith('{') ? JSON.parse(text) : parse(text)
  const parsed = DiscoveryResponse.fromJson(value)
  if (parsed.kind === 'bad')
    throw new Error(parsed.violations.map(({ path, message }) => `${path}: ${message}`).join('; '))
  return parsed.message.resources.map((resource) => ({
    name: nameOf(resource),
    version: digestOf(resource.value),
    resource,
  }))
}

function nameOf(resource: Any): string {
  if (isType(resource, ClusterLoadAssignment))
    return ClusterLoadAssignment.decode(resource.value).clusterName
  for (const type of [Cluster, Listener, RouteConfiguration])
    if (isType(resource, type)) return type.decode(resource.value).name
  throw new Error(`it holds a resource of type ${resource.typeUrl}`)
}

function digestOf(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('base64')
}

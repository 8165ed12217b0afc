/** Configuration from a folder, for a pilot without galley: read whole, watched, and refused whole where it is not valid. */
import { type FSWatcher, globSync, readFileSync, watch } from 'node:fs'
import { join } from 'node:path'
import { FlotillaError, messageOf } from '@flotilla/errors'
import { scope } from '@flotilla/log'
import { type ConfigObject, checkFiles } from '@flotilla/model'
import { requireFolder } from '@flotilla/part'
import type { Clock, Timer } from '@flotilla/time'
import type { ConfigStore } from './config-store.ts'

export interface DirectoryFeedOptions {
  readonly dir: string
  readonly store: ConfigStore
  readonly clock: Clock
  readonly onChange: () => void
}

const log = scope('pilot.directory')
/** Editors write a file in several steps. */
const QUIET_MS = 50

export class DirectoryFeed {
  private readonly options: DirectoryFeedOptions
  private watcher: FSWatcher | null = null
  private timer: Timer | null = null
  private version: number | null = null
  private refusal: string | null = null
  private lastText = ''

  constructor(options: DirectoryFeedOptions) {
    this.options = options
  }

  /** Throws FLT_NOT_FOUND where the folder cannot be read, FLT_CONFIG_INVALID where it holds what is not valid. */
  start(): void {
    requireFolder(this.options.dir)
    this.read()
    if (this.version === null)
      throw new FlotillaError('FLT_CONFIG_INVALID', this.refusal ?? 'the folder is not readable')
    this.watcher = watch(this.options.dir, { recursive: true, persistent: false }, () => {
      this.timer?.cancel()
      this.timer = this.options.clock.after(QUIET_MS, () => this.read())
    })
    this.watcher.on('error', (error) => log.warn('folder is not watched any more', { error }))
  }

  close(): void {
    this.timer?.cancel()
    this.watcher?.close()
  }

  /** Counts the contents of the folder that were taken over. */
  get configVersion(): number | null {
    return this.version
  }

  reasons(): string[] {
    return this.version === null ? ['the folder of configuration was not read yet'] : []
  }

  /** Takes the folder over, or keeps what was before and says why. */
  private read(): void {
    try {
      const files = globSync('**/*.{yaml,yml,json}', { cwd: this.options.dir })
        .sort()
        .map((name) => ({ name, text: readFileSync(join(this.options.dir, name), 'utf8') }))
      const text = JSON.stringify(files)
      if (text === this.lastText) return
      const { objects, violations } = checkFiles(files)
      const error = violations.find((one) => one.severity === 'error')
      if (error !== undefined) {
        const { file, line, column, message } = error
        this.refuse(`${file}:${line}:${column}: ${message}`)
        return
      }
      this.lastText = text
      this.refusal = null
      this.version = (this.version ?? 0) + 1
      this.options.store.replace(this.byKind(objects))
      this.options.onChange()
    } catch (error) {
      this.refuse(messageOf(error))
    }
  }

  private refuse(reason: string): void {
    if (this.refusal !== reason) log.warn('configuration of the folder is refused', { reason })
    this.refusal = reason
  }

  private byKind(objects: readonly ConfigObject[]): Map<string, Map<string, ConfigObject>> {
    const kinds = new Map<string, Map<string, ConfigObject>>(
      this.options.store.kinds.map((kind) => [kind, new Map()]),
    )
    for (const object of objects) {
      const { namespace, name } = object.metadata
      const same = kinds.get(object.kind) ?? new Map<string, ConfigObject>()
      same.set(`${namespace}/${name}`, object)
      kinds.set(object.kind, same)
    }
    return kinds
  }
}

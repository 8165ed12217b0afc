/** A watched folder of configuration: read-only to galley; a file that breaks keeps its last good content. */
import { type FSWatcher, globSync, readFileSync, statSync, watch } from 'node:fs'
import { join } from 'node:path'
import { messageOf } from '@flotilla/errors'
import { scope } from '@flotilla/log'
import {
  type ConfigObject,
  checkFiles,
  objectKey,
  refOf,
  type Violation,
  validateSet,
} from '@flotilla/model'
import type { Clock, Timer } from '@flotilla/time'
import type { Configuration } from '../configuration.ts'

const log = scope('galley.directory')
/** Editors and symlink swaps make several events of one change. */
const QUIET_MS = 100
/** Where the system cannot watch, or missed an event, the folder is looked at this often. */
const RESCAN_MS = 5_000

interface KnownFile {
  readonly text: string
  /** Last good objects of the file. */
  objects: readonly ConfigObject[]
  violations: readonly Violation[]
}

export class DirectorySource {
  private readonly dir: string
  private readonly configuration: Configuration
  private readonly clock: Clock
  private readonly files = new Map<string, KnownFile>()
  private watcher: FSWatcher | null = null
  private timer: Timer | null = null
  private isReadable = false

  constructor(dir: string, configuration: Configuration, clock: Clock) {
    this.dir = dir
    this.configuration = configuration
    this.clock = clock
  }

  /** Reads the folder and watches it until `close`. */
  start(): void {
    this.read()
    try {
      this.watcher = watch(this.dir, { recursive: true, persistent: false }, () =>
        this.schedule(QUIET_MS),
      )
      this.watcher.on('error', (error) =>
        log.warn('folder cannot be watched, it is read again from time to time', {
          dir: this.dir,
          error,
        }),
      )
    } catch (error) {
      log.warn('folder cannot be watched, it is read again from time to time', {
        dir: this.dir,
        reason: messageOf(error),
      })
    }
    this.schedule(RESCAN_MS)
  }

  close(): void {
    this.watcher?.close()
    this.timer?.cancel()
  }

  /** What is wrong in the folder now. */
  violations(): Violation[] {
    return [...this.files.values()].flatMap((file) => file.violations)
  }

  /** Whether the folder could be read. */
  get readable(): boolean {
    return this.isReadable
  }

  private schedule(delayMs: number): void {
    this.timer?.cancel()
    this.timer = this.clock.after(delayMs, () => {
      this.read()
      this.schedule(RESCAN_MS)
    })
  }

  private read(): void {
    const names = this.list()
    if (names === null) return
    let hasChanged = false
    for (const name of [...this.files.keys()])
      if (!names.includes(name)) hasChanged = this.files.delete(name)
    for (const name of names) hasChanged = this.readFile(name) || hasChanged
    if (hasChanged) this.offer()
  }

  private list(): string[] | null {
    try {
      statSync(this.dir)
      this.isReadable = true
      return globSync('**/*.{yaml,yml}', { cwd: this.dir }).sort()
    } catch (error) {
      // A folder that is away for a moment must not empty the mesh.
      if (this.isReadable)
        log.warn('folder cannot be read, its last content stays', {
          dir: this.dir,
          reason: messageOf(error),
        })
      this.isReadable = false
      return null
    }
  }

  /** Reads one file; true where it changed. */
  private readFile(name: string): boolean {
    const path = join(this.dir, name)
    let text: string
    try {
      text = readFileSync(path, 'utf8')
    } catch {
      return false // it goes away just now: the next listing says so
    }
    const known = this.files.get(name)
    if (known?.text === text) return false
    const { objects, violations } = checkFiles([{ name: path, text }], { references: false })
    const isGood = !violations.some((violation) => violation.severity === 'error')
    if (!isGood)
      for (const { file, line, column, path: field, message } of violations)
        log.warn('file is refused, its last good content stays', {
          file,
          line,
          column,
          field,
          detail: message,
        })
    this.files.set(name, { text, objects: isGood ? objects : (known?.objects ?? []), violations })
    return true
  }

  private offer(): void {
    const objects = firstOfEach([...this.files.values()].flatMap((file) => file.objects))
    const own = new Set(objects.map((object) => objectKey(refOf(object))))
    const others = this.configuration
      .inForce()
      .filter((object) => !own.has(objectKey(refOf(object))))
    const broken = validateSet([...others, ...objects], { subjects: objects }).filter(
      (violation) => violation.severity === 'error',
    )
    if (broken.length > 0) {
      for (const { file, line, column, path, message } of broken)
        log.warn('folder is refused, its last good content stays', {
          file,
          line,
          column,
          field: path,
          detail: message,
        })
      return
    }
    const { version } = this.configuration.replaceOwned(`fs:${this.dir}`, objects, {
      author: 'folder',
      reason: this.dir,
    })
    log.info('folder read', { dir: this.dir, objects: objects.length, version })
  }
}

/** Duplicates over files: the first by path counts (spec §5.1). */
function firstOfEach(objects: readonly ConfigObject[]): ConfigObject[] {
  const first = new Map<string, ConfigObject>()
  for (const object of objects) {
    const key = objectKey(refOf(object))
    if (first.has(key))
      log.warn('object is given twice, the first counts', {
        object: key,
        file: object.source?.file,
      })
    else first.set(key, object)
  }
  return [...first.values()]
}

/** Configuration from a folder of YAML files, read again when it changes; a file that breaks keeps its last good content. */
import { type FSWatcher, globSync, readFileSync, statSync, watch } from 'node:fs'
import { join } from 'node:path'
import { messageOf } from '@flotilla/errors'
import { scope } from '@flotilla/log'
import { type ConfigObject, objectKey, parseDocuments, refOf } from '@flotilla/model'
import type { Clock, Timer } from '@flotilla/time'
import type { Source, SourceEvents } from './source.ts'

const log = scope('mixer.directory')
/** Editors make several events of one change. */
const QUIET_MS = 100
/** Where the system cannot watch, or missed an event, the folder is looked at this often. */
const RESCAN_MS = 2_000

interface KnownFile {
  readonly text: string
  /** Last good objects of the file. */
  readonly objects: readonly ConfigObject[]
}

export class DirectorySource implements Source {
  private readonly directory: string
  private readonly clock: Clock
  private readonly events: SourceEvents
  private readonly files = new Map<string, KnownFile>()
  private watcher: FSWatcher | null = null
  private timer: Timer | null = null
  private wasRead = false

  constructor(directory: string, clock: Clock, events: SourceEvents) {
    this.directory = directory
    this.clock = clock
    this.events = events
  }

  start(): void {
    this.read()
    try {
      this.watcher = watch(this.directory, { recursive: true, persistent: false }, () =>
        this.schedule(QUIET_MS),
      )
      this.watcher.on('error', (error) => this.cannotWatch(error))
    } catch (error) {
      this.cannotWatch(error)
    }
    this.schedule(RESCAN_MS)
  }

  close(): void {
    this.watcher?.close()
    this.timer?.cancel()
  }

  missing(): readonly string[] {
    return this.wasRead ? [] : [`the folder ${this.directory} cannot be read`]
  }

  version(): number | null {
    return null
  }

  private cannotWatch(error: unknown): void {
    log.warn('folder cannot be watched, it is read again from time to time', {
      directory: this.directory,
      reason: messageOf(error),
    })
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
    const listed = new Set(names)
    let hasChanged = !this.wasRead
    for (const name of [...this.files.keys()])
      if (!listed.has(name)) hasChanged = this.files.delete(name)
    for (const name of names) hasChanged = this.readFile(name) || hasChanged
    this.wasRead = true
    if (!hasChanged) return
    this.events.changed(this.directory, firstOfEach([...this.files.values()]))
    this.events.complete()
  }

  private list(): string[] | null {
    try {
      statSync(this.directory)
      return globSync('**/*.{yaml,yml}', { cwd: this.directory }).sort()
    } catch (error) {
      // A folder that is away for a moment must not empty the rules.
      log.warn('folder cannot be read, its last content stays', {
        directory: this.directory,
        reason: messageOf(error),
      })
      return null
    }
  }

  /** Reads one file; true where it changed. */
  private readFile(name: string): boolean {
    const path = join(this.directory, name)
    const known = this.files.get(name)
    let text: string
    try {
      text = readFileSync(path, 'utf8')
    } catch (error) {
      log.warn('file cannot be read, its last good content stays', {
        path,
        reason: messageOf(error),
      })
      return false
    }
    if (known?.text === text) return false
    const { objects, violations } = parseDocuments(path, text)
    const errors = violations.filter((violation) => violation.severity === 'error')
    for (const { file, line, column, path: field, message } of errors)
      log.warn('file is refused, its last good content stays', {
        file,
        line,
        column,
        field,
        reason: message,
      })
    this.files.set(name, { text, objects: errors.length === 0 ? objects : (known?.objects ?? []) })
    return true
  }
}

/** Of objects given twice the first counts, in the order of file names. */
function firstOfEach(files: readonly KnownFile[]): ConfigObject[] {
  const first = new Map<string, ConfigObject>()
  for (const object of files.flatMap((file) => file.objects)) {
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

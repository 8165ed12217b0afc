/** A watched folder of configuration: read-only to galley; a file that breaks keeps its last good content. */
import { type FSWatcher, readFileSync, watch } from 'node:fs'
import { join } from 'node:path'
import { messageOf, systemCodeOf } from '@flotilla/errors'
import { scope } from '@flotilla/log'
import { type ConfigObject, checkFiles, type Violation } from '@flotilla/model'
import { requireFolder } from '@flotilla/part'
import type { Clock, Timer } from '@flotilla/time'
import type { Configuration } from '../configuration.ts'
import type { Owner } from '../store/version-store.ts'
import { type Candidate, chooseContents } from './choose-contents.ts'
import { type ListedFile, listFolder } from './folder-listing.ts'

const log = scope('galley.directory')
/** Editors and symlink swaps make several events of one change. */
const QUIET_MS = 100
/** Where the system cannot watch, or missed an event, the folder is looked at this often. */
const RESCAN_MS = 5_000

interface KnownFile extends Candidate {
  signature: string
  text: string
}

export class DirectorySource {
  readonly dir: string
  private readonly owner: Owner
  private readonly configuration: Configuration
  private readonly clock: Clock
  private readonly files = new Map<string, KnownFile>()
  private watcher: FSWatcher | null = null
  private timer: Timer | null = null
  private isReadable = false
  private isOpen = false
  private isDirty = true
  private told = '[]'

  /** @param dir absolute path. */
  constructor(dir: string, configuration: Configuration, clock: Clock) {
    this.dir = dir
    this.owner = `fs:${dir}`
    this.configuration = configuration
    this.clock = clock
  }

  /**
   * Reads the folder and watches it until `close`. Throws FLT_NOT_FOUND where it cannot be read now and nothing is known of
   * it from an earlier run: then its name is more likely wrong than its content gone.
   */
  start(): void {
    if (!this.hasContent) requireFolder(this.dir)
    this.isOpen = true
    this.scan()
  }

  close(): void {
    this.isOpen = false
    this.watcher?.close()
    this.timer?.cancel()
  }

  /** What is wrong in the folder now. */
  violations(): Violation[] {
    return [...this.files.values()].flatMap((file) => file.violations)
  }

  /** Files that are read. */
  get fileCount(): number {
    return this.files.size
  }

  /** Whether the folder could be read. */
  get readable(): boolean {
    return this.isReadable
  }

  /** Whether something of this folder is in force. */
  private get hasContent(): boolean {
    return this.configuration.ownedBy(this.owner).length > 0
  }

  private scan(): void {
    this.watch()
    this.read()
    this.schedule(RESCAN_MS)
  }

  private schedule(delayMs: number): void {
    this.timer?.cancel()
    if (this.isOpen) this.timer = this.clock.after(delayMs, () => this.scan())
  }

  /** Watches the folder, if it is not watched and there. */
  private watch(): void {
    if (this.watcher !== null) return
    try {
      const watcher = watch(this.dir, { recursive: true, persistent: false })
      watcher.on('change', () => this.schedule(QUIET_MS))
      watcher.on('error', (error) => {
        log.warn('folder is no longer watched, it is looked at from time to time', {
          dir: this.dir,
          error,
        })
        watcher.close()
        if (this.watcher === watcher) this.watcher = null
      })
      this.watcher = watcher
    } catch (error) {
      // Reading it says the same, once.
      if (systemCodeOf(error) !== 'ENOENT')
        log.debug('folder cannot be watched', { dir: this.dir, reason: messageOf(error) })
    }
  }

  private read(): void {
    const listed = this.list()
    if (listed === null) return
    const names = new Set(listed.map((file) => file.name))
    for (const name of this.files.keys()) {
      if (names.has(name)) continue
      this.files.delete(name)
      this.isDirty = true
    }
    for (const file of listed) {
      if (this.readFile(file)) this.isDirty = true
    }
    // What a file lacks may have been applied meanwhile.
    const isWaiting = [...this.files.values()].some((file) => file.isHeldBack)
    if (this.isDirty || isWaiting) this.offer()
  }

  private list(): ListedFile[] | null {
    try {
      const listed = listFolder(this.dir)
      this.isReadable = true
      return listed
    } catch (error) {
      // A folder that is away for a moment must not empty the mesh.
      if (this.isReadable || this.isDirty)
        log.warn('folder cannot be read, its last content stays', {
          dir: this.dir,
          reason: messageOf(error),
        })
      this.isReadable = false
      this.isDirty = false
      this.watcher?.close()
      this.watcher = null
      return null
    }
  }

  /** Reads one file; true where it changed. */
  private readFile({ name, signature }: ListedFile): boolean {
    const known = this.files.get(name)
    if (known?.signature === signature) return false
    const path = join(this.dir, name)
    let text: string
    try {
      text = readFileSync(path, 'utf8')
    } catch (error) {
      log.warn('file cannot be read, its last content stays', { path, reason: messageOf(error) })
      return false
    }
    if (known?.text === text) {
      known.signature = signature
      return false
    }
    const { objects, violations } = checkFiles([{ name: path, text }], { references: false })
    const isSound = !violations.some((violation) => violation.severity === 'error')
    this.files.set(name, {
      signature,
      text,
      path,
      offered: isSound ? objects : null,
      accepted: known?.accepted ?? this.acceptedBefore(path),
      found: violations,
      violations,
      isHeldBack: false,
    })
    return true
  }

  /** What an earlier run accepted of a file. */
  private acceptedBefore(path: string): readonly ConfigObject[] {
    return this.configuration.ownedBy(this.owner).filter((object) => object.source?.file === path)
  }

  /** Makes the folder's content the configuration, file by file, leaving out what would break it. */
  private offer(): void {
    const files = [...this.files.values()].sort((a, b) => (a.path < b.path ? -1 : 1))
    const objects = chooseContents(files, this.configuration, this.owner)
    this.tell(files.flatMap((file) => file.violations))
    try {
      const { version } = this.configuration.replaceOwned(this.owner, objects, {
        author: 'folder',
        reason: this.dir,
      })
      if (this.isDirty) log.info('folder read', { dir: this.dir, objects: objects.length, version })
      this.isDirty = false
    } catch (error) {
      // Tried again with the next look at the folder.
      log.error('the content of a folder could not be stored', { dir: this.dir, error })
    }
  }

  /** Logs violations that were not logged before. */
  private tell(violations: readonly Violation[]): void {
    const text = JSON.stringify(violations)
    if (text === this.told) return
    this.told = text
    for (const { file, line, column, path, severity, message } of violations) {
      const fields = { file, line, column, field: path, detail: message }
      if (severity === 'error') log.warn('file is refused, its last good content stays', fields)
      else log.info('file has a warning', fields)
    }
  }
}

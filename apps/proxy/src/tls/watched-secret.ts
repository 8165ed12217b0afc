/** Secrets that live in files: read now, and again when anything in a folder of theirs changes. */
import { type FSWatcher, watch } from 'node:fs'
import { messageOf } from '@flotilla/errors'
import { scope } from '@flotilla/log'
import type { SecretSource } from './secret-store.ts'

const log = scope('proxy.tls.files')

/**
 * @param read gives null where there is nothing to use; the value before is kept then.
 * @param digest of a value: an equal one is no change.
 */
export function watchedSecret<T>(
  folders: readonly string[],
  read: () => T | null,
  digest: (value: T) => string,
): SecretSource<T> {
  return new WatchedSecret(folders, read, digest)
}

/** Watches only while somebody listens: what is compiled and not used leaves nothing open. */
class WatchedSecret<T> implements SecretSource<T> {
  private readonly folders: readonly string[]
  private readonly read: () => T | null
  private readonly digest: (value: T) => string
  private readonly listeners = new Set<() => void>()
  private watchers: readonly FSWatcher[] = []
  private value: T | null

  constructor(folders: readonly string[], read: () => T | null, digest: (value: T) => string) {
    this.folders = [...new Set(folders)]
    this.read = read
    this.digest = digest
    this.value = read()
  }

  current(): T | null {
    return this.value
  }

  onChange(listener: () => void): () => void {
    this.listeners.add(listener)
    if (this.watchers.length === 0) this.open()
    return () => {
      this.listeners.delete(listener)
      if (this.listeners.size === 0) this.close()
    }
  }

  private open(): void {
    this.watchers = this.folders.flatMap((folder) => {
      try {
        const watcher = watch(folder, { persistent: false }, () => this.reread())
        watcher.on('error', (error) =>
          log.warn('folder is not watched', { folder, detail: messageOf(error) }),
        )
        return [watcher]
      } catch (error) {
        log.error('folder cannot be watched', { folder, detail: messageOf(error) })
        return []
      }
    })
  }

  private close(): void {
    for (const watcher of this.watchers) watcher.close()
    this.watchers = []
  }

  /** Half of a change may be seen: what does not fit together is tried by whoever uses it, and seen again when whole. */
  private reread(): void {
    const next = this.read()
    if (next === null) return
    if (this.value !== null && this.digest(next) === this.digest(this.value)) return
    this.value = next
    for (const listener of [...this.listeners]) listener()
  }
}

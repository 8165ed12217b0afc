/** Files that are whole or absent after a crash: written beside, synced, renamed, and the folder synced. */
import {
  chmodSync,
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs'
import { dirname } from 'node:path'
import process from 'node:process'
import { systemCodeOf } from '@flotilla/errors'

/** Replaces a file at once and durably. The old content stays readable until then. */
export function writeFileDurably(path: string, content: string | Uint8Array, mode: number): void {
  const temporary = `${path}.new-${process.pid}`
  rmSync(temporary, { force: true })
  try {
    writeNew(temporary, content, mode)
    renameSync(temporary, path)
  } catch (error) {
    rmSync(temporary, { force: true })
    throw error
  }
  syncFolder(dirname(path))
}

/** Writes a file that must not exist yet, and syncs it but not its folder. Throws EEXIST. */
export function writeNew(path: string, content: string | Uint8Array, mode: number): void {
  const file = openSync(path, 'wx', mode)
  try {
    const bytes = typeof content === 'string' ? Buffer.from(content, 'utf8') : content
    for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at)
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
}

/** Makes what was created, renamed or removed in a folder durable. */
export function syncFolder(path: string): void {
  const folder = openSync(path, 'r')
  try {
    fsyncSync(folder)
  } finally {
    closeSync(folder)
  }
}

/** Makes a folder of mode 0700 with what is missing above it, and narrows one that exists. Throws the system's error. */
export function makePrivateFolder(path: string): void {
  makeFolder(path)
  chmodSync(path, 0o700)
}

/** Not mkdir's own recursion: below /proc, where nothing can be made, Node 26 never comes back from it. */
function makeFolder(path: string): void {
  if (tryMake(path)) return
  const above = dirname(path)
  if (above !== path) makeFolder(above)
  if (!tryMake(path)) mkdirSync(path, 0o700)
}

/** False where the folder above is missing. */
function tryMake(path: string): boolean {
  try {
    mkdirSync(path, 0o700)
    return true
  } catch (error) {
    const code = systemCodeOf(error)
    if (code === 'EEXIST' && statSync(path).isDirectory()) return true
    if (code === 'ENOENT') return false
    throw error
  }
}

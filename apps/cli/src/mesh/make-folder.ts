/** Makes a folder with its missing parents, step by step: `mkdir` with `recursive` never returns below /proc (docs/notes/mkdir-recursive-on-proc.md). */
import { mkdirSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { systemCodeOf } from '@flotilla/errors'

const MODE = 0o700

/**
 * Makes what is missing of an absolute path, readable to its owner only. Returns the topmost folder that was not there
 * before, or null. Throws the system's error where one cannot be made.
 */
export function makeFolder(path: string): string | null {
  const missing = missingOf(path)
  for (const folder of missing) {
    try {
      mkdirSync(folder, { mode: MODE })
    } catch (error) {
      // Made by somebody else meanwhile is made; a file in its place shows at the next step.
      if (systemCodeOf(error) !== 'EEXIST' || !statSync(folder).isDirectory()) throw error
    }
  }
  return missing[0] ?? null
}

/** The folders of a path that are not there, topmost first; at least the path itself where it is no folder. */
function missingOf(path: string): string[] {
  const stat = statSync(path, { throwIfNoEntry: false })
  if (stat?.isDirectory() === true) return []
  const parent = dirname(path)
  return stat !== undefined || parent === path ? [path] : [...missingOf(parent), path]
}

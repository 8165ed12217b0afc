/**
 * The file that a program is started from. Its modules are linked into one file when first needed and whenever a source
 * changed; where that cannot be done the program starts from its sources, with more memory and a later start.
 */
import { createHash } from 'node:crypto'
import {
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { messageOf, systemCodeOf } from '@flotilla/errors'
import { scope } from '@flotilla/log'
import { linkProgram } from './link-program.ts'

const log = scope('cli.program')
/** A lock that is older was left by a command that was killed. */
const LOCK_LIFE_MS = 60_000
const LINKER = fileURLToPath(new URL('link-program.ts', import.meta.url))

export interface ProgramPlace {
  /** The repository. */
  readonly root: string
  /** Relative to it. */
  readonly entry: string
  /** Absolute. */
  readonly cache: string
}

export function proxyPlace(root: string): ProgramPlace {
  // Worktrees may share one node_modules.
  const tree = createHash('sha256').update(root).digest('hex').slice(0, 12)
  return {
    root,
    entry: 'apps/proxy/src/main.ts',
    cache: join(root, 'node_modules', '.cache', 'programs', `proxy-${tree}`),
  }
}

/** Path to the time and size that its file had. */
type Inputs = Readonly<Record<string, string>>

/** Absolute path of the linked file, or of the source. Links first where needed, which takes about a second. */
export function programFile(place: ProgramPlace): string {
  const linked = join(place.cache, 'main.mjs')
  if (isFresh(place)) return linked
  const source = join(place.root, place.entry)
  const lock = join(place.cache, 'lock')
  try {
    mkdirSync(place.cache, { recursive: true })
    if (!takeLock(lock)) return source // another command links it just now
    try {
      link(place, linked)
    } finally {
      rmSync(lock, { recursive: true, force: true })
    }
    return linked
  } catch (error) {
    log.warn('the program starts from its sources', { detail: messageOf(error) })
    return source
  }
}

function link(place: ProgramPlace, linked: string): void {
  const startWallMs = Date.now()
  const made = join(place.cache, 'new')
  const inputs: Record<string, string> = {}
  const read = linkProgram(place.root, place.entry, made)
  for (const path of ['package-lock.json', relative(place.root, LINKER), ...read]) {
    const file = join(place.root, path)
    // What changed since is linked again the next time.
    inputs[path] = statSync(file).mtimeMs >= startWallMs ? 'changed' : markOf(file)
  }
  // Parts of before stay: a process that was started from them may still ask for one.
  for (const name of readdirSync(made))
    if (name !== 'main.mjs') renameSync(join(made, name), join(place.cache, name))
  renameSync(join(made, 'main.mjs'), linked)
  rmSync(made, { recursive: true })
  writeFileSync(join(place.cache, 'inputs.json.new'), JSON.stringify(inputs))
  renameSync(join(place.cache, 'inputs.json.new'), join(place.cache, 'inputs.json'))
}

function isFresh(place: ProgramPlace): boolean {
  try {
    const inputs = JSON.parse(readFileSync(join(place.cache, 'inputs.json'), 'utf8')) as Inputs // written above
    return Object.entries(inputs).every(([path, mark]) => markOf(join(place.root, path)) === mark)
  } catch (error) {
    if (systemCodeOf(error) === 'ENOENT' || error instanceof SyntaxError) return false
    throw error
  }
}

function markOf(path: string): string {
  const { mtimeMs, size } = statSync(path)
  return `${mtimeMs} ${size}`
}

function takeLock(lock: string): boolean {
  try {
    mkdirSync(lock)
    return true
  } catch (error) {
    if (systemCodeOf(error) !== 'EEXIST') throw error
  }
  const found = statSync(lock, { throwIfNoEntry: false })
  if (found !== undefined && Date.now() - found.mtimeMs < LOCK_LIFE_MS) return false
  rmSync(lock, { recursive: true, force: true })
  return takeLock(lock)
}

/** Where everything of a mesh lies below its state directory. */
import { accessSync, constants } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { FlotillaError, messageOf, systemCodeOf } from '@flotilla/errors'
import { makeFolder } from './make-folder.ts'

/** The repository's root. */
export const ROOT: string = resolve(dirname(fileURLToPath(import.meta.url)), '../../../..')

export const DEFAULT_STATE_DIR = '.flotilla'

/** Longest path of a Unix socket on Linux and macOS, with its closing zero. */
const SOCKET_PATH_MAX = 103

export interface Layout {
  readonly stateDir: string
  readonly journal: string
  readonly mesh: string
  readonly run: string
  readonly logs: string
  readonly parts: string
  readonly workloads: string
  /** Folder of the Unix sockets: `run`, or a short one where its path is too long for a socket. */
  readonly sockets: string
}

/** The layout below a state directory; relative paths start at the working directory. Throws FLT_PERMISSION where it is another user's. */
export function layoutOf(stateDir: string): Layout {
  const root = resolve(stateDir)
  requireOwn(root)
  const run = join(root, 'run')
  return {
    stateDir: root,
    journal: join(root, 'journal.jsonl'),
    mesh: join(root, 'mesh.json'),
    run,
    logs: join(root, 'logs'),
    parts: join(root, 'parts'),
    workloads: join(root, 'workloads'),
    sockets:
      join(run, 'citadel.sock').length <= SOCKET_PATH_MAX
        ? run
        : join('/tmp', `flotilla-${process.getuid?.() ?? 0}-${hash(root)}`),
  }
}

function requireOwn(stateDir: string): void {
  try {
    accessSync(stateDir, constants.R_OK | constants.W_OK | constants.X_OK)
  } catch (cause) {
    if (systemCodeOf(cause) === 'ENOENT') return // not made yet
    throw new FlotillaError(
      'FLT_PERMISSION',
      `the state directory ${stateDir} cannot be used by this user (${systemCodeOf(cause) ?? messageOf(cause)}); run as its owner, or choose another with --state DIR`,
      { cause },
    )
  }
}

/** Makes the folders, readable to their owner only. Returns the topmost one that was not there before, or null. */
export function makeFolders(layout: Layout): string | null {
  const first = makeStateDir(layout)
  for (const dir of [layout.run, layout.logs, layout.parts, layout.workloads, layout.sockets])
    makeOrRefuse(dir, layout)
  return first
}

/** Makes the state directory alone. Returns the topmost folder that was not there before, or null. */
export function makeStateDir(layout: Layout): string | null {
  return makeOrRefuse(layout.stateDir, layout)
}

function makeOrRefuse(dir: string, layout: Layout): string | null {
  try {
    return makeFolder(dir)
  } catch (cause) {
    throw new FlotillaError(
      'FLT_PERMISSION',
      `the state directory ${layout.stateDir} cannot be made (${systemCodeOf(cause) ?? messageOf(cause)}); choose another with --state DIR`,
      { cause },
    )
  }
}

function hash(text: string): string {
  let value = 0x811c9dc5
  for (const char of text) value = Math.imul(value ^ char.charCodeAt(0), 0x01000193) >>> 0
  return value.toString(16)
}

/**
 * The file that a program is started from. Its modules are linked into one file when first needed and whenever a source
 * changed; where that cannot be done the program starts from its sources, with more memory and a later start.
 */
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import process from 'node:process'
import { pathToFileURL } from 'node:url'
import { messageOf, systemCodeOf } from '@flotilla/errors'
import { scope } from '@flotilla/log'
import { linkModules, type Target } from './link-modules.ts'

const log = scope('cli.program')
/** A lock that is older was left by a command that was killed. */
const LOCK_LIFE_MS = 60_000
/** What every linked file depends on besides its modules. */
const COMMON_INPUTS = [
  'package-lock.json',
  'tsconfig.base.json',
  'apps/cli/src/program/link-modules.ts',
  'apps/cli/src/program/module-text.ts',
  'apps/cli/src/program/program-file.ts',
]

export interface ProgramPlace {
  /** The repository. */
  readonly root: string
  /** Sources relative to it, without tests, as the compiler's `include`. */
  readonly include: readonly string[]
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
    include: ['libs/*/src/**/*.ts', 'apps/proxy/src/**/*.ts'],
    entry: 'apps/proxy/src/main.ts',
    cache: join(root, 'node_modules', '.cache', 'programs', `proxy-${tree}`),
  }
}

/** Absolute path of the linked file, or of the source. Links first where needed, which takes about two seconds. */
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

// -- freshness ---------------------------------------------------------------------------

/** Path to the time and size that its file had. */
type Inputs = Readonly<Record<string, string>>

function isFresh(place: ProgramPlace): boolean {
  try {
    const inputs = JSON.parse(readFileSync(join(place.cache, 'inputs.json'), 'utf8')) as Inputs // written below
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

// -- linking -----------------------------------------------------------------------------

function link(place: ProgramPlace, linked: string): void {
  const work = mkdtempSync(join(place.cache, 'work-'))
  try {
    const startWallMs = Date.now()
    compile(place, work)
    const packages = new Map<string, Exports>()
    const { text, paths } = linkModules(join(place.root, place.entry), {
      read: (path) => {
        const printed = relative(place.root, path).replace(/\.ts$/, '.js')
        return readFileSync(join(work, 'out', printed), 'utf8')
      },
      resolve: (specifier, from) => resolveImport(place.root, specifier, from, packages),
      url: (path) => pathToFileURL(path).href,
    })
    const inputs = Object.fromEntries(
      [...COMMON_INPUTS, ...paths.map((path) => relative(place.root, path))].map((path) => {
        const file = join(place.root, path)
        // What changed since is linked again the next time.
        return [path, statSync(file).mtimeMs >= startWallMs ? 'changed' : markOf(file)]
      }),
    )
    writeFileSync(join(work, 'main.mjs'), text)
    writeFileSync(join(work, 'inputs.json'), JSON.stringify(inputs))
    renameSync(join(work, 'main.mjs'), linked)
    renameSync(join(work, 'inputs.json'), join(place.cache, 'inputs.json'))
  } finally {
    rmSync(work, { recursive: true, force: true })
  }
}

/** Types and comments away, one JavaScript file for each source. */
function compile({ root, include }: ProgramPlace, work: string): void {
  const config = join(work, 'tsconfig.json')
  const absolute = (path: string): string => join(root, path)
  const settings = {
    extends: absolute('tsconfig.base.json'),
    compilerOptions: {
      noCheck: true,
      removeComments: true,
      declaration: false,
      isolatedDeclarations: false,
      rewriteRelativeImportExtensions: true,
      target: 'esnext',
      typeRoots: [absolute('node_modules/@types')],
      rootDir: root,
      outDir: join(work, 'out'),
    },
    include: include.map(absolute),
    exclude: ['**/*.test.ts', '**/node_modules'].map(absolute),
  }
  writeFileSync(config, JSON.stringify(settings))
  const compiler = absolute('node_modules/typescript/bin/tsc')
  const { status, stdout, error } = spawnSync(process.execPath, [compiler, '-p', config], {
    encoding: 'utf8',
  })
  if (error !== undefined) throw error
  if (status !== 0) throw new Error(`the compiler ended with ${status}: ${stdout.slice(0, 500)}`)
}

type Exports = Readonly<Record<string, string>>

function resolveImport(
  root: string,
  specifier: string,
  from: string,
  packages: Map<string, Exports>,
): Target {
  if (specifier.startsWith('node:')) return { kind: 'builtin' }
  if (specifier.startsWith('.'))
    return { kind: 'module', path: resolve(dirname(from), specifier.replace(/\.js$/, '.ts')) }
  const [, name, rest] = /^@flotilla\/([^/]+)(\/.+)?$/.exec(specifier) ?? []
  if (name === undefined) return { kind: 'outside' }
  const folder = realpathSync(join(root, 'node_modules', '@flotilla', name))
  let exports = packages.get(folder)
  if (exports === undefined) {
    const text = readFileSync(join(folder, 'package.json'), 'utf8')
    exports = (JSON.parse(text) as { exports: Exports }).exports // this repository's own
    packages.set(folder, exports)
  }
  const path = exports[rest === undefined ? '.' : `.${rest}`]
  if (path === undefined) throw new Error(`${specifier} is not exported`)
  return { kind: 'module', path: join(folder, path) }
}

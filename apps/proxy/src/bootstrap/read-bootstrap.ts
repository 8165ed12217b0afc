/** Reads an Envoy v3 bootstrap file, YAML or JSON; every fault is told with file, line, column and path. */
import { readFileSync } from 'node:fs'
import { FlotillaError, messageOf, systemCodeOf } from '@flotilla/errors'
import { Bootstrap } from '@flotilla/proto'
import { Violations } from '../compile/violations.ts'
import type { ConfigViolation } from '../http/filter.ts'
import { type BootstrapConfig, checkBootstrap } from './bootstrap-config.ts'

/** A bootstrap longer than this is refused. Listed in docs/limits.md. */
const MAX_BOOTSTRAP_BYTES: number = 4 * 1024 * 1024

/** A bootstrap with what is needed to say where in its text something is wrong. */
export interface BootstrapFile {
  readonly config: BootstrapConfig
  /** The error to throw for faults that were found later, one line each with file, line, column and path. */
  explain(violations: readonly ConfigViolation[]): Promise<FlotillaError>
}

/** Throws FLT_BOOTSTRAP_INVALID, its message one line per fault. */
export async function readBootstrap(file: string): Promise<BootstrapFile> {
  return parseBootstrap(file, readText(file))
}

/** The same for a text; `file` stands in messages only. */
export async function parseBootstrap(file: string, text: string): Promise<BootstrapFile> {
  const value = await parseText(file, text)
  const parsed = Bootstrap.fromJson(value)
  if (parsed.kind === 'bad') throw await invalid(file, text, parsed.violations)
  const at = new Violations()
  const config = checkBootstrap(parsed.message, at)
  if (at.count > 0) throw await invalid(file, text, at.all)
  return { config, explain: (violations) => invalid(file, text, violations) }
}

function readText(file: string): string {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (cause) {
    const why = systemCodeOf(cause) === 'ENOENT' ? 'there is no such file' : messageOf(cause)
    throw new FlotillaError('FLT_BOOTSTRAP_INVALID', `cannot read bootstrap ${file}: ${why}`, {
      cause,
    })
  }
  if (text.length <= MAX_BOOTSTRAP_BYTES) return text
  throw new FlotillaError(
    'FLT_BOOTSTRAP_INVALID',
    `bootstrap ${file} is longer than ${MAX_BOOTSTRAP_BYTES} bytes`,
  )
}

/** JSON is tried first: sidecars get JSON, and the YAML parser then never needs to be loaded. */
async function parseText(file: string, text: string): Promise<unknown> {
  if (text.trimStart().startsWith('{')) {
    try {
      return JSON.parse(text)
    } catch {
      // Perhaps YAML in flow style; if not, the YAML parser names the place.
    }
  }
  const { LineCounter, parseDocument } = await import('yaml')
  const lineCounter = new LineCounter()
  const document = parseDocument(text, { lineCounter })
  const [error] = document.errors
  if (error === undefined) return document.toJS({ maxAliasCount: 100 })
  const { line, col } = lineCounter.linePos(error.pos[0])
  const summary = error.message.split('\n')[0] ?? ''
  throw new FlotillaError('FLT_BOOTSTRAP_INVALID', `${file}:${line}:${col}: ${summary}`)
}

async function invalid(
  file: string,
  text: string,
  violations: readonly ConfigViolation[],
): Promise<FlotillaError> {
  const { PositionFinder } = await import('./positions.ts')
  const finder = new PositionFinder(text)
  const lines = violations.map(({ path, message }) => {
    const { line, column } = finder.of(path)
    return `${file}:${line}:${column}: ${path === '' ? '' : `${path}: `}${message}`
  })
  return new FlotillaError('FLT_BOOTSTRAP_INVALID', lines.join('\n'))
}

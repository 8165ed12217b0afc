/** Reads an Envoy v3 bootstrap file, YAML or JSON; every fault is told with file, line, column and path. */
import { readFileSync } from 'node:fs'
import { FlotillaError, messageOf, systemCodeOf } from '@flotilla/errors'
import { Bootstrap } from '@flotilla/proto'
import { Violations } from '../compile/violations.ts'
import type { ConfigViolation } from '../http/filter.ts'
import {
  type BootstrapConfig,
  checkBootstrap,
  type StaticMessages,
  staticMessages,
} from './bootstrap-config.ts'

/** A bootstrap longer than this is refused. Listed in docs/limits.md. */
const MAX_BOOTSTRAP_BYTES: number = 4 * 1024 * 1024

/** A bootstrap with what is needed to say where in its text something is wrong. */
export interface BootstrapFile {
  readonly config: BootstrapConfig
  readonly statics: StaticMessages
  /** Found already, to be told together with those of static resources: a config with any must not be used. */
  readonly faults: readonly ConfigViolation[]
  /** The error to throw for faults that were found later, one line each with file, line, column and path. */
  explain(violations: readonly ConfigViolation[]): Promise<FlotillaError>
}

/**
 * Throws FLT_BOOTSTRAP_INVALID where the text is no bootstrap message, one line per fault. What is wrong with the message
 * itself is left in `faults`, for `compileStatic` to throw with everything else.
 */
export async function readBootstrap(file: string): Promise<BootstrapFile> {
  return parseText(file, readText(file))
}

/** Throws for faults of either kind; `file` stands in messages only. */
export async function parseBootstrap(file: string, text: string): Promise<BootstrapFile> {
  const parsed = await parseText(file, text)
  if (parsed.faults.length > 0) throw await parsed.explain(parsed.faults)
  return parsed
}

async function parseText(file: string, text: string): Promise<BootstrapFile> {
  const value = await parseValue(file, text)
  const parsed = Bootstrap.fromJson(value)
  if (parsed.kind === 'bad') throw await invalid(file, text, parsed.violations)
  const at = new Violations()
  const config = checkBootstrap(parsed.message, at)
  const statics = staticMessages(parsed.message)
  return {
    config,
    statics,
    faults: at.all,
    explain: (violations) => invalid(file, text, violations),
  }
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
async function parseValue(file: string, text: string): Promise<unknown> {
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
  const placed = violations.map(({ path, message }) => ({ path, message, ...finder.of(path) }))
  placed.sort((a, b) => a.line - b.line || a.column - b.column)
  const lines = placed.map(
    ({ line, column, path, message }) =>
      `${file}:${line}:${column}: ${path === '' ? '' : `${path}: `}${message}`,
  )
  return new FlotillaError('FLT_BOOTSTRAP_INVALID', lines.join('\n'))
}

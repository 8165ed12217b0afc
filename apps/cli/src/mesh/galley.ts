/** The configuration API of galley, as the command line uses it. */
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { text as textOf } from 'node:stream/consumers'
import { type ErrorCode, FlotillaError } from '@flotilla/errors'
import { type HttpTarget, send, socketTarget } from './http.ts'

export interface ConfigFile {
  readonly name: string
  readonly text: string
}

export interface Change {
  readonly op: 'created' | 'configured' | 'unchanged' | 'deleted' | 'missing'
  readonly kind: string
  readonly apiVersion: string
  readonly namespace: string
  readonly name: string
}

export interface ConfigViolation {
  readonly file: string
  readonly line: number
  readonly column: number
  readonly path: string
  readonly code: string
  readonly severity: 'error' | 'warning'
  readonly message: string
}

export interface ApplyResult {
  readonly version: number
  readonly changes: readonly Change[]
  readonly warnings: readonly ConfigViolation[]
}

export interface ConfigItem {
  readonly apiVersion: string
  readonly kind: string
  readonly metadata: {
    readonly name: string
    readonly namespace: string
    readonly [key: string]: unknown
  }
  readonly spec: unknown
  /** What has become of it, added by the command line; absent for kinds whose status nobody keeps. */
  readonly status?: ItemStatus
}

/** `state` as Mixer calls it, or `unknown` where Mixer does not answer. */
export interface ItemStatus {
  readonly state: string
  readonly reasons: readonly StatusReason[]
}

export interface StatusReason {
  readonly path: string
  readonly code: string
  readonly severity: 'error' | 'warning'
  readonly message: string
}

/** A configuration that was refused, with every violation. */
export class RefusedError extends FlotillaError {
  readonly violations: readonly ConfigViolation[]

  constructor(violations: readonly ConfigViolation[]) {
    const errors = violations.filter((one) => one.severity === 'error').length
    const warnings = violations.length - errors
    const also = warnings === 0 ? '' : `, ${counted(warnings, 'warning')}`
    super('FLT_CONFIG_INVALID', `refused, nothing was applied: ${counted(errors, 'error')}${also}`)
    this.violations = violations
  }
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`
}

export class GalleyClient {
  private readonly target: HttpTarget

  /** @param sockets folder of the mesh's Unix sockets. */
  constructor(sockets: string) {
    this.target = socketTarget(join(sockets, 'galley.sock'))
  }

  apply(
    files: readonly ConfigFile[],
    namespace: string,
    options: { dryRun: boolean; reason: string },
  ): Promise<ApplyResult> {
    return this.change('/v1/apply', {
      files,
      namespace,
      dryRun: options.dryRun,
      author: author(),
      reason: options.reason,
    })
  }

  delete(files: readonly ConfigFile[], namespace: string): Promise<ApplyResult> {
    return this.change('/v1/delete', { files, namespace, author: author(), reason: '' })
  }

  deleteRef(kind: string, namespace: string, name: string): Promise<ApplyResult> {
    return this.change('/v1/delete', {
      refs: [{ kind, namespace, name }],
      author: author(),
      reason: '',
    })
  }

  async objects(
    kind: string,
    namespace: string | null,
    name: string | null,
  ): Promise<ConfigItem[]> {
    const query = new URLSearchParams({ kind })
    if (namespace !== null) query.set('namespace', namespace)
    if (name !== null) query.set('name', name)
    const { objects } = await this.json<{ objects: ConfigItem[] }>('GET', `/v1/objects?${query}`)
    return objects
  }

  status(): Promise<{ version: number }> {
    return this.json('GET', '/v1/status')
  }

  private change(path: string, body: unknown): Promise<ApplyResult> {
    return this.json('POST', path, body)
  }

  private async json<T>(method: string, path: string, body?: unknown): Promise<T> {
    const reply = await send(this.target, method, path, body)
    const value: unknown = reply.text === '' ? {} : JSON.parse(reply.text)
    if (reply.status === 200) return value as T // the contract of galley's interface
    const { violations, code, error } = value as {
      violations?: ConfigViolation[]
      code?: ErrorCode
      error?: string
    } // the contract of galley's interface
    if (violations !== undefined) throw new RefusedError(violations)
    throw new FlotillaError(code ?? 'FLT_RPC_FAILED', error ?? `galley answered ${reply.status}`)
  }
}

/** Reads what `-f` names: files, folders (every .yaml, .yml, .json below), or `-` for standard input, awaited to its end. */
export async function readConfig(paths: readonly string[]): Promise<ConfigFile[]> {
  const files: ConfigFile[] = []
  for (const path of paths)
    if (path === '-') files.push({ name: '<stdin>', text: await textOf(process.stdin) })
    else files.push(...readFiles([path]))
  return files
}

/** Reads files and folders. */
export function readFiles(paths: readonly string[]): ConfigFile[] {
  return paths.flatMap((path) => {
    const stat = statSync(path, { throwIfNoEntry: false })
    if (stat === undefined)
      throw new FlotillaError('FLT_NOT_FOUND', `${path}: no such file or folder`)
    if (!stat.isDirectory()) return [{ name: path, text: readFileSync(path, 'utf8') }]
    const files = readdirSync(path, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && /\.(ya?ml|json)$/.test(entry.name))
      .map((entry) => join(entry.parentPath, entry.name))
      .sort()
    if (files.length === 0)
      throw new FlotillaError(
        'FLT_NOT_FOUND',
        `${path}: no .yaml, .yml or .json file in this folder`,
      )
    return files.map((file) => ({ name: file, text: readFileSync(file, 'utf8') }))
  })
}

function author(): string {
  return process.env['USER'] ?? process.env['LOGNAME'] ?? 'unknown'
}

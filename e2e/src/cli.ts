/** Runs the flotilla command as a user would, through its launcher. */
import { spawn } from 'node:child_process'
import { dirname, join, resolve } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'

/** The repository's root. */
export const ROOT: string = resolve(dirname(fileURLToPath(import.meta.url)), '../..')

export interface CommandResult {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

export interface CommandOptions {
  readonly input?: string
  readonly env?: Readonly<Record<string, string>>
  /** Default: the repository's root. */
  readonly cwd?: string
  /** Ends the command by SIGTERM after this time. Default 120 s. */
  readonly timeoutMs?: number
}

/** `flotilla ARGS`, to its end. */
export function flotilla(
  args: readonly string[],
  options: CommandOptions = {},
): Promise<CommandResult> {
  return command('node', [join(ROOT, 'bin', 'flotilla.mjs'), ...args], options)
}

/** Any command, to its end. */
export function command(
  file: string,
  args: readonly string[],
  options: CommandOptions = {},
): Promise<CommandResult> {
  return new Promise((settle, reject) => {
    const child = spawn(file, [...args], {
      cwd: options.cwd ?? ROOT,
      env: { ...process.env, ...options.env },
      timeout: options.timeoutMs ?? 120_000,
    })
    let stdout = ''
    let stderr = ''
    child.stdout.on('data', (chunk: Buffer) => {
      stdout += chunk.toString('utf8')
    })
    child.stderr.on('data', (chunk: Buffer) => {
      stderr += chunk.toString('utf8')
    })
    child.stdin.on('error', () => undefined) // the command ended without reading
    child.stdin.end(options.input ?? '')
    child.on('error', reject)
    child.on('close', (code) => settle({ code: code ?? 128, stdout, stderr }))
  })
}

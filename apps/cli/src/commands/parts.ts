/** `flotilla galley|pilot|citadel|mixer|proxy …`: one part alone, started as its own program with the flags given. */
import { spawn } from 'node:child_process'
import { constants } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { FlotillaError, messageOf, systemCodeOf } from '@flotilla/errors'
import type { Command } from 'commander'
import { ROOT } from '../mesh/layout.ts'
import { PROXY_ENV, PROXY_NODE_FLAGS } from '../mesh/parts.ts'
import { programFile, proxyPlace } from '../program/program-file.ts'

const PARTS = {
  galley: 'configuration: sources, validation, versions and distribution',
  pilot: 'discovery: turns configuration and workloads into xDS',
  citadel: 'identity: issues certificates to authenticated callers',
  mixer: 'policy and telemetry: Check, quota and Report through adapters',
  proxy: "the data plane, from Envoy's own v3 bootstrap file",
} as const

export function addParts(program: Command): void {
  for (const [name, purpose] of Object.entries(PARTS)) {
    program
      .command(name)
      .summary(`run ${name} alone`)
      .description(purpose)
      .allowUnknownOption()
      .allowExcessArguments()
      .helpOption(false)
      .action((_flags: unknown, command: Command) =>
        name === 'proxy'
          ? runProgram(PROXY_NODE_FLAGS, programFile(proxyPlace(ROOT)), command.args, PROXY_ENV)
          : runProgram([], join(ROOT, 'apps', name, 'src', 'main.ts'), command.args, {}),
      )
  }
}

/** Becomes the program: same process id, terminal, signals and exit code, and no memory kept for a parent that only waits. */
function runProgram(
  nodeFlags: readonly string[],
  file: string,
  args: readonly string[],
  ownEnv: Readonly<Record<string, string>>,
): Promise<void> {
  const { execPath, execve } = process
  const env = { ...ownEnv, ...process.env }
  const words = [...nodeFlags, file, ...args]
  execve?.call(process, execPath, [execPath, ...words], env)
  return runForeground(execPath, words, env) // systems without execve
}

export interface ForegroundOptions {
  /** Learns the process id. */
  readonly onStart?: (pid: number) => void
  /** Ends the command when aborted: SIGTERM, and SIGKILL 5 s later. */
  readonly stop?: AbortSignal
}

const STOP_GRACE_MS = 5_000

/** Runs a command in the foreground and ends with its exit code. */
export function runForeground(
  command: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  options: ForegroundOptions = {},
): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, [...args], { stdio: 'inherit', env })
    let killer: NodeJS.Timeout | undefined
    const stop = (): void => {
      child.kill('SIGTERM')
      killer = setTimeout(() => child.kill('SIGKILL'), STOP_GRACE_MS)
    }
    if (options.stop?.aborted === true) stop()
    options.stop?.addEventListener('abort', stop, { once: true })
    const forward = (signal: NodeJS.Signals): void => {
      child.kill(signal)
    }
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, forward)
    child.on('spawn', () => options.onStart?.(child.pid as number)) // set once it runs
    child.on('error', (cause) =>
      reject(
        new FlotillaError('FLT_TOOL_MISSING', `cannot start ${command}: ${whyOf(cause)}`, {
          cause,
        }),
      ),
    )
    child.on('exit', (code, signal) => {
      clearTimeout(killer)
      process.exitCode = code ?? 128 + (signal === null ? 0 : constants.signals[signal])
      resolve()
    })
  })
}

function whyOf(cause: unknown): string {
  if (systemCodeOf(cause) === 'ENOENT') return 'there is no such program on PATH'
  return systemCodeOf(cause) === 'EACCES' ? 'it may not be executed' : messageOf(cause)
}

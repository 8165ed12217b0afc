/** Flags of the proxy, parsed once into one frozen object. */
import type { LogLevel } from '@flotilla/log'
import { type ProgramFlags, programCommand } from '@flotilla/part'
import { type Command, InvalidArgumentError } from 'commander'

export interface ProxyConfig {
  /** Envoy v3 bootstrap, YAML or JSON. */
  readonly bootstrapFile: string
  /** Only check the bootstrap. */
  readonly isValidation: boolean
  /** Unix socket of hot restarts; null for none. */
  readonly hotRestartPath: string | null
  readonly logLevel: LogLevel
}

interface Flags extends ProgramFlags {
  readonly configPath: string
  readonly validate: boolean
  readonly hotRestartPath?: string
}

/** @param args without program and script. Throws commander's error. */
export function parseConfig(args: readonly string[]): ProxyConfig {
  const { configPath, validate, logLevel, hotRestartPath } = command()
    .parse(args, { from: 'user' })
    .opts<Flags>()
  return Object.freeze({
    bootstrapFile: configPath,
    isValidation: validate,
    hotRestartPath: hotRestartPath ?? null,
    logLevel,
  })
}

function command(): Command {
  return programCommand(
    'proxy',
    'The data plane beside a workload, started from an Envoy v3 bootstrap file.',
    [
      'flotilla proxy -c sidecar.json --log-level debug',
      'flotilla proxy -c sidecar.json --validate',
    ],
  )
    .requiredOption('-c, --config-path <file>', 'bootstrap file, YAML or JSON')
    .option('--concurrency <n>', 'threads that serve connections', parseConcurrency, 1)
    .option('--validate', 'check the bootstrap and exit', false)
    .option(
      '--hot-restart-path <file>',
      'Unix socket at which this process takes over from the one that serves, and hands over to the next',
    )
}

function parseConcurrency(text: string): number {
  if (text === '1') return 1
  throw new InvalidArgumentError(
    'this version serves on one thread: use 1, and run more proxies to use more cores',
  )
}

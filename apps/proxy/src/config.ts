/** Flags of the proxy, parsed once into one frozen object. */
import type { LogLevel } from '@flotilla/log'
import { type ProgramFlags, parseSeconds, programCommand } from '@flotilla/part'
import { type Command, InvalidArgumentError, Option } from 'commander'
import type { DrainSettings } from './lifecycle.ts'

export interface ProxyConfig {
  /** Envoy v3 bootstrap, YAML or JSON. */
  readonly bootstrapFile: string
  /** Only check the bootstrap. */
  readonly isValidation: boolean
  /** Unix socket of hot restarts; null for none. */
  readonly hotRestartPath: string | null
  readonly logLevel: LogLevel
  readonly drain: DrainSettings
}

interface Flags extends ProgramFlags {
  readonly configPath: string
  readonly validate: boolean
  readonly hotRestartPath?: string
  readonly drainTimeS: number
  readonly drainStrategy: 'gradual' | 'immediate'
}

/** @param args without program and script. Throws commander's error. */
export function parseConfig(args: readonly string[]): ProxyConfig {
  const { configPath, validate, logLevel, hotRestartPath, drainTimeS, drainStrategy } = command()
    .parse(args, { from: 'user' })
    .opts<Flags>()
  return Object.freeze({
    bootstrapFile: configPath,
    isValidation: validate,
    hotRestartPath: hotRestartPath ?? null,
    logLevel,
    drain: { timeMs: drainTimeS * 1000, isGradual: drainStrategy === 'gradual' },
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
      '--drain-time-s <seconds>',
      'time in which clients of what is drained leave',
      parseSeconds,
      45,
    )
    .addOption(
      new Option('--drain-strategy <strategy>', 'whether they leave one after the other')
        .choices(['gradual', 'immediate'])
        .default('gradual'),
    )
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

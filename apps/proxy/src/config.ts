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
  /** Threads that serve connections; 1: the main thread itself. */
  readonly concurrency: number
}

interface Flags extends ProgramFlags {
  readonly configPath: string
  readonly validate: boolean
  readonly concurrency: number
  readonly hotRestartPath?: string
  readonly drainTimeS: number
  readonly drainStrategy: 'gradual' | 'immediate'
}

/** Listed in docs/limits.md. */
const MAX_CONCURRENCY = 64

/** @param args without program and script. Throws commander's error. */
export function parseConfig(args: readonly string[]): ProxyConfig {
  const flags = command().parse(args, { from: 'user' }).opts<Flags>()
  const { configPath, validate, logLevel, hotRestartPath, drainTimeS, drainStrategy } = flags
  return Object.freeze({
    bootstrapFile: configPath,
    isValidation: validate,
    hotRestartPath: hotRestartPath ?? null,
    logLevel,
    concurrency: flags.concurrency,
    drain: { timeMs: drainTimeS * 1000, isGradual: drainStrategy === 'gradual' },
  })
}

function command(): Command {
  return programCommand(
    'proxy',
    'The data plane beside a workload, started from an Envoy v3 bootstrap file.',
    [
      'flotilla proxy -c sidecar.json --log-level debug',
      'flotilla proxy -c gateway.yaml --concurrency 4',
      'flotilla proxy -c sidecar.json --validate',
    ],
  )
    .requiredOption('-c, --config-path <file>', 'bootstrap file, YAML or JSON')
    .option(
      '--concurrency <n>',
      `threads that serve connections, 1 to ${MAX_CONCURRENCY}; above 1 the main thread only controls them (Linux)`,
      parseConcurrency,
      1,
    )
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
  const count = Number(text)
  if (/^\d{1,3}$/.test(text) && count >= 1 && count <= MAX_CONCURRENCY) return count
  throw new InvalidArgumentError(`must be a whole number from 1 to ${MAX_CONCURRENCY}`)
}

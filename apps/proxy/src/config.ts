/** Flags of the proxy, parsed once into one frozen object. */
import process from 'node:process'
import { type LogLevel, setLogLevel } from '@flotilla/log'
import { Command, InvalidArgumentError, Option } from 'commander'

export interface ProxyConfig {
  /** Envoy v3 bootstrap, YAML or JSON. */
  readonly bootstrapFile: string
  /** Only check the bootstrap. */
  readonly isValidation: boolean
}

interface Flags {
  readonly configPath: string
  readonly validate: boolean
  readonly logLevel: LogLevel
}

/** @param argv arguments without the program's own name; wrong ones end the process with code 2. */
export function parseConfig(argv: readonly string[]): ProxyConfig {
  const flags = command()
    .parse([...argv], { from: 'user' })
    .opts<Flags>()
  setLogLevel(flags.logLevel)
  return Object.freeze({ bootstrapFile: flags.configPath, isValidation: flags.validate })
}

function command(): Command {
  return new Command('flotilla proxy')
    .description('The data plane beside a workload, started from an Envoy v3 bootstrap file.')
    .requiredOption('-c, --config-path <file>', 'bootstrap file, YAML or JSON')
    .option('--concurrency <n>', 'threads that serve connections', parseConcurrency, 1)
    .option('--validate', 'check the bootstrap and exit', false)
    .addOption(
      new Option('--log-level <level>', 'log level')
        .choices(['error', 'warn', 'info', 'debug'])
        .default('info'),
    )
    .addHelpText('after', '\nExample:\n  flotilla proxy -c sidecar.json --log-level debug')
    .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : 2))
}

function parseConcurrency(text: string): number {
  if (text === '1') return 1
  throw new InvalidArgumentError(
    'this version serves on one thread: use 1, and run more proxies to use more cores',
  )
}

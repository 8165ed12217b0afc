/** Flags of galley, parsed once into one frozen object. */
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import process from 'node:process'
import { type LogLevel, setLogLevel } from '@flotilla/log'
import { Command, InvalidArgumentError, Option } from 'commander'

export interface GalleyConfig {
  readonly stateDir: string
  readonly bind: string
  readonly grpcPort: number
  readonly apiPort: number
  readonly apiSocket: string | null
  readonly monitoringPort: number
  /** Watched folders of configuration. */
  readonly directories: readonly string[]
  readonly trustDomain: string
  readonly rootNamespace: string
  readonly caAddress: string
  readonly joinTokenFile: string | null
}

interface Flags {
  readonly state: string
  readonly bind: string
  readonly grpcPort: number
  readonly apiPort: number
  readonly apiSocket?: string
  readonly monitoringPort: number
  readonly config: string[]
  readonly trustDomain: string
  readonly rootNamespace: string
  readonly caAddress: string
  readonly joinTokenFile?: string
  readonly logLevel: LogLevel
}

/** @param argv arguments without the program's own name; wrong ones end the process with code 2. */
export function parseConfig(argv: readonly string[]): GalleyConfig {
  const flags = command()
    .parse([...argv], { from: 'user' })
    .opts<Flags>()
  setLogLevel(flags.logLevel)
  return Object.freeze({
    stateDir: resolve(flags.state),
    bind: flags.bind,
    grpcPort: flags.grpcPort,
    apiPort: flags.apiPort,
    apiSocket: flags.apiSocket === undefined ? null : resolve(flags.apiSocket),
    monitoringPort: flags.monitoringPort,
    directories: flags.config,
    trustDomain: flags.trustDomain,
    rootNamespace: flags.rootNamespace,
    caAddress: flags.caAddress,
    joinTokenFile: flags.joinTokenFile === undefined ? null : resolve(flags.joinTokenFile),
  })
}

/** Text of the join token file, or null where there is none (any more). */
export function readJoinToken(file: string | null): string | null {
  if (file === null) return null
  try {
    return readFileSync(file, 'utf8').trim()
  } catch {
    return null // the certificate on disk may do; the agent says so if not
  }
}

function command(): Command {
  return new Command('flotilla galley')
    .description(
      'Takes configuration, validates it, keeps every version, and hands it to pilot and mixer.',
    )
    .option('--state <dir>', 'own folder: database and keys', '.flotilla/parts/galley')
    .option('--bind <address>', 'address to listen on', '127.0.0.1')
    .option('--grpc-port <port>', 'port for MCP; 0 picks one', parsePort, 9901)
    .option(
      '--api-port <port>',
      'port of the configuration API with mutual TLS; 0 picks one',
      parsePort,
      9902,
    )
    .option('--api-socket <path>', 'Unix socket of the configuration API')
    .option(
      '--monitoring-port <port>',
      'port for health and metrics; 0 picks one',
      parsePort,
      15014,
    )
    .option(
      '--config <fs:dir>',
      'folder of configuration to read and watch (repeatable)',
      parseDirectory,
      [],
    )
    .option('--trust-domain <name>', 'trust domain of the mesh', 'cluster.local')
    .option('--root-namespace <name>', 'namespace of the control plane', 'istio-system')
    .option('--ca-address <host:port>', "citadel's address", '127.0.0.1:8060')
    .option('--join-token-file <file>', 'token for the first certificate')
    .addOption(
      new Option('--log-level <level>', 'log level')
        .choices(['error', 'warn', 'info', 'debug'])
        .default('info'),
    )
    .addHelpText(
      'after',
      '\nExample:\n  flotilla galley --state /var/lib/galley --config fs:./mesh --join-token-file token',
    )
    .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : 2))
}

function parsePort(text: string): number {
  const port = Number(text)
  if (!Number.isInteger(port) || port < 0 || port > 65535)
    throw new InvalidArgumentError('a port is a number from 0 to 65535')
  return port
}

function parseDirectory(text: string, previous: string[]): string[] {
  if (!text.startsWith('fs:') || text.length === 3)
    throw new InvalidArgumentError('galley reads folders: write fs:DIR')
  return [...previous, resolve(text.slice(3))]
}

/** Flags of mixer, parsed once into one frozen object. */
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import process from 'node:process'
import { type LogLevel, setLogLevel } from '@flotilla/log'
import { Command, InvalidArgumentError, Option } from 'commander'

/** Where configuration comes from. */
export type ConfigSource =
  | { readonly kind: 'mcp'; readonly target: string }
  | { readonly kind: 'fs'; readonly directory: string }

export interface MixerConfig {
  readonly stateDir: string
  readonly bind: string
  readonly grpcPort: number
  /** Plaintext on 127.0.0.1, or null for none. */
  readonly plainPort: number | null
  readonly prometheusPort: number
  readonly monitoringPort: number
  readonly source: ConfigSource
  readonly trustDomain: string
  /** Its rules apply to every namespace. */
  readonly rootNamespace: string
  readonly caAddress: string
  readonly joinTokenFile: string | null
  readonly maxRequests: number
  readonly maxRequestBytes: number
}

interface Flags {
  readonly state: string
  readonly bind: string
  readonly grpcPort: number
  readonly plainPort?: number
  readonly prometheusPort: number
  readonly monitoringPort: number
  readonly config: ConfigSource
  readonly trustDomain: string
  readonly rootNamespace: string
  readonly caAddress: string
  readonly joinTokenFile?: string
  readonly maxRequests: number
  readonly maxRequestBytes: number
  readonly logLevel: LogLevel
}

/** @param argv arguments without the program's own name; wrong ones end the process with code 2. */
export function parseConfig(argv: readonly string[]): MixerConfig {
  const flags = command()
    .parse([...argv], { from: 'user' })
    .opts<Flags>()
  setLogLevel(flags.logLevel)
  return Object.freeze({
    stateDir: resolve(flags.state),
    bind: flags.bind,
    grpcPort: flags.grpcPort,
    plainPort: flags.plainPort ?? null,
    prometheusPort: flags.prometheusPort,
    monitoringPort: flags.monitoringPort,
    source: flags.config,
    trustDomain: flags.trustDomain,
    rootNamespace: flags.rootNamespace,
    caAddress: flags.caAddress,
    joinTokenFile: flags.joinTokenFile === undefined ? null : resolve(flags.joinTokenFile),
    maxRequests: flags.maxRequests,
    maxRequestBytes: flags.maxRequestBytes,
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
  const galley: ConfigSource = { kind: 'mcp', target: '127.0.0.1:9901' }
  return new Command('flotilla mixer')
    .description('Answers policy checks and takes telemetry reports, through adapters.')
    .option('--state <dir>', 'own folder: keys', '.flotilla/parts/mixer')
    .option('--bind <address>', 'address to listen on', '127.0.0.1')
    .option('--grpc-port <port>', 'port with mutual TLS; 0 picks one', parsePort, 15004)
    .option('--plain-port <port>', 'also a plaintext port, on 127.0.0.1 only', parsePort)
    .option('--prometheus-port <port>', 'port of the metrics page; 0 picks one', parsePort, 42422)
    .option('--monitoring-port <port>', 'port for health; 0 picks one', parsePort, 15014)
    .addOption(
      new Option('--config <source>', 'mcp:HOST:PORT of galley, or fs:DIR')
        .argParser(parseSource)
        .default(galley, 'mcp:127.0.0.1:9901'),
    )
    .option('--trust-domain <name>', 'trust domain of the mesh', 'cluster.local')
    .option('--root-namespace <name>', 'namespace whose rules apply to all', 'istio-system')
    .option('--ca-address <host:port>', "citadel's address", '127.0.0.1:8060')
    .option('--join-token-file <file>', 'token for the first certificate')
    .option('--max-requests <count>', 'requests at once before new ones are shed', parseCount, 1024)
    .option(
      '--max-request-bytes <bytes>',
      'bytes of requests at once before new ones are shed',
      parseCount,
      64 * 1024 * 1024,
    )
    .addOption(
      new Option('--log-level <level>', 'log level')
        .choices(['error', 'warn', 'info', 'debug'])
        .default('info'),
    )
    .addHelpText(
      'after',
      '\nExample:\n  flotilla mixer --state /var/lib/mixer --config mcp:127.0.0.1:9901 --join-token-file token',
    )
    .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : 2))
}

function parsePort(text: string): number {
  const port = Number(text)
  if (!Number.isInteger(port) || port < 0 || port > 65535)
    throw new InvalidArgumentError('a port is a number from 0 to 65535')
  return port
}

function parseCount(text: string): number {
  const count = Number(text)
  if (!Number.isSafeInteger(count) || count < 1)
    throw new InvalidArgumentError('it is a whole number from 1')
  return count
}

function parseSource(text: string): ConfigSource {
  if (text.startsWith('fs:') && text.length > 3)
    return { kind: 'fs', directory: resolve(text.slice(3)) }
  if (/^mcp:.+:\d+$/.test(text)) return { kind: 'mcp', target: text.slice(4) }
  throw new InvalidArgumentError('write mcp:HOST:PORT or fs:DIR')
}

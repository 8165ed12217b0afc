/** Flags of pilot, parsed once into one frozen object. */
import { join, resolve } from 'node:path'
import { FlotillaError } from '@flotilla/errors'
import { formatHostPort, parseHostPort } from '@flotilla/net'
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander'

export type ConfigSourceFlag =
  | { readonly kind: 'mcp'; readonly target: string }
  | { readonly kind: 'fs'; readonly dir: string }

export interface PilotConfig {
  readonly stateDir: string
  readonly grpcAddress: string
  /** null: no plaintext port. */
  readonly plainAddress: string | null
  readonly monitoringAddress: string
  readonly source: ConfigSourceFlag
  /** null: workloads are registered here alone. */
  readonly galleyApi: { readonly host: string; readonly port: number } | null
  readonly meshConfigFile: string | null
  readonly trustDomain: string
  readonly rootNamespace: string
  readonly caAddress: string
  readonly joinTokenFile: string | null
  readonly quietMs: number
  readonly maxDelayMs: number
  readonly endpointQuietMs: number
  readonly leaseTtlSec: number
  readonly graceMs: number
  readonly logLevel: 'error' | 'warn' | 'info' | 'debug'
}

export type ParsedFlags =
  | { readonly kind: 'run'; readonly config: PilotConfig }
  /** Help was printed, or a mistake explained: end with this code. */
  | { readonly kind: 'exit'; readonly code: number }

interface Flags {
  readonly state: string
  readonly bind: string
  readonly grpcPort: number
  readonly plainPort?: number
  readonly monitoringPort: number
  readonly config: ConfigSourceFlag
  readonly galleyApi?: string
  readonly meshConfig?: string
  readonly trustDomain: string
  readonly rootNamespace: string
  readonly caAddress: string
  readonly joinTokenFile?: string
  readonly debounceAfter: number
  readonly debounceMax: number
  readonly endpointDebounce: number
  readonly leaseTtl: number
  readonly disconnectGrace: number
  readonly logLevel: PilotConfig['logLevel']
}

const LOOPBACK = '127.0.0.1'
const EXAMPLE = `
Examples:
  flotilla pilot --config mcp:127.0.0.1:9901 --galley-api 127.0.0.1:9902 --join-token-file token
  flotilla pilot --config fs:./mesh --plain-port 15010`

/** @param args without program and script. */
export function parseFlags(args: readonly string[]): ParsedFlags {
  const program = describeFlags()
  try {
    program.parse(args, { from: 'user' })
    return { kind: 'run', config: toConfig(program.opts<Flags>()) }
  } catch (error) {
    // Commander has printed its own sentence already.
    if (error instanceof CommanderError) return { kind: 'exit', code: error.exitCode === 0 ? 0 : 2 }
    throw error
  }
}

function describeFlags(): Command {
  return new Command('flotilla pilot')
    .description('Discovery: turns configuration and workloads into xDS and serves it to proxies.')
    .option('--state <dir>', 'own folder: keys, addresses, workloads', '.flotilla/pilot')
    .option('--bind <address>', 'address to listen on', LOOPBACK)
    .option('--grpc-port <port>', 'xDS with mutual TLS; 0 picks one', parsePort, 15_012)
    .option('--plain-port <port>', 'xDS in plaintext, on loopback only; 0 picks one', parsePort)
    .option(
      '--monitoring-port <port>',
      'health, metrics, debugging; 0 picks one',
      parsePort,
      15_014,
    )
    .option('--config <source>', 'configuration: mcp:HOST:PORT of galley, or fs:DIR', parseSource, {
      kind: 'mcp',
      target: '127.0.0.1:9901',
    } satisfies ConfigSourceFlag)
    .option('--galley-api <host:port>', "galley's configuration API, for leases and addresses")
    .option('--mesh-config <file>', 'settings of the mesh, YAML')
    .option('--trust-domain <name>', 'trust domain of the mesh', 'cluster.local')
    .option('--root-namespace <name>', 'namespace of the control plane', 'istio-system')
    .option('--ca-address <host:port>', "citadel's address", '127.0.0.1:8060')
    .option('--join-token-file <file>', 'token for the first certificate')
    .option('--debounce-after <ms>', 'push when nothing changed for so long', parseMs, 20)
    .option('--debounce-max <ms>', 'push at the latest after so long', parseMs, 1_000)
    .option('--endpoint-debounce <ms>', 'the same quiet time for endpoints alone', parseMs, 5)
    .option('--lease-ttl <seconds>', 'life of a registered workload without renewal', parseSec, 60)
    .option(
      '--disconnect-grace <ms>',
      'how long a workload outlives its broken connection',
      parseMs,
      10_000,
    )
    .addOption(
      new Option('--log-level <level>').choices(['error', 'warn', 'info', 'debug']).default('info'),
    )
    .allowExcessArguments(false)
    .exitOverride()
    .addHelpText('after', EXAMPLE)
}

function toConfig(flags: Flags): PilotConfig {
  if (flags.debounceMax < flags.debounceAfter)
    throw new FlotillaError('FLT_USAGE', '--debounce-max is shorter than --debounce-after')
  return Object.freeze({
    stateDir: resolve(flags.state),
    grpcAddress: formatHostPort(flags.bind, flags.grpcPort),
    plainAddress: flags.plainPort === undefined ? null : formatHostPort(LOOPBACK, flags.plainPort),
    monitoringAddress: formatHostPort(flags.bind, flags.monitoringPort),
    source: flags.config,
    galleyApi: flags.galleyApi === undefined ? null : parseHostPort(flags.galleyApi),
    meshConfigFile: flags.meshConfig === undefined ? null : resolve(flags.meshConfig),
    trustDomain: flags.trustDomain,
    rootNamespace: flags.rootNamespace,
    caAddress: flags.caAddress,
    joinTokenFile: flags.joinTokenFile === undefined ? null : resolve(flags.joinTokenFile),
    quietMs: flags.debounceAfter,
    maxDelayMs: flags.debounceMax,
    endpointQuietMs: flags.endpointDebounce,
    leaseTtlSec: flags.leaseTtl,
    graceMs: flags.disconnectGrace,
    logLevel: flags.logLevel,
  })
}

/** Folder of the keys in the state directory. */
export function keyDir(config: PilotConfig): string {
  return join(config.stateDir, 'keys')
}

function parsePort(text: string): number {
  const port = Number(text)
  if (!/^\d{1,5}$/.test(text) || port > 65_535)
    throw new InvalidArgumentError('A port is a number from 0 to 65535.')
  return port
}

function parseMs(text: string): number {
  if (!/^\d{1,7}$/.test(text))
    throw new InvalidArgumentError('Milliseconds are a whole number, at most 7 digits.')
  return Number(text)
}

function parseSec(text: string): number {
  const seconds = Number(text)
  if (!/^\d{1,6}$/.test(text) || seconds < 1)
    throw new InvalidArgumentError('Seconds are a whole number of at least 1.')
  return seconds
}

function parseSource(text: string): ConfigSourceFlag {
  if (text.startsWith('mcp:') && text.length > 4) return { kind: 'mcp', target: text.slice(4) }
  if (text.startsWith('fs:') && text.length > 3) return { kind: 'fs', dir: resolve(text.slice(3)) }
  throw new InvalidArgumentError('A source is mcp:HOST:PORT or fs:DIR.')
}

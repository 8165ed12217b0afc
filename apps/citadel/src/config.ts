/** Flags of citadel, parsed once into one frozen object. */
import { join } from 'node:path'
import { FlotillaError, messageOf } from '@flotilla/errors'
import { formatHostPort } from '@flotilla/net'
import { parseGoDurationNs } from '@flotilla/time'
import { normalizeTrustDomain } from '@flotilla/x509'
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander'

export interface CitadelConfig {
  /** Holds the CA's key and the ids of used tokens. */
  readonly stateDir: string
  readonly grpcAddress: string
  readonly monitoringAddress: string
  readonly socketPath: string
  readonly trustDomain: string
  readonly rootNamespace: string
  readonly workloadTtlMs: number
  readonly maxWorkloadTtlMs: number
  readonly rootTtlMs: number
  readonly logLevel: 'error' | 'warn' | 'info' | 'debug'
}

export type ParsedFlags =
  | { readonly kind: 'run'; readonly config: CitadelConfig }
  /** Help or version was printed, or a mistake explained: end with this code. */
  | { readonly kind: 'exit'; readonly code: number }

interface Flags {
  readonly state: string
  readonly bind: string
  readonly grpcPort: number
  readonly monitoringPort: number
  readonly socket?: string
  readonly trustDomain: string
  readonly rootNamespace: string
  readonly workloadCertTtl: number
  readonly maxWorkloadCertTtl: number
  readonly selfSignedCaCertTtl: number
  readonly logLevel: CitadelConfig['logLevel']
}

const DAY_MS = 86_400_000
/** Certificates count in whole seconds. */
const MIN_TTL_MS = 1_000
const EXAMPLE = `
Example:
  flotilla citadel --state .flotilla/citadel --workload-cert-ttl 1h
  curl --unix-socket .flotilla/citadel/citadel.sock http://citadel/v1/roots`

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
  return new Command('citadel')
    .description('Identity: issues certificates to authenticated callers.')
    .option('--state <dir>', 'own directory: CA key, used tokens', '.flotilla/citadel')
    .option('--bind <address>', 'address to listen on', '127.0.0.1')
    .option('--grpc-port <port>', 'certificate service (0 picks one)', parsePort, 8060)
    .option('--monitoring-port <port>', 'health and metrics (0 picks one)', parsePort, 15_014)
    .option('--socket <path>', 'admin Unix socket, mode 0600 (default: citadel.sock in --state)')
    .option(
      '--trust-domain <name>',
      'trust domain of all certificates',
      parseTrustDomain,
      'cluster.local',
    )
    .option('--root-namespace <name>', 'namespace of the control plane', 'istio-system')
    .option('--workload-cert-ttl <duration>', 'life of certificates: 24h, 90s', parseTtl, DAY_MS)
    .option(
      '--max-workload-cert-ttl <duration>',
      'longest life a caller may ask for',
      parseTtl,
      90 * DAY_MS,
    )
    .option(
      '--self-signed-ca-cert-ttl <duration>',
      'life of the root when it is made',
      parseTtl,
      3650 * DAY_MS,
    )
    .addOption(
      new Option('--log-level <level>').choices(['error', 'warn', 'info', 'debug']).default('info'),
    )
    .allowExcessArguments(false)
    .exitOverride()
    .addHelpText('after', EXAMPLE)
}

function toConfig(flags: Flags): CitadelConfig {
  if (flags.workloadCertTtl > flags.maxWorkloadCertTtl)
    throw new FlotillaError(
      'FLT_USAGE',
      '--workload-cert-ttl is longer than --max-workload-cert-ttl',
    )
  return Object.freeze({
    stateDir: flags.state,
    grpcAddress: formatHostPort(flags.bind, flags.grpcPort),
    monitoringAddress: formatHostPort(flags.bind, flags.monitoringPort),
    socketPath: flags.socket ?? join(flags.state, 'citadel.sock'),
    trustDomain: flags.trustDomain,
    rootNamespace: flags.rootNamespace,
    workloadTtlMs: flags.workloadCertTtl,
    maxWorkloadTtlMs: flags.maxWorkloadCertTtl,
    rootTtlMs: flags.selfSignedCaCertTtl,
    logLevel: flags.logLevel,
  })
}

function parsePort(text: string): number {
  const port = Number(text)
  if (!/^\d{1,5}$/.test(text) || port > 65_535)
    throw new InvalidArgumentError('A port is a number from 0 to 65535.')
  return port
}

/** `24h`, `1h30m`, `10s`, and days as `90d`. */
function parseTtl(text: string): number {
  const days = /^(\d{1,5})d$/.exec(text)
  const ns = days === null ? parseGoDurationNs(text) : BigInt(Number(days[1]) * DAY_MS) * 1_000_000n
  const ms = ns === null ? 0 : Number(ns / 1_000_000n)
  if (ms < MIN_TTL_MS)
    throw new InvalidArgumentError('A life is a duration of at least a second, like 24h or 90s.')
  return ms
}

function parseTrustDomain(text: string): string {
  try {
    return normalizeTrustDomain(text)
  } catch (error) {
    throw new InvalidArgumentError(`${messageOf(error)}.`)
  }
}

/** Flags of pilot, parsed once into one frozen object. */
import { FlotillaError } from '@flotilla/errors'
import { formatHostPort, type HostPort, parseHostPort } from '@flotilla/net'
import {
  addIdentityFlags,
  addPartFlags,
  type ConfigSource,
  configSourceOption,
  type IdentityConfig,
  type IdentityFlags,
  identityConfig,
  optionalPath,
  type PartConfig,
  type PartFlags,
  parseMilliseconds,
  parsePort,
  parseSeconds,
  partConfig,
  programCommand,
} from '@flotilla/part'
import type { Command } from 'commander'

export interface PilotConfig extends PartConfig, IdentityConfig {
  readonly grpcAddress: string
  /** null: no plaintext port. */
  readonly plainAddress: string | null
  readonly source: ConfigSource
  /** null: workloads are registered here alone. */
  readonly galleyApi: HostPort | null
  readonly meshConfigFile: string | null
  readonly quietMs: number
  readonly maxDelayMs: number
  readonly endpointQuietMs: number
  readonly leaseTtlSec: number
  readonly graceMs: number
}

interface Flags extends PartFlags, IdentityFlags {
  readonly grpcPort: number
  readonly plainPort?: number
  readonly config: ConfigSource
  readonly galleyApi?: string
  readonly meshConfig?: string
  readonly debounceAfter: number
  readonly debounceMax: number
  readonly endpointDebounce: number
  readonly leaseTtl: number
  readonly disconnectGrace: number
}

const LOOPBACK = '127.0.0.1'

/** @param args without program and script. Throws commander's error, or FLT_USAGE. */
export function parseConfig(args: readonly string[]): PilotConfig {
  const flags = command().parse(args, { from: 'user' }).opts<Flags>()
  if (flags.debounceMax < flags.debounceAfter)
    throw new FlotillaError('FLT_USAGE', '--debounce-max is shorter than --debounce-after')
  return Object.freeze({
    ...partConfig(flags),
    ...identityConfig(flags),
    grpcAddress: formatHostPort(flags.bind, flags.grpcPort),
    plainAddress: flags.plainPort === undefined ? null : formatHostPort(LOOPBACK, flags.plainPort),
    source: flags.config,
    galleyApi: flags.galleyApi === undefined ? null : parseHostPort(flags.galleyApi),
    meshConfigFile: optionalPath(flags.meshConfig),
    quietMs: flags.debounceAfter,
    maxDelayMs: flags.debounceMax,
    endpointQuietMs: flags.endpointDebounce,
    leaseTtlSec: flags.leaseTtl,
    graceMs: flags.disconnectGrace,
  })
}

function command(): Command {
  const pilot = programCommand(
    'pilot',
    'Discovery: turns configuration and workloads into xDS and serves it to proxies.',
    [
      'flotilla pilot --config mcp:127.0.0.1:9901 --galley-api 127.0.0.1:9902 --join-token-file token',
      'flotilla pilot --config fs:samples/bookinfo/networking --plain-port 15010',
    ],
  )
    .option('--grpc-port <port>', 'xDS with mutual TLS; 0 picks one', parsePort, 15_012)
    .option('--plain-port <port>', 'xDS in plaintext, on loopback only; 0 picks one', parsePort)
    .addOption(configSourceOption())
    .option('--galley-api <host:port>', "galley's configuration API, for leases and addresses")
    .option('--mesh-config <file>', 'settings of the mesh, YAML')
    .option('--debounce-after <ms>', 'push when nothing changed for so long', parseMilliseconds, 20)
    .option('--debounce-max <ms>', 'push at the latest after so long', parseMilliseconds, 1_000)
    .option(
      '--endpoint-debounce <ms>',
      'the same quiet time for endpoints alone',
      parseMilliseconds,
      5,
    )
    .option(
      '--lease-ttl <seconds>',
      'life of a registered workload without renewal',
      parseSeconds,
      60,
    )
    .option(
      '--disconnect-grace <ms>',
      'how long a workload outlives its broken connection',
      parseMilliseconds,
      10_000,
    )
  return addIdentityFlags(addPartFlags(pilot, 'keys, addresses, workloads'))
}

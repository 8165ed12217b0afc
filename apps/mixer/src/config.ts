/** Flags of mixer, parsed once into one frozen object. */
import { formatHostPort } from '@flotilla/net'
import {
  addIdentityFlags,
  addPartFlags,
  type ConfigSource,
  configSourceOption,
  type IdentityConfig,
  type IdentityFlags,
  identityConfig,
  type PartConfig,
  type PartFlags,
  parseCount,
  parsePort,
  partConfig,
  programCommand,
} from '@flotilla/part'
import { type Command, Option } from 'commander'

/** Rules of its root namespace apply to every namespace. */
export interface MixerConfig extends PartConfig, IdentityConfig {
  readonly grpcAddress: string
  /** Plaintext on loopback, or null for none. */
  readonly plainAddress: string | null
  readonly prometheusAddress: string
  readonly source: ConfigSource
  readonly maxRequests: number
  readonly maxRequestBytes: number
  /** Whether proxies are told which checks they may decide themselves. */
  readonly offersBundles: boolean
}

interface Flags extends PartFlags, IdentityFlags {
  readonly grpcPort: number
  readonly plainPort?: number
  readonly prometheusPort: number
  readonly config: ConfigSource
  readonly maxRequests: number
  readonly maxRequestBytes: number
  readonly edgeBundles: 'on' | 'off'
}

const LOOPBACK = '127.0.0.1'
const MIB = 1024 * 1024

/** @param args without program and script. Throws commander's error. */
export function parseConfig(args: readonly string[]): MixerConfig {
  const flags = command().parse(args, { from: 'user' }).opts<Flags>()
  return Object.freeze({
    ...partConfig(flags),
    ...identityConfig(flags),
    grpcAddress: formatHostPort(flags.bind, flags.grpcPort),
    plainAddress: flags.plainPort === undefined ? null : formatHostPort(LOOPBACK, flags.plainPort),
    prometheusAddress: formatHostPort(flags.bind, flags.prometheusPort),
    source: flags.config,
    maxRequests: flags.maxRequests,
    maxRequestBytes: flags.maxRequestBytes,
    offersBundles: flags.edgeBundles === 'on',
  })
}

function command(): Command {
  const mixer = programCommand(
    'mixer',
    'Answers policy checks and takes telemetry reports, through adapters.',
    [
      'flotilla mixer --state /var/lib/mixer --config mcp:127.0.0.1:9901 --join-token-file token',
      'flotilla mixer --config fs:deploy/mesh --plain-port 9091',
    ],
  )
    .option(
      '--grpc-port <port>',
      'Check and Report with mutual TLS; 0 picks one',
      parsePort,
      15_004,
    )
    .option('--plain-port <port>', 'the same in plaintext, on loopback only', parsePort)
    .option('--prometheus-port <port>', 'metrics of the mesh; 0 picks one', parsePort, 42_422)
    .addOption(configSourceOption())
    .option('--max-requests <count>', 'requests at once before new ones are shed', parseCount, 1024)
    .option(
      '--max-request-bytes <bytes>',
      'bytes of requests at once before new ones are shed',
      parseCount,
      64 * MIB,
    )
    .addOption(
      new Option('--edge-bundles <switch>', 'let proxies decide what they can without mixer')
        .choices(['on', 'off'])
        .default('on'),
    )
  return addIdentityFlags(addPartFlags(mixer, 'keys'))
}

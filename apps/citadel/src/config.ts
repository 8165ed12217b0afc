/** Flags of citadel, parsed once into one frozen object. */
import { join } from 'node:path'
import { FlotillaError } from '@flotilla/errors'
import { formatHostPort } from '@flotilla/net'
import {
  addPartFlags,
  lifeOption,
  optionalPath,
  type PartConfig,
  type PartFlags,
  parsePort,
  partConfig,
  programCommand,
} from '@flotilla/part'
import type { Command } from 'commander'

/** Its state folder holds the CA's key and the ids of used tokens. */
export interface CitadelConfig extends PartConfig {
  readonly grpcAddress: string
  readonly socketPath: string
  readonly workloadTtlMs: number
  readonly maxWorkloadTtlMs: number
  readonly rootTtlMs: number
}

interface Flags extends PartFlags {
  readonly grpcPort: number
  readonly socket?: string
  readonly workloadCertTtl: number
  readonly maxWorkloadCertTtl: number
  readonly selfSignedCaCertTtl: number
}

/** @param args without program and script. Throws commander's error, or FLT_USAGE. */
export function parseConfig(args: readonly string[]): CitadelConfig {
  const flags = command().parse(args, { from: 'user' }).opts<Flags>()
  if (flags.workloadCertTtl > flags.maxWorkloadCertTtl)
    throw new FlotillaError(
      'FLT_USAGE',
      '--workload-cert-ttl is longer than --max-workload-cert-ttl',
    )
  const part = partConfig(flags)
  return Object.freeze({
    ...part,
    grpcAddress: formatHostPort(flags.bind, flags.grpcPort),
    socketPath: optionalPath(flags.socket) ?? join(part.stateDir, 'citadel.sock'),
    workloadTtlMs: flags.workloadCertTtl,
    maxWorkloadTtlMs: flags.maxWorkloadCertTtl,
    rootTtlMs: flags.selfSignedCaCertTtl,
  })
}

function command(): Command {
  const citadel = programCommand(
    'citadel',
    'Identity: issues certificates to authenticated callers.',
    [
      'flotilla citadel --state /var/lib/citadel --workload-cert-ttl 1h',
      'curl --unix-socket /var/lib/citadel/citadel.sock http://citadel/v1/roots',
    ],
  )
    .option('--grpc-port <port>', 'certificate service; 0 picks one', parsePort, 8060)
    .option('--socket <path>', 'admin Unix socket, mode 0600 (default: citadel.sock in --state)')
    .addOption(
      lifeOption('--workload-cert-ttl <duration>', 'life of certificates: 24h, 90s', '24h'),
    )
    .addOption(
      lifeOption('--max-workload-cert-ttl <duration>', 'longest life a caller may ask for', '90d'),
    )
    .addOption(
      lifeOption(
        '--self-signed-ca-cert-ttl <duration>',
        'life of the root when it is made',
        '3650d',
      ),
    )
  return addPartFlags(citadel, 'CA key, used tokens')
}

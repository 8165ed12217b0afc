/** Flags of galley, parsed once into one frozen object. */
import { resolve } from 'node:path'
import { formatHostPort } from '@flotilla/net'
import {
  addIdentityFlags,
  addPartFlags,
  type IdentityConfig,
  type IdentityFlags,
  identityConfig,
  optionalPath,
  type PartConfig,
  type PartFlags,
  parsePort,
  partConfig,
  programCommand,
} from '@flotilla/part'
import { type Command, InvalidArgumentError, Option } from 'commander'

export interface GalleyConfig extends PartConfig, IdentityConfig {
  readonly grpcAddress: string
  readonly apiAddress: string
  readonly apiSocket: string | null
  /** Watched folders of configuration, absolute. */
  readonly directories: readonly string[]
}

interface Flags extends PartFlags, IdentityFlags {
  readonly grpcPort: number
  readonly apiPort: number
  readonly apiSocket?: string
  readonly config: string[]
}

/** @param args without program and script. Throws commander's error. */
export function parseConfig(args: readonly string[]): GalleyConfig {
  const flags = command().parse(args, { from: 'user' }).opts<Flags>()
  return Object.freeze({
    ...partConfig(flags),
    ...identityConfig(flags),
    grpcAddress: formatHostPort(flags.bind, flags.grpcPort),
    apiAddress: formatHostPort(flags.bind, flags.apiPort),
    apiSocket: optionalPath(flags.apiSocket),
    directories: flags.config,
  })
}

function command(): Command {
  const galley = programCommand(
    'galley',
    'Takes configuration, validates it, keeps every version, and hands it to pilot and mixer.',
    [
      'flotilla galley --state /var/lib/galley --config fs:samples/bookinfo/networking --join-token-file token',
    ],
  )
    .option('--grpc-port <port>', 'MCP with mutual TLS; 0 picks one', parsePort, 9901)
    .option('--api-port <port>', 'configuration API with mutual TLS; 0 picks one', parsePort, 9902)
    .option('--api-socket <path>', 'Unix socket of the configuration API, mode 0600')
    .addOption(
      new Option('--config <fs:dir>', 'folder of configuration to read and watch (repeatable)')
        .argParser(parseDirectory)
        .default([], 'none'),
    )
  return addIdentityFlags(addPartFlags(galley, 'database and keys'))
}

function parseDirectory(text: string, previous: string[]): string[] {
  if (!text.startsWith('fs:') || text.length === 3)
    throw new InvalidArgumentError('galley reads folders: write fs:DIR')
  return [...previous, resolve(text.slice(3))]
}

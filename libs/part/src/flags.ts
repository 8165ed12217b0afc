/** The flags that all programs have, those of the parts of a control plane, and those of parts with a certificate from citadel. */
import { resolve } from 'node:path'
import { messageOf } from '@flotilla/errors'
import type { LogLevel } from '@flotilla/log'
import { formatHostPort } from '@flotilla/net'
import { normalizeTrustDomain } from '@flotilla/x509'
import { Command, InvalidArgumentError, Option } from 'commander'
import { parsePort } from './flag-values.ts'

export interface ProgramFlags {
  readonly logLevel: LogLevel
}

/** What `addPartFlags` adds. */
export interface PartFlags extends ProgramFlags {
  readonly state: string
  readonly bind: string
  readonly monitoringPort: number
  readonly trustDomain: string
  readonly rootNamespace: string
}

export interface PartConfig {
  /** Absolute. */
  readonly stateDir: string
  readonly bind: string
  readonly monitoringAddress: string
  readonly trustDomain: string
  readonly rootNamespace: string
  readonly logLevel: LogLevel
}

/** What `addIdentityFlags` adds. */
export interface IdentityFlags {
  readonly caAddress: string
  readonly joinTokenFile?: string
}

export interface IdentityConfig {
  readonly caAddress: string
  /** Absolute; null: a kept certificate must do. */
  readonly joinTokenFile: string | null
}

const SHARED = 'Options of every part:'

/**
 * A command with `--log-level` and its examples in `--help`. Its `parse` throws commander's own error, after it has
 * printed help or the mistake.
 * @param examples one command line each
 */
export function programCommand(
  name: string,
  purpose: string,
  examples: readonly [string, ...string[]],
): Command {
  const title = examples.length === 1 ? 'Example' : 'Examples'
  return new Command(`flotilla ${name}`)
    .description(purpose)
    .allowExcessArguments(false)
    .exitOverride()
    .addOption(
      new Option('--log-level <level>', 'least level of the log')
        .choices(['error', 'warn', 'info', 'debug'])
        .default('info'),
    )
    .addHelpText('after', `\n${title}:\n${examples.map((line) => `  ${line}`).join('\n')}`)
}

/** @param holds what lies in the state folder; its default is `.flotilla/parts/NAME` */
export function addPartFlags(command: Command, holds: string): Command {
  const name = command.name().split(' ').at(-1)
  return shared(command, [
    new Option('--state <dir>', `own folder: ${holds}`).default(`.flotilla/parts/${name}`),
    new Option('--bind <address>', 'address to listen on').default('127.0.0.1'),
    new Option('--monitoring-port <port>', 'health, metrics and debugging; 0 picks one')
      .argParser(parsePort)
      .default(15_014),
    new Option('--trust-domain <name>', 'trust domain of the mesh')
      .argParser(parseTrustDomain)
      .default('cluster.local'),
    new Option('--root-namespace <name>', 'namespace of the control plane').default('istio-system'),
  ])
}

export function addIdentityFlags(command: Command): Command {
  return shared(command, [
    new Option('--ca-address <host:port>', "citadel's address").default('127.0.0.1:8060'),
    new Option('--join-token-file <file>', 'token for the first certificate'),
  ])
}

export function partConfig(flags: PartFlags): PartConfig {
  return {
    stateDir: resolve(flags.state),
    bind: flags.bind,
    monitoringAddress: formatHostPort(flags.bind, flags.monitoringPort),
    trustDomain: flags.trustDomain,
    rootNamespace: flags.rootNamespace,
    logLevel: flags.logLevel,
  }
}

export function identityConfig(flags: IdentityFlags): IdentityConfig {
  return { caAddress: flags.caAddress, joinTokenFile: optionalPath(flags.joinTokenFile) }
}

/** Absolute, or null where the flag was not given. */
export function optionalPath(path: string | undefined): string | null {
  return path === undefined ? null : resolve(path)
}

function shared(command: Command, options: readonly Option[]): Command {
  for (const option of options) command.addOption(option.helpGroup(SHARED))
  return command
}

function parseTrustDomain(text: string): string {
  try {
    return normalizeTrustDomain(text)
  } catch (error) {
    throw new InvalidArgumentError(`${messageOf(error)}.`)
  }
}

/** `--config` of the parts that use configuration: galley over MCP, or a folder of their own. */
import { resolve } from 'node:path'
import { parseHostPort } from '@flotilla/net'
import { InvalidArgumentError, Option } from 'commander'

export type ConfigSource =
  | { readonly kind: 'mcp'; readonly target: string }
  | { readonly kind: 'fs'; readonly directory: string }

const GALLEY: ConfigSource = { kind: 'mcp', target: '127.0.0.1:9901' }

/** `--config SOURCE`, by default galley at its usual address. */
export function configSourceOption(): Option {
  return new Option('--config <source>', 'configuration: mcp:HOST:PORT of galley, or fs:DIR')
    .argParser(parseConfigSource)
    .default(GALLEY, 'mcp:127.0.0.1:9901')
}

/** `mcp:HOST:PORT`, or `fs:DIR`, which is made absolute. */
export function parseConfigSource(text: string): ConfigSource {
  if (text.startsWith('fs:') && text.length > 3)
    return { kind: 'fs', directory: resolve(text.slice(3)) }
  if (text.startsWith('mcp:') && isHostPort(text.slice(4)))
    return { kind: 'mcp', target: text.slice(4) }
  throw new InvalidArgumentError('A source is mcp:HOST:PORT or fs:DIR.')
}

function isHostPort(text: string): boolean {
  try {
    return parseHostPort(text).host !== ''
  } catch {
    return false // its caller says what a source looks like
  }
}

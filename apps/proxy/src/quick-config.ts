/** The flags that every sidecar is started with, read without commander: its modules would stay in memory for good. */
import { parseArgs } from 'node:util'
import type { ProxyConfig } from './config.ts'
import { DEFAULT_DRAIN } from './lifecycle.ts'

const LOG_LEVELS = ['error', 'warn', 'info', 'debug'] as const

/** What `parseConfig` would give, or null where it must be asked: other flags, help, and whatever may be wrong. */
export function quickConfig(args: readonly string[]): ProxyConfig | null {
  const values = valuesOf(args)
  if (values === null) return null
  const bootstrapFile = values['config-path']
  const logLevel = LOG_LEVELS.find((level) => level === (values['log-level'] ?? 'info'))
  if (bootstrapFile === undefined || bootstrapFile === '' || logLevel === undefined) return null
  return Object.freeze({
    bootstrapFile,
    isValidation: false,
    hotRestartPath: null,
    logLevel,
    drain: DEFAULT_DRAIN,
    concurrency: 1,
  })
}

function valuesOf(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        'config-path': { type: 'string', short: 'c' },
        'log-level': { type: 'string' },
      },
    }).values
  } catch {
    return null // commander says what is wrong
  }
}

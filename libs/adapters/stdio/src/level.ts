/** Levels of stdio's lines, and the severities that mean them. */

export const LEVELS = { INFO: 0, WARNING: 1, ERROR: 2 } as const
export type Level = keyof typeof LEVELS

const LABELS: Readonly<Record<Level, string>> = { INFO: 'info', WARNING: 'warn', ERROR: 'error' }

// Istio 1.4: known without configuration, in upper and in lower case.
const KNOWN: Readonly<Record<string, Level>> = {
  INFORMATIONAL: 'INFO',
  INFO: 'INFO',
  WARNING: 'WARNING',
  WARN: 'WARNING',
  ERROR: 'ERROR',
  ERR: 'ERROR',
  FATAL: 'ERROR',
}

/** The text of a level in a line. */
export function levelLabel(level: Level): string {
  return LABELS[level]
}

/** The default severities with the configured ones over them. */
export function severityLevels(configured: ReadonlyMap<string, Level>): ReadonlyMap<string, Level> {
  const levels = new Map<string, Level>()
  for (const [name, level] of Object.entries(KNOWN))
    levels.set(name, level).set(name.toLowerCase(), level)
  for (const [name, level] of configured) levels.set(name, level)
  return levels
}

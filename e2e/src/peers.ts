/** The outside programs that scenarios need, installed by the project's own tool. */
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import process from 'node:process'
import { ROOT } from './cli.ts'

/** Null when all are there; else one sentence saying what is missing. */
export function ensurePeers(names: readonly string[]): string | null {
  const result = spawnSync(process.execPath, [join(ROOT, 'tools', 'peers.ts'), ...names], {
    stdio: ['ignore', 2, 'pipe'],
    encoding: 'utf8',
  })
  return result.status === 0 ? null : `MISSING ${names.join(', ')}: ${result.stderr.trim()}`
}

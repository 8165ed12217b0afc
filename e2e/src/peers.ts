/** The outside programs that scenarios need, installed by the project's own tool. */
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import process from 'node:process'
import { ROOT } from './cli.ts'

export type Peers =
  | {
      readonly kind: 'present'
      /** By name: the program, or the folder of a Python package. */
      readonly paths: Readonly<Record<string, string>>
    }
  | {
      readonly kind: 'missing'
      /** One sentence that says what is missing. */
      readonly reason: string
    }

/** Installs what is missing and says where each peer is. */
export function findPeers(names: readonly string[]): Peers {
  const result = spawnSync(process.execPath, [join(ROOT, 'tools', 'peers.ts'), ...names], {
    stdio: ['ignore', 'pipe', 'pipe'],
    encoding: 'utf8',
  })
  if (result.status === 0)
    return { kind: 'present', paths: JSON.parse(result.stdout) as Record<string, string> } // its own output
  return {
    kind: 'missing',
    reason: `MISSING ${names.join(', ')}: ${result.stderr.trim().split('\n').at(-1)}`,
  }
}

/** Null when all are there; else one sentence saying what is missing. */
export function ensurePeers(names: readonly string[]): string | null {
  const peers = findPeers(names)
  return peers.kind === 'present' ? null : peers.reason
}

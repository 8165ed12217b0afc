/** Installs the outside programs that a test or bench needs, once, from ordinary packages: node bin/run.mjs tools/peers.ts NAME... */
import { spawnSync } from 'node:child_process'
import process from 'node:process'

interface Peer {
  /** Command whose presence shows that it is installed. */
  readonly command: string
  /** Debian package. */
  readonly debian: string
}

const PEERS: Readonly<Record<string, Peer>> = {
  iptables: { command: 'iptables-restore', debian: 'iptables' },
  iproute2: { command: 'ip', debian: 'iproute2' },
  tcpdump: { command: 'tcpdump', debian: 'tcpdump' },
  curl: { command: 'curl', debian: 'curl' },
}

export type PeerName = keyof typeof PEERS & string

export type PeerResult =
  | { readonly kind: 'present' }
  | { readonly kind: 'missing'; readonly reason: string }

/** Makes sure that the peers are there. In CI the caller fails on a missing one; on a laptop it skips with the reason. */
export function ensurePeers(names: readonly string[]): PeerResult {
  const missing = names.filter((name) => !isPresent(peer(name).command))
  if (missing.length === 0) return { kind: 'present' }
  const packages = missing.map((name) => peer(name).debian)
  if (process.getuid?.() !== 0 || !isPresent('apt-get')) {
    return {
      kind: 'missing',
      reason: `install ${packages.join(' ')} (they need root, or this is not Debian)`,
    }
  }
  process.stderr.write(`peers: installing ${packages.join(' ')} ...\n`)
  for (const update of [false, true]) {
    if (update) apt(['update', '-qq'])
    if (apt(['install', '-y', '-qq', '--no-install-recommends', ...packages]))
      return { kind: 'present' }
  }
  return { kind: 'missing', reason: `apt-get could not install ${packages.join(' ')}` }
}

function peer(name: string): Peer {
  const found = PEERS[name]
  if (found === undefined)
    throw new Error(`unknown peer ${name}; known: ${Object.keys(PEERS).join(', ')}`)
  return found
}

function apt(args: readonly string[]): boolean {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  return (
    spawnSync('apt-get', ['-o', 'DPkg::Lock::Timeout=120', ...args], {
      env,
      stdio: ['ignore', 2, 2],
    }).status === 0
  )
}

function isPresent(command: string): boolean {
  const path = `${process.env['PATH'] ?? ''}:/usr/sbin:/sbin`
  return (
    spawnSync('sh', ['-c', `command -v ${command}`], {
      env: { ...process.env, PATH: path },
      stdio: 'ignore',
    }).status === 0
  )
}

if (import.meta.main) {
  const result = ensurePeers(process.argv.slice(2))
  if (result.kind === 'missing') process.stderr.write(`peers: ${result.reason}\n`)
  process.exitCode = result.kind === 'present' ? 0 : 1
}

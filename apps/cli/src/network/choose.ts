/** Chooses the way to run that this machine allows, and free addresses for it. */
import { createHash } from 'node:crypto'
import { createServer } from 'node:net'
import { networkInterfaces } from 'node:os'
import process from 'node:process'
import { FlotillaError } from '@flotilla/errors'
import type { Journal } from '../mesh/journal.ts'
import { findTool, runTool } from '../mesh/tool.ts'
import { ExplicitNetwork } from './explicit.ts'
import { NetnsNetwork } from './netns.ts'
import type { Mode, Network } from './network.ts'

/** What fixes a mesh's addresses; kept in its record. */
export interface NetworkPlan {
  readonly mode: Mode
  readonly tag: string
  readonly block: number
  readonly loopbackBlock: number
}

export interface ModeChoice {
  readonly mode: Mode
  /** Why the first choice was not taken, or empty. */
  readonly note: string
}

const BLOCKS = 256
const LOOPBACK_FROM = 64
const LOOPBACK_BLOCKS = 63
/** A port that every mesh uses on its part addresses: free there, the block is free. */
const PROBE_PORT = 9901

/** The mode to run in. A forced mode that this machine cannot do fails with one sentence saying what to do. */
export async function chooseMode(forced: Mode | null): Promise<ModeChoice> {
  if (forced === 'explicit') return { mode: 'explicit', note: '' }
  const obstacle = await netnsObstacle()
  if (obstacle === null) return { mode: 'netns', note: '' }
  if (forced === 'netns') throw obstacle
  return { mode: 'explicit', note: `running in explicit mode, since ${obstacle.message}` }
}

async function netnsObstacle(): Promise<FlotillaError | null> {
  if (process.platform !== 'linux') {
    return new FlotillaError(
      'FLT_PLATFORM',
      `network namespaces need Linux, and this is ${process.platform}; use --mode explicit`,
    )
  }
  if (process.getuid?.() !== 0) {
    return new FlotillaError(
      'FLT_PERMISSION',
      'network namespaces need root; run as root, or use --mode explicit',
    )
  }
  const packages = { ip: 'iproute2', 'iptables-restore': 'iptables' }
  for (const [tool, name] of Object.entries(packages)) {
    if (findTool(tool) === null) {
      return new FlotillaError(
        'FLT_TOOL_MISSING',
        `${tool} is not installed; install the package ${name} (apt-get install ${name}), or use --mode explicit`,
      )
    }
  }
  const probe = `flt-probe-${process.pid}`
  try {
    await runTool('ip', ['netns', 'add', probe])
    await runTool('ip', ['netns', 'delete', probe])
    return null
  } catch (cause) {
    return new FlotillaError(
      'FLT_PERMISSION',
      'this machine does not let root make network namespaces (a container without CAP_SYS_ADMIN?); use --mode explicit',
      { cause },
    )
  }
}

/** A plan whose addresses nobody uses, the same for the same state directory while it is free. */
export async function planNetwork(mode: Mode, stateDir: string): Promise<NetworkPlan> {
  const digest = createHash('sha256').update(stateDir).digest()
  const loopbackBlock = await freeLoopbackBlock(
    LOOPBACK_FROM + ((digest[0] as number) % LOOPBACK_BLOCKS),
  ) // a SHA-256 has 32 bytes
  return {
    mode,
    tag: digest.toString('hex', 8, 11),
    block: freeBridgeBlock(digest[1] as number),
    loopbackBlock,
  }
}

/** The network of a plan. */
export function networkOf(plan: NetworkPlan, journal: Journal): Network {
  return plan.mode === 'netns'
    ? new NetnsNetwork({ ...plan, journal })
    : new ExplicitNetwork(plan.loopbackBlock)
}

function freeBridgeBlock(first: number): number {
  const used = new Set(
    Object.values(networkInterfaces()).flatMap((list) =>
      (list ?? []).map((a) => a.address.split('.').slice(0, 3).join('.')),
    ),
  )
  for (let i = 0; i < BLOCKS; i++) {
    const block = (first + i) % BLOCKS
    if (!used.has(`10.201.${block}`)) return block
  }
  throw new FlotillaError(
    'FLT_NO_ADDRESS',
    'all 256 networks of 10.201.0.0/16 are in use; stop a mesh with flotilla down --state DIR',
  )
}

async function freeLoopbackBlock(first: number): Promise<number> {
  for (let i = 0; i < LOOPBACK_BLOCKS; i++) {
    const block = LOOPBACK_FROM + ((first - LOOPBACK_FROM + i) % LOOPBACK_BLOCKS)
    if (await isFree(`127.${block}.0.2`, PROBE_PORT)) return block
  }
  throw new FlotillaError(
    'FLT_NO_ADDRESS',
    'no block of loopback addresses from 127.64.0.0 to 127.126.0.0 is free; stop a mesh with flotilla down --state DIR',
  )
}

/** Whether a TCP listener could bind there now. */
export function isFree(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', () => resolve(false))
    server.listen({ host, port, exclusive: true }, () => server.close(() => resolve(true)))
  })
}

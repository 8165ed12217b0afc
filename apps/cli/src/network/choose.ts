/** Chooses the way to run that this machine allows, and free addresses for it. */
import { createHash } from 'node:crypto'
import { networkInterfaces } from 'node:os'
import process from 'node:process'
import { type ErrorCode, FlotillaError } from '@flotilla/errors'
import type { Journal } from '../mesh/journal.ts'
import { PartIndex, PORTS } from '../mesh/parts.ts'
import { findTool, runTool } from '../mesh/tool.ts'
import { ExplicitNetwork } from './explicit.ts'
import { NetnsNetwork } from './netns.ts'
import { type Mode, type Network, partHost } from './network.ts'
import { OneAddressNetwork } from './one-address.ts'
import { takePortBlock } from './port-block.ts'
import { hasOneLoopbackAddress, hold, isFree } from './probe.ts'

/** What fixes a mesh's addresses; kept in its record. */
export interface NetworkPlan {
  readonly mode: Mode
  readonly tag: string
  readonly block: number
  readonly loopbackBlock: number
  /** First port of the mesh's block on systems with one loopback address; null elsewhere. */
  readonly portBase: number | null
}

/** A plan that is held against other meshes that start at the same time. */
export interface HeldPlan {
  readonly plan: NetworkPlan
  /** Once the parts listen, which shows the addresses as taken from then on. */
  readonly release: () => void
}

export interface ModeChoice {
  readonly mode: Mode
  /** Why the first choice was not taken, or empty. */
  readonly note: string
}

const BLOCKS = 256
const LOOPBACK_FROM = 64
const LOOPBACK_BLOCKS = 63
/** Last byte of an address of the block that no part and no workload has. */
const UNUSED_HOST = 254

/** The mode to run in. A forced mode that this machine cannot do fails with one sentence saying what to do. */
export async function chooseMode(forced: Mode | null): Promise<ModeChoice> {
  if (forced === 'explicit') return { mode: 'explicit', note: '' }
  const obstacle = await netnsObstacle()
  if (obstacle === null) return { mode: 'netns', note: '' }
  const { code, why, remedy, cause } = obstacle
  if (forced === null) {
    const advice = remedy === '' ? '' : `${remedy} for mode netns`
    return { mode: 'explicit', note: `running in explicit mode, since ${why}${advice}` }
  }
  const advice = remedy === '' ? '; use --mode explicit' : `${remedy}, or use --mode explicit`
  throw new FlotillaError(code, `${why}${advice}`, cause === undefined ? {} : { cause })
}

/** What keeps this machine from network namespaces, and what to do about it, after a semicolon, if anything. */
interface Obstacle {
  readonly code: ErrorCode
  readonly why: string
  readonly remedy: string
  readonly cause?: unknown
}

async function netnsObstacle(): Promise<Obstacle | null> {
  if (process.platform !== 'linux') {
    const why = `network namespaces need Linux, and this is ${process.platform}`
    return { code: 'FLT_PLATFORM', why, remedy: '' }
  }
  if (process.getuid?.() !== 0) {
    const why = 'network namespaces need root'
    return { code: 'FLT_PERMISSION', why, remedy: '; run as root' }
  }
  const packages = { ip: 'iproute2', 'iptables-restore': 'iptables' }
  for (const [tool, name] of Object.entries(packages)) {
    if (findTool(tool) === null) {
      const remedy = `; install the package ${name} (apt-get install ${name})`
      return { code: 'FLT_TOOL_MISSING', why: `${tool} is not on PATH`, remedy }
    }
  }
  if (await hasOneLoopbackAddress()) {
    const why = 'this machine has one loopback address only'
    const remedy = '; give it all of them by ip address add 127.0.0.1/8 dev lo'
    return { code: 'FLT_NO_ADDRESS', why, remedy }
  }
  const probe = `flt-probe-${process.pid}`
  try {
    await runTool('ip', ['netns', 'add', probe])
    await runTool('ip', ['netns', 'delete', probe])
    return null
  } catch (cause) {
    const why =
      'this machine does not let root make network namespaces (a container without CAP_SYS_ADMIN?)'
    return { code: 'FLT_PERMISSION', why, remedy: '', cause }
  }
}

/**
 * A plan whose addresses nobody uses, the same for the same state directory while it is free.
 * @param gatewayPort taken on 127.0.0.1 already: no block of ports holds it.
 */
export async function planNetwork(
  mode: Mode,
  stateDir: string,
  gatewayPort: number,
): Promise<HeldPlan> {
  const digest = createHash('sha256').update(stateDir).digest()
  const seed = digest[0] as number // a SHA-256 has 32 bytes
  const tag = digest.toString('hex', 8, 11)
  if (mode === 'explicit' && (await hasOneLoopbackAddress())) {
    const { base, release } = await takePortBlock(seed, gatewayPort)
    return { plan: { mode, tag, block: 0, loopbackBlock: 0, portBase: base }, release }
  }
  const { loopbackBlock, release } = await takeLoopbackBlock(
    LOOPBACK_FROM + (seed % LOOPBACK_BLOCKS),
  )
  const block = freeBridgeBlock(digest[1] as number) // as above
  return { plan: { mode, tag, block, loopbackBlock, portBase: null }, release }
}

/** The network of a plan. */
export function networkOf(plan: NetworkPlan, journal: Journal): Network {
  if (plan.mode === 'netns') return new NetnsNetwork({ ...plan, journal })
  return plan.portBase === null
    ? new ExplicitNetwork(plan.loopbackBlock)
    : new OneAddressNetwork(plan.portBase)
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

async function takeLoopbackBlock(
  first: number,
): Promise<{ readonly loopbackBlock: number; readonly release: () => void }> {
  for (let i = 0; i < LOOPBACK_BLOCKS; i++) {
    const block = LOOPBACK_FROM + ((first - LOOPBACK_FROM + i) % LOOPBACK_BLOCKS)
    const { error, release } = await hold(`127.${block}.0.${UNUSED_HOST}`, PORTS.admin)
    if (error !== null) continue
    // In both modes the gateway's admin interface is in the block.
    if (await isFree(`127.${block}.0.${partHost(PartIndex.gateway)}`, PORTS.admin))
      return { loopbackBlock: block, release }
    release()
  }
  throw new FlotillaError(
    'FLT_NO_ADDRESS',
    'no block of loopback addresses from 127.64.0.0 to 127.126.0.0 is free; stop a mesh with flotilla down --state DIR',
  )
}

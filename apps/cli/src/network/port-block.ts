/**
 * Ports where a system has one loopback address: a block of ports stands for what is a block of addresses elsewhere, a part
 * of it for what is an address. Everything follows from the mesh's first port and a workload's slot.
 */
import { FlotillaError } from '@flotilla/errors'
import { LOOPBACK, type SidecarPorts } from './network.ts'
import { hold, isFree } from './probe.ts'

/** Blocks lie from 10240 to 30719: below the ports that systems give to outgoing connections (Linux from 32768, macOS from 49152). */
const FIRST_BLOCK = 10_240
const BLOCKS = 5
const BLOCK_PORTS = 4_096
/** Of the parts together, and then of each workload. */
const SHARE = 64

/** Ports of the parts in the order of their addresses, as they are where each part has its own. */
const PART_PORTS: readonly (readonly number[])[] = [
  [8060, 15014],
  [9901, 9902, 15014],
  [15012, 15014],
  [15004, 15014, 42422],
  [15000],
]

const ADMIN = 0
const HTTP_PROXY = 1
const INBOUND = 2
const MAX_INBOUND = 8
const APPLICATION = 10
const MAX_APPLICATION = 6
/** The first service, whose number is 1, comes right after this one. */
const SERVICE_BASE = 15

/** Workloads that a block has room for. */
export const BLOCK_WORKLOADS: number = BLOCK_PORTS / SHARE - 1

export interface PortBlock {
  readonly base: number
  /** Lets other meshes look at the block: once this one's parts listen. */
  readonly release: () => void
}

/**
 * A block whose part ports are all free, the same for the same `seed` while it is free. It is held by its parts' last port,
 * so that two meshes that start at once do not choose the same.
 * @param gatewayPort is not to be in it.
 */
export async function takePortBlock(seed: number, gatewayPort: number): Promise<PortBlock> {
  for (let i = 0; i < BLOCKS; i++) {
    const base = FIRST_BLOCK + ((seed + i) % BLOCKS) * BLOCK_PORTS
    if (gatewayPort >= base && gatewayPort < base + BLOCK_PORTS) continue
    const { error, release } = await hold(LOOPBACK, base + SHARE - 1)
    if (error !== null) continue
    const ports = PART_PORTS.flat().map((_, offset) => base + offset)
    const free = await Promise.all(ports.map((port) => isFree(LOOPBACK, port)))
    if (free.every(Boolean)) return { base, release }
    release()
  }
  throw new FlotillaError(
    'FLT_NO_ADDRESS',
    `this machine has one loopback address, and none of its ${BLOCKS} blocks of ports from ${FIRST_BLOCK} to ${FIRST_BLOCK + BLOCKS * BLOCK_PORTS - 1} is free; stop a mesh with flotilla down --state DIR`,
  )
}

/** The port in the block that stands for `port` of the part with that index. */
export function partPortOf(base: number, index: number, port: number): number {
  const before = PART_PORTS.slice(0, index).flat().length
  const offset = PART_PORTS[index]?.indexOf(port) ?? -1
  if (offset === -1) throw new FlotillaError('FLT_BUG', `part ${index} has no port ${port}`)
  return base + before + offset
}

/** All ports of a workload's share. */
export function portsOfSlot(base: number, slot: number): number[] {
  const first = firstOf(base, slot)
  return Array.from({ length: SHARE }, (_, offset) => first + offset)
}

/** What the sidecar in a slot listens on. */
export function sidecarPortsOf(base: number, slot: number): SidecarPorts {
  const first = firstOf(base, slot)
  return {
    admin: first + ADMIN,
    httpProxy: first + HTTP_PROXY,
    inbound: (n) => (n < MAX_INBOUND ? first + INBOUND + n : null),
    application: (n) => (n < MAX_APPLICATION ? first + APPLICATION + n : null),
    services: { base: first + SERVICE_BASE, count: SHARE - 1 - SERVICE_BASE },
  }
}

function firstOf(base: number, slot: number): number {
  return base + SHARE * (slot + 1)
}

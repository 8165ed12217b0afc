/** The network of a mesh on one machine: an address for every part and workload, and how a process gets onto a workload's network. */

export type Mode = 'netns' | 'explicit'

/** The loopback address that every system has. */
export const LOOPBACK = '127.0.0.1'

/** How to start a process on some network: a command in front of its own, or nothing. */
export interface Launcher {
  /** The command line that runs `command` there. */
  wrap(
    command: string,
    args: readonly string[],
  ): { readonly command: string; readonly args: readonly string[] }
  /** Environment variables of an application there. */
  readonly appEnv: Readonly<Record<string, string>>
}

export interface WorkloadNetwork extends Launcher {
  /** Address of the workload in the mesh. */
  readonly address: string
  /** `host:port` of its sidecar's admin API, as seen by a process on that network. */
  readonly admin: string
  /** Name of its network namespace, or null. */
  readonly namespace: string | null
  /** Where its sidecar listens, or null where traffic is intercepted and these ports mean nothing. */
  readonly sidecarPorts: SidecarPorts | null
  /** Null where it has no address of its own: only its admin interface tells then. */
  readonly statusPorts: StatusPorts | null
}

/** Where a sidecar tells others of its state (15020) and its metrics (15090): ports that are excluded from interception. */
export interface StatusPorts {
  readonly address: string
  readonly status: number
  readonly prometheus: number
}

/** Istio's, on a listen address of its own. */
export function statusPortsAt(address: string): StatusPorts {
  return { address, status: 15020, prometheus: 15090 }
}

/** Where a sidecar that intercepts nothing listens. */
export interface SidecarPorts {
  readonly admin: number
  /** Takes requests in absolute form. */
  readonly httpProxy: number
  /** Takes the traffic for the n-th port of the application, n from 0; null: there is none for it. */
  readonly inbound: (n: number) => number | null
  /** A port for an application that listens where it is told; null: it keeps its own. */
  readonly application: (n: number) => number | null
  /** The service whose virtual address is 240.240.x.y has its listener at `base + 256x + y`; those beyond `count` have none. */
  readonly services: { readonly base: number; readonly count: number }
}

export interface Network {
  readonly mode: Mode
  /** Whether all parts and workloads are on one address and told apart by ports alone. */
  readonly sharesAddress: boolean
  readonly maxWorkloads: number
  /** Address of a part that runs on the host side: index 0..7. */
  partAddress(index: number): string
  /** Its port that is `port` where every part has an address of its own. */
  partPort(index: number, port: number): number
  /** A loopback address of this mesh for interfaces that only people on this machine use: index 0..7. */
  loopbackAddress(index: number): string
  /** Makes the parts' side: bridge and addresses. Everything made is in the journal. */
  open(): Promise<void>
  /** Whether nobody else uses what a slot stands for. */
  isFreeSlot(slot: number): Promise<boolean>
  /** Makes a workload's network. `slot` below `maxWorkloads` fixes its address, `kubeNamespace` how short names resolve. */
  addWorkload(name: string, kubeNamespace: string, slot: number): Promise<WorkloadNetwork>
  /** Removes a workload's network; its processes have ended. */
  removeWorkload(name: string): Promise<void>
  /** The network of a workload that exists already. */
  workload(name: string, slot: number): WorkloadNetwork
}

/** Workloads with an address each: .10 to .209 of the mesh's block. */
export const ADDRESS_SLOTS = 200
const FIRST_WORKLOAD_HOST = 10
const FIRST_PART_HOST = 2

/** Last byte of a part's address. */
export function partHost(index: number): number {
  return FIRST_PART_HOST + index
}

/** Last byte of a workload's address. */
export function workloadHost(slot: number): number {
  return FIRST_WORKLOAD_HOST + slot
}

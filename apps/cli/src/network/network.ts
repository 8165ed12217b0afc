/** The network of a mesh on one machine: an address for every part and workload, and how a process gets onto a workload's network. */

export type Mode = 'netns' | 'explicit'

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
}

/** A service that explicit mode tells an application about by environment variables. */
export interface ServiceAddress {
  readonly name: string
  readonly host: string
  readonly port: number
}

export interface Network {
  readonly mode: Mode
  /** Address of a part that runs on the host side: index 0..7. */
  partAddress(index: number): string
  /** A loopback address of this mesh for interfaces that only people on this machine use: index 0..7. */
  loopbackAddress(index: number): string
  /** Makes the parts' side: bridge and addresses. Everything made is in the journal. */
  open(): Promise<void>
  /** Makes a workload's network. `slot` 0..199 fixes its address, `kubeNamespace` how short names resolve. */
  addWorkload(name: string, kubeNamespace: string, slot: number): Promise<WorkloadNetwork>
  /** Removes a workload's network; its processes have ended. */
  removeWorkload(name: string): Promise<void>
  /** The network of a workload that exists already. */
  workload(name: string, slot: number): WorkloadNetwork
}

/** Highest slot: addresses .10 to .209 of the mesh's block. */
export const MAX_WORKLOADS = 200
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

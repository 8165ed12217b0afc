/** Mode `explicit` on a system with one loopback address: every part and workload is on 127.0.0.1, with ports of its own. */
import { explicitWorkload } from './explicit.ts'
import { LOOPBACK, type Network, type WorkloadNetwork } from './network.ts'
import { BLOCK_WORKLOADS, partPortOf, portsOfSlot, sidecarPortsOf } from './port-block.ts'
import { isFree } from './probe.ts'

export class OneAddressNetwork implements Network {
  readonly mode = 'explicit' as const
  readonly sharesAddress = true
  readonly maxWorkloads: number = BLOCK_WORKLOADS
  private readonly portBase: number

  /** @param portBase first port of the mesh's block. */
  constructor(portBase: number) {
    this.portBase = portBase
  }

  partAddress(): string {
    return LOOPBACK
  }

  loopbackAddress(): string {
    return LOOPBACK
  }

  partPort(index: number, port: number): number {
    return partPortOf(this.portBase, index, port)
  }

  open(): Promise<void> {
    return Promise.resolve()
  }

  async isFreeSlot(slot: number): Promise<boolean> {
    const ports = portsOfSlot(this.portBase, slot)
    return (await Promise.all(ports.map((port) => isFree(LOOPBACK, port)))).every(Boolean)
  }

  addWorkload(name: string, _kubeNamespace: string, slot: number): Promise<WorkloadNetwork> {
    return Promise.resolve(this.workload(name, slot))
  }

  removeWorkload(): Promise<void> {
    return Promise.resolve()
  }

  workload(_name: string, slot: number): WorkloadNetwork {
    // A slot's ports are all taken: none is left for status and metrics.
    return explicitWorkload(LOOPBACK, sidecarPortsOf(this.portBase, slot), null)
  }
}

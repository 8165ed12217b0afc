/** Mode `explicit`: a loopback address per workload and no interception; applications are told where their sidecar is. Needs no root. */
import {
  ADDRESS_SLOTS,
  LOOPBACK,
  type Network,
  partHost,
  type SidecarPorts,
  type StatusPorts,
  statusPortsAt,
  type WorkloadNetwork,
  workloadHost,
} from './network.ts'

/** Ports of a sidecar that has an address of its own. */
const OWN_ADDRESS_PORTS: SidecarPorts = {
  admin: 15000,
  httpProxy: 15002,
  inbound: (n) => (n === 0 ? 15006 : 16005 + n),
  application: () => null,
  services: { base: 20_000, count: 45_535 },
}

export class ExplicitNetwork implements Network {
  readonly mode = 'explicit' as const
  readonly sharesAddress = false
  readonly maxWorkloads: number = ADDRESS_SLOTS
  private readonly loopbackBlock: number

  /** @param loopbackBlock second byte of the mesh's loopback addresses, 64..127. */
  constructor(loopbackBlock: number) {
    this.loopbackBlock = loopbackBlock
  }

  partAddress(index: number): string {
    return this.address(partHost(index))
  }

  loopbackAddress(index: number): string {
    return this.partAddress(index)
  }

  partPort(_index: number, port: number): number {
    return port
  }

  open(): Promise<void> {
    return Promise.resolve() // every address of 127.0.0.0/8 exists on Linux
  }

  isFreeSlot(): Promise<boolean> {
    return Promise.resolve(true)
  }

  addWorkload(name: string, _kubeNamespace: string, slot: number): Promise<WorkloadNetwork> {
    return Promise.resolve(this.workload(name, slot))
  }

  removeWorkload(): Promise<void> {
    return Promise.resolve()
  }

  workload(_name: string, slot: number): WorkloadNetwork {
    const address = this.address(workloadHost(slot))
    return explicitWorkload(address, OWN_ADDRESS_PORTS, statusPortsAt(address))
  }

  private address(host: number): string {
    return `127.${this.loopbackBlock}.0.${host}`
  }
}

/** A workload that is told of its address and its sidecar by environment variables. */
export function explicitWorkload(
  address: string,
  ports: SidecarPorts,
  statusPorts: StatusPorts | null,
): WorkloadNetwork {
  const proxy = `http://${address}:${ports.httpProxy}`
  const direct = [...new Set(['localhost', LOOPBACK, address])].join(',')
  return {
    address,
    admin: `${address}:${ports.admin}`,
    namespace: null,
    sidecarPorts: ports,
    statusPorts,
    appEnv: {
      FLOTILLA_ADDR: address,
      http_proxy: proxy,
      HTTP_PROXY: proxy,
      no_proxy: direct,
      NO_PROXY: direct,
      // Node's own clients heed http_proxy only when this is set.
      NODE_USE_ENV_PROXY: '1',
    },
    wrap: (command, args) => ({ command, args }),
  }
}

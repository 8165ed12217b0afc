/** Mode `explicit`: a loopback address per workload and no interception; applications are told where their sidecar is. Needs no root. */
import { type Network, partHost, type WorkloadNetwork, workloadHost } from './network.ts'

/** The sidecar's listener for requests in absolute form. */
export const HTTP_PROXY_PORT = 15002
export const ADMIN_PORT = 15000

export class ExplicitNetwork implements Network {
  readonly mode = 'explicit' as const
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

  open(): Promise<void> {
    return Promise.resolve() // every address of 127.0.0.0/8 exists on Linux
  }

  addWorkload(name: string, _kubeNamespace: string, slot: number): Promise<WorkloadNetwork> {
    return Promise.resolve(this.workload(name, slot))
  }

  removeWorkload(): Promise<void> {
    return Promise.resolve()
  }

  workload(_name: string, slot: number): WorkloadNetwork {
    const address = this.address(workloadHost(slot))
    const proxy = `http://${address}:${HTTP_PROXY_PORT}`
    return {
      address,
      admin: `${address}:${ADMIN_PORT}`,
      namespace: null,
      appEnv: {
        FLOTILLA_ADDR: address,
        http_proxy: proxy,
        HTTP_PROXY: proxy,
        no_proxy: `localhost,127.0.0.1,${address}`,
        NO_PROXY: `localhost,127.0.0.1,${address}`,
        // Node's own clients heed http_proxy only when this is set.
        NODE_USE_ENV_PROXY: '1',
      },
      wrap: (command, args) => ({ command, args }),
    }
  }

  private address(host: number): string {
    return `127.${this.loopbackBlock}.0.${host}`
  }
}

/** The ports for whoever watches from outside: status (15020) and metrics (15090), each a few paths of the admin endpoint. */
import type { StatusSettings } from '../bootstrap/node-metadata.ts'
import { type AdminSources, metricsRoutes, statusRoutes } from './admin-routes.ts'
import { AdminServer } from './admin-server.ts'

export class StatusServers {
  private readonly settings: StatusSettings | null
  private readonly status: AdminServer
  private readonly metrics: AdminServer

  /** @param settings null: nothing is served. */
  constructor(settings: StatusSettings | null, sources: AdminSources) {
    this.settings = settings
    this.status = new AdminServer(statusRoutes(sources), 'the status endpoint')
    this.metrics = new AdminServer(metricsRoutes(sources), 'the metrics endpoint')
  }

  /** `host:port` each, empty where it does not listen. */
  get addresses(): { readonly status: string; readonly metrics: string } {
    return { status: this.status.address, metrics: this.metrics.address }
  }

  /** Throws FLT_PORT_IN_USE and its like. */
  async listen(): Promise<void> {
    if (this.settings === null) return
    const { address, statusPort, prometheusPort } = this.settings
    if (statusPort !== null) await this.status.listen(address, statusPort)
    if (prometheusPort !== null) await this.metrics.listen(address, prometheusPort)
  }

  async close(): Promise<void> {
    await Promise.all([this.status.close(), this.metrics.close()])
  }
}

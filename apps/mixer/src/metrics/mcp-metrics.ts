/** The sink's side of galley's protocol, by the names that Istio's dashboards ask for. */
import { Counter, type Registry } from '@flotilla/metrics'

export class McpMetrics {
  private readonly acks: Counter<'component' | 'collection'>
  private readonly nacks: Counter<'component' | 'collection' | 'code'>
  private readonly reconnections: Counter<'component'>
  private hasConnected = false

  constructor(registry: Registry) {
    const registers = [registry]
    this.acks = new Counter({
      name: 'istio_mcp_request_acks_total',
      help: 'Responses taken.',
      labelNames: ['component', 'collection'],
      registers,
    })
    this.nacks = new Counter({
      name: 'istio_mcp_request_nacks_total',
      help: 'Responses refused.',
      labelNames: ['component', 'collection', 'code'],
      registers,
    })
    this.reconnections = new Counter({
      name: 'istio_mcp_reconnections',
      help: 'Connections made after the first one.',
      labelNames: ['component'],
      registers,
    })
  }

  answered(collection: string, kind: 'ack' | 'nack'): void {
    if (kind === 'ack') this.acks.inc({ component: 'mixer', collection })
    else this.nacks.inc({ component: 'mixer', collection, code: 'InvalidArgument' })
  }

  connection(isConnected: boolean): void {
    if (isConnected && this.hasConnected) this.reconnections.inc({ component: 'mixer' })
    this.hasConnected ||= isConnected
  }
}

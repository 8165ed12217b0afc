/** Series of either end of MCP, by the names that Istio's dashboards ask for. */
import { Counter, Gauge, Histogram, type Registry } from '@flotilla/metrics'
import { status } from '@grpc/grpc-js'

/** Up to the 64 MiB that a response may have. */
const SIZE_BUCKETS = [1_024, 8_192, 65_536, 524_288, 4_194_304, 33_554_432]

export class McpMetrics {
  private readonly component: string
  private readonly acks: Counter<'component' | 'collection'>
  private readonly nacks: Counter<'component' | 'collection' | 'code'>
  private readonly sizes: Histogram<'component' | 'collection'>
  private readonly reconnections: Counter<'component'>
  private readonly failures: Readonly<Record<'send' | 'receive', Counter<'component' | 'code'>>>

  private hasConnected = false

  /** @param component value of the label: `galley`, `pilot`, `mixer`. */
  constructor(registry: Registry, component: string) {
    const registers = [registry]
    this.component = component
    this.acks = new Counter({
      name: 'istio_mcp_request_acks_total',
      help: 'Responses that sinks took.',
      labelNames: ['component', 'collection'],
      registers,
    })
    this.nacks = new Counter({
      name: 'istio_mcp_request_nacks_total',
      help: 'Responses that sinks refused.',
      labelNames: ['component', 'collection', 'code'],
      registers,
    })
    this.sizes = new Histogram({
      name: 'istio_mcp_message_sizes_bytes',
      help: 'Size of the responses that were sent to sinks.',
      labelNames: ['component', 'collection'],
      buckets: SIZE_BUCKETS,
      registers,
    })
    const failures = (what: string, help: string): Counter<'component' | 'code'> =>
      new Counter({
        name: `istio_mcp_${what}_failures_total`,
        help,
        labelNames: ['component', 'code'],
        registers,
      })
    this.failures = {
      send: failures('send', 'Responses that could not be sent.'),
      receive: failures('recv', 'Streams of sinks that broke.'),
    }
    this.reconnections = new Counter({
      name: 'istio_mcp_reconnections',
      help: 'Connections made after the first one.',
      labelNames: ['component'],
      registers,
    })
  }

  /** @param sinks how many sinks are connected to this source; read when metrics are. */
  countSinks(registry: Registry, sinks: () => number): void {
    const { component } = this
    new Gauge({
      name: 'istio_mcp_clients_total',
      help: 'Sinks that are connected.',
      labelNames: ['component'],
      registers: [registry],
      collect() {
        this.set({ component }, sinks())
      },
    })
  }

  /** A sink's connection came or went. */
  connection(isConnected: boolean): void {
    if (isConnected && this.hasConnected) this.reconnections.inc({ component: this.component })
    this.hasConnected ||= isConnected
  }

  /** A sink answered, or this sink did. */
  answered(collection: string, kind: 'ack' | 'nack'): void {
    if (kind === 'ack') this.acks.inc({ component: this.component, collection })
    else this.nacks.inc({ component: this.component, collection, code: 'InvalidArgument' })
  }

  /** A sink was sent a response. */
  sent(collection: string, bytes: number): void {
    this.sizes.observe({ component: this.component, collection }, bytes)
  }

  /** @param code gRPC status */
  broke(direction: 'send' | 'receive', code: number): void {
    const name = status[code] ?? String(code)
    this.failures[direction].inc({ component: this.component, code: codeName(name) })
  }
}

/** `INVALID_ARGUMENT` as Istio's metrics spell it: `InvalidArgument`, and `Canceled` with one l. */
function codeName(name: string): string {
  if (name === 'CANCELLED') return 'Canceled'
  return name.toLowerCase().replace(/(?:^|_)([a-z])/g, (_, letter: string) => letter.toUpperCase())
}

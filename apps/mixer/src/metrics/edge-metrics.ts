/** Counts what proxies are told to decide themselves. */
import { Counter, Gauge, type Registry } from '@flotilla/metrics'
import type { Bundle } from '@flotilla/proto'

export class EdgeMetrics {
  private readonly streams: Gauge
  private readonly bundles: Counter<'checks'>
  private readonly confirmations: Counter

  constructor(registry: Registry) {
    const registers = [registry]
    this.streams = new Gauge({
      name: 'flotilla_mixer_edge_listeners',
      help: 'Proxies that listen for bundles.',
      registers,
    })
    this.bundles = new Counter({
      name: 'flotilla_mixer_edge_bundles_total',
      help: 'Bundles sent: with rules, confirming rules that the proxy has, or leaving checks to the server.',
      labelNames: ['checks'],
      registers,
    })
    this.confirmations = new Counter({
      name: 'flotilla_mixer_edge_confirmations_total',
      help: 'Questions of proxies whether their bundle is still in force.',
      registers,
    })
  }

  listeners(count: number): void {
    this.streams.set(count)
  }

  sent({ checkEligible, content }: Bundle): void {
    this.bundles.inc({
      checks: checkEligible ? (content.length > 0 ? 'rules' : 'known') : 'server',
    })
  }

  confirmed(): void {
    this.confirmations.inc()
  }
}

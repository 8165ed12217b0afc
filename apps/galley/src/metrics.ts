/** Galley's own metrics, by the names that Istio's dashboards ask for. */
import { Counter, Gauge, Registry } from '@flotilla/metrics'
import type { ConfigObject } from '@flotilla/model'

export interface GalleyMetrics {
  readonly registry: Registry
  answered(collection: string, kind: 'ack' | 'nack'): void
  published(objects: readonly ConfigObject[]): void
}

export function galleyMetrics(): GalleyMetrics {
  const registry = new Registry()
  const acks = new Counter({
    name: 'istio_mcp_request_acks_total',
    help: 'Responses that sinks took.',
    labelNames: ['component', 'collection'],
    registers: [registry],
  })
  const nacks = new Counter({
    name: 'istio_mcp_request_nacks_total',
    help: 'Responses that sinks refused.',
    labelNames: ['component', 'collection', 'code'],
    registers: [registry],
  })
  const snapshots = new Counter({
    name: 'galley_runtime_processor_snapshots_published_total',
    help: 'Snapshots published.',
    registers: [registry],
  })
  const types = new Gauge({
    name: 'galley_runtime_state_type_instances_total',
    help: 'Objects in force, by kind.',
    labelNames: ['collection'],
    registers: [registry],
  })
  return {
    registry,
    answered(collection, kind) {
      if (kind === 'ack') acks.inc({ component: 'galley', collection })
      else nacks.inc({ component: 'galley', collection, code: 'InvalidArgument' })
    },
    published(objects) {
      snapshots.inc()
      types.reset()
      for (const object of objects) types.inc({ collection: object.kind })
    },
  }
}

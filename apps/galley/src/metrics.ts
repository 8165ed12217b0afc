/** Galley's own metrics, by the names that Istio's dashboards ask for. */
import { McpMetrics } from '@flotilla/mcp'
import { Counter, Gauge, Histogram, Registry } from '@flotilla/metrics'
import { type ConfigObject, KINDS, kindOf, type PeerAuthenticationSpec } from '@flotilla/model'
import type { Gathered } from './distribute/debouncer.ts'

export interface GalleyMetrics {
  readonly registry: Registry
  /** A sink answered. */
  answered(collection: string, kind: 'ack' | 'nack'): void
  /** A sink was sent a response. */
  sent(collection: string, bytes: number): void
  /** The stream of a sink broke. @param code gRPC status */
  broke(direction: 'send' | 'receive', code: number): void
  /** An object of a change was judged: `reason` is the code of the refusal, or null. */
  judged(kind: string, reason: string | null): void
  /** The configuration API answered with an error that is not a verdict. */
  failed(status: number): void
  /** Something changed; `isReset` where a publication that was due waits for more. */
  changed(isReset: boolean): void
  /** A snapshot was published. */
  published(objects: readonly ConfigObject[], gathered: Gathered): void
}

const EVENT_BUCKETS = [0, 1, 2, 4, 8, 16, 32, 64, 128, 256]
const LIFETIME_BUCKETS_MS = [100, 500, 1_000, 5_000, 30_000, 60_000, 300_000, 3_600_000]
const SPAN_BUCKETS_MS = [0, 10, 20, 50, 100, 200, 500, 1_000]

/**
 * @param sinks how many sinks are connected.
 * @param nowMs monotonic.
 */
export function galleyMetrics(
  sinks: () => number,
  nowMs: () => number,
  rootNamespace = 'istio-system',
): GalleyMetrics {
  const registry = new Registry()
  const counter = (name: string, help: string, labelNames: string[] = []): Counter =>
    new Counter({ name, help, labelNames, registers: [registry] })
  const histogram = (name: string, help: string, buckets: number[]): Histogram =>
    new Histogram({ name, help, buckets, registers: [registry] })

  const mcp = new McpMetrics(registry, 'galley')
  mcp.countSinks(registry, sinks)
  const passed = counter('galley_validation_passed', 'Objects that were accepted.', ['resource'])
  const refused = counter('galley_validation_failed', 'Objects that were refused.', [
    'resource',
    'reason',
  ])
  const errors = counter('galley_validation_http_error', 'Requests that failed.', ['status'])
  const runtime = runtimeMetrics(counter, histogram)
  const types = new Gauge({
    name: 'galley_runtime_state_type_instances_total',
    help: 'Objects in force, by collection.',
    labelNames: ['collection'],
    registers: [registry],
  })
  const networking = KINDS.filter((info) => info.category === 'networking').map((info) => ({
    kind: info.kind,
    gauge: new Gauge({
      name: `galley_istio_networking_${info.plural}`,
      help: `Objects of kind ${info.kind} in force.`,
      registers: [registry],
    }),
  }))
  const meshPolicies = new Gauge({
    name: 'galley_istio_authentication_meshpolicies',
    help: 'Policies for the whole mesh: PeerAuthentications of the root namespace without a selector.',
    registers: [registry],
  })
  let publishedAtMs: number | null = null
  return {
    registry,
    answered: (collection, kind) => mcp.answered(collection, kind),
    sent: (collection, bytes) => mcp.sent(collection, bytes),
    broke: (direction, code) => mcp.broke(direction, code),
    judged(kind, reason) {
      if (reason === null) passed.inc({ resource: kind })
      else refused.inc({ resource: kind, reason })
    },
    failed: (status) => errors.inc({ status }),
    changed(isReset) {
      runtime.changes.inc()
      if (isReset) runtime.resets.inc()
    },
    published(objects, gathered) {
      runtime.snapshots.inc()
      runtime.processed.inc(gathered.changes)
      runtime.events.observe(gathered.changes)
      runtime.span.observe(gathered.spanMs)
      if (gathered.reason === 'max') runtime.maxReached.inc()
      else runtime.quietReached.inc()
      const now = nowMs()
      if (publishedAtMs !== null) runtime.lifetime.observe(now - publishedAtMs)
      publishedAtMs = now
      types.reset()
      for (const object of objects)
        types.inc({ collection: kindOf(object.kind)?.collection ?? object.kind })
      for (const { kind, gauge } of networking)
        gauge.set(objects.filter((object) => object.kind === kind).length)
      meshPolicies.set(objects.filter((object) => isMeshPolicy(object, rootNamespace)).length)
    },
  }
}

/** What became of Istio 1.4's MeshPolicy. */
function isMeshPolicy({ kind, metadata, spec }: ConfigObject, rootNamespace: string): boolean {
  if (kind !== 'PeerAuthentication' || metadata.namespace !== rootNamespace) return false
  return (spec as PeerAuthenticationSpec).selector === undefined // the spec of this kind
}

/** The part that tells how changes become snapshots. */
function runtimeMetrics(
  counter: (name: string, help: string) => Counter,
  histogram: (name: string, help: string, buckets: number[]) => Histogram,
): {
  readonly [name in
    | 'changes'
    | 'resets'
    | 'snapshots'
    | 'processed'
    | 'maxReached'
    | 'quietReached']: Counter
} & { readonly [name in 'events' | 'lifetime' | 'span']: Histogram } {
  const processor = (name: string): string => `galley_runtime_processor_${name}`
  const strategy = (name: string): string => `galley_runtime_strategy_${name}`
  return {
    changes: counter(strategy('on_change_total'), 'Changes that came.'),
    resets: counter(strategy('timer_resets_total'), 'Changes that moved a snapshot that was due.'),
    quietReached: counter(
      strategy('timer_quiesce_reached_total'),
      'Snapshots published because it went quiet.',
    ),
    maxReached: counter(
      strategy('timer_max_time_reached_total'),
      'Snapshots published because changes did not end.',
    ),
    snapshots: counter(processor('snapshots_published_total'), 'Snapshots published.'),
    processed: counter(processor('events_processed_total'), 'Changes that went into snapshots.'),
    events: histogram(processor('snapshot_events_total'), 'Changes in a snapshot.', EVENT_BUCKETS),
    lifetime: histogram(
      processor('snapshot_lifetime_duration_milliseconds'),
      'Time that a snapshot was the newest.',
      LIFETIME_BUCKETS_MS,
    ),
    span: histogram(
      processor('event_span_duration_milliseconds'),
      'Time from the first change of a snapshot to its publication.',
      SPAN_BUCKETS_MS,
    ),
  }
}

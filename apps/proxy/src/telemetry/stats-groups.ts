/** The numbers of all parts as a stream of statistics: Envoy's dotted names, and family and labels for Prometheus. */
import { MsHistogram } from './ms-histogram.ts'
import { ResponseCodes } from './response-codes.ts'

/** The numbers of one thing (a cluster, a listener, …). Fields are read by name; histograms, codes and nested groups are known types. */
export interface StatGroup {
  /** Dotted prefix with its final dot: `cluster.outbound|9080||reviews….` */
  readonly prefix: string
  /** Prometheus: `envoy_cluster_`. */
  readonly family: string
  /** Null where the name needs no label. */
  readonly label: StatLabel | null
  readonly values: object
}

export type StatLabel = readonly [name: string, value: string]

interface StatBase {
  /** `cluster.x.upstream_cx_total` */
  readonly name: string
  /** `envoy_cluster_upstream_cx_total` */
  readonly family: string
  readonly labels: readonly StatLabel[]
}

export type Stat =
  | (StatBase & { readonly kind: 'counter' | 'gauge'; readonly value: number })
  | (StatBase & { readonly kind: 'histogram'; readonly histogram: MsHistogram })
  | (StatBase & { readonly kind: 'text'; readonly text: string })

const GAUGES =
  /(^|_)(active|membership_(total|healthy|degraded|excluded)|cx_open|cx_pool_open|size|(min|max)_(hashes|entries)_per_host|rq_open|rq_pending_open|rq_retry_open|remaining.*|live|uptime|state|version|total_listeners_active|total_listeners_warming|total_listeners_draining|workers_started|active_clusters|warming_clusters|warming_state|connected_state|memory_.*|days_until.*|initialized|concurrency|hot_restart_epoch|total_connections|parent_connections|num_keys|num_layers|admin_overrides_active|max_host_weight|lag.*seconds|bytes_buffered|pressure|scale_percent|ejections_active|eventloop_lag.*|resident_memory_bytes|limit)$/

const snakeNames = new Map<string, string>()

/** `upstreamCxHttp1Total` → `upstream_cx_http1_total`. */
export function snakeCase(field: string): string {
  let snake = snakeNames.get(field)
  if (snake === undefined) {
    snake = field.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
    snakeNames.set(field, snake)
  }
  return snake
}

/** Every statistic of these groups, in their order. */
export function* statsOf(groups: Iterable<StatGroup>): Iterable<Stat> {
  for (const group of groups) yield* groupStats(group)
}

function* groupStats(group: StatGroup): Iterable<Stat> {
  const { prefix, family, label, values } = group
  const labels = label === null ? [] : [label]
  for (const [field, value] of Object.entries(values)) {
    const name = snakeCase(field)
    const base = { name: prefix + dotted(name), family: family + name, labels }
    if (typeof value === 'number')
      yield { ...base, kind: GAUGES.test(name) ? 'gauge' : 'counter', value }
    else if (typeof value === 'string') yield { ...base, kind: 'text', text: value }
    else if (value instanceof MsHistogram) yield { ...base, kind: 'histogram', histogram: value }
    else if (value instanceof ResponseCodes) yield* codeStats(base, value)
    // Codecs and the like: a group of their own below this one.
    else if (typeof value === 'object' && value !== null)
      yield* groupStats({
        prefix: `${prefix}${name}.`,
        family: `${family}${name}_`,
        label,
        values: value,
      })
  }
}

/** Envoy counts single codes towards upstreams only, and shows empty classes towards clients only. */
function* codeStats(base: StatBase, codes: ResponseCodes): Iterable<Stat> {
  const { name, family, labels } = base
  const isDownstream = name.endsWith('downstream_rq')
  yield {
    name: `${name}_completed`,
    family: `${family}_completed`,
    labels,
    kind: 'counter',
    value: codes.completed,
  }
  for (const [i, value] of codes.classes.entries()) {
    if (value === 0 && !isDownstream) continue
    yield {
      name: `${name}_${i + 1}xx`,
      family: `${family}_xx`,
      labels: [['envoy_response_code_class', String(i + 1)], ...labels],
      kind: 'counter',
      value,
    }
  }
  if (isDownstream) return
  for (const [code, value] of codes.seen())
    yield {
      name: `${name}_${code}`,
      family,
      labels: [['envoy_response_code', String(code)], ...labels],
      kind: 'counter',
      value,
    }
}

/** Segments of their own in Envoy's names: TLS, and what the fault filter did. */
function dotted(name: string): string {
  return name.replace(/^(ssl|fault)_/, '$1.')
}

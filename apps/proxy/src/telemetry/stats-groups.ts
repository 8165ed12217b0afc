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
  /** Beside that one. Absent: there are none. */
  readonly moreLabels?: readonly StatLabel[]
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
  /(^|_)(active|membership_(total|healthy|degraded|excluded)|cx_open|cx_pool_open|size|(min|max)_(hashes|entries)_per_host|rq_open|rq_pending_open|rq_retry_open|remaining.*|live|uptime|state|version|(?<!none_)healthy|total_listeners_active|total_listeners_warming|total_listeners_draining|workers_started|active_clusters|warming_clusters|warming_state|connected_state|memory_.*|days_until.*|initialized|concurrency|hot_restart_epoch|total_connections|parent_connections|num_keys|num_layers|admin_overrides_active|max_host_weight|lag.*seconds|bytes_buffered|pressure|scale_percent|ejections_active|eventloop_lag.*|resident_memory_bytes|limit)$/

/** What the name of a field says, worked out once. */
interface FieldName {
  /** `upstreamCxHttp1Total` → `upstream_cx_http1_total`. */
  readonly snake: string
  readonly dotted: string
  readonly kind: 'counter' | 'gauge'
}

const fieldNames = new Map<string, FieldName>()
/** Codecs' numbers and what only some clusters count, which `ProxyStats` shows under names of their own. */
const SHOWN_ELSEWHERE: ReadonlySet<string> = new Set(['http2', 'filters', 'sizes', 'budgets'])

function fieldName(field: string): FieldName {
  let name = fieldNames.get(field)
  if (name === undefined) {
    const snake = field.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
    name = { snake, dotted: dotted(snake), kind: GAUGES.test(snake) ? 'gauge' : 'counter' }
    fieldNames.set(field, name)
  }
  return name
}

/** Every statistic of these groups, in their order. */
export function* statsOf(groups: Iterable<StatGroup>): Iterable<Stat> {
  for (const group of groups) yield* groupStats(group)
}

function* groupStats(group: StatGroup): Iterable<Stat> {
  const { prefix, family, label } = group
  const values = group.values as Readonly<Record<string, unknown>> // read by name
  const labels = [...(label === null ? [] : [label]), ...(group.moreLabels ?? [])]
  for (const field in values) {
    const value = values[field]
    if (typeof value === 'number') {
      const { dotted: name, snake, kind } = fieldName(field)
      yield {
        name: prefix + name,
        family: family + snake.replaceAll('.', '_'),
        labels,
        kind,
        value,
      }
    } else yield* otherStats(group, labels, field, value)
  }
}

function* otherStats(
  group: StatGroup,
  labels: readonly StatLabel[],
  field: string,
  value: unknown,
): Iterable<Stat> {
  const { dotted: name, snake } = fieldName(field)
  const base = { name: group.prefix + name, family: group.family + snake, labels }
  if (typeof value === 'string') yield { ...base, kind: 'text', text: value }
  else if (value instanceof MsHistogram) yield { ...base, kind: 'histogram', histogram: value }
  else if (value instanceof ResponseCodes) yield* codeStats(base, value)
  // A group of its own below this one.
  else if (typeof value === 'object' && value !== null && !SHOWN_ELSEWHERE.has(field))
    yield* groupStats({
      prefix: `${group.prefix}${snake}.`,
      family: `${group.family}${snake}_`,
      label: group.label,
      values: value,
    })
}

/** The histograms of these groups that recorded anything; cheaper than going through all statistics. */
export function* histogramsOf(groups: Iterable<StatGroup>): Iterable<MsHistogram> {
  for (const { values } of groups)
    for (const value of Object.values(values))
      if (value instanceof MsHistogram && value.count > 0) yield value
}

/** Envoy counts single codes towards upstreams only, and shows empty classes towards clients only. */
function* codeStats(base: StatBase, codes: ResponseCodes): Iterable<Stat> {
  const { name, family, labels } = base
  const isDownstream = name.endsWith('downstream_rq')
  if (codes.completed === 0 && !codes.isShownEmpty) return
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

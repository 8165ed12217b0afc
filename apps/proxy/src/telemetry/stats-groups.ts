/** Statistics in Envoy's two forms: dotted names for people, and the Prometheus text format. */
import { ENVOY_BUCKETS_MS, MsHistogram } from './ms-histogram.ts'
import { ResponseCodes } from './response-codes.ts'

/** The numbers of one thing (a cluster, a listener, …). Numeric fields are read by name; histograms and codes are known types. */
export interface StatGroup {
  /** Dotted prefix with its final dot: `cluster.outbound|9080||reviews….` */
  readonly prefix: string
  /** Prometheus: `envoy_cluster_`. */
  readonly family: string
  /** Null where the name needs no label. */
  readonly label: readonly [name: string, value: string] | null
  readonly values: object
}

export interface StatEntry {
  /** `cluster.x.upstream_cx_total` */
  readonly name: string
  readonly value: number
}

const GAUGES =
  /(^|_)(active|membership_(total|healthy|degraded|excluded)|cx_open|rq_open|rq_pending_open|rq_retry_open|remaining.*|live|uptime|state|total_listeners_active|total_listeners_warming|active_clusters|warming_clusters|connected_state|memory_.*|days_until.*|initialized|concurrency)$/

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

/** Every counter and gauge by its dotted name. */
export function* statEntries(groups: Iterable<StatGroup>): Iterable<StatEntry> {
  for (const { prefix, values } of groups)
    for (const [field, value] of Object.entries(values)) {
      const name = snakeCase(field)
      if (typeof value === 'number') yield { name: prefix + dotted(name), value }
      else if (value instanceof ResponseCodes) yield* codeEntries(prefix + name, value)
    }
}

/** `downstream_rq_time: P50 … P99 …` lines of histograms that recorded anything. */
export function* histogramLines(groups: Iterable<StatGroup>): Iterable<string> {
  for (const { prefix, values } of groups)
    for (const [field, value] of Object.entries(values)) {
      if (!(value instanceof MsHistogram) || value.count === 0) continue
      const quantiles = [0, 25, 50, 75, 90, 95, 99, 99.5, 99.9, 100]
      const text = quantiles.map((q) => `P${q}(${value.quantile(q / 100)})`).join(' ')
      yield `${prefix}${snakeCase(field)}: ${text}`
    }
}

function* codeEntries(name: string, codes: ResponseCodes): Iterable<StatEntry> {
  yield { name: `${name}_completed`, value: codes.completed }
  for (const [i, value] of codes.classes.entries()) yield { name: `${name}_${i + 1}xx`, value }
  for (const [code, value] of codes.seen()) yield { name: `${name}_${code}`, value }
}

/** Envoy groups the TLS statistics under a segment of their own. */
function dotted(name: string): string {
  return name.startsWith('ssl_') ? `ssl.${name.slice(4)}` : name
}

/** All groups in the Prometheus text format, series of one name together. */
export function renderPrometheus(groups: Iterable<StatGroup>): string {
  const families = new Map<string, PrometheusFamily>()
  for (const group of groups)
    for (const [field, value] of Object.entries(group.values))
      addField(families, group, snakeCase(field), value)
  let text = ''
  for (const [name, family] of families) text += renderFamily(name, family)
  return text
}

interface PrometheusFamily {
  readonly type: 'counter' | 'gauge' | 'histogram'
  readonly lines: string[]
}

function addField(
  families: Map<string, PrometheusFamily>,
  group: StatGroup,
  name: string,
  value: unknown,
): void {
  const labels = group.label === null ? '' : `${group.label[0]}="${escapeLabel(group.label[1])}"`
  if (typeof value === 'number') {
    const family = familyOf(families, group.family + name, GAUGES.test(name) ? 'gauge' : 'counter')
    family.lines.push(series(group.family + name, labels, value))
  } else if (value instanceof ResponseCodes) addCodes(families, group.family + name, labels, value)
  else if (value instanceof MsHistogram && value.count > 0)
    addHistogram(families, group.family + name, labels, value)
}

function addCodes(
  families: Map<string, PrometheusFamily>,
  name: string,
  labels: string,
  codes: ResponseCodes,
): void {
  const completed = familyOf(families, `${name}_completed`, 'counter')
  completed.lines.push(series(`${name}_completed`, labels, codes.completed))
  for (const [i, value] of codes.classes.entries()) {
    if (value === 0) continue
    const classLabels = joined(labels, `envoy_response_code_class="${i + 1}"`)
    familyOf(families, `${name}_xx`, 'counter').lines.push(series(`${name}_xx`, classLabels, value))
  }
  for (const [code, value] of codes.seen()) {
    const codeLabels = joined(labels, `envoy_response_code="${code}"`)
    familyOf(families, name, 'counter').lines.push(series(name, codeLabels, value))
  }
}

function addHistogram(
  families: Map<string, PrometheusFamily>,
  name: string,
  labels: string,
  histogram: MsHistogram,
): void {
  const { lines } = familyOf(families, name, 'histogram')
  let total = 0
  for (const [i, count] of histogram.buckets().entries()) {
    total += count
    const le = i < ENVOY_BUCKETS_MS.length ? String(ENVOY_BUCKETS_MS[i]) : '+Inf'
    lines.push(series(`${name}_bucket`, joined(labels, `le="${le}"`), total))
  }
  lines.push(series(`${name}_sum`, labels, histogram.sum))
  lines.push(series(`${name}_count`, labels, total))
}

function familyOf(
  families: Map<string, PrometheusFamily>,
  name: string,
  type: PrometheusFamily['type'],
): PrometheusFamily {
  const found = families.get(name)
  if (found !== undefined) return found
  const made: PrometheusFamily = { type, lines: [] }
  families.set(name, made)
  return made
}

function renderFamily(name: string, family: PrometheusFamily): string {
  return `# TYPE ${name} ${family.type}\n${family.lines.join('')}`
}

function series(name: string, labels: string, value: number): string {
  return `${name}${labels === '' ? '' : `{${labels}}`} ${value}\n`
}

function joined(labels: string, more: string): string {
  return labels === '' ? more : `${labels},${more}`
}

function escapeLabel(value: string): string {
  return value.replace(/[\\"\n]/g, (c) => (c === '\n' ? '\\n' : `\\${c}`))
}

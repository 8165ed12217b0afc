/** Counters, gauges and distributions as handlers configure them, in Prometheus' text format. */

export interface MetricInfo {
  readonly name?: string
  readonly instance_name?: string
  readonly description?: string
  readonly kind?: 'UNSPECIFIED' | 'GAUGE' | 'COUNTER' | 'DISTRIBUTION'
  readonly label_names?: readonly string[]
  readonly namespace?: string
  readonly buckets?: { readonly explicit_buckets?: { readonly bounds?: readonly number[] } }
}

export interface Config {
  readonly metrics?: readonly MetricInfo[]
}

/** istio.policy.v1beta1.Value: one of the fields is set. */
export type Value = Readonly<Record<string, unknown>>

export interface Instance {
  readonly name: string
  readonly value?: Value
  readonly dimensions?: Readonly<Record<string, Value>>
}

interface Family {
  readonly help: string
  readonly kind: 'counter' | 'gauge' | 'histogram'
  readonly bounds: readonly number[]
  readonly series: Map<string, { labels: string; value: number; count: number; buckets: number[] }>
}

/** Label sets of one metric: beyond, new ones are refused, so that a bad dimension cannot fill the memory. */
const MAX_SERIES = 10_000
const DEFAULT_BOUNDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]

export class Metrics {
  private readonly families = new Map<string, Family>()

  /** Throws where the handler says nothing of the instance, or other labels than it has. */
  count(config: Config, instance: Instance): void {
    const info = config.metrics?.find((one) => one.instance_name === instance.name)
    if (info === undefined) throw new Error(`no metric is configured for ${instance.name}`)
    const family = this.familyOf(info)
    const labels = labelsOf(info.label_names ?? [], instance.dimensions ?? {})
    let series = family.series.get(labels)
    if (series === undefined) {
      if (family.series.size >= MAX_SERIES) throw new Error(`more than ${MAX_SERIES} label sets`)
      series = { labels, value: 0, count: 0, buckets: family.bounds.map(() => 0) }
      family.series.set(labels, series)
    }
    const value = numberOf(instance.value ?? {})
    series.count++
    series.value = family.kind === 'gauge' ? value : series.value + value
    for (const [i, bound] of family.bounds.entries())
      if (value <= bound) series.buckets[i] = (series.buckets[i] ?? 0) + 1
  }

  render(): string {
    const lines: string[] = []
    for (const [name, family] of this.families) {
      lines.push(`# HELP ${name} ${family.help}`, `# TYPE ${name} ${family.kind}`)
      for (const { labels, value, count, buckets } of family.series.values())
        if (family.kind === 'histogram') {
          for (const [i, bound] of family.bounds.entries())
            lines.push(`${name}_bucket{${join(labels, `le="${bound}"`)}} ${buckets[i]}`)
          lines.push(`${name}_bucket{${join(labels, 'le="+Inf"')}} ${count}`)
          lines.push(`${name}_sum{${labels}} ${value}`, `${name}_count{${labels}} ${count}`)
        } else lines.push(`${name}{${labels}} ${value}`)
    }
    return `${lines.join('\n')}\n`
  }

  private familyOf(info: MetricInfo): Family {
    const own = (info.name || info.instance_name) ?? ''
    const name = `${info.namespace || 'istio'}_${own}`.replace(/[/. ]/g, '_').replaceAll('-', '')
    const known = this.families.get(name)
    if (known !== undefined) return known
    const kinds = { GAUGE: 'gauge', COUNTER: 'counter', DISTRIBUTION: 'histogram' } as const
    const kind = info.kind === undefined || info.kind === 'UNSPECIFIED' ? null : kinds[info.kind]
    if (kind === null) throw new Error(`the metric ${own} has no kind`)
    const bounds = info.buckets?.explicit_buckets?.bounds ?? DEFAULT_BOUNDS
    const family: Family = {
      help: info.description || own,
      kind,
      bounds: kind === 'histogram' ? bounds : [],
      series: new Map(),
    }
    this.families.set(name, family)
    return family
  }
}

function labelsOf(names: readonly string[], dimensions: Readonly<Record<string, Value>>): string {
  if (Object.keys(dimensions).length !== names.length)
    throw new Error(`the instance has other dimensions than ${names.join(', ')}`)
  return names
    .map((name) => {
      const value = dimensions[name]
      if (value === undefined) throw new Error(`the instance has no dimension ${name}`)
      return `${name}=${JSON.stringify(textOf(value))}`
    })
    .join(',')
}

function join(labels: string, more: string): string {
  return labels === '' ? more : `${labels},${more}`
}

function numberOf(value: Value): number {
  const { int64_value, double_value, string_value, duration_value } = value
  if (duration_value !== undefined) return seconds(duration_value)
  const number = Number(int64_value ?? double_value ?? string_value ?? Number.NaN)
  if (Number.isNaN(number)) throw new Error(`the value ${JSON.stringify(value)} is not a number`)
  return number
}

function textOf(value: Value): string {
  const [found] = Object.values(value)
  if (typeof found !== 'object' || found === null) return String(found ?? '')
  const { value: inner } = found as { readonly value?: unknown }
  if (inner instanceof Uint8Array) return inner.length === 4 ? inner.join('.') : hex(inner)
  return typeof inner === 'string' ? inner : JSON.stringify(inner ?? '')
}

function hex(bytes: Uint8Array): string {
  return (Buffer.from(bytes).toString('hex').match(/.{4}/g) ?? []).join(':')
}

function seconds(duration: unknown): number {
  const { value } = duration as { readonly value?: { seconds?: number; nanos?: number } }
  return (value?.seconds ?? 0) + (value?.nanos ?? 0) / 1e9
}

/** prometheus: keeps metric instances as series of one registry, shown on the page that Prometheus scrapes. */
import {
  type Adapter,
  type AdapterEnv,
  defineAdapter,
  type Handler,
  type InstanceValue,
  type MetricInstance,
  type ReportInstance,
  type WeightedInstance,
} from '@flotilla/adapter-sdk'
import { DurationValue } from '@flotilla/attributes'
import { FlotillaError } from '@flotilla/errors'
import type { Clock } from '@flotilla/time'
import type { Family } from './family.ts'
import {
  definitionOf,
  type PrometheusParams,
  prometheusParams,
  validatePrometheus,
} from './prometheus-params.ts'
import { PrometheusRegistry } from './registry.ts'

/** Without a policy a label set is forgotten after this long without update, ms: memory must not grow for ever. docs/limits.md */
const DEFAULT_EXPIRY_MS = 3_600_000

/** Messages of one call that are joined; further ones are counted. */
const MAX_MESSAGES = 8

const NUMERIC = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/

export const prometheus: Adapter = defineAdapter<PrometheusParams>({
  name: 'prometheus',
  description: 'Exposes metric instances for scraping',
  templates: ['metric'],
  params: prometheusParams,
  validate: validatePrometheus,
  build: (config, env) => new PrometheusHandler(config, env),
  // A gauge keeps the last value, and which one that is nobody knows of a sum.
  aggregatesAtEdge: ({ metrics }, { name }) =>
    !metrics.some((metric) => metric.instanceName === name && metric.kind === 'GAUGE'),
})

class PrometheusHandler implements Handler {
  private readonly clock: Clock
  private readonly registry: PrometheusRegistry
  private readonly byInstance = new Map<string, Family[]>()
  private readonly claimed: string[] = []

  constructor(config: PrometheusParams, env: AdapterEnv) {
    this.clock = env.clock
    this.registry = env.shared('prometheus.registry', () => {
      const made = new PrometheusRegistry()
      env.outside.exposition.add(() => made.render())
      return made
    })
    for (const metric of config.metrics) {
      const { family, isReset } = this.registry.claim(definitionOf(metric))
      if (isReset)
        env.log.warn('metric redefined, all metrics start anew', { metric: family.definition.name })
      this.claimed.push(family.definition.name)
      const fed = this.byInstance.get(metric.instanceName)
      if (fed === undefined) this.byInstance.set(metric.instanceName, [family])
      else fed.push(family)
    }
    this.scheduleExpiry(config, env)
  }

  handleReport(instances: readonly ReportInstance[]): void {
    const nowMs = this.clock.nowMs()
    const problems: string[] = []
    for (const instance of instances) this.take(instance, 1, nowMs, problems)
    if (problems.length > 0) throw new FlotillaError('FLT_ADAPTER_FAILED', summaryOf(problems))
  }

  handleWeighted(instances: readonly WeightedInstance[]): void {
    const nowMs = this.clock.nowMs()
    const problems: string[] = []
    for (const { instance, weight } of instances) this.take(instance, weight, nowMs, problems)
    if (problems.length > 0) throw new FlotillaError('FLT_ADAPTER_FAILED', summaryOf(problems))
  }

  close(): void {
    for (const name of this.claimed) this.registry.release(name)
    this.claimed.length = 0
  }

  private take(instance: ReportInstance, weight: number, nowMs: number, problems: string[]): void {
    if (instance.template !== 'metric') return
    const problem = this.record(instance, weight, nowMs)
    if (problem !== null) problems.push(`${instance.name}: ${problem}`)
  }

  /** What kept the instance from being recorded, or null. */
  private record(instance: MetricInstance, weight: number, nowMs: number): string | null {
    const families = this.byInstance.get(instance.name)
    if (families === undefined) return 'no metric is configured for this instance'
    const value = numberOf(instance.value)
    if (value === null) return 'its value is neither a number nor a duration'
    for (const family of families) {
      const text = family.labels.textOf(instance.dimensions)
      if (typeof text !== 'string') return text.error
      if (family.definition.kind === 'COUNTER' && !(value >= 0)) return 'a counter cannot go down'
      family.update(text, value, nowMs, weight)
    }
    return null
  }

  private scheduleExpiry(config: PrometheusParams, env: AdapterEnv): void {
    const policy = config.metricsExpirationPolicy
    const expiryMs = policy?.metricsExpiryDuration ?? DEFAULT_EXPIRY_MS
    const checkMs = policy?.expiryCheckIntervalDuration ?? 0
    const families = new Set([...this.byInstance.values()].flat())
    env.tasks.every('expire series', checkMs > 0 ? checkMs : expiryMs / 2, () => {
      for (const family of families) family.expire(this.clock.nowMs() - expiryMs)
    })
  }
}

function numberOf(value: InstanceValue): number | null {
  if (typeof value === 'number') return value
  if (typeof value === 'bigint') return Number(value)
  if (value instanceof DurationValue) return Number(value.ns) / 1e9
  return typeof value === 'string' && NUMERIC.test(value) ? Number(value) : null
}

function summaryOf(problems: readonly string[]): string {
  const shown = [...new Set(problems)].slice(0, MAX_MESSAGES).join('; ')
  return `${problems.length} metric instances not recorded: ${shown}`
}

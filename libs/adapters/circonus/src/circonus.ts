/** circonus: sums metrics up and submits them to an HTTP trap at intervals. */
import {
  type Adapter,
  type AdapterEnv,
  choice,
  defineAdapter,
  duration,
  type Handler,
  type HandlerWiring,
  isHttpUrl,
  list,
  type MetricInstance,
  message,
  type ParamViolation,
  type ReportInstance,
  text,
} from '@flotilla/adapter-sdk'
import { FlotillaError, messageOf } from '@flotilla/errors'
import type { Timer } from '@flotilla/time'
import { METRIC_TYPES, type MetricType, Tally } from './tally.ts'

interface MetricParams {
  readonly name: string
  readonly type: MetricType
}

interface CirconusParams {
  readonly submissionUrl: string
  readonly submissionInterval: number
  readonly metrics: readonly MetricParams[]
}

// Istio 1.4: defaults of the adapter.
const params = message<CirconusParams>({
  submissionUrl: text(),
  submissionInterval: duration(10_000),
  metrics: list(message<MetricParams>({ name: text(), type: choice(METRIC_TYPES, 'UNKNOWN') })),
})

const MIN_INTERVAL_MS = 1_000
/** Longest wait for the trap, ms, and bytes of its answer. docs/limits.md */
const LIMITS = { timeoutMs: 5_000, maxBytes: 64 * 1024 }

export const circonus: Adapter = defineAdapter<CirconusParams>({
  name: 'circonus',
  description: 'Submits metrics to a Circonus HTTP trap',
  templates: ['metric'],
  params,
  validate,
  build: (config, env) => new Circonus(config, env),
})

/** What is held is bounded by the metrics that are configured, not by how long the trap is away. */
class Circonus implements Handler {
  private readonly env: AdapterEnv
  private readonly url: string
  private readonly tallies: ReadonlyMap<string, Tally>
  private readonly timer: Timer
  private submitting: Promise<void> | null = null
  private isAway = false
  private isClosed = false

  constructor(config: CirconusParams, env: AdapterEnv) {
    this.env = env
    this.url = config.submissionUrl
    this.tallies = new Map(config.metrics.map(({ name, type }) => [name, new Tally(type)]))
    this.timer = env.tasks.every('submit metrics', config.submissionInterval, () => this.submit())
  }

  handleReport(instances: readonly ReportInstance[]): void {
    const problems = new Set<string>()
    for (const instance of instances) {
      const problem = instance.template === 'metric' ? this.count(instance) : null
      if (problem !== null) problems.add(problem)
    }
    if (problems.size > 0)
      throw new FlotillaError('FLT_ADAPTER_FAILED', [...problems].slice(0, 8).join('; '))
  }

  async close(): Promise<void> {
    if (this.isClosed) return
    this.isClosed = true
    this.timer.cancel()
    await this.submitting
    await this.submit()
    let left = 0
    for (const tally of this.tallies.values()) left += tally.observations
    if (left > 0) this.env.delivery.lost(left)
  }

  private count(instance: MetricInstance): string | null {
    const tally = this.tallies.get(instance.name)
    if (tally === undefined) return `no metric is configured for ${instance.name}`
    return tally.add(instance.value)
      ? null
      : `${instance.name} has a value that its type cannot take`
  }

  private submit(): Promise<void> {
    this.submitting ??= this.submitAll().finally(() => {
      this.submitting = null
    })
    return this.submitting
  }

  /** What the trap did not take is counted on. */
  private async submitAll(): Promise<void> {
    const taken = [...this.tallies].flatMap(([name, tally]) => {
      const one = tally.take()
      return one === null ? [] : [{ name, tally, one }]
    })
    if (taken.length === 0) return
    const body = JSON.stringify(
      Object.fromEntries(taken.map(({ name, one }) => [name, one.json()])),
    )
    const reason = await this.put(body)
    let observations = 0
    for (const { tally, one } of taken) {
      observations += one.observations
      if (reason !== null) tally.giveBack(one)
    }
    if (reason === null) this.env.delivery.sent(observations)
    else this.env.delivery.retried()
    if (reason !== null && !this.isAway) this.env.log.warn('circonus is away', { reason })
    if (reason === null && this.isAway) this.env.log.info('circonus is back', {})
    this.isAway = reason !== null
  }

  /** Null, or why it was not taken. */
  private async put(body: string): Promise<string | null> {
    const headers = { 'content-type': 'application/json', accept: 'application/json' }
    try {
      const request = { method: 'PUT', url: this.url, headers, body } as const
      const { status } = await this.env.outside.http.send(request, LIMITS)
      return status >= 200 && status < 300 ? null : `the trap answered ${status}`
    } catch (error) {
      return messageOf(error)
    }
  }
}

function validate(config: CirconusParams, wiring: HandlerWiring): ParamViolation[] {
  const violations: ParamViolation[] = []
  const report = (path: string, problem: string): void => {
    violations.push({ path, message: problem })
  }
  if (!isHttpUrl(config.submissionUrl))
    report('submissionUrl', 'must be an http or https URL with a host')
  if (config.submissionInterval < MIN_INTERVAL_MS)
    report('submissionInterval', 'must be at least 1s')
  const names = new Set<string>()
  const routed = new Set(wiring.instances.map(({ name }) => name))
  for (const [i, { name, type }] of config.metrics.entries()) {
    if (type === 'UNKNOWN') report(`metrics[${i}].type`, 'must be COUNTER, GAUGE or DISTRIBUTION')
    if (name === '') report(`metrics[${i}].name`, 'must not be empty')
    else if (names.has(name)) report(`metrics[${i}].name`, `${name} is configured twice`)
    // Istio 1.4: configured and routed metrics must be the same. A handler that no rule uses has none routed.
    else if (routed.size > 0 && !routed.has(name))
      report(`metrics[${i}].name`, `no rule sends ${name} here`)
    names.add(name)
  }
  for (const name of routed)
    if (!names.has(name)) report('metrics', `has no entry named ${name}, which rules send here`)
  return violations
}

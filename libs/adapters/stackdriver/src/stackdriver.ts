/** stackdriver: metrics, log entries, spans and edges to Google Cloud. */
import { randomUUID } from 'node:crypto'
import {
  type Adapter,
  type AdapterEnv,
  defineAdapter,
  type Handler,
  isTraceSampled,
  type LogEntryInstance,
  Outbox,
  parseTextTemplate,
  type ReportInstance,
  type SendResult,
  spanOf,
  type TextTemplate,
} from '@flotilla/adapter-sdk'
import { FlotillaError } from '@flotilla/errors'
import type { Timer } from '@flotilla/time'
import { edgeJson, logEntryJson, spanJson } from './entries.ts'
import { GoogleApi } from './google-api.ts'
import { SeriesTable } from './series.ts'
import {
  type StackdriverParams,
  stackdriverParams,
  validateStackdriver,
} from './stackdriver-params.ts'

/** Items that wait in each queue. docs/limits.md */
const MAX_WAITING = 4_000
/** Cloud Monitoring takes no more series in a call. */
const MAX_SERIES_PER_CALL = 200
const MAX_BATCH = 500
const MAX_BATCH_BYTES = 4 * 1024 * 1024
/** Istio 1.4: one call and three repetitions. */
const MAX_ATTEMPTS = 4
const HOSTS = {
  metrics: 'monitoring.googleapis.com',
  logs: 'logging.googleapis.com',
  spans: 'cloudtrace.googleapis.com',
  edges: 'contextgraph.googleapis.com',
} as const

export const stackdriver: Adapter = defineAdapter<StackdriverParams>({
  name: 'stackdriver',
  description: 'Sends metrics, log entries, spans and edges to Google Cloud',
  templates: ['metric', 'logentry', 'tracespan', 'edge'],
  params: stackdriverParams,
  validate: validateStackdriver,
  build: (config, env) => new Stackdriver(config, env),
})

class Stackdriver implements Handler {
  private readonly env: AdapterEnv
  private readonly config: StackdriverParams
  private readonly api: GoogleApi
  private readonly series: SeriesTable
  private readonly templates = new Map<string, TextTemplate | null>()
  private readonly metrics: Outbox<string>
  private readonly logs: Outbox<string>
  private readonly spans: Outbox<string>
  private readonly edges: Outbox<string>
  private seenEdges = new Set<string>()
  private readonly timer: Timer
  private isClosed = false

  constructor(config: StackdriverParams, env: AdapterEnv) {
    this.env = env
    this.config = config
    this.api = new GoogleApi(env, config)
    this.series = new SeriesTable(env.clock.wallMs())
    for (const [name, { payloadTemplate }] of config.logInfo) {
      const parsed = payloadTemplate === '' ? null : parseTextTemplate(payloadTemplate)
      this.templates.set(name, parsed?.kind === 'ok' ? parsed.template : null)
    }
    const project = `/v3/projects/${config.projectId}`
    this.metrics = this.outbox('metrics', `${project}/timeSeries`, 'timeSeries')
    this.logs = this.outbox('logs', '/v2/entries:write', 'entries')
    this.spans = this.outbox('spans', `/v2/projects/${config.projectId}/traces:batchWrite`, 'spans')
    this.edges = this.outbox(
      'edges',
      `/v1alpha3/projects/${config.projectId}:assertBatch`,
      'relationshipPresentAssertions',
    )
    this.timer = env.tasks.every('push metrics', config.pushInterval, () => this.push())
    for (const { sinkInfo } of config.logInfo.values())
      if (sinkInfo !== null && sinkInfo.id !== '')
        env.tasks.run('make sink', async () => {
          const body = JSON.stringify({
            name: sinkInfo.id,
            destination: sinkInfo.destination,
            filter: sinkInfo.filter,
          })
          const path = `/v2/projects/${config.projectId}/sinks`
          const { reason } = await this.api.post(HOSTS.logs, path, body, [sinkInfo])
          // 409: it is there already.
          if (reason !== '' && !reason.includes('answered 409'))
            env.log.warn('log sink not made', { sink: sinkInfo.id, reason })
        })
  }

  handleReport(instances: readonly ReportInstance[]): void {
    const problems = new Set<string>()
    for (const instance of instances) {
      const problem = this.add(instance)
      if (problem !== null) problems.add(problem)
    }
    if (problems.size > 0)
      throw new FlotillaError('FLT_ADAPTER_FAILED', [...problems].slice(0, 8).join('; '))
  }

  async close(): Promise<void> {
    if (!this.isClosed) this.push()
    this.isClosed = true
    this.timer.cancel()
    await Promise.all([this.metrics, this.logs, this.spans, this.edges].map((one) => one.close()))
  }

  /** Null, or why it was not taken. */
  private add(instance: ReportInstance): string | null {
    const { projectId, trace, meshUid } = this.config
    switch (instance.template) {
      case 'metric': {
        const info = this.config.metricInfo.get(instance.name)
        if (info === undefined) return `no metric is configured for ${instance.name}`
        const problem = this.series.add(instance, info)
        this.env.delivery.waiting('series', this.series.size)
        return problem
      }
      case 'logentry':
        return this.addLog(instance)
      case 'tracespan': {
        const span = spanOf(instance)
        if (span === null || !isTraceSampled(span.traceId, trace?.sampleProbability ?? 0))
          return null
        return this.spans.offer(spanJson(projectId, span, instance))
          ? null
          : 'spans dropped, too many wait'
      }
      case 'edge': {
        const edge = edgeJson(meshUid, instance)
        if (this.seenEdges.has(edge)) return null
        if (!this.edges.offer(edge)) return 'edges dropped, too many wait'
        this.seenEdges.add(edge)
        return null
      }
      default:
        return null
    }
  }

  private addLog(instance: LogEntryInstance): string | null {
    const info = this.config.logInfo.get(instance.name)
    if (info === undefined) return `no log is configured for ${instance.name}`
    const template = this.templates.get(instance.name) ?? null
    const entry = logEntryJson(this.config.projectId, instance, info, template, randomUUID())
    return this.logs.offer(entry) ? null : 'log entries dropped, too many wait'
  }

  /** Ends the interval: its series go out, and every edge is told again. */
  private push(): void {
    for (const series of this.series.take(this.env.clock.wallMs())) this.metrics.offer(series)
    this.env.delivery.waiting('series', 0)
    this.seenEdges = new Set()
  }

  private outbox(name: keyof typeof HOSTS, path: string, field: string): Outbox<string> {
    const send = (batch: readonly string[]): Promise<SendResult<string>> =>
      this.api.post(HOSTS[name], path, `{"${field}":[${batch.join(',')}]}`, batch)
    return new Outbox<string>(this.env, {
      name,
      // All series of an interval come at once.
      maxWaiting: name === 'metrics' ? 10_000 : MAX_WAITING,
      maxBatch: name === 'metrics' ? MAX_SERIES_PER_CALL : MAX_BATCH,
      maxBatchBytes: MAX_BATCH_BYTES,
      sizeOf: (item) => item.length,
      intervalMs: name === 'metrics' ? 0 : Math.min(1_000, this.config.pushInterval),
      maxAttempts: MAX_ATTEMPTS,
      send,
    })
  }
}

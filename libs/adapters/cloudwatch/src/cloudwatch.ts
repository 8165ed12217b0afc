/** cloudwatch: metrics and log entries to Amazon CloudWatch. */
import process from 'node:process'
import {
  type Adapter,
  type AdapterEnv,
  choice,
  defineAdapter,
  type Handler,
  type HandlerWiring,
  isHttpUrl,
  type LogEntryInstance,
  type MetricInstance,
  map,
  message,
  Outbox,
  type ParamViolation,
  parseTextTemplate,
  type ReportInstance,
  type SendResult,
  type TextTemplate,
  text,
} from '@flotilla/adapter-sdk'
import { FlotillaError } from '@flotilla/errors'
import { type AwsService, callAws, resultOf } from './aws.ts'
import { EVENT_OVERHEAD, firstDay, type LogEvent, logEventOf, rejectedOf } from './log-events.ts'
import { type Datum, datumOf, putMetricData, UNITS, type Unit } from './metric-data.ts'

interface CloudWatchParams {
  readonly namespace: string
  readonly metricInfo: ReadonlyMap<string, { readonly unit: Unit }>
  readonly logGroupName: string
  readonly logStreamName: string
  readonly logs: ReadonlyMap<string, { readonly payloadTemplate: string }>
  readonly region: string
  readonly metricsUrl: string
  readonly logsUrl: string
}

// Istio 1.4: parameters of the adapter; region and URLs are ours, Amazon's own library finds them by itself.
const params = message<CloudWatchParams>({
  namespace: text(),
  metricInfo: map(message<{ readonly unit: Unit }>({ unit: choice(UNITS, 'None') })),
  logGroupName: text(),
  logStreamName: text(),
  logs: map(message<{ readonly payloadTemplate: string }>({ payloadTemplate: text() })),
  region: text(),
  metricsUrl: text(),
  logsUrl: text(),
})

/** What CloudWatch takes in one call. */
const MAX_DATA = 20
const MAX_EVENTS = 10_000
const MAX_EVENT_BYTES = 1_048_576
/** docs/limits.md */
const MAX_WAITING = 10_000
const INTERVAL_MS = 1_000
const REGION = /^[a-z]{2}(-[a-z]+)+-\d$/

export const cloudwatch: Adapter = defineAdapter<CloudWatchParams>({
  name: 'cloudwatch',
  description: 'Sends metrics and log entries to Amazon CloudWatch',
  templates: ['metric', 'logentry'],
  params,
  validate,
  build: (config, env) => new CloudWatch(config, env),
})

class CloudWatch implements Handler {
  private readonly env: AdapterEnv
  private readonly config: CloudWatchParams
  private readonly templates = new Map<string, TextTemplate | null>()
  private readonly metrics: Outbox<Datum>
  private readonly logs: Outbox<LogEvent>

  constructor(config: CloudWatchParams, env: AdapterEnv) {
    this.env = env
    this.config = config
    for (const [name, { payloadTemplate }] of config.logs) {
      const parsed = payloadTemplate === '' ? null : parseTextTemplate(payloadTemplate)
      this.templates.set(name, parsed?.kind === 'ok' ? parsed.template : null)
    }
    const shared = { maxWaiting: MAX_WAITING, intervalMs: INTERVAL_MS }
    this.metrics = new Outbox<Datum>(env, {
      ...shared,
      name: 'metrics',
      maxBatch: MAX_DATA,
      send: (batch) => this.sendMetrics(batch),
    })
    this.logs = new Outbox<LogEvent>(env, {
      ...shared,
      name: 'events',
      maxBatch: MAX_EVENTS,
      maxBatchBytes: MAX_EVENT_BYTES,
      sizeOf: (event) => Buffer.byteLength(event.message) + EVENT_OVERHEAD,
      send: (batch) => this.sendLogs(batch),
    })
  }

  handleReport(instances: readonly ReportInstance[]): void {
    const problems = new Set<string>()
    for (const instance of instances) {
      let problem: string | null = null
      if (instance.template === 'metric') problem = this.addMetric(instance)
      else if (instance.template === 'logentry') problem = this.addLog(instance)
      if (problem !== null) problems.add(problem)
    }
    if (problems.size > 0)
      throw new FlotillaError('FLT_ADAPTER_FAILED', [...problems].slice(0, 8).join('; '))
  }

  async close(): Promise<void> {
    await Promise.all([this.metrics.close(), this.logs.close()])
  }

  private addMetric(instance: MetricInstance): string | null {
    const unit = this.config.metricInfo.get(instance.name)?.unit
    if (unit === undefined) return `no metric is configured for ${instance.name}`
    const datum = datumOf(instance, unit, this.env.clock.wallMs())
    if (typeof datum === 'string') return datum
    return this.metrics.offer(datum) ? null : 'metrics dropped, too many wait'
  }

  private addLog(instance: LogEntryInstance): string | null {
    const template = this.templates.get(instance.name)
    if (template === undefined) return `no log is configured for ${instance.name}`
    const event = logEventOf(instance, template, this.env.clock.wallMs())
    return this.logs.offer(event) ? null : 'log entries dropped, too many wait'
  }

  private async sendMetrics(batch: readonly Datum[]): Promise<SendResult<Datum>> {
    const headers = { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' }
    const body = putMetricData(this.config.namespace, batch)
    return resultOf(await callAws(this.env, this.service('monitoring'), headers, body), batch)
  }

  private async sendLogs(batch: readonly LogEvent[]): Promise<SendResult<LogEvent>> {
    const { logGroupName, logStreamName } = this.config
    const { now, later } = firstDay(batch)
    const headers = {
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': 'Logs_20140328.PutLogEvents',
    }
    const body = JSON.stringify({ logGroupName, logStreamName, logEvents: now })
    const answer = await callAws(this.env, this.service('logs'), headers, body)
    const result =
      answer.kind === 'ok' ? rejectedOf(answer.body, now.length) : resultOf(answer, now)
    return { ...result, again: [...result.again, ...later], reason: result.reason || 'older first' }
  }

  /** Credentials are read for each call: whoever rotates them need not start mixer again. */
  private service(service: 'monitoring' | 'logs'): AwsService {
    const { env } = process
    const region = this.config.region || env['AWS_REGION'] || env['AWS_DEFAULT_REGION'] || ''
    const accessKeyId = env['AWS_ACCESS_KEY_ID'] ?? ''
    const secretAccessKey = env['AWS_SECRET_ACCESS_KEY'] ?? ''
    if (region === '' || accessKeyId === '' || secretAccessKey === '')
      throw new FlotillaError(
        'FLT_ADAPTER_FAILED',
        'region and credentials are missing: set AWS_REGION, AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY',
      )
    const given = service === 'logs' ? this.config.logsUrl : this.config.metricsUrl
    const url = given === '' ? `https://${service}.${region}.amazonaws.com/` : given
    const sessionToken = env['AWS_SESSION_TOKEN'] ?? ''
    return { service, region, url, credentials: { accessKeyId, secretAccessKey, sessionToken } }
  }
}

function validate(config: CloudWatchParams, wiring: HandlerWiring): ParamViolation[] {
  const violations: ParamViolation[] = []
  const report = (path: string, problem: string): void => {
    violations.push({ path, message: problem })
  }
  if (config.namespace === '') report('namespace', 'is required')
  else if (config.namespace.startsWith('AWS/'))
    report('namespace', 'must not begin with AWS/, which is reserved')
  if (config.region !== '' && !REGION.test(config.region)) report('region', 'is no region')
  for (const path of ['metricsUrl', 'logsUrl'] as const)
    if (config[path] !== '' && !isHttpUrl(config[path]))
      report(path, 'must be an http or https URL with a host')
  for (const [name, { payloadTemplate }] of config.logs) {
    const parsed = parseTextTemplate(payloadTemplate)
    if (parsed.kind === 'bad')
      report(`logs[${JSON.stringify(name)}].payloadTemplate`, parsed.message)
  }
  const hasLogs = config.logs.size > 0
  for (const path of ['logGroupName', 'logStreamName'] as const)
    if (hasLogs && config[path] === '') report(path, 'is required where there are logs')
  for (const { name, template } of wiring.instances) {
    const [path, known] =
      template === 'metric' ? ['metricInfo', config.metricInfo] : ['logs', config.logs]
    if (!known.has(name)) report(path, `has no entry for ${name}, which rules send here`)
  }
  return violations
}

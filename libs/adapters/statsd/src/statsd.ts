/** statsd: sends metrics to a statsd server, gathered into packets. */
import {
  type Adapter,
  type AdapterEnv,
  choice,
  defineAdapter,
  double,
  duration,
  type Handler,
  type HostPortParam,
  hostPort,
  int32,
  type MetricInstance,
  map,
  message,
  PacketBuffer,
  type ParamViolation,
  parseTextTemplate,
  type ReportInstance,
  type TextTemplate,
  text,
} from '@flotilla/adapter-sdk'
import { FlotillaError, messageOf } from '@flotilla/errors'
import { METRIC_TYPES, type MetricType, measureOf } from './measure.ts'

interface MetricParams {
  readonly type: MetricType
  readonly nameTemplate: string
}

interface StatsdParams {
  readonly address: HostPortParam
  readonly prefix: string
  readonly flushDuration: number
  readonly flushBytes: number
  readonly samplingRate: number
  readonly metrics: ReadonlyMap<string, MetricParams>
}

// Istio 1.4: defaults of the adapter.
const params = message<StatsdParams>({
  address: hostPort({ host: 'localhost', port: 8125 }),
  prefix: text(),
  flushDuration: duration(300),
  flushBytes: int32(512),
  samplingRate: double(1),
  metrics: map(
    message<MetricParams>({ type: choice(METRIC_TYPES, 'UNKNOWN'), nameTemplate: text() }),
  ),
})

/** Bytes that a packet may have at most: one UDP datagram. docs/limits.md */
const MAX_PACKET_BYTES = 65_507
/** What would end a name, or a line, for the server. */
const UNSAFE = /[\s:|@#]/g

export const statsd: Adapter = defineAdapter<StatsdParams>({
  name: 'statsd',
  description: 'Sends metrics to statsd over UDP',
  templates: ['metric'],
  params,
  validate,
  build: (config, env) => new Statsd(config, env),
})

interface Metric {
  readonly type: MetricType
  /** Null: the instance's name. */
  readonly template: TextTemplate | null
}

class Statsd implements Handler {
  private readonly env: AdapterEnv
  private readonly config: StatsdParams
  private readonly metrics = new Map<string, Metric>()
  private readonly buffer: PacketBuffer

  constructor(config: StatsdParams, env: AdapterEnv) {
    const { host, port } = config.address
    this.env = env
    this.config = config
    for (const [instance, { type, nameTemplate }] of config.metrics) {
      const parsed = nameTemplate === '' ? null : parseTextTemplate(nameTemplate)
      this.metrics.set(instance, { type, template: parsed?.kind === 'ok' ? parsed.template : null })
    }
    const datagrams = env.outside.datagrams.open(host, port, (error) =>
      env.log.debug('statsd cannot be reached', { reason: messageOf(error) }),
    )
    this.buffer = new PacketBuffer(env, datagrams, {
      maxBytes: config.flushBytes,
      maxLines: Number.POSITIVE_INFINITY,
      intervalMs: config.flushDuration,
    })
  }

  handleReport(instances: readonly ReportInstance[]): void {
    const problems = new Set<string>()
    for (const instance of instances) {
      if (instance.template !== 'metric') continue
      const problem = this.send(instance)
      if (problem !== null) problems.add(problem)
    }
    if (problems.size > 0)
      throw new FlotillaError('FLT_ADAPTER_FAILED', [...problems].slice(0, 8).join('; '))
  }

  close(): Promise<void> {
    return this.buffer.close()
  }

  /** Null, or why the metric was not sent. */
  private send(instance: MetricInstance): string | null {
    const metric = this.metrics.get(instance.name)
    if (metric === undefined) return `no metric is configured for ${instance.name}`
    const measures = measureOf(metric.type, instance.value)
    if (measures === null) return `${instance.name} has a value that ${metric.type} cannot take`
    const { samplingRate, prefix } = this.config
    // A gauge is not sampled: the last value is what counts.
    const isSampled = samplingRate < 1 && metric.type !== 'GAUGE'
    if (isSampled && this.env.random() >= samplingRate) return null
    const { dimensions } = instance
    const own = metric.template?.render((name) => dimensions.get(name)) ?? instance.name
    const name = `${prefix === '' ? '' : `${prefix}.`}${own}`.replace(UNSAFE, '_')
    let isSent = true
    for (const measure of measures)
      isSent =
        this.buffer.add(`${name}:${measure}${isSampled ? `|@${samplingRate}` : ''}`) && isSent
    return isSent ? null : 'metrics dropped, too much waits to be sent'
  }
}

function validate(config: StatsdParams): ParamViolation[] {
  const violations: ParamViolation[] = []
  const report = (path: string, problem: string): void => {
    violations.push({ path, message: problem })
  }
  if (config.flushDuration <= 0) report('flushDuration', 'must be greater than 0s')
  if (config.flushBytes < 1 || config.flushBytes > MAX_PACKET_BYTES)
    report('flushBytes', `must be 1 to ${MAX_PACKET_BYTES}`)
  if (!(config.samplingRate > 0 && config.samplingRate <= 1))
    report('samplingRate', 'must be greater than 0 and at most 1')
  for (const [instance, { type, nameTemplate }] of config.metrics) {
    const path = `metrics[${JSON.stringify(instance)}]`
    if (type === 'UNKNOWN') report(`${path}.type`, 'must be COUNTER, GAUGE or DISTRIBUTION')
    const parsed = parseTextTemplate(nameTemplate)
    if (parsed.kind === 'bad') report(`${path}.nameTemplate`, parsed.message)
  }
  return violations
}

/** dogstatsd: sends metrics with their dimensions as tags to DogStatsD. */
import {
  type Adapter,
  type AdapterEnv,
  choice,
  defineAdapter,
  double,
  type Handler,
  type HandlerWiring,
  type HostPortParam,
  hostPort,
  type InstanceValue,
  int32,
  type MetricInstance,
  map,
  message,
  PacketBuffer,
  type ParamViolation,
  type ReportInstance,
  text,
  valueText,
} from '@flotilla/adapter-sdk'
import { DurationValue } from '@flotilla/attributes'
import { FlotillaError, messageOf } from '@flotilla/errors'

const METRIC_TYPES = { UNKNOWN: 0, COUNTER: 1, GAUGE: 2, DISTRIBUTION: 3 } as const
type MetricType = keyof typeof METRIC_TYPES

interface MetricParams {
  readonly name: string
  readonly type: MetricType
  readonly tags: ReadonlyMap<string, string>
}

interface DogstatsdParams {
  readonly address: HostPortParam
  readonly prefix: string
  readonly bufferLength: number
  readonly globalTags: ReadonlyMap<string, string>
  readonly sampleRate: number
  readonly metrics: ReadonlyMap<string, MetricParams>
}

// Istio 1.4: defaults of the adapter; its sample rate is 0 although 1 is documented.
const params = message<DogstatsdParams>({
  address: hostPort({ host: 'localhost', port: 8125 }),
  prefix: text('istio.'),
  bufferLength: int32(0),
  globalTags: map(text()),
  sampleRate: double(1),
  metrics: map(
    message<MetricParams>({
      name: text(),
      type: choice(METRIC_TYPES, 'UNKNOWN'),
      tags: map(text()),
    }),
  ),
})

/** Bytes of a packet with several metrics: what one Ethernet frame carries. docs/limits.md */
const PACKET_BYTES = 1_432
/** Longest time that a metric waits in the buffer. */
const FLUSH_MS = 100
/** Metrics that may wait for a packet. docs/limits.md */
const MAX_BUFFER_LENGTH = 10_000
const UNSAFE_NAME = /[\s:|@#]/g
const UNSAFE_TAG = /[\s|,#]/g

export const dogstatsd: Adapter = defineAdapter<DogstatsdParams>({
  name: 'dogstatsd',
  description: 'Sends metrics with tags to DogStatsD over UDP',
  templates: ['metric'],
  params,
  validate,
  build: (config, env) => new Dogstatsd(config, env),
})

class Dogstatsd implements Handler {
  private readonly env: AdapterEnv
  private readonly config: DogstatsdParams
  private readonly prefix: string
  private readonly fixedTags = new Map<string, string>()
  private readonly buffer: PacketBuffer

  constructor(config: DogstatsdParams, env: AdapterEnv) {
    const { address, prefix, bufferLength, globalTags, metrics } = config
    this.env = env
    this.config = config
    this.prefix = prefix === '' || prefix.endsWith('.') ? prefix : `${prefix}.`
    for (const [instance, metric] of metrics)
      this.fixedTags.set(instance, tagText(globalTags) + tagText(metric.tags))
    const datagrams = env.outside.datagrams.open(address.host, address.port, (error) =>
      env.log.debug('dogstatsd cannot be reached', { reason: messageOf(error) }),
    )
    this.buffer = new PacketBuffer(env, datagrams, {
      maxBytes: PACKET_BYTES,
      maxLines: Math.max(1, bufferLength),
      intervalMs: FLUSH_MS,
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
    const metric = this.config.metrics.get(instance.name)
    if (metric === undefined) return `no metric is configured for ${instance.name}`
    const measure = measureOf(metric.type, instance.value)
    if (measure === null) return `${instance.name} has a value that ${metric.type} cannot take`
    const { sampleRate } = this.config
    if (sampleRate < 1 && this.env.random() >= sampleRate) return null
    const name = this.prefix + (metric.name === '' ? instance.name : metric.name)
    const rate = sampleRate < 1 ? `|@${sampleRate}` : ''
    const tags = (this.fixedTags.get(instance.name) ?? '') + dimensionTags(instance)
    const line = `${name.replace(UNSAFE_NAME, '_')}:${measure}${rate}`
    // Every tag is followed by a comma.
    const isSent = this.buffer.add(tags === '' ? line : `${line}|#${tags.slice(0, -1)}`)
    return isSent ? null : 'metrics dropped, too much waits to be sent'
  }
}

function measureOf(type: MetricType, value: InstanceValue): string | null {
  if (value instanceof DurationValue)
    return type === 'DISTRIBUTION' ? `${Number(value.ns) / 1e6}|ms` : null
  if (typeof value !== 'bigint') return null
  return `${value}|${type === 'COUNTER' ? 'c' : type === 'GAUGE' ? 'g' : 'h'}`
}

function dimensionTags({ dimensions: { keys, values } }: MetricInstance): string {
  let tags = ''
  for (let i = 0; i < keys.length; i++) tags += tag(keys[i] ?? '', valueText(values[i] ?? null))
  return tags
}

function tagText(tags: ReadonlyMap<string, string>): string {
  return [...tags].map(([key, value]) => tag(key, value)).join('')
}

function tag(key: string, value: string): string {
  return `${key.replace(UNSAFE_TAG, '_')}:${value.replace(UNSAFE_TAG, '_')},`
}

function validate(config: DogstatsdParams, wiring: HandlerWiring): ParamViolation[] {
  const violations: ParamViolation[] = []
  const report = (path: string, problem: string): void => {
    violations.push({ path, message: problem })
  }
  if (!(config.sampleRate > 0 && config.sampleRate <= 1))
    report('sampleRate', 'must be greater than 0 and at most 1')
  if (config.bufferLength < 0 || config.bufferLength > MAX_BUFFER_LENGTH)
    report('bufferLength', `must be 0 to ${MAX_BUFFER_LENGTH}`)
  for (const [instance, { type }] of config.metrics)
    if (type === 'UNKNOWN')
      report(`metrics[${JSON.stringify(instance)}].type`, 'must be COUNTER, GAUGE or DISTRIBUTION')
  for (const { name } of wiring.instances)
    if (!config.metrics.has(name))
      report('metrics', `has no entry for ${name}, which rules send here`)
  return violations
}

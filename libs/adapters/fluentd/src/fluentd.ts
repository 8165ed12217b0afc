/** fluentd: sends log entries by the forward protocol, in batches that the server acknowledges. */
import { randomUUID } from 'node:crypto'
import {
  type Adapter,
  type AdapterEnv,
  ALL_SENT,
  bool,
  defineAdapter,
  duration,
  type Handler,
  type HostPortParam,
  hostPort,
  type InstanceValue,
  int32,
  type LogEntryInstance,
  message,
  Outbox,
  type ParamViolation,
  type ReportInstance,
  type SendResult,
  valueText,
} from '@flotilla/adapter-sdk'
import { DurationValue, TimestampValue, timestampParts } from '@flotilla/attributes'
import { FlotillaError } from '@flotilla/errors'
import { type Chunk, ForwardClient } from './forward-client.ts'
import { EventTime, type Packable, pack } from './msgpack.ts'

interface FluentdParams {
  readonly address: HostPortParam
  readonly integerDuration: boolean
  readonly instanceBufferSize: number
  readonly maxBatchSizeBytes: number
  readonly pushIntervalDuration: number
  readonly pushTimeoutDuration: number
}

// Istio 1.4: defaults of the adapter.
const params = message<FluentdParams>({
  address: hostPort({ host: 'localhost', port: 24_224 }),
  integerDuration: bool(),
  instanceBufferSize: int32(1_024),
  maxBatchSizeBytes: int32(8_388_608),
  pushIntervalDuration: duration(60_000),
  pushTimeoutDuration: duration(60_000),
})

/** docs/limits.md */
const MAX_BUFFER_SIZE = 10_000
const MAX_BATCH_BYTES = 64 * 1024 * 1024

interface Entry {
  readonly tag: string
  /** `[time, record]`, packed. */
  readonly bytes: Uint8Array
}

export const fluentd: Adapter = defineAdapter<FluentdParams>({
  name: 'fluentd',
  description: 'Sends log entries to fluentd, with acknowledgement',
  templates: ['logentry'],
  params,
  validate,
  build: (config, env) => new Fluentd(config, env),
})

class Fluentd implements Handler {
  private readonly env: AdapterEnv
  private readonly config: FluentdParams
  private readonly client: ForwardClient
  private readonly outbox: Outbox<Entry>

  constructor(config: FluentdParams, env: AdapterEnv) {
    this.env = env
    this.config = config
    const address = { ...config.address, isTls: false }
    this.client = new ForwardClient(env, address, config.pushTimeoutDuration)
    this.outbox = new Outbox<Entry>(env, {
      name: 'entries',
      maxWaiting: config.instanceBufferSize,
      maxBatch: config.instanceBufferSize,
      maxBatchBytes: config.maxBatchSizeBytes,
      sizeOf: ({ bytes }) => bytes.length,
      intervalMs: config.pushIntervalDuration,
      send: (batch) => this.send(batch),
    })
  }

  handleReport(instances: readonly ReportInstance[]): void {
    let dropped = 0
    for (const instance of instances)
      if (instance.template === 'logentry' && !this.outbox.offer(this.entryOf(instance))) dropped++
    if (dropped > 0)
      throw new FlotillaError(
        'FLT_ADAPTER_FAILED',
        `${dropped} log entries dropped, the buffer is full`,
      )
  }

  async close(): Promise<void> {
    await this.outbox.close()
    this.client.close()
  }

  /** A chunk for each tag. What was acknowledged is done; the rest is sent again. */
  private async send(batch: readonly Entry[]): Promise<SendResult<Entry>> {
    const byTag = Map.groupBy(batch, ({ tag }) => tag)
    const chunks: Chunk[] = []
    const tags = new Map<string, string>()
    for (const [tag, entries] of byTag) {
      const id = randomUUID()
      tags.set(tag, id)
      chunks.push({ id, bytes: chunkBytes(tag, entries, id) })
    }
    const { acknowledged, reason } = await this.client.send(chunks)
    if (reason === null) return ALL_SENT
    const again = batch.filter(({ tag }) => !acknowledged.has(tags.get(tag) ?? ''))
    return { again, refused: 0, reason }
  }

  private entryOf(instance: LogEntryInstance): Entry {
    const { keys, values } = instance.variables
    const record = new Map<string, Packable>()
    let tag = instance.name
    for (let i = 0; i < keys.length; i++) {
      const key = keys[i] ?? ''
      const value = values[i] ?? null
      if (key === 'tag' && typeof value === 'string' && value !== '') {
        tag = value
        record.set('name', instance.name)
      } else record.set(key, this.packable(value))
    }
    record.set('severity', instance.severity)
    const at = instance.timestamp ?? TimestampValue.fromWallMs(this.env.clock.wallMs())
    const { seconds, nanos } = timestampParts(at)
    return { tag, bytes: pack([new EventTime(seconds, nanos), record]) }
  }

  private packable(value: InstanceValue): Packable {
    if (value === null || typeof value !== 'object') return value
    if (value instanceof DurationValue && this.config.integerDuration) return value.ns / 1_000_000n
    return value instanceof Map ? value : valueText(value)
  }
}

/** Forward mode: `[tag, [entry, …], {chunk, size}]`. The entries are packed already. */
function chunkBytes(tag: string, entries: readonly Entry[], id: string): Buffer {
  const head = Buffer.alloc(5)
  head[0] = 0xdd
  head.writeUInt32BE(entries.length, 1)
  const option = new Map<string, Packable>([
    ['chunk', id],
    ['size', BigInt(entries.length)],
  ])
  return Buffer.concat([
    Uint8Array.of(0x93),
    pack(tag),
    head,
    ...entries.map(({ bytes }) => bytes),
    pack(option),
  ])
}

function validate(config: FluentdParams): ParamViolation[] {
  const violations: ParamViolation[] = []
  const between = (path: keyof FluentdParams & string, value: number, most: number): void => {
    if (value < 1 || value > most) violations.push({ path, message: `must be 1 to ${most}` })
  }
  between('instanceBufferSize', config.instanceBufferSize, MAX_BUFFER_SIZE)
  between('maxBatchSizeBytes', config.maxBatchSizeBytes, MAX_BATCH_BYTES)
  for (const path of ['pushIntervalDuration', 'pushTimeoutDuration'] as const)
    if (config[path] <= 0) violations.push({ path, message: 'must be greater than 0s' })
  return violations
}

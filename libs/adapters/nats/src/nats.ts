/** nats: publishes reports to a JetStream subject, each acknowledged by the stream. */
import { randomUUID } from 'node:crypto'
import {
  type Adapter,
  type AdapterEnv,
  bool,
  defineAdapter,
  duration,
  type Handler,
  type HostPortParam,
  hostPort,
  int32,
  type JetStreamClient,
  message,
  Outbox,
  type ParamViolation,
  type Publication,
  type ReportInstance,
  type SendResult,
  text,
} from '@flotilla/adapter-sdk'
import { FlotillaError } from '@flotilla/errors'
import { reportJson } from './report-json.ts'

interface NatsParams {
  readonly address: HostPortParam
  readonly subject: string
  readonly appendTemplate: boolean
  readonly bufferSize: number
  readonly pushInterval: number
  readonly pushTimeout: number
}

const params = message<NatsParams>({
  address: hostPort({ host: 'localhost', port: 4222 }),
  subject: text('flotilla.reports'),
  appendTemplate: bool(true),
  bufferSize: int32(10_000),
  pushInterval: duration(100),
  pushTimeout: duration(5_000),
})

/** Messages that go out before their acknowledgements are awaited. docs/limits.md */
const MAX_BATCH = 256
const MAX_BUFFER_SIZE = 10_000
/** Bytes of a message: what NATS takes by default. */
const MAX_MESSAGE_BYTES = 1024 * 1024 - 1024
/** A subject without wildcards. */
const SUBJECT = /^[^\s.*>]+(\.[^\s.*>]+)*$/

export const nats: Adapter = defineAdapter<NatsParams>({
  name: 'nats',
  description: 'Publishes reports to a JetStream subject',
  templates: ['metric', 'logentry', 'tracespan', 'edge', 'reportnothing'],
  params,
  validate,
  build: (config, env) => new Nats(config, env),
})

class Nats implements Handler {
  private readonly env: AdapterEnv
  private readonly config: NatsParams
  private readonly client: JetStreamClient
  private readonly outbox: Outbox<Publication>

  constructor(config: NatsParams, env: AdapterEnv) {
    this.env = env
    this.config = config
    const address = { ...config.address, ackTimeoutMs: config.pushTimeout }
    this.client = env.outside.jetStream.open(address)
    this.outbox = new Outbox<Publication>(env, {
      name: 'reports',
      maxWaiting: config.bufferSize,
      maxBatch: Math.min(MAX_BATCH, config.bufferSize),
      intervalMs: config.pushInterval,
      send: (batch) => this.send(batch),
    })
  }

  handleReport(instances: readonly ReportInstance[]): void {
    let dropped = 0
    for (const instance of instances) {
      const payload = reportJson(instance, this.env.clock.wallMs())
      if (Buffer.byteLength(payload) > MAX_MESSAGE_BYTES) {
        this.env.delivery.lost(1)
        dropped++
        continue
      }
      const { subject, appendTemplate } = this.config
      const full = appendTemplate ? `${subject}.${instance.template}` : subject
      if (!this.outbox.offer({ id: randomUUID(), subject: full, payload })) dropped++
    }
    if (dropped > 0)
      throw new FlotillaError(
        'FLT_ADAPTER_FAILED',
        `${dropped} reports dropped, too many wait or too large`,
      )
  }

  async close(): Promise<void> {
    await this.outbox.close()
    this.client.close()
  }

  /** What was not acknowledged is sent again with the same id: the stream keeps it once. */
  private async send(batch: readonly Publication[]): Promise<SendResult<Publication>> {
    const results = await this.client.publish(batch)
    const again: Publication[] = []
    let refused = 0
    let reason = ''
    for (const [i, result] of results.entries()) {
      const one = batch[i]
      if (result.kind === 'stored' || one === undefined) continue
      reason = result.reason
      if (result.kind === 'refused') refused++
      else again.push(one)
    }
    return { again, refused, reason }
  }
}

function validate(config: NatsParams): ParamViolation[] {
  const violations: ParamViolation[] = []
  if (!SUBJECT.test(config.subject))
    violations.push({ path: 'subject', message: 'must be a subject without wildcards' })
  if (config.bufferSize < 1 || config.bufferSize > MAX_BUFFER_SIZE)
    violations.push({ path: 'bufferSize', message: `must be 1 to ${MAX_BUFFER_SIZE}` })
  for (const path of ['pushInterval', 'pushTimeout'] as const)
    if (config[path] <= 0) violations.push({ path, message: 'must be greater than 0s' })
  return violations
}

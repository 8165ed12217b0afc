/** Log lines on their way to Papertrail: syslog over TLS. */
import {
  type AdapterEnv,
  ALL_SENT,
  type ByteStream,
  type LogEntryInstance,
  Outbox,
  parseTextTemplate,
  type SendResult,
  type StreamAddress,
  type TextTemplate,
  timestampText,
} from '@flotilla/adapter-sdk'
import { TimestampValue } from '@flotilla/attributes'
import { FlotillaError } from '@flotilla/errors'
import type { SolarWindsParams } from './solarwinds.ts'

interface Line {
  readonly text: string
  readonly atMs: number
}

/** docs/limits.md */
const MAX_WAITING = 10_000
const MAX_BATCH = 500
const INTERVAL_MS = 500
const CONNECT_TIMEOUT_MS = 5_000
const MAX_STREAM_BYTES = 4 * 1024 * 1024
const MAX_LINE = 64 * 1024
/** Facility mail-independent "daemon" (3), severity informational (6), as RFC 5424 §6.2.1 computes it. */
const PRIORITY = 3 * 8 + 6
const ADDRESS = /^(?:(?:https?|tls|tcp|syslog):\/\/)?([A-Za-z0-9.-]+):(\d{1,5})$/
/** Istio 1.4: what a log without a template looks like. */
const DEFAULT_TEMPLATE =
  '{{or (.originIp) "-"}} - {{or (.sourceUser) "-"}} [{{or (.timestamp.Format "2006-01-02T15:04:05Z07:00") "-"}}] "{{or (.method) "-"}} {{or (.url) "-"}} {{or (.protocol) "-"}}" {{or (.responseCode) "-"}} {{or (.responseSize) "-"}}'

/** Host and port of Papertrail's own text; null where it is none. */
export function papertrailAddress(text: string): StreamAddress | null {
  const match = ADDRESS.exec(text)
  const port = Number(match?.[2])
  return match !== null && port > 0 && port <= 65_535
    ? { host: match[1] ?? '', port, isTls: true }
    : null
}

export class Papertrail {
  private readonly env: AdapterEnv
  private readonly address: StreamAddress
  private readonly retentionMs: number
  private readonly templates = new Map<string, TextTemplate>()
  private readonly outbox: Outbox<Line>
  private stream: ByteStream | null = null

  constructor(config: SolarWindsParams, env: AdapterEnv) {
    const address = papertrailAddress(config.papertrailUrl)
    if (address === null) throw new FlotillaError('FLT_BUG', 'papertrailUrl was not validated')
    this.env = env
    this.address = address
    this.retentionMs = config.papertrailLocalRetentionDuration
    for (const [name, { payloadTemplate }] of config.logs) {
      const parsed = parseTextTemplate(payloadTemplate === '' ? DEFAULT_TEMPLATE : payloadTemplate)
      if (parsed.kind === 'ok') this.templates.set(name, parsed.template)
    }
    this.outbox = new Outbox<Line>(env, {
      name: 'lines',
      maxWaiting: MAX_WAITING,
      maxBatch: MAX_BATCH,
      intervalMs: INTERVAL_MS,
      send: (batch) => this.send(batch),
    })
  }

  /** Null, or why the entry is not sent. */
  add(instance: LogEntryInstance): string | null {
    const template = this.templates.get(instance.name)
    if (template === undefined) return `no log is configured for ${instance.name}`
    const at = instance.timestamp ?? TimestampValue.fromWallMs(this.env.clock.wallMs())
    const payload = template.render((name) =>
      name === 'timestamp' && !instance.variables.has(name) ? at : instance.variables.get(name),
    )
    // One line of syslog is one entry.
    const message = payload.replace(/[\r\n]+/g, ' ').slice(0, MAX_LINE)
    const text = `<${PRIORITY}>1 ${timestampText(at)} mixer ${instance.name} - - - ${message}\n`
    const isTaken = this.outbox.offer({ text, atMs: this.env.clock.nowMs() })
    return isTaken ? null : 'log lines dropped, too many wait'
  }

  async close(): Promise<void> {
    await this.outbox.close()
    const { stream } = this
    this.stream = null
    stream?.end()
  }

  /** Papertrail acknowledges nothing: what the connection has taken counts as sent. */
  private async send(batch: readonly Line[]): Promise<SendResult<Line>> {
    const oldestMs = this.env.clock.nowMs() - this.retentionMs
    const kept = batch.filter(({ atMs }) => atMs >= oldestMs)
    const refused = batch.length - kept.length
    this.stream ??= await this.open()
    const { stream } = this
    if (stream === null || stream.waitingBytes > MAX_STREAM_BYTES)
      return { again: kept, refused, reason: 'Papertrail takes nothing' }
    stream.write(Buffer.from(kept.map(({ text }) => text).join('')))
    return refused === 0
      ? ALL_SENT
      : { again: [], refused, reason: 'waited longer than the retention' }
  }

  private async open(): Promise<ByteStream> {
    let mine: ByteStream | null = null
    mine = await this.env.outside.streams.connect(
      this.address,
      {
        data: () => undefined,
        closed: () => {
          if (this.stream === mine) this.stream = null
        },
      },
      CONNECT_TIMEOUT_MS,
    )
    return mine
  }
}

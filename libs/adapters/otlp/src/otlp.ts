/** otlp: sends spans to an OpenTelemetry collector, by OTLP over HTTP in protobuf. */
import {
  type Adapter,
  type AdapterEnv,
  ALL_SENT,
  defineAdapter,
  double,
  type Handler,
  type HttpAnswer,
  isHttpUrl,
  isTraceSampled,
  map,
  message,
  Outbox,
  type ParamViolation,
  type ReportInstance,
  type SendResult,
  spanOf,
  text,
} from '@flotilla/adapter-sdk'
import { FlotillaError } from '@flotilla/errors'
import { type EncodedSpan, encodeRequest, encodeSpan, rejectedSpans } from './export-request.ts'

interface OtlpParams {
  readonly url: string
  readonly headers: ReadonlyMap<string, string>
  readonly resourceAttributes: ReadonlyMap<string, string>
  readonly sampleProbability: number
}

const params = message<OtlpParams>({
  url: text('http://localhost:4318/v1/traces'),
  headers: map(text()),
  resourceAttributes: map(text()),
  sampleProbability: double(1),
})

/** Spans that wait, that go out together, and how long one waits. docs/limits.md */
const MAX_WAITING = 10_000
const MAX_BATCH = 512
const INTERVAL_MS = 1_000
const MAX_BATCH_BYTES = 4 * 1024 * 1024
const LIMITS = { timeoutMs: 10_000, maxBytes: 1024 * 1024 }
const PATH = '/v1/traces'
const HEADER_NAME = /^[a-z0-9!#$%&'*+.^_`|~-]+$/i
const HEADER_VALUE = /^[\t\x20-\x7e]*$/
/** OTLP/HTTP: only these are tried again. */
const RETRYABLE = new Set([429, 502, 503, 504])

export const otlp: Adapter = defineAdapter<OtlpParams>({
  name: 'otlp',
  description: 'Sends spans by OTLP over HTTP',
  templates: ['tracespan'],
  params,
  validate,
  build: (config, env) => new Otlp(config, env),
})

class Otlp implements Handler {
  private readonly env: AdapterEnv
  private readonly config: OtlpParams
  private readonly url: string
  private readonly headers: Readonly<Record<string, string>>
  private readonly outbox: Outbox<EncodedSpan>

  constructor(config: OtlpParams, env: AdapterEnv) {
    this.env = env
    this.config = config
    const url = new URL(config.url)
    if (url.pathname === '/') url.pathname = PATH
    this.url = url.href
    this.headers = {
      ...Object.fromEntries(
        [...config.headers].map(([name, value]) => [name.toLowerCase(), value]),
      ),
      'content-type': 'application/x-protobuf',
    }
    this.outbox = new Outbox<EncodedSpan>(env, {
      name: 'spans',
      maxWaiting: MAX_WAITING,
      maxBatch: MAX_BATCH,
      maxBatchBytes: MAX_BATCH_BYTES,
      sizeOf: ({ bytes }) => bytes.length,
      intervalMs: INTERVAL_MS,
      send: (batch) => this.send(batch),
    })
  }

  handleReport(instances: readonly ReportInstance[]): void {
    let dropped = 0
    for (const instance of instances) {
      if (instance.template !== 'tracespan') continue
      const span = spanOf(instance)
      if (span === null || !isTraceSampled(span.traceId, this.config.sampleProbability)) continue
      if (!this.outbox.offer(encodeSpan(span, instance))) dropped++
    }
    if (dropped > 0)
      throw new FlotillaError('FLT_ADAPTER_FAILED', `${dropped} spans dropped, too many wait`)
  }

  close(): Promise<void> {
    return this.outbox.close()
  }

  private async send(batch: readonly EncodedSpan[]): Promise<SendResult<EncodedSpan>> {
    const body = encodeRequest(batch, this.config.resourceAttributes)
    const { url, headers } = this
    const answer = await this.env.outside.http.send({ method: 'POST', url, headers, body }, LIMITS)
    return resultOf(answer, batch)
  }
}

function resultOf(answer: HttpAnswer, batch: readonly EncodedSpan[]): SendResult<EncodedSpan> {
  const { status } = answer
  if (status >= 200 && status < 300) {
    const { count, reason } = rejectedSpans(answer.body)
    if (count <= 0) return ALL_SENT
    return { again: [], refused: Math.min(count, batch.length), reason }
  }
  const reason = `the collector answered ${status}`
  if (RETRYABLE.has(status)) return { again: batch, refused: 0, reason }
  return { again: [], refused: batch.length, reason }
}

function validate(config: OtlpParams): ParamViolation[] {
  const violations: ParamViolation[] = []
  if (!isHttpUrl(config.url))
    violations.push({ path: 'url', message: 'must be an http or https URL with a host' })
  if (!(config.sampleProbability >= 0 && config.sampleProbability <= 1))
    violations.push({ path: 'sampleProbability', message: 'must be 0 to 1' })
  for (const [name, value] of config.headers)
    if (!HEADER_NAME.test(name) || !HEADER_VALUE.test(value))
      violations.push({ path: `headers[${JSON.stringify(name)}]`, message: 'is no header' })
  return violations
}

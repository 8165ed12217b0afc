/** zipkin: sends spans to a Zipkin server, in batches. */
import {
  type Adapter,
  type AdapterEnv,
  defineAdapter,
  deliverByHttp,
  double,
  type Handler,
  isHttpUrl,
  isTraceSampled,
  message,
  Outbox,
  type ParamViolation,
  type ReportInstance,
  spanOf,
  text,
} from '@flotilla/adapter-sdk'
import { FlotillaError } from '@flotilla/errors'
import { spanJson } from './span-json.ts'

interface ZipkinParams {
  readonly url: string
  readonly sampleProbability: number
}

// Istio 1.4: without a probability nothing is sampled.
const params = message<ZipkinParams>({ url: text(), sampleProbability: double(0) })

/** Spans that wait, that go out together, and how long one waits. docs/limits.md */
const MAX_WAITING = 10_000
const MAX_BATCH = 500
const INTERVAL_MS = 1_000
/** Bytes of one request: Zipkin takes 5 MB. */
const MAX_BATCH_BYTES = 4 * 1024 * 1024
const PATH = '/api/v2/spans'

export const zipkin: Adapter = defineAdapter<ZipkinParams>({
  name: 'zipkin',
  description: 'Sends spans to Zipkin',
  templates: ['tracespan'],
  params,
  validate,
  build: (config, env) => new Zipkin(config, env),
})

class Zipkin implements Handler {
  private readonly probability: number
  private readonly outbox: Outbox<string>

  constructor(config: ZipkinParams, env: AdapterEnv) {
    this.probability = config.sampleProbability
    const url = spansUrl(config.url)
    const headers = { 'content-type': 'application/json' }
    this.outbox = new Outbox<string>(env, {
      name: 'spans',
      maxWaiting: MAX_WAITING,
      maxBatch: MAX_BATCH,
      maxBatchBytes: MAX_BATCH_BYTES,
      sizeOf: (span) => span.length,
      intervalMs: INTERVAL_MS,
      send: (batch) =>
        deliverByHttp(env, { method: 'POST', url, headers, body: `[${batch.join(',')}]` }, batch),
    })
  }

  handleReport(instances: readonly ReportInstance[]): void {
    let dropped = 0
    for (const instance of instances) {
      if (instance.template !== 'tracespan') continue
      const span = spanOf(instance)
      if (span === null || !isTraceSampled(span.traceId, this.probability)) continue
      if (!this.outbox.offer(spanJson(span, instance))) dropped++
    }
    if (dropped > 0)
      throw new FlotillaError('FLT_ADAPTER_FAILED', `${dropped} spans dropped, too many wait`)
  }

  close(): Promise<void> {
    return this.outbox.close()
  }
}

/** The URL of a server, or of its interface. */
function spansUrl(text: string): string {
  const url = new URL(text)
  if (url.pathname === '/') url.pathname = PATH
  return url.href
}

function validate(config: ZipkinParams): ParamViolation[] {
  const violations: ParamViolation[] = []
  if (!isHttpUrl(config.url))
    violations.push({ path: 'url', message: 'must be an http or https URL with a host' })
  if (!(config.sampleProbability >= 0 && config.sampleProbability <= 1))
    violations.push({ path: 'sampleProbability', message: 'must be 0 to 1' })
  return violations
}

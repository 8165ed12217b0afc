/** Measurements on their way to AppOptics. */
import {
  type AdapterEnv,
  deliverByHttp,
  type InstanceValue,
  type MetricInstance,
  Outbox,
  valueText,
} from '@flotilla/adapter-sdk'
import { DurationValue } from '@flotilla/attributes'
import type { SolarWindsParams } from './solarwinds.ts'

interface Measurement {
  readonly name: string
  readonly value: number
  /** Seconds. */
  readonly time: number
  readonly tags: Readonly<Record<string, string>>
}

/** docs/limits.md */
const MAX_WAITING = 10_000
const INTERVAL_MS = 500
const MAX_TAG = 255
const UNSAFE_NAME = /[^A-Za-z0-9.:_-]/g
const UNSAFE_TAG = /[^-.:_?\\/\w ]/g

export class AppOptics {
  private readonly env: AdapterEnv
  private readonly config: SolarWindsParams
  private readonly outbox: Outbox<Measurement>

  constructor(config: SolarWindsParams, env: AdapterEnv) {
    this.env = env
    this.config = config
    const authorization = `Basic ${Buffer.from(`${config.appopticsAccessToken}:`).toString('base64')}`
    const headers = { authorization, 'content-type': 'application/json' }
    this.outbox = new Outbox<Measurement>(env, {
      name: 'measurements',
      maxWaiting: MAX_WAITING,
      maxBatch: config.appopticsBatchSize,
      intervalMs: INTERVAL_MS,
      send: (batch) => {
        const body = JSON.stringify({ measurements: batch })
        return deliverByHttp(
          env,
          { method: 'POST', url: config.appopticsUrl, headers, body },
          batch,
        )
      },
    })
  }

  /** Null, or why the metric is not sent. */
  add(instance: MetricInstance): string | null {
    const info = this.config.metrics.get(instance.name)
    if (info === undefined) return `no metric is configured for ${instance.name}`
    const value = numberOf(instance.value)
    if (value === null) return `${instance.name} has a value that is no number`
    const tags: Record<string, string> = {}
    for (const label of info.labelNames) {
      const text = valueText(instance.dimensions.get(label))
        .replace(UNSAFE_TAG, '_')
        .slice(0, MAX_TAG)
      // An empty tag is refused.
      if (text !== '') tags[label.replace(UNSAFE_NAME, '_')] = text
    }
    const name = instance.name.replace(UNSAFE_NAME, '_')
    const time = Math.floor(this.env.clock.wallMs() / 1000)
    const isTaken = this.outbox.offer({ name, value, time, tags })
    return isTaken ? null : 'measurements dropped, too many wait'
  }

  close(): Promise<void> {
    return this.outbox.close()
  }
}

/** Durations in ms. */
function numberOf(value: InstanceValue): number | null {
  if (value instanceof DurationValue) return Number(value.ns) / 1e6
  if (typeof value === 'bigint') return Number(value)
  return typeof value === 'number' && Number.isFinite(value) ? value : null
}

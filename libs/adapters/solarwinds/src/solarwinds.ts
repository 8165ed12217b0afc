/** solarwinds: measurements to AppOptics and log lines to Papertrail. */
import {
  type Adapter,
  type AdapterEnv,
  defineAdapter,
  duration,
  type Handler,
  type HandlerWiring,
  int32,
  isHttpUrl,
  list,
  map,
  message,
  type ParamViolation,
  parseTextTemplate,
  type ReportInstance,
  text,
} from '@flotilla/adapter-sdk'
import { FlotillaError } from '@flotilla/errors'
import { AppOptics } from './appoptics.ts'
import { Papertrail, papertrailAddress } from './papertrail.ts'

export interface MetricInfo {
  readonly labelNames: readonly string[]
}

export interface LogInfo {
  readonly payloadTemplate: string
}

export interface SolarWindsParams {
  readonly appopticsAccessToken: string
  readonly appopticsBatchSize: number
  readonly appopticsUrl: string
  readonly papertrailUrl: string
  readonly papertrailLocalRetentionDuration: number
  readonly metrics: ReadonlyMap<string, MetricInfo>
  readonly logs: ReadonlyMap<string, LogInfo>
}

/** AppOptics takes no more at once. */
const MAX_BATCH = 1_000

// Istio 1.4: defaults of the adapter; appopticsUrl is ours.
const params = message<SolarWindsParams>({
  appopticsAccessToken: text(),
  appopticsBatchSize: int32(MAX_BATCH),
  appopticsUrl: text('https://api.appoptics.com/v1/measurements'),
  papertrailUrl: text(),
  papertrailLocalRetentionDuration: duration(3_600_000),
  metrics: map(message<MetricInfo>({ labelNames: list(text()) })),
  logs: map(message<LogInfo>({ payloadTemplate: text() })),
})

export const solarwinds: Adapter = defineAdapter<SolarWindsParams>({
  name: 'solarwinds',
  description: 'Sends metrics to AppOptics and log entries to Papertrail',
  templates: ['metric', 'logentry'],
  params,
  validate,
  build: (config, env) => new SolarWinds(config, env),
})

class SolarWinds implements Handler {
  /** Null: that half is off. */
  private readonly metrics: AppOptics | null
  private readonly logs: Papertrail | null

  constructor(config: SolarWindsParams, env: AdapterEnv) {
    this.metrics = config.appopticsAccessToken === '' ? null : new AppOptics(config, env)
    this.logs = config.papertrailUrl === '' ? null : new Papertrail(config, env)
  }

  handleReport(instances: readonly ReportInstance[]): void {
    const problems = new Set<string>()
    for (const instance of instances) {
      let problem: string | null = null
      if (instance.template === 'metric') problem = this.metrics?.add(instance) ?? null
      else if (instance.template === 'logentry') problem = this.logs?.add(instance) ?? null
      if (problem !== null) problems.add(problem)
    }
    if (problems.size > 0)
      throw new FlotillaError('FLT_ADAPTER_FAILED', [...problems].slice(0, 8).join('; '))
  }

  async close(): Promise<void> {
    await Promise.all([this.metrics?.close(), this.logs?.close()])
  }
}

function validate(config: SolarWindsParams, wiring: HandlerWiring): ParamViolation[] {
  const violations: ParamViolation[] = []
  const report = (path: string, problem: string): void => {
    violations.push({ path, message: problem })
  }
  if (config.appopticsBatchSize < 1 || config.appopticsBatchSize > MAX_BATCH)
    report('appopticsBatchSize', `must be 1 to ${MAX_BATCH}`)
  if (!isHttpUrl(config.appopticsUrl))
    report('appopticsUrl', 'must be an http or https URL with a host')
  if (config.papertrailUrl !== '' && papertrailAddress(config.papertrailUrl) === null)
    report('papertrailUrl', 'must be host:port, as Papertrail shows it')
  if (config.papertrailLocalRetentionDuration <= 0)
    report('papertrailLocalRetentionDuration', 'must be greater than 0s')
  for (const [name, { payloadTemplate }] of config.logs) {
    const parsed = parseTextTemplate(payloadTemplate)
    if (parsed.kind === 'bad')
      report(`logs[${JSON.stringify(name)}].payloadTemplate`, parsed.message)
  }
  for (const { name, template } of wiring.instances) {
    const known = template === 'metric' ? config.metrics : config.logs
    const isOn = template === 'metric' ? config.appopticsAccessToken : config.papertrailUrl
    if (isOn !== '' && !known.has(name))
      report(
        template === 'metric' ? 'metrics' : 'logs',
        `has no entry for ${name}, which rules send here`,
      )
  }
  return violations
}

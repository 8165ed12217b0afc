/** Parameters of the stackdriver adapter, and what the schema cannot say of them. */
import {
  bool,
  choice,
  double,
  duration,
  type HandlerWiring,
  int32,
  isHttpUrl,
  list,
  map,
  message,
  optional,
  type ParamType,
  type ParamViolation,
  parseTextTemplate,
  text,
} from '@flotilla/adapter-sdk'

export const KINDS = { METRIC_KIND_UNSPECIFIED: 0, GAUGE: 1, DELTA: 2, CUMULATIVE: 3 } as const
export const VALUES = {
  VALUE_TYPE_UNSPECIFIED: 0,
  BOOL: 1,
  INT64: 2,
  DOUBLE: 3,
  STRING: 4,
  DISTRIBUTION: 5,
} as const

interface Finite {
  readonly numFiniteBuckets: number
}

export interface Buckets {
  readonly linearBuckets: (Finite & { readonly width: number; readonly offset: number }) | null
  readonly exponentialBuckets:
    | (Finite & { readonly growthFactor: number; readonly scale: number })
    | null
  readonly explicitBuckets: { readonly bounds: readonly number[] } | null
}

export interface MetricInfo {
  readonly kind: keyof typeof KINDS
  readonly value: keyof typeof VALUES
  readonly buckets: Buckets | null
  readonly metricType: string
}

export interface HttpMapping {
  readonly url: string
  readonly status: string
  readonly requestSize: string
  readonly responseSize: string
  readonly latency: string
  readonly localIp: string
  readonly remoteIp: string
  readonly method: string
  readonly userAgent: string
  readonly referer: string
}

export interface SinkInfo {
  readonly id: string
  readonly destination: string
  readonly filter: string
}

export interface LogInfo {
  readonly labelNames: readonly string[]
  readonly payloadTemplate: string
  readonly httpMapping: HttpMapping | null
  readonly sinkInfo: SinkInfo | null
}

export interface StackdriverParams {
  readonly endpoint: string
  readonly projectId: string
  readonly pushInterval: number
  readonly appCredentials: boolean | null
  readonly apiKey: string | null
  readonly serviceAccountPath: string | null
  readonly metricInfo: ReadonlyMap<string, MetricInfo>
  readonly logInfo: ReadonlyMap<string, LogInfo>
  readonly trace: { readonly sampleProbability: number } | null
  readonly meshUid: string
}

const MAX_BUCKETS = 200

// Istio 1.4: parameters and defaults of the adapter.
export const stackdriverParams: ParamType<StackdriverParams> = message<StackdriverParams>(
  {
    endpoint: text(),
    projectId: text(),
    pushInterval: duration(60_000),
    appCredentials: optional(bool()),
    apiKey: optional(text()),
    serviceAccountPath: optional(text()),
    metricInfo: map(
      message<MetricInfo>({
        kind: choice(KINDS, 'METRIC_KIND_UNSPECIFIED'),
        value: choice(VALUES, 'VALUE_TYPE_UNSPECIFIED'),
        buckets: optional(
          message<Buckets>(
            {
              linearBuckets: optional(
                message<NonNullable<Buckets['linearBuckets']>>({
                  numFiniteBuckets: int32(),
                  width: double(),
                  offset: double(),
                }),
              ),
              exponentialBuckets: optional(
                message<NonNullable<Buckets['exponentialBuckets']>>({
                  numFiniteBuckets: int32(),
                  growthFactor: double(),
                  scale: double(),
                }),
              ),
              explicitBuckets: optional(
                message<NonNullable<Buckets['explicitBuckets']>>({ bounds: list(double()) }),
              ),
            },
            { exclusive: [['linearBuckets', 'exponentialBuckets', 'explicitBuckets']] },
          ),
        ),
        metricType: text(),
      }),
    ),
    logInfo: map(
      message<LogInfo>({
        labelNames: list(text()),
        payloadTemplate: text(),
        httpMapping: optional(
          message<HttpMapping>({
            url: text(),
            status: text(),
            requestSize: text(),
            responseSize: text(),
            latency: text(),
            localIp: text(),
            remoteIp: text(),
            method: text(),
            userAgent: text(),
            referer: text(),
          }),
        ),
        sinkInfo: optional(message<SinkInfo>({ id: text(), destination: text(), filter: text() })),
      }),
    ),
    trace: optional(
      message<{ readonly sampleProbability: number }>({ sampleProbability: double() }),
    ),
    meshUid: text(),
  },
  { exclusive: [['appCredentials', 'apiKey', 'serviceAccountPath']] },
)

export function validateStackdriver(
  params: StackdriverParams,
  wiring: HandlerWiring,
): ParamViolation[] {
  const violations: ParamViolation[] = []
  const report = (path: string, problem: string): void => {
    violations.push({ path, message: problem })
  }
  if (params.projectId === '') report('projectId', 'is required')
  if (params.endpoint !== '' && !isHttpUrl(params.endpoint))
    report('endpoint', 'must be an http or https URL with a host')
  if (params.pushInterval < 1_000) report('pushInterval', 'must be at least 1s')
  const share = params.trace?.sampleProbability ?? 0
  if (!(share >= 0 && share <= 1)) report('trace.sampleProbability', 'must be 0 to 1')
  for (const [name, info] of params.metricInfo) {
    const path = `metricInfo[${JSON.stringify(name)}]`
    if (info.kind === 'METRIC_KIND_UNSPECIFIED')
      report(`${path}.kind`, 'must be GAUGE, DELTA or CUMULATIVE')
    if (info.value === 'VALUE_TYPE_UNSPECIFIED') report(`${path}.value`, 'is required')
    const finite = info.buckets?.linearBuckets ?? info.buckets?.exponentialBuckets
    const count = finite?.numFiniteBuckets ?? info.buckets?.explicitBuckets?.bounds.length ?? 1
    if (count < 1 || count > MAX_BUCKETS) report(`${path}.buckets`, `must be 1 to ${MAX_BUCKETS}`)
    else if (info.value === 'DISTRIBUTION' && info.buckets === null)
      report(`${path}.buckets`, 'is required for a distribution')
  }
  for (const [name, { payloadTemplate }] of params.logInfo) {
    const parsed = parseTextTemplate(payloadTemplate)
    if (parsed.kind === 'bad')
      report(`logInfo[${JSON.stringify(name)}].payloadTemplate`, parsed.message)
  }
  for (const { name, template } of wiring.instances)
    if (template === 'metric' && !params.metricInfo.has(name))
      report('metricInfo', `has no entry for ${name}, which rules send here`)
    else if (template === 'logentry' && !params.logInfo.has(name))
      report('logInfo', `has no entry for ${name}, which rules send here`)
  return violations
}

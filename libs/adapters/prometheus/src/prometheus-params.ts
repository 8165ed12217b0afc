/** Parameters of the prometheus adapter, and the family definitions they mean. */
import {
  choice,
  double,
  duration,
  int32,
  list,
  message,
  optional,
  type ParamType,
  type ParamViolation,
  text,
} from '@flotilla/adapter-sdk'
import { type FamilyDefinition, METRIC_KINDS, type MetricKind } from './family.ts'
import { isLabelName, isMetricName, safeName } from './metric-name.ts'

interface BucketsParams {
  readonly linearBuckets: LinearParams | null
  readonly exponentialBuckets: ExponentialParams | null
  readonly explicitBuckets: { readonly bounds: readonly number[] } | null
}

interface LinearParams {
  readonly numFiniteBuckets: number
  readonly width: number
  readonly offset: number
}

interface ExponentialParams {
  readonly numFiniteBuckets: number
  readonly growthFactor: number
  readonly scale: number
}

export interface MetricParams {
  readonly name: string
  readonly instanceName: string
  readonly description: string
  readonly kind: keyof typeof METRIC_KINDS
  readonly buckets: BucketsParams | null
  readonly labelNames: readonly string[]
  readonly namespace: string
}

interface ExpirationParams {
  readonly metricsExpiryDuration: number
  readonly expiryCheckIntervalDuration: number
}

export interface PrometheusParams {
  readonly metrics: readonly MetricParams[]
  readonly metricsExpirationPolicy: ExpirationParams | null
}

/** More finite buckets than this are refused: each is a line of every scrape. docs/limits.md */
const MAX_BUCKETS = 200

// Istio 1.4: what a distribution without buckets gets.
const DEFAULT_BOUNDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]

export const prometheusParams: ParamType<PrometheusParams> = message<PrometheusParams>({
  metrics: list(
    message<MetricParams>({
      name: text(),
      instanceName: text(),
      description: text(),
      kind: choice(METRIC_KINDS, 'UNSPECIFIED'),
      buckets: optional(
        message<BucketsParams>(
          {
            linearBuckets: optional(
              message<LinearParams>({
                numFiniteBuckets: int32(),
                width: double(),
                offset: double(),
              }),
            ),
            exponentialBuckets: optional(
              message<ExponentialParams>({
                numFiniteBuckets: int32(),
                growthFactor: double(),
                scale: double(),
              }),
            ),
            explicitBuckets: optional(
              message<{ readonly bounds: readonly number[] }>({ bounds: list(double()) }),
            ),
          },
          { exclusive: [['linearBuckets', 'exponentialBuckets', 'explicitBuckets']] },
        ),
      ),
      labelNames: list(text()),
      namespace: text('istio'),
    }),
  ),
  metricsExpirationPolicy: optional(
    message<ExpirationParams>({
      metricsExpiryDuration: duration(),
      expiryCheckIntervalDuration: duration(),
    }),
  ),
})

/** The family that a metric entry means; its kind is checked before by `validatePrometheus`. */
export function definitionOf(metric: MetricParams): FamilyDefinition {
  const kind = metric.kind as MetricKind // UNSPECIFIED is refused by validation
  return {
    name: metricName(metric),
    help: metric.description === '' ? nameOrInstance(metric) : metric.description,
    kind,
    labelNames: metric.labelNames.map(safeName),
    bounds: kind === 'DISTRIBUTION' ? boundsOf(metric.buckets) : [],
  }
}

/** What the schema cannot say. */
export function validatePrometheus(params: PrometheusParams): ParamViolation[] {
  const violations: ParamViolation[] = []
  const names = new Set<string>()
  for (const [i, metric] of params.metrics.entries()) {
    const path = `metrics[${i}]`
    const report = (at: string, problem: string): void => {
      violations.push({ path: `${path}.${at}`, message: problem })
    }
    if (metric.kind === 'UNSPECIFIED') report('kind', 'must be GAUGE, COUNTER or DISTRIBUTION')
    if (metric.instanceName === '')
      report('instanceName', 'must name the instance, as NAME.KIND.NAMESPACE')
    const name = metricName(metric)
    if (!isMetricName(name)) report('name', `${name} is not a metric name`)
    else if (names.has(name)) report('name', `${name} is defined twice`)
    names.add(name)
    validateLabels(metric, report)
    validateBuckets(metric.buckets, report)
  }
  const policy = params.metricsExpirationPolicy
  if (policy !== null && policy.metricsExpiryDuration <= 0)
    violations.push({
      path: 'metricsExpirationPolicy.metricsExpiryDuration',
      message: 'must be greater than 0s',
    })
  if (policy !== null && policy.expiryCheckIntervalDuration < 0)
    violations.push({
      path: 'metricsExpirationPolicy.expiryCheckIntervalDuration',
      message: 'must not be negative',
    })
  return violations
}

function validateLabels(metric: MetricParams, report: (at: string, problem: string) => void): void {
  const seen = new Set<string>()
  for (const [i, label] of metric.labelNames.entries()) {
    const safe = safeName(label)
    if (!isLabelName(safe) || (metric.kind === 'DISTRIBUTION' && safe === 'le'))
      report(`labelNames[${i}]`, `${JSON.stringify(label)} cannot be a label`)
    else if (seen.has(safe)) report(`labelNames[${i}]`, `${safe} is listed twice`)
    seen.add(safe)
  }
}

function validateBuckets(
  buckets: BucketsParams | null,
  report: (at: string, problem: string) => void,
): void {
  if (buckets === null) return
  const finite = buckets.linearBuckets ?? buckets.exponentialBuckets
  if (finite !== null && (finite.numFiniteBuckets < 1 || finite.numFiniteBuckets > MAX_BUCKETS))
    report('buckets', `numFiniteBuckets must be 1 to ${MAX_BUCKETS}`)
  else if ((buckets.explicitBuckets?.bounds.length ?? 0) > MAX_BUCKETS)
    report('buckets.explicitBuckets.bounds', `must not be more than ${MAX_BUCKETS}`)
  else {
    const bounds = boundsOf(buckets)
    if (
      bounds.some(
        (bound, i) => !(i === 0 ? Number.isFinite(bound) : bound > (bounds[i - 1] ?? bound)),
      )
    )
      report('buckets', 'bounds must be finite and ascend')
  }
}

// Istio 1.4: linear and exponential buckets have one bound more than they have finite buckets.
function boundsOf(buckets: BucketsParams | null): readonly number[] {
  if (buckets?.linearBuckets) {
    const { numFiniteBuckets, width, offset } = buckets.linearBuckets
    return Array.from({ length: numFiniteBuckets + 1 }, (_, i) => offset + width * i)
  }
  if (buckets?.exponentialBuckets) {
    const { numFiniteBuckets, growthFactor, scale } = buckets.exponentialBuckets
    return Array.from({ length: numFiniteBuckets + 1 }, (_, i) => scale * growthFactor ** i)
  }
  return buckets?.explicitBuckets?.bounds ?? DEFAULT_BOUNDS
}

function nameOrInstance(metric: MetricParams): string {
  return metric.name === '' ? metric.instanceName : metric.name
}

function metricName(metric: MetricParams): string {
  return safeName(`${metric.namespace}_${nameOrInstance(metric)}`)
}

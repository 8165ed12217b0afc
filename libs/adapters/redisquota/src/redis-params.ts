/** Parameters of redisquota, and what the schema cannot say of them. */
import {
  choice,
  duration,
  type HandlerWiring,
  type HostPortParam,
  hostPort,
  int32,
  int64,
  list,
  map,
  message,
  type ParamType,
  type ParamViolation,
  text,
} from '@flotilla/adapter-sdk'

export const ALGORITHMS = { FIXED_WINDOW: 0, ROLLING_WINDOW: 1 } as const

export interface OverrideParams {
  readonly dimensions: ReadonlyMap<string, string>
  readonly maxAmount: number
}

export interface QuotaParams {
  readonly name: string
  readonly maxAmount: number
  readonly validDuration: number
  readonly bucketDuration: number
  readonly rateLimitAlgorithm: keyof typeof ALGORITHMS
  readonly overrides: readonly OverrideParams[]
}

export interface RedisQuotaParams {
  readonly quotas: readonly QuotaParams[]
  readonly redisServerUrl: HostPortParam
  readonly connectionPoolSize: number
}

/** Connections to one node. docs/limits.md */
const MAX_POOL_SIZE = 1_000

// Istio 1.4: defaults of the adapter.
export const redisQuotaParams: ParamType<RedisQuotaParams> = message<RedisQuotaParams>({
  quotas: list(
    message<QuotaParams>({
      name: text(),
      maxAmount: int64(),
      validDuration: duration(),
      bucketDuration: duration(),
      rateLimitAlgorithm: choice(ALGORITHMS, 'FIXED_WINDOW'),
      overrides: list(message<OverrideParams>({ dimensions: map(text()), maxAmount: int64() })),
    }),
  ),
  redisServerUrl: hostPort({ host: 'localhost', port: 6379 }),
  connectionPoolSize: int32(10),
})

export function validateRedisQuota(
  params: RedisQuotaParams,
  wiring: HandlerWiring,
): ParamViolation[] {
  const violations: ParamViolation[] = []
  const names = new Set<string>()
  if (params.connectionPoolSize < 1 || params.connectionPoolSize > MAX_POOL_SIZE)
    violations.push({ path: 'connectionPoolSize', message: `must be 1 to ${MAX_POOL_SIZE}` })
  for (const [i, quota] of params.quotas.entries()) {
    const report = (path: string, problem: string): void => {
      violations.push({ path: `quotas[${i}].${path}`, message: problem })
    }
    if (quota.name === '') report('name', 'must not be empty')
    else if (names.has(quota.name)) report('name', `${quota.name} is configured twice`)
    names.add(quota.name)
    validateQuota(quota, wiring, report)
  }
  for (const { name } of wiring.instances)
    if (!names.has(name))
      violations.push({
        path: 'quotas',
        message: `has no entry named ${name}, which rules send here`,
      })
  return violations
}

function validateQuota(
  quota: QuotaParams,
  wiring: HandlerWiring,
  report: (path: string, problem: string) => void,
): void {
  if (quota.maxAmount <= 0) report('maxAmount', 'must be greater than 0')
  if (quota.validDuration <= 0) report('validDuration', 'must be greater than 0s')
  if (
    quota.rateLimitAlgorithm === 'ROLLING_WINDOW' &&
    !(quota.bucketDuration > 0 && quota.bucketDuration < quota.validDuration)
  )
    report('bucketDuration', 'must be greater than 0s and less than validDuration')
  const shape = wiring.instances.find(({ name }) => name === quota.name)
  for (const [j, override] of quota.overrides.entries()) {
    const at = `overrides[${j}]`
    if (override.maxAmount <= 0) report(`${at}.maxAmount`, 'must be greater than 0')
    if (override.dimensions.size === 0) report(`${at}.dimensions`, 'must not be empty')
    for (const name of override.dimensions.keys())
      if (shape !== undefined && shape.types.size > 0 && !shape.types.has(`dimensions.${name}`))
        report(`${at}.dimensions`, `${name} is no dimension of ${quota.name}`)
  }
}

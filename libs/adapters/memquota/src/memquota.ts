/** memquota: rate limits counted in this process's memory, in rolling windows. */
import {
  type Adapter,
  type AdapterEnv,
  defineAdapter,
  duration,
  type Handler,
  type HandlerWiring,
  int64,
  list,
  map,
  message,
  NOTHING_GRANTED,
  OK,
  type ParamViolation,
  type QuotaArgs,
  type QuotaInstance,
  type QuotaResult,
  text,
} from '@flotilla/adapter-sdk'
import { FlotillaError } from '@flotilla/errors'
import type { Clock } from '@flotilla/time'
import { Counters, type Limit } from './counters.ts'
import { Dedup } from './dedup.ts'
import { limitOf, type QuotaLimits, quotaKey } from './quota-key.ts'

interface LimitParams {
  readonly maxAmount: number
  readonly validDuration: number
}

interface OverrideParams extends LimitParams {
  readonly dimensions: ReadonlyMap<string, string>
}

interface QuotaParams extends LimitParams {
  readonly name: string
  readonly overrides: readonly OverrideParams[]
}

interface MemQuotaParams {
  readonly quotas: readonly QuotaParams[]
  readonly minDeduplicationDuration: number
}

const limitFields = { maxAmount: int64(), validDuration: duration() }

const params = message<MemQuotaParams>({
  quotas: list(
    message<QuotaParams>({
      name: text(),
      ...limitFields,
      overrides: list(message<OverrideParams>({ dimensions: map(text()), ...limitFields })),
    }),
  ),
  minDeduplicationDuration: duration(1_000),
})

export const memquota: Adapter = defineAdapter<MemQuotaParams>({
  name: 'memquota',
  description: 'Rate limits counted in memory',
  templates: ['quota'],
  params,
  validate,
  build: (config, env, wiring) => new MemQuota(config, env, wiring.previous),
})

class MemQuota implements Handler {
  private readonly clock: Clock
  private readonly limits: ReadonlyMap<string, QuotaLimits>
  private readonly counters: Counters
  private readonly dedup: Dedup

  constructor(config: MemQuotaParams, env: AdapterEnv, previous: Handler | null) {
    this.clock = env.clock
    this.limits = new Map(config.quotas.map((quota) => [quota.name, limitsOf(quota)]))
    // A changed handler goes on counting where the old one stands, else a reload would refill every quota.
    const old = previous instanceof MemQuota ? previous : null
    this.counters = old?.counters ?? new Counters()
    this.dedup = new Dedup(config.minDeduplicationDuration, env.clock.nowMs())
  }

  handleQuota(instance: QuotaInstance, args: QuotaArgs): QuotaResult {
    const limits = this.limits.get(instance.name)
    if (limits === undefined)
      throw new FlotillaError('FLT_ADAPTER_FAILED', `no quota is configured for ${instance.name}`)
    if (args.amount === 0n) return NOTHING_GRANTED
    const nowMs = this.clock.nowMs()
    const known = args.dedupId === '' ? null : this.dedup.get(args.dedupId, nowMs)
    if (known !== null) return granted(known.amount, Math.max(0, known.expiresAtMs - nowMs))
    const limit = limitOf(instance, limits)
    const result = this.apply(quotaKey(instance), limit, args, nowMs)
    if (args.dedupId !== '')
      this.dedup.set(args.dedupId, {
        amount: result.amount,
        expiresAtMs: result.validDurationMs === 0 ? 0 : nowMs + result.validDurationMs,
      })
    return result
  }

  close(): void {
    // Counters may live on in the handler that replaces this one; there is nothing else to release.
  }

  private apply(key: string, limit: Limit, args: QuotaArgs, nowMs: number): QuotaResult {
    // Limits are exact up to 2^53; what is asked beyond can never be granted in full.
    const asked = Math.min(Math.abs(Number(args.amount)), Number.MAX_SAFE_INTEGER)
    if (args.amount < 0n) return granted(BigInt(this.counters.give(key, limit, asked, nowMs)), 0)
    const taken = this.counters.take(key, limit, asked, args.isBestEffort, nowMs)
    const isAnswered = taken > 0 || args.isBestEffort
    return granted(BigInt(taken), isAnswered ? limit.validDurationMs : 0)
  }
}

function granted(amount: bigint, validDurationMs: number): QuotaResult {
  return { status: OK, validDurationMs, amount }
}

function limitsOf(quota: QuotaParams): QuotaLimits {
  return {
    limit: limitFrom(quota),
    overrides: quota.overrides.map((override) => ({
      dimensions: override.dimensions,
      limit: limitFrom(override),
    })),
  }
}

function limitFrom(params: LimitParams): Limit {
  return { maxAmount: params.maxAmount, validDurationMs: params.validDuration }
}

function validate(config: MemQuotaParams, wiring: HandlerWiring): ParamViolation[] {
  const violations: ParamViolation[] = []
  if (config.minDeduplicationDuration <= 0)
    violations.push({ path: 'minDeduplicationDuration', message: 'must be greater than 0s' })
  const names = new Set<string>()
  for (const [i, quota] of config.quotas.entries()) {
    const path = `quotas[${i}]`
    if (quota.name === '') violations.push({ path: `${path}.name`, message: 'must not be empty' })
    else if (names.has(quota.name))
      violations.push({ path: `${path}.name`, message: `${quota.name} is configured twice` })
    names.add(quota.name)
    violations.push(...limitViolations(quota, path))
    for (const [j, override] of quota.overrides.entries())
      violations.push(...limitViolations(override, `${path}.overrides[${j}]`))
  }
  for (const { name } of wiring.instances)
    if (!names.has(name))
      violations.push({
        path: 'quotas',
        message: `has no entry named ${name}, which rules send here`,
      })
  return violations
}

function limitViolations(limit: LimitParams, path: string): ParamViolation[] {
  const violations: ParamViolation[] = []
  if (limit.maxAmount < 0)
    violations.push({ path: `${path}.maxAmount`, message: 'must not be negative' })
  if (limit.validDuration < 0)
    violations.push({ path: `${path}.validDuration`, message: 'must not be negative' })
  return violations
}

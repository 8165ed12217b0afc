/** redisquota: rate limits counted in Redis, so that all replicas of mixer share them. */
import {
  type Adapter,
  type AdapterEnv,
  Code,
  defineAdapter,
  type Handler,
  NOTHING_GRANTED,
  OK,
  type QuotaArgs,
  type QuotaInstance,
  type QuotaResult,
  type RedisClient,
  type RedisResult,
  status,
} from '@flotilla/adapter-sdk'
import { counterOf } from './quota-key.ts'
import {
  type QuotaParams,
  type RedisQuotaParams,
  redisQuotaParams,
  validateRedisQuota,
} from './redis-params.ts'
import { FIXED_WINDOW, ROLLING_WINDOW } from './scripts.ts'

export const redisquota: Adapter = defineAdapter<RedisQuotaParams>({
  name: 'redisquota',
  description: 'Rate limits counted in Redis',
  templates: ['quota'],
  params: redisQuotaParams,
  validate: validateRedisQuota,
  build: async (config, env) => {
    const handler = new RedisQuota(config, env)
    await handler.greet()
    return handler
  },
})

const EXHAUSTED = refusal(Code.resourceExhausted, 'redisquota: Resource exhausted')
const UNAVAILABLE = refusal(Code.unavailable, 'redisquota: Service Unavailable')
const INTERNAL = refusal(Code.internal, 'redisquota: Redis gave an answer that cannot be read')
const US_PER_MS = 1_000

class RedisQuota implements Handler {
  private readonly env: AdapterEnv
  private readonly quotas: ReadonlyMap<string, QuotaParams>
  private readonly redis: RedisClient
  private readonly address: string
  private isAway = false

  constructor(config: RedisQuotaParams, env: AdapterEnv) {
    const { host, port } = config.redisServerUrl
    this.env = env
    this.quotas = new Map(config.quotas.map((quota) => [quota.name, quota]))
    this.address = `${host}:${port}`
    const poolSize = config.connectionPoolSize
    this.redis = env.outside.redis.open({ host, port, poolSize })
  }

  /**
   * Istio 1.4 leaves the handler out where Redis does not answer PING. It would be left out until somebody changes it;
   * here it is built, answers UNAVAILABLE, and counts from the moment that Redis is there.
   */
  async greet(): Promise<void> {
    this.note(await this.redis.ping())
  }

  async handleQuota(instance: QuotaInstance, args: QuotaArgs): Promise<QuotaResult> {
    const quota = this.quotas.get(instance.name)
    if (quota === undefined || args.amount === 0n) return NOTHING_GRANTED
    let result = await this.count(instance, quota, args)
    // The id keeps what was counted before the connection broke from being counted again.
    if (result.kind === 'away' && args.dedupId !== '')
      result = await this.count(instance, quota, args)
    this.note(result)
    const answer = answerOf(result, args.amount)
    if (answer === UNAVAILABLE || answer === INTERNAL) this.env.delivery.undecided()
    return answer
  }

  close(): void {
    this.redis.close()
  }

  private count(
    instance: QuotaInstance,
    quota: QuotaParams,
    args: QuotaArgs,
  ): Promise<RedisResult> {
    const { tag, maxAmount } = counterOf(instance, quota)
    const most = BigInt(Number.MAX_SAFE_INTEGER)
    const amount = args.amount > most ? most : args.amount < -most ? -most : args.amount
    return this.redis.script(
      quota.rateLimitAlgorithm === 'FIXED_WINDOW' ? FIXED_WINDOW : ROLLING_WINDOW,
      [`${tag}.meta`, `${tag}.data`, `${tag}.dedup-${args.dedupId}`],
      [
        String(maxAmount),
        String(Math.ceil(quota.validDuration * US_PER_MS)),
        String(Math.ceil(quota.bucketDuration * US_PER_MS)),
        args.isBestEffort ? '1' : '0',
        String(amount),
        String(Math.floor(this.env.clock.wallMs() * US_PER_MS)),
        args.dedupId === '' ? '0' : '1',
      ],
    )
  }

  /** One line when Redis goes away or comes back. */
  private note(result: RedisResult): void {
    const isAway = result.kind === 'away' || result.kind === 'garbage'
    if (isAway && !this.isAway)
      this.env.log.warn('redis is away', { address: this.address, reason: result.reason })
    if (!isAway && this.isAway) this.env.log.info('redis is back', { address: this.address })
    this.isAway = isAway
  }
}

function answerOf(result: RedisResult, asked: bigint): QuotaResult {
  // LOADING, READONLY, CLUSTERDOWN, OOM and the like: Redis is there and cannot serve now.
  if (result.kind === 'away' || result.kind === 'refused') return UNAVAILABLE
  if (result.kind === 'garbage') return INTERNAL
  const { reply } = result
  if (!Array.isArray(reply) || reply.length !== 2) return INTERNAL
  const [granted, validUs] = reply
  if (!Number.isSafeInteger(granted) || !Number.isSafeInteger(validUs)) return INTERNAL
  const amount = BigInt(granted)
  if (validUs < 0 || amount < 0n || (asked > 0n && amount > asked)) return INTERNAL
  if (asked > 0n && amount === 0n) return EXHAUSTED
  return { status: OK, amount, validDurationMs: validUs / US_PER_MS }
}

function refusal(code: number, message: string): QuotaResult {
  return { status: status(code, message), amount: 0n, validDurationMs: 0 }
}

/** The redisquota adapter against a client that the test plays: one script per call, statuses, what is repeated. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  Code,
  type Handler,
  type QuotaResult,
  type RedisResult,
  ValueMap,
} from '@flotilla/adapter-sdk'
import {
  adapterCompliance,
  FakeEnv,
  type FakeRedis,
  sampleInstance,
} from '@flotilla/adapter-sdk/compliance'
import { redisquota } from './redisquota.ts'
import { FIXED_WINDOW } from './scripts.ts'

const NAME = 'sample.quota.default'
const ADDRESS = 'localhost:6379'
const QUOTA = { name: NAME, maxAmount: 5, validDuration: '10s' }
type Answer = FakeRedis['answer']
const granted = (amount: number, us = 1_500): RedisResult => ({
  kind: 'reply',
  reply: [amount, us],
})
const one: Answer = ([word]) => (word === 'PING' ? { kind: 'reply', reply: 'PONG' } : granted(1))
const serve = (answer: Answer) => (env: FakeEnv) => {
  env.redis.answer = answer
}
const failing = { params: { quotas: [QUOTA] }, instance: sampleInstance('quota') }

adapterCompliance({
  adapter: redisquota,
  schema: new URL('../schema.json', import.meta.url),
  accepted: [
    {
      name: 'a fixed window',
      params: { quotas: [QUOTA], redisServerUrl: ADDRESS, connectionPoolSize: 2 },
      prepare: serve(one),
    },
    {
      name: 'a rolling window with overrides',
      params: {
        quotas: [
          {
            ...QUOTA,
            bucketDuration: '0.5s',
            rateLimitAlgorithm: 'ROLLING_WINDOW',
            overrides: [{ dimensions: { text: 'x' }, maxAmount: 1 }],
          },
        ],
      },
      prepare: serve(one),
    },
    { name: 'no Redis at all', params: { quotas: [QUOTA] } },
  ],
  refused: [
    {
      name: 'no window',
      params: { quotas: [{ name: NAME, maxAmount: 5 }] },
      path: 'spec.params.quotas[0].validDuration',
    },
    {
      name: 'no limit',
      params: { quotas: [{ name: NAME, validDuration: '1s' }] },
      path: 'spec.params.quotas[0].maxAmount',
    },
    {
      name: 'a bucket as long as the window',
      params: { quotas: [{ ...QUOTA, bucketDuration: '10s', rateLimitAlgorithm: 1 }] },
      path: 'spec.params.quotas[0].bucketDuration',
    },
    {
      name: 'an override of nothing',
      params: { quotas: [{ ...QUOTA, overrides: [{ maxAmount: 1 }] }] },
      path: 'spec.params.quotas[0].overrides[0].dimensions',
    },
    {
      name: 'a quota twice',
      params: { quotas: [QUOTA, QUOTA] },
      path: 'spec.params.quotas[1].name',
    },
    {
      name: 'a quota that rules send and nobody configured',
      params: { quotas: [{ ...QUOTA, name: 'other.quota.default' }] },
      path: 'spec.params.quotas',
    },
    {
      name: 'a URL for an address',
      params: { quotas: [QUOTA], redisServerUrl: 'redis://localhost:6379' },
      path: 'spec.params.redisServerUrl',
    },
    {
      name: 'an empty pool',
      params: { quotas: [QUOTA], connectionPoolSize: 0 },
      path: 'spec.params.connectionPoolSize',
    },
  ],
  failures: [
    { ...failing, name: 'nothing listens', code: Code.unavailable },
    {
      ...failing,
      name: 'Redis falls silent',
      prepare: serve(one),
      failWith: (env) => env.silence(),
      code: Code.unavailable,
    },
    {
      ...failing,
      name: 'Redis is loading',
      prepare: serve(() => ({ kind: 'refused', reason: 'LOADING' })),
      code: Code.unavailable,
    },
    {
      ...failing,
      name: 'another protocol',
      prepare: serve(() => ({ kind: 'garbage', reason: 'unknown type' })),
      code: Code.internal,
    },
    {
      ...failing,
      name: 'a reply of another form',
      prepare: serve(() => ({ kind: 'reply', reply: 'OK' })),
      code: Code.internal,
    },
    {
      ...failing,
      name: 'more than was asked',
      prepare: serve(() => granted(9)),
      code: Code.internal,
    },
    {
      ...failing,
      name: 'the limit is met',
      prepare: serve(() => granted(0, 0)),
      code: Code.resourceExhausted,
    },
  ],
})

test('a dimension that the instance does not have cannot be overridden', () => {
  const shape = {
    name: NAME,
    template: 'quota' as const,
    types: new Map([['dimensions.user', 1 as const]]),
  }
  const params = { quotas: [{ ...QUOTA, overrides: [{ dimensions: { usr: 'x' }, maxAmount: 1 }] }] }
  const answer = redisquota.accept(params, 'p', {
    handler: 'h',
    instances: [shape],
    previous: null,
  })
  assert.deepEqual(answer.kind === 'bad' && answer.violations, [
    { path: 'p.quotas[0].overrides[0].dimensions', message: `usr is no dimension of ${NAME}` },
  ])
})

const instance = sampleInstance('quota', 'filled', {
  dimensions: ValueMap.of({ user: 'john', at: null, n: 7n }),
})

async function started(
  answer: Answer,
  quota: object = {},
): Promise<{
  env: FakeEnv
  commands: readonly string[][]
  take: (dedupId?: string) => Promise<QuotaResult>
  handler: Handler
}> {
  const env = new FakeEnv()
  env.redis.answer = answer
  const wiring = { handler: 'h', instances: [], previous: null }
  const accepted = redisquota.accept({ quotas: [{ ...QUOTA, ...quota }] }, 'p', wiring)
  if (accepted.kind === 'bad') assert.fail(JSON.stringify(accepted.violations))
  const handler = await accepted.accepted.build(env, wiring)
  const take = async (dedupId = 'd1'): Promise<QuotaResult> => {
    const args = { dedupId, amount: 1n, isBestEffort: false }
    return (await handler.handleQuota?.(instance, args)) ?? assert.fail()
  }
  return { env, commands: env.redis.commands, take, handler }
}

test('a call is one script, on keys of one slot', async () => {
  const { env, commands, take } = await started(one)
  const result = await take()
  assert.deepEqual(result, {
    status: { code: 0, message: '', directResponse: null },
    amount: 1n,
    validDurationMs: 1.5,
  })
  assert.deepEqual(env.redis.opened, [{ address: ADDRESS, poolSize: 10 }])
  // The same braces: the same slot of a cluster.
  const tag = `{${NAME};at=;n=7;user=john}`
  const now = String(env.clock.wallMs() * 1000)
  assert.deepEqual(commands, [
    ['PING'],
    [
      ...['SCRIPT', FIXED_WINDOW.sha1, `${tag}.meta`, `${tag}.data`, `${tag}.dedup-d1`],
      ...['5', '10000000', '0', '0', '1', now, '1'],
    ],
  ])
})

test('an override has a counter and a limit of its own', async () => {
  const overrides = [
    { dimensions: { user: 'mary' }, maxAmount: 2 },
    { dimensions: { n: '7', user: 'john' }, maxAmount: 3 },
  ]
  const { commands, take } = await started(one, { overrides })
  await take()
  assert.match(commands[1]?.[2] ?? '', /^\{sample\.quota\.default;at=;n=7;user=john-\d+\}\.meta$/)
  assert.equal(commands[1]?.[5], '3')
})

test('a call that broke off is repeated once with the same id, and only where it has one', async () => {
  const { env, commands, take } = await started(one)
  await take()
  const away: RedisResult = { kind: 'away', reason: 'reset' }
  let answers: RedisResult[] = [away]
  env.redis.answer = () => answers.shift() ?? granted(1)
  assert.equal((await take('d2')).status.code, Code.ok)
  assert.deepEqual(commands.slice(-2)[0], commands.slice(-2)[1])
  answers = [away]
  assert.equal((await take('')).status.code, Code.unavailable)
  answers = [away, away]
  assert.equal((await take('d3')).status.code, Code.unavailable)
  assert.equal((await take('d4')).status.code, Code.ok)
  assert.deepEqual(
    env.logged.map(({ message }) => message),
    ['redis is away', 'redis is back'],
  )
  assert.equal(env.undecided, 2)
})

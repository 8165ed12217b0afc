/** The redisquota adapter against a server that the test plays: one script per call, statuses, redirections, garbage. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Code, type Handler, type QuotaResult, ValueMap } from '@flotilla/adapter-sdk'
import {
  adapterCompliance,
  FakeEnv,
  sampleInstance,
  settled,
} from '@flotilla/adapter-sdk/compliance'
import { slotOf } from './hash-slot.ts'
import { redisquota } from './redisquota.ts'
import { FIXED_WINDOW } from './scripts.ts'
import { type Answer, fakeRedis } from './testing/fake-redis.ts'

const NAME = 'sample.quota.default'
const ADDRESS = 'localhost:6379'
const QUOTA = { name: NAME, maxAmount: 5, validDuration: '10s' }
const granted = (amount: number, us = 1_500): string => `*2\r\n:${amount}\r\n:${us}\r\n`
const one: Answer = ([word]) => (word === 'PING' ? '+PONG\r\n' : granted(1))
const serve = (answer: Answer) => (env: FakeEnv) =>
  env.network.listen(ADDRESS, fakeRedis([], answer))
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
      prepare: serve(() => '-LOADING\r\n'),
      code: Code.unavailable,
    },
    {
      ...failing,
      name: 'another protocol',
      prepare: serve(() => 'HTTP/1.1 400\r\n'),
      code: Code.internal,
    },
    {
      ...failing,
      name: 'a reply of another form',
      prepare: serve(() => '+OK\r\n'),
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
  commands: string[][]
  take: (dedupId?: string) => Promise<QuotaResult>
  handler: Handler
}> {
  const env = new FakeEnv()
  const commands: string[][] = []
  env.network.listen(ADDRESS, fakeRedis(commands, answer))
  const wiring = { handler: 'h', instances: [], previous: null }
  const accepted = redisquota.accept({ quotas: [{ ...QUOTA, ...quota }] }, 'p', wiring)
  if (accepted.kind === 'bad') assert.fail(JSON.stringify(accepted.violations))
  const handler = await accepted.accepted.build(env, wiring)
  const take = async (dedupId = 'd1'): Promise<QuotaResult> => {
    const args = { dedupId, amount: 1n, isBestEffort: false }
    return (await handler.handleQuota?.(instance, args)) ?? assert.fail()
  }
  return { env, commands, take, handler }
}

test('a call is one script, by its digest, on keys of one slot', async () => {
  const { env, commands, take } = await started(one)
  const result = await take()
  assert.deepEqual(result, {
    status: { code: 0, message: '', directResponse: null },
    amount: 1n,
    validDurationMs: 1.5,
  })
  const tag = `{${NAME};at=;n=7;user=john}`
  const now = String(env.clock.wallMs() * 1000)
  assert.deepEqual(commands, [
    ['PING'],
    [
      ...['EVALSHA', FIXED_WINDOW.sha1, '3', `${tag}.meta`, `${tag}.data`, `${tag}.dedup-d1`],
      ...['5', '10000000', '0', '0', '1', now, '1'],
    ],
  ])
  const slots = commands[1]?.slice(3, 6).map(slotOf)
  assert.equal(new Set(slots).size, 1)
})

test('an override has a counter and a limit of its own', async () => {
  const overrides = [
    { dimensions: { user: 'mary' }, maxAmount: 2 },
    { dimensions: { n: '7', user: 'john' }, maxAmount: 3 },
  ]
  const { commands, take } = await started(one, { overrides })
  await take()
  assert.match(commands[1]?.[3] ?? '', /^\{sample\.quota\.default;at=;n=7;user=john-\d+\}\.meta$/)
  assert.equal(commands[1]?.[6], '3')
})

test('a script that Redis does not know is sent with its text, once', async () => {
  const { commands, take } = await started(([word]) =>
    word === 'EVALSHA' ? '-NOSCRIPT No matching script\r\n' : granted(1),
  )
  assert.equal((await take()).amount, 1n)
  assert.deepEqual(
    commands.map(([word]) => word),
    ['PING', 'EVALSHA', 'EVAL'],
  )
})

test('a broken connection is made again, and the call repeated with the same id', async () => {
  const { env, commands, take } = await started(one)
  await take()
  env.network.listen(ADDRESS, null)
  await settled()
  assert.equal((await take('d2')).status.code, Code.unavailable)
  env.network.listen(ADDRESS, fakeRedis(commands, one))
  assert.equal((await take('d3')).status.code, Code.ok)
  assert.deepEqual(
    env.logged.map(({ message }) => message),
    ['redis is away', 'redis is back'],
  )
})

test('a cluster: redirections are followed and remembered, ASK for one command only', async () => {
  const tag = `{${NAME};at=;n=7;user=john}`
  const slot = slotOf(`${tag}.meta`)
  const { env, commands, take, handler } = await started(() => `-MOVED ${slot} node2:7001\r\n`)
  const second: string[][] = []
  const third: string[][] = []
  let isMigrating = true
  env.network.listen(
    'node2:7001',
    fakeRedis(second, () => (isMigrating ? `-ASK ${slot} node3:7002\r\n` : granted(1))),
  )
  env.network.listen(
    'node3:7002',
    fakeRedis(third, ([word]) => (word === 'ASKING' ? '+OK\r\n' : granted(1))),
  )
  assert.equal((await take()).amount, 1n)
  isMigrating = false
  assert.equal((await take()).amount, 1n)
  const words = (list: string[][]): unknown => list.map(([word]) => word)
  assert.deepEqual(
    [words(commands), words(second), words(third)],
    [
      ['PING', 'EVALSHA'],
      ['EVALSHA', 'EVALSHA'],
      ['ASKING', 'EVALSHA'],
    ],
  )
  await handler.close()
  assert.equal(env.openHandles(), 0)
})

test('redirections in a circle end', async () => {
  const { commands, take } = await started(() => `-MOVED 1 ${ADDRESS}\r\n`)
  assert.equal((await take()).status.code, Code.unavailable)
  assert.ok(commands.length < 10)
})

test('slots are those of Redis', () => {
  // From the cluster specification: CRC16 of "123456789" is 0x31C3.
  assert.equal(slotOf('123456789'), 0x31c3 % 16_384)
  assert.equal(slotOf('{user1000}.following'), slotOf('{user1000}.followers'))
  assert.equal(slotOf('foo{}{bar}'), slotOf('foo{}{bar}'))
  assert.notEqual(slotOf('foo{}{bar}'), slotOf('bar'))
})

/** The memquota adapter: windows, overrides, deduplication, and reloads. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Handler, type HandlerWiring, type QuotaResult, ValueMap } from '@flotilla/adapter-sdk'
import { adapterCompliance, FakeEnv, sampleInstance } from '@flotilla/adapter-sdk/compliance'
import { memquota } from './memquota.ts'

const NAME = 'requestcount.quota.istio-system'

function quota(max: number, window: string, overrides: readonly unknown[] = []): unknown {
  return { quotas: [{ name: NAME, maxAmount: max, validDuration: window, overrides }] }
}

const sample = sampleInstance('quota', 'filled', { name: NAME })

adapterCompliance({
  adapter: memquota,
  schema: new URL('../schema.json', import.meta.url),
  accepted: [
    { name: 'a rolling window', params: quota(5, '1s'), instances: [sample] },
    { name: 'a plain counter', params: quota(5, '0s'), instances: [sample] },
  ],
  refused: [
    {
      name: 'an instance without entry',
      params: {},
      path: 'spec.params.quotas',
      instances: [sample],
    },
    {
      name: 'no deduplication period',
      params: { minDeduplicationDuration: '0s' },
      path: 'spec.params.minDeduplicationDuration',
      instances: [],
    },
    {
      name: 'a quota named twice',
      params: { quotas: [{ name: 'a' }, { name: 'a' }] },
      path: 'spec.params.quotas[1].name',
      instances: [],
    },
    {
      name: 'a number as dimension',
      params: quota(1, '1s', [{ dimensions: { port: 80 } }]),
      path: 'spec.params.quotas[0].overrides[0].dimensions["port"]',
      instances: [sample],
    },
  ],
})

class Bench {
  readonly env = new FakeEnv()
  handler: Handler
  private serial = 0

  constructor(params: unknown) {
    this.handler = this.build(params, null)
  }

  build(params: unknown, previous: Handler | null): Handler {
    const wiring: HandlerWiring = { handler: 'h', instances: [], previous }
    const answer = memquota.accept(params, 'spec.params', wiring)
    if (answer.kind === 'bad') assert.fail(JSON.stringify(answer.violations))
    const handler = answer.accepted.build(this.env, wiring)
    assert.ok(!(handler instanceof Promise))
    return handler
  }

  ask(
    amount: number,
    options: { dims?: Record<string, string>; id?: string; best?: boolean } = {},
  ): QuotaResult {
    const instance = sampleInstance('quota', 'filled', {
      name: NAME,
      dimensions: ValueMap.of(options.dims ?? { destination: 'reviews' }),
    })
    const result = this.handler.handleQuota?.(instance, {
      dedupId: options.id ?? `id-${this.serial++}`,
      amount: BigInt(amount),
      isBestEffort: options.best ?? false,
    })
    assert.ok(result !== undefined && !(result instanceof Promise))
    assert.equal(result.status.code, 0)
    return result
  }
}

test('a window grants its amount and gives it back slot by slot', () => {
  const bench = new Bench(quota(2, '1s'))
  assert.deepEqual(bench.ask(1), {
    status: { code: 0, message: '', directResponse: null },
    validDurationMs: 1_000,
    amount: 1n,
  })
  bench.env.clock.advance(500)
  assert.equal(bench.ask(1).amount, 1n)
  assert.equal(bench.ask(1).amount, 0n)
  bench.env.clock.advance(500)
  assert.equal(bench.ask(1).amount, 1n)
  assert.equal(bench.ask(1).amount, 0n)
  bench.env.clock.advance(10_000)
  assert.equal(bench.ask(2).amount, 2n)
})

test('nothing granted has no validity, best effort takes what is left', () => {
  const bench = new Bench(quota(5, '1s'))
  assert.equal(bench.ask(6).amount, 0n)
  assert.equal(bench.ask(6).validDurationMs, 0)
  assert.equal(bench.ask(9, { best: true }).amount, 5n)
  assert.deepEqual(
    [bench.ask(9, { best: true }).amount, bench.ask(9, { best: true }).validDurationMs],
    [0n, 1_000],
  )
})

test('the window length is rounded up to whole seconds', () => {
  const bench = new Bench(quota(1, '1.2s'))
  assert.equal(bench.ask(1).validDurationMs, 1_200)
  bench.env.clock.advance(1_900)
  assert.equal(bench.ask(1).amount, 0n)
  bench.env.clock.advance(100)
  assert.equal(bench.ask(1).amount, 1n)
})

test('negative amounts give back, the newest slots first', () => {
  const bench = new Bench(quota(4, '1s'))
  bench.ask(2)
  bench.env.clock.advance(900)
  bench.ask(2)
  assert.equal(bench.ask(-3).amount, 3n)
  assert.equal(bench.ask(3).amount, 3n)
  assert.equal(bench.ask(-99).amount, 4n)
})

test('without window only negative amounts release', () => {
  const bench = new Bench(quota(2, '0s'))
  assert.equal(bench.ask(2).amount, 2n)
  bench.env.clock.advance(3_600_000)
  assert.equal(bench.ask(1).amount, 0n)
  assert.equal(bench.ask(-1).amount, 1n)
  assert.equal(bench.ask(1).amount, 1n)
})

test('the first override whose dimensions all equal wins; other dimensions do not matter', () => {
  const bench = new Bench(
    quota(500, '1s', [
      { dimensions: { destination: 'reviews' }, maxAmount: 1, validDuration: '5s' },
      {
        dimensions: { destination: 'productpage', source: '10.28.11.20' },
        maxAmount: 500,
        validDuration: '1s',
      },
      { dimensions: { destination: 'productpage' }, maxAmount: 2, validDuration: '5s' },
    ]),
  )
  const page = { destination: 'productpage', source: 'unknown', version: 'v1' }
  assert.equal(bench.ask(2, { dims: page }).validDurationMs, 5_000)
  assert.equal(bench.ask(1, { dims: page }).amount, 0n)
  assert.equal(bench.ask(400, { dims: { ...page, source: '10.28.11.20' } }).amount, 400n)
  assert.equal(bench.ask(1, { dims: { destination: 'reviews' } }).amount, 1n)
  assert.equal(
    bench.ask(1, { dims: { destination: 'reviews', source: 'x' } }).amount,
    1n,
    'another counter',
  )
  assert.equal(bench.ask(300, { dims: { destination: 'ratings' } }).amount, 300n)
})

test('a repeated id gets the stored amount and what is left of its validity', () => {
  const bench = new Bench(quota(1, '5s'))
  assert.equal(bench.ask(1, { id: 'a' }).amount, 1n)
  bench.env.clock.advance(900)
  const repeated = bench.ask(1, { id: 'a' })
  assert.deepEqual([repeated.amount, repeated.validDurationMs], [1n, 4_100])
  bench.env.clock.advance(2_000)
  assert.equal(bench.ask(1, { id: 'a' }).amount, 0n, 'forgotten after two periods')
  assert.equal(new Bench(quota(9, '1s')).ask(0).amount, 0n)
})

test('an empty id is never a repetition', () => {
  const bench = new Bench(quota(2, '5s'))
  assert.equal(bench.ask(1, { id: '' }).amount, 1n)
  assert.equal(bench.ask(1, { id: '' }).amount, 1n)
  assert.equal(bench.ask(1, { id: '' }).amount, 0n)
})

test('a replaced handler counts on where the limit is unchanged and starts anew where it changed', () => {
  const bench = new Bench(quota(2, '5s'))
  bench.ask(2)
  bench.handler = bench.build(
    quota(2, '5s', [{ dimensions: { destination: 'details' }, maxAmount: 9 }]),
    bench.handler,
  )
  assert.equal(bench.ask(1).amount, 0n)
  bench.handler = bench.build(quota(3, '5s'), bench.handler)
  assert.equal(bench.ask(3).amount, 3n)
})

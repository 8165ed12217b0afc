/** The bypass adapter against a backend that records what it gets. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  type BackendChannel,
  type BackendConnection,
  type Handler,
  ValueMap,
} from '@flotilla/adapter-sdk'
import { adapterCompliance, FakeEnv, sampleInstance } from '@flotilla/adapter-sdk/compliance'
import { ByteWriter } from '@flotilla/bytes'
import {
  decodeHandleRequest,
  encodeCheckResult,
  encodeQuotaResult,
  encodeSessionResponse,
  encodeStatusResponse,
} from '@flotilla/dispatch'
import { FlotillaError } from '@flotilla/errors'
import { bypass } from './bypass.ts'
import { PATHS } from './encode-instance.ts'

const PARAMS = {
  backendAddress: 'backend.default:9070',
  params: { '@type': 'type.googleapis.com/x.Params', value: 'CAE=' },
}
const OK = { code: 0, message: '', directResponse: null }

interface Call {
  readonly path: string
  readonly bytes: Uint8Array
  readonly metadata: Readonly<Record<string, string>>
}

/** Puts a backend into the environment. */
function serve(env: FakeEnv, calls: Call[] = [], opened: BackendConnection[] = []): void {
  const open = (connection: BackendConnection): BackendChannel => {
    opened.push(connection)
    return {
      call: async (path, bytes, metadata) => {
        calls.push({ path, bytes, metadata })
        if (path.endsWith('/Validate') || path.endsWith('/CloseSession'))
          return encodeStatusResponse(OK)
        if (path.endsWith('/CreateSession')) return encodeSessionResponse('s1', OK)
        if (path === PATHS.checknothing)
          return encodeCheckResult({
            status: { ...OK, code: 7, message: 'no' },
            validDurationMs: 1_000,
            validUseCount: 3,
          })
        if (path !== PATHS.quota) return new Uint8Array()
        const { instances, quota } = decodeHandleRequest(path, bytes)
        const amount = quota?.amount ?? 0n
        return encodeQuotaResult(instances[0]?.name ?? '', {
          status: OK,
          validDurationMs: 500,
          amount,
        })
      },
      close: () => undefined,
    }
  }
  Object.assign(env.outside, { backends: { open } })
}

adapterCompliance({
  adapter: bypass,
  schema: new URL('../schema.json', import.meta.url),
  accepted: [
    { name: 'without a session', params: PARAMS, prepare: (env) => serve(env) },
    {
      name: 'with a session',
      params: { ...PARAMS, sessionBased: true },
      prepare: (env) => serve(env),
    },
  ],
  refused: [
    { name: 'no address', params: {}, path: 'spec.params.backendAddress' },
    {
      name: 'params without a type',
      params: { ...PARAMS, params: {} },
      path: 'spec.params.params',
    },
    {
      name: 'params that are no base64',
      params: { ...PARAMS, params: { ...PARAMS.params, value: '!' } },
      path: 'spec.params.params.value',
    },
    {
      name: 'params with fields',
      params: { ...PARAMS, params: { ...PARAMS.params, x: 1 } },
      path: 'spec.params.params.x',
    },
  ],
  failures: [
    {
      name: 'the backend is away',
      params: PARAMS,
      instance: sampleInstance('checknothing'),
      code: null,
    },
    {
      name: 'the backend denies',
      params: PARAMS,
      instance: sampleInstance('checknothing'),
      prepare: (env) => serve(env),
      code: 7,
    },
  ],
})

async function started(env: FakeEnv, params: object = {}): Promise<Handler> {
  const wiring = { handler: 'h.default', instances: [], previous: null }
  const answer = bypass.accept({ ...PARAMS, ...params }, 'p', wiring)
  if (answer.kind === 'bad') assert.fail(JSON.stringify(answer.violations))
  return answer.accepted.build(env, wiring)
}

test('a metric arrives whole, with the configuration and an id', async () => {
  const env = new FakeEnv()
  const calls: Call[] = []
  const opened: BackendConnection[] = []
  serve(env, calls, opened)
  const handler = await started(env)
  const dimensions = ValueMap.of({ user: 'john', n: 7n })
  await handler.handleReport?.([sampleInstance('metric', 'empty', { value: 5n, dimensions })])
  assert.deepEqual([opened[0]?.address, opened[0]?.namespace], ['backend.default:9070', 'default'])
  const [call] = calls
  assert.equal(call?.path, '/metric.HandleMetricService/HandleMetric')
  const { instances } = decodeHandleRequest(PATHS.metric, call?.bytes ?? new Uint8Array())
  const [metric] = instances
  assert.ok(metric?.template === 'metric')
  assert.deepEqual(
    [metric.name, metric.value, metric.dimensions.get('user'), metric.dimensions.get('n')],
    ['sample.metric.default', 5n, 'john', 7n],
  )
  const config = new ByteWriter()
    .uint32(10)
    .string('type.googleapis.com/x.Params')
    .uint32(18)
    .bytes(Uint8Array.of(8, 1))
    .finish()
  assert.ok(Buffer.from(call?.bytes ?? []).includes(Buffer.from(config)))
  await handler.close()
})

test('checks and quotas get the answer of the backend', async () => {
  const env = new FakeEnv()
  serve(env)
  const handler = await started(env)
  const check = await handler.handleCheck?.(sampleInstance('checknothing'))
  assert.deepEqual(
    [check?.status.code, check?.status.message, check?.validDurationMs, check?.validUseCount],
    [7, 'no', 1_000, 3],
  )
  const args = { dedupId: 'd', amount: 4n, isBestEffort: true }
  const quota = await handler.handleQuota?.(sampleInstance('quota'), args)
  assert.deepEqual([quota?.amount, quota?.validDurationMs], [4n, 500])
})

test('a session is validated, created, sent along and closed', async () => {
  const env = new FakeEnv()
  const calls: Call[] = []
  serve(env, calls)
  const handler = await started(env, { sessionBased: true })
  await handler.handleCheck?.(sampleInstance('checknothing'))
  await handler.close()
  await handler.close()
  assert.deepEqual(
    calls.map(({ path }) => path.split('/').at(-1)),
    ['Validate', 'CreateSession', 'HandleCheckNothing', 'CloseSession'],
  )
  assert.deepEqual(Object.values(calls[2]?.metadata ?? {}), ['s1'])
})

test('a backend that grants nothing for the instance is an error', async () => {
  const env = new FakeEnv()
  const open = (): BackendChannel => ({
    call: () => Promise.resolve(new Uint8Array()),
    close: () => undefined,
  })
  Object.assign(env.outside, { backends: { open } })
  const handler = await started(env)
  const args = { dedupId: 'd', amount: 4n, isBestEffort: true }
  await assert.rejects(
    Promise.resolve(handler.handleQuota?.(sampleInstance('quota'), args)),
    FlotillaError,
  )
})

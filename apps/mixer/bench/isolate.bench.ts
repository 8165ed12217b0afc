/** The price of isolation: a listentry check in process, and the same in a thread of its own, from instance to result. */
import { join } from 'node:path'
import process from 'node:process'
import { type CheckInstance, defineAdapter, message, OK } from '@flotilla/adapter-sdk'
import { IsolatedBackend } from '../src/isolate/isolated-backend.ts'

const PACKAGE = join(import.meta.dirname, '../src/testdata/packages/moody/src/index.ts')
const MODEL = '/istio.mixer.adapter.model.v1beta1.InfrastructureBackend'
const CHECK = '/listEntry.HandleListEntryService/HandleListEntry'
const MEASURE_MS = 2_000
const IN_FLIGHT = [1, 16, 256]

/** A HandleListEntryRequest whose instance holds a short text. */
function request(value: string): Uint8Array {
  const block = (bytes: Buffer): Buffer => Buffer.concat([Buffer.of(10, bytes.length), bytes])
  return block(block(block(Buffer.from(value))))
}

/** Calls per second of wall time, and CPU per call of the whole process. */
async function measure(inFlight: number, call: () => unknown): Promise<[number, number]> {
  let calls = 0
  const until = performance.now() + MEASURE_MS
  const startedAt = performance.now()
  const cpu = process.cpuUsage()
  await Promise.all(
    Array.from({ length: inFlight }, async () => {
      while (performance.now() < until) {
        await call()
        calls++
      }
    }),
  )
  const { user, system } = process.cpuUsage(cpu)
  return [(calls * 1000) / (performance.now() - startedAt), (user + system) / calls]
}

function line(name: string, [perSecond, cpuUs]: readonly [number, number]): void {
  process.stdout.write(
    `${name.padEnd(36)} ${perSecond.toFixed(0).padStart(9)} calls/s  ${cpuUs.toFixed(2).padStart(8)} us CPU per call\n`,
  )
}

const direct = defineAdapter({
  name: 'direct',
  description: 'answers at once',
  templates: ['listentry'],
  params: message({}),
  build: () => ({
    handleCheck: () => ({ status: OK, validDurationMs: 1_000, validUseCount: 1 }),
    close: () => undefined,
  }),
})
const wiring = { handler: 'bench', instances: [], previous: null }
const accepted = direct.accept({}, '', wiring)
if (accepted.kind === 'bad') throw new Error('not accepted')
const handler = await accepted.accepted.build({} as never, wiring) // it uses no environment
const instance: CheckInstance = { template: 'listentry', name: 'a', value: 'mary' }
line('in process', await measure(1, () => handler.handleCheck?.(instance)))

const backend = new IsolatedBackend({
  name: 'moody',
  handler: 'bench',
  file: PACKAGE,
  timeoutMs: 5_000,
  onPage: () => undefined,
  onLine: () => undefined,
  metrics: { started: () => undefined, ended: () => undefined, resent: () => undefined },
})
const before = process.memoryUsage.rss()
const startedAt = performance.now()
const created = await backend.call(`${MODEL}/CreateSession`, new Uint8Array(), {})
const session = Buffer.from(created.subarray(2, 2 + (created[1] ?? 0))).toString()
process.stdout.write(
  `thread started in ${(performance.now() - startedAt).toFixed(0)} ms, ${((process.memoryUsage.rss() - before) / 1e6).toFixed(0)} MB more memory\n`,
)
const bytes = request('mary')
const metadata = { 'x-adapter-session-id': session }
for (const inFlight of IN_FLIGHT)
  line(
    `in a thread, ${inFlight} in flight`,
    await measure(inFlight, () => backend.call(CHECK, bytes, metadata)),
  )
backend.close()

/** The drill of Mixer: what its adapters speak to, and Mixer itself, killed and started again under load. */
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { setTimeout as delay } from 'node:timers/promises'
import { Backend, onPeers, withFolder } from '../adapters/backend.ts'
import { ROOT } from '../cli.ts'
import { fetchOnce, freePort } from '../http.ts'
import { sendLoad } from '../load.ts'
import { eventually, Mesh } from '../mesh.ts'
import type { OwnScenario } from '../runner.ts'
import { drillConfig } from './mixer-drill-config.ts'
import { type DrillCounts, MeshCounters } from './mixer-drill-counters.ts'

const PEERS = ['redis-server', 'redis-cli', 'opa', 'keyval-adapter', 'java', 'zipkin'] as const
const PER_SECOND = 500
/** Rates to try on a machine that does not carry the drill's even while every part lives. */
const SLOWER = [250, 100, 50] as const
/** A rate is carried where nothing fails and the slowest of a hundred answers comes within this time. */
const CARRIED_P99_MS = 1_000
const PROBE_SECONDS = 2
const KILL_AFTER_MS = 1_500
/** How long a backend is away. */
const AWAY_MS = 3_000
const BACK_MS = 30_000
const ZIPKIN_START_MS = 240_000
/** What a process may hold; its queues are bounded far below (docs/limits.md). */
const MAX_RESIDENT_MIB = 600

interface Part {
  readonly name: string
  kill(): Promise<void>
  /** Resolves when it serves again. */
  start(): Promise<void>
  /** What shows from outside that it is used again. */
  works(): Promise<void>
  /** Reports that were given to it are in its own process, and die with it. */
  readonly holdsReports: boolean
}

/** Kills each part once; `requests` are sent per part. */
export function mixerDrill(port: number, requests: number): OwnScenario {
  return onPeers(
    `explicit: Redis, OPA, Zipkin, an adapter and Mixer killed under ${PER_SECOND} requests/s, ${requests} per part`,
    PEERS,
    (paths) => withFolder((folder) => run(paths, folder, port, requests)),
  )
}

async function run(
  paths: Readonly<Record<string, string>>,
  folder: string,
  port: number,
  requests: number,
): Promise<void> {
  const ports = {
    redis: await freePort(),
    opa: await freePort(),
    zipkin: await freePort(),
    adapter: await freePort(),
  }
  const backends = await startBackends(paths, folder, ports)
  const mesh = await Mesh.start('explicit', port)
  try {
    await mesh.apply(
      ...['keyval-template', 'keyval-adapter'].map((name) =>
        join(ROOT, 'samples/adapters/config', `${name}.yaml`),
      ),
    )
    await mesh.applyText(drillConfig(ports))
    const parts = partsOf(mesh, backends, paths, ports)
    for (const part of parts) await eventually(`${part.name} is used`, BACK_MS, part.works)
    const perSecond = await carriedRate(mesh)
    for (const part of parts) await killUnderLoad(mesh, part, requests, perSecond)
  } finally {
    await mesh.stop()
  }
}

type Ports = Readonly<Record<'redis' | 'opa' | 'zipkin' | 'adapter', number>>
type Backends = Readonly<Record<keyof Ports, Backend>>

async function startBackends(
  paths: Readonly<Record<string, string>>,
  folder: string,
  ports: Ports,
): Promise<Backends> {
  const zipkin = Backend.start({
    program: paths['java'] ?? '',
    args: ['-Xmx256m', '-XX:+UseSerialGC', '-jar', paths['zipkin'] ?? ''],
    env: { QUERY_PORT: String(ports.zipkin), STORAGE_TYPE: 'mem' },
    port: ports.zipkin,
    startMs: ZIPKIN_START_MS,
  })
  const redisFlags = ['--dir', folder, '--save', '', '--appendonly', 'no', '--bind', '127.0.0.1']
  const opaFlags = ['--v0-compatible', '--disable-telemetry', '--log-level', 'error']
  return {
    redis: await Backend.start({
      program: paths['redis-server'] ?? '',
      args: ['--port', String(ports.redis), ...redisFlags],
      port: ports.redis,
    }),
    opa: await Backend.start({
      program: paths['opa'] ?? '',
      args: ['run', '--server', ...opaFlags, '--addr', `127.0.0.1:${ports.opa}`],
      port: ports.opa,
    }),
    adapter: await Backend.start({
      program: paths['keyval-adapter'] ?? '',
      args: ['--listen', `127.0.0.1:${ports.adapter}`],
      port: ports.adapter,
    }),
    zipkin: await zipkin,
  }
}

function partsOf(
  mesh: Mesh,
  backends: Backends,
  paths: Readonly<Record<string, string>>,
  ports: Ports,
): Part[] {
  const cli = (...words: string[]): string =>
    execFileSync(paths['redis-cli'] ?? '', ['-p', String(ports.redis), ...words], {
      encoding: 'utf8',
    }).trim()
  const backend = (name: keyof Ports, works: () => Promise<void>): Part => ({
    name,
    kill: () => backends[name].kill(),
    start: async () => {
      await delay(AWAY_MS)
      await backends[name].start()
    },
    works,
    holdsReports: false,
  })
  return [
    backend('redis', async () => {
      // It keeps nothing on disk: what it holds now was counted since it is back.
      assert.equal((await asset(mesh)).status, 200)
      assert.notEqual(cli('DBSIZE'), '0')
    }),
    backend('opa', async () => {
      const headers = { 'x-drill': `refused-${performance.now()}` }
      assert.equal((await asset(mesh, headers)).status, 403)
    }),
    backend('zipkin', async () => {
      await asset(mesh)
      const traces = await fetch(`http://127.0.0.1:${ports.zipkin}/api/v2/traces?limit=1`)
      assert.notDeepEqual(await traces.json(), [])
    }),
    backend('adapter', async () => {
      const answer = await asset(mesh, { 'x-user': 'jason' })
      assert.equal(answer.headers['x-user-group'], 'admin')
    }),
    mixer(mesh),
  ]
}

function mixer(mesh: Mesh): Part {
  let killed = 0
  const find = async () => (await mesh.status()).parts.find(({ kind }) => kind === 'mixer')
  return {
    name: 'mixer',
    kill: async () => {
      killed = (await find())?.pid ?? assert.fail('no mixer')
      process.kill(killed, 'SIGKILL')
    },
    start: () =>
      eventually('mixer is started again', BACK_MS, async () => {
        const now = await find()
        assert.notEqual(now?.pid, killed)
        assert.equal(now?.state, 'ready')
      }),
    works: async () => {
      const headers = { 'x-drill': `refused-${performance.now()}` }
      assert.equal((await asset(mesh, headers)).status, 403)
    },
    holdsReports: true,
  }
}

/** A file of productpage: through the gateway and one sidecar, so that Mixer is what the load is on. */
function asset(mesh: Mesh, headers: Readonly<Record<string, string>> = {}) {
  return fetchOnce(`${mesh.url}/static/bookinfo.css`, { headers: { ...traced(0), ...headers } })
}

/** Each request is a trace of its own, and one of the decisions that proxies know. */
function traced(i: number): Readonly<Record<string, string>> {
  return {
    'x-b3-traceid': (i + 1).toString(16).padStart(32, '0'),
    'x-b3-spanid': (i + 1).toString(16).padStart(16, '0'),
    'x-b3-sampled': '1',
    'x-drill': 'known',
  }
}

function load(mesh: Mesh, perSecond: number, requests: number, isOver: () => boolean) {
  return sendLoad({
    url: `${mesh.url}/static/bookinfo.css`,
    perSecond,
    requests,
    freshEvery: 10,
    until: isOver,
    maxRequests: requests * 6,
    headers: traced,
  })
}

/** The drill is about what a kill costs, not about what the machine carries: the highest rate at which nothing fails before it. */
async function carriedRate(mesh: Mesh): Promise<number> {
  for (const perSecond of [PER_SECOND, ...SLOWER]) {
    await load(mesh, perSecond, perSecond * PROBE_SECONDS, () => true) // code that runs for the first time is slow
    const { failed, p99Ms } = await load(mesh, perSecond, perSecond * PROBE_SECONDS, () => true)
    if (failed === 0 && p99Ms < CARRIED_P99_MS) return perSecond
    process.stdout.write(
      `     ${perSecond} requests/s are too many for this machine with nothing killed: ${failed} failed, p99 ${p99Ms.toFixed(0)} ms\n`,
    )
  }
  return assert.fail('the machine carries no rate of the drill')
}

async function killUnderLoad(
  mesh: Mesh,
  part: Part,
  requests: number,
  perSecond: number,
): Promise<void> {
  const counters = new MeshCounters(mesh)
  await load(mesh, 50, 100, () => true) // decisions are cached before the part is killed
  await counters.quiet()
  const before = await counters.read()
  let isBack = false
  const sending = load(mesh, perSecond, requests, () => isBack)
  await delay(KILL_AFTER_MS)
  await part.kill()
  const back = part.start().finally(() => {
    isBack = true
  })
  const [result] = await Promise.all([sending, back])
  assert.equal(
    result.failed,
    0,
    `${part.name}: ${result.failed} of ${result.sent} failed\n${result.failures.join('\n')}`,
  )
  await eventually(`${part.name} is used again`, BACK_MS, part.works)
  await counters.quiet()
  const lost = accounted(part, before, await counters.read())
  const resident = residentMib(await mesh.status())
  assert.ok(resident < MAX_RESIDENT_MIB, `a process holds ${resident} MiB`)
  process.stdout.write(
    `     ${part.name}: ${result.sent} requests at ${perSecond}/s, none failed, p50 ${result.p50Ms.toFixed(1)} ms, p99 ${result.p99Ms.toFixed(1)} ms; ${lost}; at most ${resident} MiB\n`,
  )
}

/** Where every report went that the proxies made: as a sentence. */
function accounted(part: Part, before: DrillCounts, after: DrillCounts): string {
  const made = after.made - before.made
  const dropped = after.dropped - before.dropped
  assert.ok(made > 0, 'no reports')
  if (part.holdsReports) {
    if (after.failedCalls > before.failedCalls)
      assert.ok(dropped > 0, 'calls failed and no report counts as lost')
    return `${made} reports, ${dropped} lost with calls and counted by proxies`
  }
  const taken = after.taken - before.taken
  assert.equal(taken + dropped, made, `${made} reports, ${taken} taken by Mixer, ${dropped} lost`)
  // Every request of the drill is traced: what Mixer takes is a span.
  const sent = after.sent - before.sent
  const lost = after.lost - before.lost
  assert.equal(sent + lost, taken, `${taken} spans, ${sent} sent, ${lost} lost`)
  return `${made} reports, ${dropped} lost by proxies, as spans ${sent} sent and ${lost} lost by Mixer, all counted`
}

/** Of mixer and of the proxies, the largest. */
function residentMib(status: Awaited<ReturnType<Mesh['status']>>): number {
  const mixers = status.parts.filter(({ kind }) => kind === 'mixer').map(({ pid }) => pid)
  const pids = [...mixers, ...status.workloads.map(({ proxy }) => proxy.pid)]
  const sizes = pids.map((pid) => {
    const text = readFileSync(`/proc/${pid}/status`, 'utf8')
    return Number(/^VmRSS:\s+(\d+) kB$/m.exec(text)?.[1] ?? 0) / 1024
  })
  return Math.round(Math.max(...sizes))
}

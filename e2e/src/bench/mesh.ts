/**
 * npm run bench -- mesh: requests through gateway, productpage and the three services behind it, with a named check rule
 * installed while request ids, cookies and user agents vary. Prints and writes into docs/performance.md: CPU per request and
 * memory of every process, latency, and the check cache's hit rate.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { arch, cpus, platform } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { ROOT } from '../cli.ts'
import { closeConnections } from '../http.ts'
import { type LoadResult, sendLoad } from '../load.ts'
import { Mesh, type StatusView } from '../mesh.ts'
import { type Usage, usageOf } from './process-usage.ts'

const PORT = 18099
const WARM_UP = 400
const REQUESTS = Number(process.argv[2] ?? 4_000)
const PER_SECOND = 100
const BEGIN = '<!-- mesh: begin -->'
const END = '<!-- mesh: end -->'

/** A rule of the sample's own walk-through kind: it reads labels, so every inbound request needs a decision of Mixer's. */
const RULE = readFileSync(
  join(ROOT, 'samples', 'bookinfo', 'walkthrough', 'deny-v3.yaml'),
  'utf8',
).replace('"v3"', '"v9"')

interface Row {
  readonly name: string
  readonly cpuUsPerRequest: number
  readonly rssMb: number
}

interface CheckCache {
  readonly calls: number
  readonly hits: number
  /** Decided in the proxy by Mixer's rules, without the cache. */
  readonly edge: number
}

const mesh = await Mesh.start('netns', PORT)
try {
  await mesh.applyText(RULE)
  await load(WARM_UP)
  const status = await mesh.status()
  const pids = processesOf(status)
  const before = measure(pids)
  const cacheBefore = await checkCache(status)
  const result = await load(REQUESTS)
  const after = measure(pids)
  const cacheAfter = await checkCache(status)
  const rows = [...pids.keys()].map((name) => row(name, before, after, result.sent))
  const text = report(rows, result, {
    calls: cacheAfter.calls - cacheBefore.calls,
    hits: cacheAfter.hits - cacheBefore.hits,
    edge: cacheAfter.edge - cacheBefore.edge,
  })
  process.stdout.write(text)
  writeSection(text)
} finally {
  await mesh.stop()
  closeConnections()
}

function load(requests: number): Promise<LoadResult> {
  const headers = (i: number): Record<string, string> => ({
    'x-request-id': crypto.randomUUID(),
    cookie: `visit=${i}`,
    'user-agent': `bench/${i % 97}.${i}`,
  })
  return sendLoad({
    url: `${mesh.url}/productpage`,
    perSecond: PER_SECOND,
    requests,
    freshEvery: 50,
    until: () => true,
    maxRequests: requests,
    headers,
  })
}

function processesOf(status: StatusView): Map<string, number> {
  const pids = new Map<string, number>()
  for (const part of status.parts) pids.set(part.kind, part.pid)
  for (const workload of status.workloads) {
    pids.set(`${workload.name} (proxy)`, workload.proxy.pid)
    if (workload.pid !== null) pids.set(`${workload.name} (application)`, workload.pid)
  }
  return pids
}

function measure(pids: ReadonlyMap<string, number>): Map<string, Usage> {
  return new Map([...pids].map(([name, pid]) => [name, usageOf(pid)]))
}

function row(
  name: string,
  before: ReadonlyMap<string, Usage>,
  after: ReadonlyMap<string, Usage>,
  requests: number,
): Row {
  const [from, to] = [before.get(name), after.get(name)]
  if (from === undefined || to === undefined) throw new Error(`${name} was not measured`)
  return {
    name,
    cpuUsPerRequest: (to.cpuUs - from.cpuUs) / requests,
    rssMb: to.rssBytes / 1_048_576,
  }
}

/** Sums the Mixer filter's counters of all proxies, by their admin interfaces. */
async function checkCache(status: StatusView): Promise<CheckCache> {
  let calls = 0
  let hits = 0
  let edge = 0
  for (const workload of status.workloads) {
    const result = await mesh.cli([
      'exec',
      workload.name,
      '--',
      'curl',
      '-s',
      `http://${workload.proxy.admin}/stats?filter=http_mixer_filter`,
    ])
    const counter = (name: string): number =>
      Number(new RegExp(`http_mixer_filter\\.${name}: (\\d+)`).exec(result.stdout)?.[1] ?? 0)
    calls += counter('total_check_cache_hits') + counter('total_check_cache_misses')
    hits += counter('total_check_cache_hits')
    edge += counter('total_edge_decisions')
  }
  return { calls, hits, edge }
}

function report(rows: readonly Row[], result: LoadResult, cache: CheckCache): string {
  const hitPct = cache.calls === 0 ? 0 : (100 * cache.hits) / cache.calls
  const total = rows.reduce((sum, one) => sum + one.cpuUsPerRequest, 0)
  return [
    `Measured ${new Date().toISOString().slice(0, 10)} on ${cpus().length} cores (${platform()} ${arch()}, Node ${process.version}), mode netns:`,
    `${result.sent} pages at ${PER_SECOND}/s, ${result.failed} failed; p50 ${result.p50Ms.toFixed(1)} ms, p99 ${result.p99Ms.toFixed(1)} ms.`,
    `Rule ${ruleName()} is installed; request ids, cookies and user agents vary. Check cache: ${cache.hits} hits of ${cache.calls} checks, ${hitPct.toFixed(2)} %; ${cache.edge} decided by rules in the proxy.`,
    '',
    '| process | CPU µs/page | RSS MB |',
    '|---|---|---|',
    ...rows.map(
      (one) => `| ${one.name} | ${one.cpuUsPerRequest.toFixed(0)} | ${one.rssMb.toFixed(0)} |`,
    ),
    `| all | ${total.toFixed(0)} | ${rows.reduce((sum, one) => sum + one.rssMb, 0).toFixed(0)} |`,
    '',
  ].join('\n')
}

function ruleName(): string {
  return /kind: rule\nmetadata:\s+(?:\{ ?)?name: ([\w-]+)/.exec(RULE)?.[1] ?? ''
}

function writeSection(text: string): void {
  const file = join(ROOT, 'docs', 'performance.md')
  const page = readFileSync(file, 'utf8')
  const [head = '', rest = ''] = page.split(BEGIN)
  const tail = rest.split(END)[1] ?? '\n'
  writeFileSync(file, `${head}${BEGIN}\n${text}${END}${tail}`)
}

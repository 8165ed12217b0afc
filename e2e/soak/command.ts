/** `npm run e2e -- soak [MINUTES]`: one proxy under mixed load and changing configuration; nothing may grow, stay open or fail. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import process from 'node:process'
import { setTimeout as sleep } from 'node:timers/promises'
import { TestCa, testSpiffeId } from '@flotilla/testkit'
import type { TlsFiles } from '../clients/bootstrap.ts'
import { freePort } from '../clients/program.ts'
import { type ShippedProxy, startShipped } from '../clients/shipped-proxy.ts'
import { endpoints, movingCluster, movingListener, soakBootstrap, soakRoutes } from './bootstrap.ts'
import { type ControlPlane, startControlPlane } from './control-plane.ts'
import { httpLoads } from './http-loads.ts'
import type { Target } from './http1-client.ts'
import { summarizeLog } from './log-summary.ts'
import { type Origins, startOrigins } from './origins.ts'
import { PacedLoads } from './paced.ts'
import { type Report, writeReport } from './report.ts'
import { changedGauges, countFds, readGauges, Sampler, slope } from './samples.ts'
import { streamLoads } from './stream-loads.ts'

const MINUTES = 10
const SAMPLE_MS = 10_000
const CHANGE_MS = 3_000
/** Pools close idle connections after 2 s, drained listeners theirs after 1 s, the admin endpoint ours after 5 s. */
const SETTLE_MS = 30_000
/** MB a minute over the second half, by least squares; half an hour of it would show in any graph. */
const RSS_SLOPE_MAX = 0.5
/** From here on a slope says something: shorter runs are all warming up. */
const SLOPE_MINUTES_MIN = 8

export async function soak(args: readonly string[]): Promise<number> {
  const minutes = Number(args.find((arg) => !arg.startsWith('-')) ?? MINUTES)
  if (!(minutes > 0)) {
    process.stderr.write('usage: npm run e2e -- soak [MINUTES] [--write]\n')
    return 2
  }
  const folder = mkdtempSync(join(tmpdir(), 'flt-soak-'))
  const origins = await startOrigins()
  const plane = await startControlPlane()
  let proxy: ShippedProxy | null = null
  try {
    const tls = writeCertificates(folder)
    const logFile = join(folder, 'access.log')
    const turns = new ConfigTurns(plane, origins, await freePort(), logFile)
    turns.next()
    proxy = await startShipped(
      join(folder, 'bootstrap.json'),
      soakBootstrap(origins, plane.port, tls, logFile),
    )
    const report = await run(proxy, turns, plane, readFileSync(tls.roots), minutes)
    const running = proxy
    proxy = null
    await running.stop()
    for (const problem of report.problems) process.stdout.write(`FAIL ${problem}\n`)
    if (report.problems.length > 0) process.stdout.write(summarizeLog(logFile))
    process.stdout.write(writeReport(report, args.includes('--write')))
    return report.problems.length === 0 ? 0 : 1
  } finally {
    await proxy?.stop()
    await plane.close()
    origins.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Everything that changes every few seconds: routes, endpoints, a listener, and a cluster that comes and goes. */
class ConfigTurns {
  readonly movingPort: number
  turn = 0
  private readonly plane: ControlPlane
  private readonly origins: Origins
  private readonly logFile: string

  constructor(plane: ControlPlane, origins: Origins, movingPort: number, logFile: string) {
    this.plane = plane
    this.origins = origins
    this.movingPort = movingPort
    this.logFile = logFile
  }

  next(): void {
    const { plane, origins, turn } = this
    const [one, two] = origins.http1
    if (turn === 0) plane.set('cluster', { h1: movingCluster('h1') })
    else if (turn % 4 === 1) {
      plane.set('endpoint', { passing: endpoints('passing', [one]) })
      plane.set('cluster', { passing: movingCluster('passing') })
    } else if (turn % 4 === 3) {
      plane.set('cluster', { passing: null })
      plane.set('endpoint', { passing: null })
    }
    const ports = [[one], [two], [one, two]][turn % 3] ?? [one]
    plane.set('endpoint', { h1: endpoints('h1', ports) })
    plane.set('listener', { moving: movingListener(turn, this.movingPort, this.logFile) })
    plane.set('route', { soak: soakRoutes(turn) })
    this.turn++
  }

  /** Leaves what was there at the start. */
  finish(): void {
    this.plane.set('cluster', { passing: null })
    this.plane.set('endpoint', { passing: null, h1: endpoints('h1', [this.origins.http1[0]]) })
  }
}

async function run(
  proxy: ShippedProxy,
  turns: ConfigTurns,
  plane: ControlPlane,
  ca: Buffer,
  minutes: number,
): Promise<Report> {
  const at = (name: string, roots: Buffer | null = null): Target => ({
    port: proxy.port(name),
    ca: roots,
  })
  const plain = at('plain')
  const loads = new PacedLoads([
    ...httpLoads({ plain, tls: at('tls', ca), moving: { port: turns.movingPort, ca: null } }),
    ...streamLoads({ plain, tcp: at('tcp'), tcpTls: at('tcp-tls', ca) }),
  ])
  const sampler = new Sampler(proxy.pid, proxy.admin)
  const gaugesBefore = await readGauges(proxy.admin)
  const fdsBefore = countFds(proxy.pid)
  const delay = monitorEventLoopDelay()
  delay.enable()
  loads.start()
  const changing = setInterval(() => turns.next(), CHANGE_MS)
  const endsAt = performance.now() + minutes * 60_000
  while (performance.now() < endsAt) {
    await sleep(Math.min(SAMPLE_MS, endsAt - performance.now()))
    const one = await sampler.take()
    const { done, failed, skipped, inFlight } = loads.total
    process.stderr.write(
      `${one.minutes.toFixed(1)} min: RSS ${one.rssMb.toFixed(1)} MB, heap ${one.heapMb.toFixed(1)} MB, ${one.fds} fds, ${one.connections} connections, CPU ${one.cpuPct.toFixed(0)} %, lag ${one.lagMs.toFixed(0)} ms and ${(delay.max / 1e6).toFixed(0)} ms here, ${done} done, ${failed} failed, ${skipped} skipped, ${inFlight} under way\n`,
    )
    delay.reset()
  }
  clearInterval(changing)
  turns.finish()
  await loads.stop()
  const leftovers = await settle(proxy, gaugesBefore, fdsBefore)
  const half = sampler.samples.slice(Math.floor(sampler.samples.length / 2))
  const rssSlope = slope(half, (one) => one.rssMb)
  const problems = [...leftovers, ...plane.rejections.map((text) => `rejected: ${text}`)]
  if (minutes >= SLOPE_MINUTES_MIN && rssSlope > RSS_SLOPE_MAX)
    problems.push(`RSS grows by ${rssSlope.toFixed(2)} MB a minute`)
  const { failed, skipped } = loads.total
  if (failed > 0) problems.push(`${failed} failures that nobody provoked:`, ...loads.errors)
  if (skipped > 0) problems.push(`${skipped} pieces of work were left out: too many under way`)
  return {
    minutes,
    samples: sampler.samples,
    rssSlope,
    heapSlope: slope(half, (one) => one.heapMb),
    fds: [fdsBefore, countFds(proxy.pid)],
    turns: turns.turn,
    loads: loads.tallies,
    problems,
  }
}

/** Waits until gauges and descriptors are what they were; what is not by then is the leak. */
async function settle(
  proxy: ShippedProxy,
  gaugesBefore: ReadonlyMap<string, number>,
  fdsBefore: number,
): Promise<string[]> {
  const until = performance.now() + SETTLE_MS
  for (;;) {
    const changed = changedGauges(gaugesBefore, await readGauges(proxy.admin))
    const fds = countFds(proxy.pid)
    const left = [...changed, ...(fds > fdsBefore ? [`${fds} open files, were ${fdsBefore}`] : [])]
    if (left.length === 0 || performance.now() > until) return left
    await sleep(500)
  }
}

function writeCertificates(folder: string): TlsFiles {
  const leaf = new TestCa().issue(testSpiffeId('server'), { dnsNames: ['localhost'] })
  const write = (name: string, text: string): string => {
    const file = join(folder, name)
    writeFileSync(file, text)
    return file
  }
  return {
    cert: write('cert.pem', leaf.certChainPem),
    key: write('key.pem', leaf.keyPem),
    roots: write('roots.pem', leaf.rootsPem),
  }
}

/** What is measured of the soaked proxy, and what it says about leaks. */
import { readdirSync } from 'node:fs'
import { usageOf } from '../src/bench/process-usage.ts'

export interface Sample {
  /** Since the run's start. */
  readonly minutes: number
  readonly rssMb: number
  readonly heapMb: number
  readonly fds: number
  /** Of one core since the sample before. */
  readonly cpuPct: number
  readonly connections: number
  /** Of the proxy's event loop, the 99th percentile. */
  readonly lagMs: number
}

/** Values that move by themselves: clocks, memory, versions of configuration. */
const NOT_COMPARED =
  /^(server\.(uptime|memory|seconds|total_connections|stats_recent)|.*\.(version|update_time|control_plane\.|config_reload_time_ms|lag|rss)|overload\.|runtime\.)|pressure|eventloop|_ms$|_bytes$|http\.admin\./

export class Sampler {
  readonly samples: Sample[] = []
  private readonly pid: number
  private readonly admin: string
  private readonly startedAt: number = performance.now()
  private cpuUs: number
  private cpuAt: number = performance.now()

  constructor(pid: number, admin: string) {
    this.pid = pid
    this.admin = admin
    this.cpuUs = usageOf(pid).cpuUs
  }

  async take(): Promise<Sample> {
    const gauges = await readGauges(this.admin)
    const memory = (await (await fetch(`http://${this.admin}/memory`)).json()) as {
      readonly allocated: string
    } // Envoy's documented shape
    const usage = usageOf(this.pid)
    const now = performance.now()
    const sample: Sample = {
      minutes: (now - this.startedAt) / 60_000,
      rssMb: usage.rssBytes / 1_048_576,
      heapMb: Number(memory.allocated) / 1_048_576,
      fds: countFds(this.pid),
      cpuPct: (usage.cpuUs - this.cpuUs) / ((now - this.cpuAt) * 10),
      connections: gauges.get('server.total_connections') ?? 0,
      lagMs: (gauges.get('flotilla.proxy.eventloop_lag_p99_seconds') ?? 0) * 1_000,
    }
    this.cpuUs = usage.cpuUs
    this.cpuAt = now
    this.samples.push(sample)
    return sample
  }
}

export function countFds(pid: number): number {
  return readdirSync(`/proc/${pid}/fd`).length
}

export async function readGauges(admin: string): Promise<ReadonlyMap<string, number>> {
  const response = await fetch(`http://${admin}/stats?type=Gauges`)
  const gauges = new Map<string, number>()
  for (const line of (await response.text()).split('\n')) {
    const at = line.lastIndexOf(': ')
    if (at > 0) gauges.set(line.slice(0, at), Number(line.slice(at + 2)))
  }
  return gauges
}

/** Gauges that are not what they were, as text. */
export function changedGauges(
  before: ReadonlyMap<string, number>,
  after: ReadonlyMap<string, number>,
): readonly string[] {
  return [...after]
    .filter(([name, value]) => !NOT_COMPARED.test(name) && value !== (before.get(name) ?? 0))
    .map(([name, value]) => `${name} is ${value}, was ${before.get(name) ?? 0}`)
}

/** Slope of the least-squares line, per minute. */
export function slope(samples: readonly Sample[], pick: (sample: Sample) => number): number {
  const n = samples.length
  const meanX = samples.reduce((sum, one) => sum + one.minutes, 0) / n
  const meanY = samples.reduce((sum, one) => sum + pick(one), 0) / n
  let covariance = 0
  let variance = 0
  for (const one of samples) {
    covariance += (one.minutes - meanX) * (pick(one) - meanY)
    variance += (one.minutes - meanX) ** 2
  }
  return variance === 0 ? 0 : covariance / variance
}

/** What proxies and mixer count of reports, while the drill of Mixer runs. */
import assert from 'node:assert/strict'
import { setTimeout as delay } from 'node:timers/promises'
import { eventually, type Mesh } from '../mesh.ts'

export interface DrillCounts {
  /** Reports of all proxies. */
  readonly made: number
  /** Those that proxies know to be lost. */
  readonly dropped: number
  /** Calls of proxies that Mixer did not take. */
  readonly failedCalls: number
  /** Reports that Mixer was given. */
  readonly taken: number
  /** Spans of them that Zipkin took, that its handler lost, and that wait. */
  readonly sent: number
  readonly lost: number
  readonly waiting: number
}

const QUIET_MS = 500
/** Zipkin takes its time after a start, and reports wait for it. */
const SETTLE_MS = 120_000
const HANDLER = 'handler="drillzipkin'

export class MeshCounters {
  private readonly mesh: Mesh

  constructor(mesh: Mesh) {
    this.mesh = mesh
  }

  async read(): Promise<DrillCounts> {
    const { parts, workloads } = await this.mesh.status()
    const mixer = parts.find(({ kind }) => kind === 'mixer')?.addresses.http
    const page = await (await fetch(`http://${mixer}/metrics`)).text()
    const stats = await Promise.all(
      workloads.map(async ({ proxy }) => {
        const url = `http://${proxy.admin}/stats?filter=http_mixer_filter`
        return (await fetch(url)).text()
      }),
    )
    const ofProxies = (name: string): number =>
      stats.reduce(
        (sum, text) =>
          sum + Number(new RegExp(`http_mixer_filter\\.${name}: (\\d+)`).exec(text)?.[1] ?? 0),
        0,
      )
    const ofMixer = (name: string, ...labels: readonly string[]): number =>
      page
        .split('\n')
        .filter((line) => new RegExp(`^${name}[{ ]`).test(line))
        .filter((line) => labels.every((text) => line.includes(text)))
        .reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' '))), 0)
    const items = 'flotilla_mixer_adapter_items_total'
    return {
      made: ofProxies('total_report_calls'),
      dropped: ofProxies('total_reports_dropped'),
      failedCalls:
        ofProxies('total_remote_report_timeouts') +
        ofProxies('total_remote_report_send_errors') +
        ofProxies('total_remote_report_other_errors'),
      taken: ofMixer('flotilla_mixer_reported_bags_total'),
      sent: ofMixer(items, HANDLER, 'outcome="sent"'),
      lost: ofMixer(items, HANDLER, 'outcome="lost"'),
      waiting: ofMixer('flotilla_mixer_adapter_waiting_items', HANDLER),
    }
  }

  /** Resolves when nothing waits any more and what is counted stays as it is. */
  async quiet(): Promise<void> {
    await eventually('no report is on its way', SETTLE_MS, async () => {
      const before = await this.read()
      await delay(QUIET_MS)
      const after = await this.read()
      assert.deepEqual(after, before)
      assert.equal(after.waiting, 0)
    })
  }
}

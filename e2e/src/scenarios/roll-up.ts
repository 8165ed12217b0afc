/** Reports that proxies sum up: the default metrics still count every request, also through the end of a proxy and a rule that needs each report. */
import assert from 'node:assert/strict'
import process from 'node:process'
import { setTimeout as delay } from 'node:timers/promises'
import { fetchOnce } from '../http.ts'
import { eventually, type Mesh } from '../mesh.ts'
import { BOTH, type Scenario } from '../scenario.ts'

const WORKLOAD = 'productpage-v1'
/** A path that is answered by productpage alone, and that nothing else asks for. */
const PATH = '/static/rolled-up'
const LABELS = `destination_workload="${WORKLOAD}"`
const CODE = 'response_code="404"'
const SUMMED_UP = 'envoy_http_mixer_filter_total_reports_rolled_up'
/** Of each sidecar, on its workload's address. */
const METRICS_PORT = 15090
/** Longest time that a report waits in a proxy. */
const REPORT_WAIT_MS = 1_000
const REPORTERS = ['source', 'destination'] as const

const LOGS = `
apiVersion: config.istio.io/v1alpha2
kind: handler
metadata: {name: eachreport}
spec: {compiledAdapter: stdio, params: {outputAsJson: true}}
---
apiVersion: config.istio.io/v1alpha2
kind: instance
metadata: {name: eachentry}
spec: {compiledTemplate: logentry, params: {severity: '"info"', variables: {path: 'request.path | ""'}}}
---
apiVersion: config.istio.io/v1alpha2
kind: rule
metadata: {name: eachrule}
spec:
  match: (request.path | "") == "/static/never"
  actions: [{handler: eachreport, instances: [eachentry]}]
`

export const rollUp: readonly Scenario[] = [
  {
    name: 'roll-ups: proxies send sums, and the default metrics count every request, also of a proxy that ends',
    modes: BOTH,
    run: async (mesh) => {
      const pages = await pagesOf(mesh)
      const tally: Tally = { mesh, pages, before: await stillCounts(pages), sent: 0 }
      await sumsUp(tally)
      await send(tally, 200)
      await countsAll(tally)
      await mesh.applyText(LOGS)
      try {
        await eventually('each report is sent', 10_000, async () => {
          const before = await summedUp(pages)
          await send(tally, 3)
          assert.equal((await summedUp(pages)) - before, 0)
        })
        await countsAll(tally)
      } finally {
        await mesh.cli(['delete', '-f', '-'], LOGS)
        await mesh.settled()
      }
      await sumsUp(tally)
      await send(tally, 50)
      await restartProxy(mesh)
      await countsAll(tally)
      await sumsUp(tally)
      await countsAll(tally)
    },
  },
]

/** Where figures are scraped: asked for once, since the command line takes its time. */
interface Pages {
  readonly mixer: string
  readonly proxy: string
}

interface Tally {
  readonly mesh: Mesh
  readonly pages: Pages
  /** By reporter. */
  readonly before: readonly number[]
  sent: number
}

async function sumsUp(tally: Tally): Promise<void> {
  await eventually('reports are summed up', 10_000, async () => {
    const before = await summedUp(tally.pages)
    await send(tally, 1)
    assert.ok((await summedUp(tally.pages)) > before, 'no report was summed up')
  })
}

/** Waits until both sides have counted exactly what was sent. */
async function countsAll({ pages, before, sent }: Tally): Promise<void> {
  await eventually(`${sent} requests are counted`, 10_000, async () => {
    const now = await counts(pages)
    assert.deepEqual(
      now.map((count, i) => count - (before[i] ?? 0)),
      REPORTERS.map(() => sent),
      REPORTERS.join(', '),
    )
  })
}

async function send(tally: Tally, requests: number): Promise<void> {
  for (let i = 0; i < requests; i++) {
    const { status } = await fetchOnce(new URL(PATH, tally.mesh.url).href)
    assert.equal(status, 404)
    tally.sent++
  }
}

/** Counts when what other scenarios sent has arrived: they stand still for longer than a report waits for others. */
async function stillCounts(pages: Pages): Promise<readonly number[]> {
  let last = await counts(pages)
  await eventually('reports of before have arrived', 15_000, async () => {
    await delay(2 * REPORT_WAIT_MS)
    const before = last
    last = await counts(pages)
    assert.deepEqual(last, before)
  })
  return last
}

async function pagesOf(mesh: Mesh): Promise<Pages> {
  const { parts, workloads } = await mesh.status()
  const mixer = parts.find((part) => part.kind === 'mixer')?.addresses.metrics
  const address = workloads.find((workload) => workload.name === WORKLOAD)?.address
  return {
    mixer: `http://${mixer}/metrics`,
    proxy: `http://${address}:${METRICS_PORT}/stats/prometheus`,
  }
}

/** Requests that Mixer has counted, by each reporter. */
async function counts({ mixer }: Pages): Promise<number[]> {
  const lines = (await fetchOnce(mixer)).body
    .split('\n')
    .filter((line) => line.startsWith('istio_requests_total{') && line.includes(LABELS))
  return REPORTERS.map((reporter) =>
    lines
      .filter((line) => line.includes(`reporter="${reporter}"`) && line.includes(CODE))
      .reduce((sum, line) => sum + figureOf(line), 0),
  )
}

/** Reports that productpage's proxy has summed up. */
async function summedUp({ proxy }: Pages): Promise<number> {
  const line = (await fetchOnce(proxy)).body.split('\n').find((one) => one.startsWith(SUMMED_UP))
  assert.ok(line, `no ${SUMMED_UP}`)
  return figureOf(line)
}

function figureOf(line: string): number {
  return Number(line.slice(line.lastIndexOf(' ') + 1))
}

/** Ends productpage's proxy as an operator would; it is started again, and takes requests. */
async function restartProxy(mesh: Mesh): Promise<void> {
  const { pid } = (await proxyOf(mesh)).proxy
  process.kill(pid, 'SIGTERM')
  await eventually('the proxy is back', 20_000, async () => {
    const { proxy } = await proxyOf(mesh)
    assert.notEqual(proxy.pid, pid)
    assert.equal(proxy.state, 'ready')
    assert.equal((await fetchOnce(`${mesh.url}/productpage`)).status, 200)
  })
}

async function proxyOf(mesh: Mesh) {
  const found = (await mesh.status()).workloads.find((workload) => workload.name === WORKLOAD)
  assert.ok(found)
  return found
}

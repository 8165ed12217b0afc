/** Istio's bookinfo telemetry samples, the default metric set, and status. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { productPage } from '../bookinfo.ts'
import { fetchOnce } from '../http.ts'
import { eventually, type Mesh } from '../mesh.ts'
import { BOTH, type Scenario, sample } from '../scenario.ts'

export const telemetry: readonly Scenario[] = [
  {
    name: 'telemetry/log-entry: mixer writes one log entry a request',
    modes: BOTH,
    run: async (mesh) => {
      await mesh.apply(sample('telemetry/log-entry.yaml'))
      await productPage(mesh.url)
      await eventually('the entry is written', 8_000, async () => {
        const lines = readFileSync(join(mesh.stateDir, 'logs', 'mixer.out'), 'utf8')
          .split('\n')
          .filter((line) => line.includes('newlog'))
        const entries = lines.map((line) => JSON.parse(line) as Record<string, unknown>) // outputAsJson: true
        const entry = entries.find((one) => one['destination'] === 'productpage')
        assert.ok(entry, `no entry for productpage among ${lines.length}`)
        assert.equal(entry['instance'], 'newlog.instance.istio-system')
        assert.equal(entry['source'], 'istio-ingressgateway')
        assert.equal(entry['responseCode'], 200)
        assert.equal(entry['level'], 'warn')
      })
      await mesh.delete(sample('telemetry/log-entry.yaml'))
    },
  },
  {
    name: 'telemetry/metrics: a new metric that counts each request twice',
    modes: BOTH,
    run: async (mesh) => {
      await reportsHaveArrived(mesh)
      await mesh.apply(sample('telemetry/metrics.yaml'))
      const pages = 5
      for (let i = 0; i < pages; i++) await productPage(mesh.url)
      await eventually('the counter is exposed', 8_000, async () => {
        const value = await metric(mesh, 'istio_double_request_count', {
          reporter: 'server',
          destination: 'productpage-v1',
          source: 'istio-ingressgateway',
          message: 'twice the fun!',
        })
        assert.equal(value, 2 * pages)
      })
      await mesh.delete(sample('telemetry/metrics.yaml'))
    },
  },
  {
    name: "Istio's default metrics: counted once by each reporter, over mutual TLS",
    modes: BOTH,
    run: async (mesh) => {
      const labels = {
        destination_workload: 'productpage-v1',
        source_workload: 'istio-ingressgateway',
        response_code: '200',
      }
      const before = await Promise.all(
        ['source', 'destination'].map((reporter) =>
          metric(mesh, 'istio_requests_total', { ...labels, reporter }),
        ),
      )
      const pages = 10
      for (let i = 0; i < pages; i++) await productPage(mesh.url)
      await eventually('both reporters counted', 8_000, async () => {
        for (const [i, reporter] of ['source', 'destination'].entries()) {
          assert.equal(
            (await metric(mesh, 'istio_requests_total', { ...labels, reporter })) -
              (before[i] ?? 0),
            pages,
            reporter,
          )
        }
      })
      const secured = await metric(mesh, 'istio_requests_total', {
        ...labels,
        reporter: 'destination',
        connection_security_policy: 'mutual_tls',
      })
      assert.ok(secured >= pages)
    },
  },
  {
    name: 'status: every part and proxy with identity, expiry and versions',
    modes: BOTH,
    run: async (mesh) => {
      const status = await mesh.status()
      assert.equal(status.mode, mesh.mode)
      assert.equal(status.state, 'ready', JSON.stringify(status, null, 1))
      assert.deepEqual(status.parts.map((p) => p.kind).sort(), [
        'citadel',
        'galley',
        'mixer',
        'pilot',
      ])
      assert.deepEqual(status.workloads.map((w) => w.name).sort(), [
        'details-v1',
        'istio-ingressgateway',
        'productpage-v1',
        'ratings-v1',
        'reviews-v1',
        'reviews-v2',
        'reviews-v3',
      ])
      for (const one of [...status.parts, ...status.workloads.map((w) => w.proxy)]) {
        assert.match(one.identity, /^spiffe:\/\/cluster\.local\/ns\/[a-z-]+\/sa\/[a-z-]+$/)
        const lifeMs = Date.parse(one.certificateNotAfter) - Date.now()
        assert.ok(
          lifeMs > 0 && lifeMs <= 24 * 3_600_000,
          `${one.identity} ${one.certificateNotAfter}`,
        )
      }
      for (const { name, proxy } of status.workloads) {
        assert.equal(proxy.configAcked, status.configVersion, name)
        assert.equal(proxy.lastNack, null, name)
      }
    },
  },
]

/**
 * Waits until Mixer has counted everything that productpage served so far: a rule that comes in now would also count a report
 * that is still on its way. A proxy reports in order, so a page that nobody else asks for, once counted, is the last of them.
 */
async function reportsHaveArrived(mesh: Mesh): Promise<void> {
  const missing = { destination_workload: 'productpage-v1', response_code: '404' }
  const counted = () =>
    metric(mesh, 'istio_requests_total', { ...missing, reporter: 'destination' })
  const before = await counted()
  await fetchOnce(new URL('/static/missing', mesh.url).href)
  await eventually('the last report has arrived', 8_000, async () => {
    assert.equal(await counted(), before + 1)
  })
}

/** Sum of the series of a metric on mixer's prometheus adapter that carry these labels. */
export async function metric(
  mesh: Mesh,
  name: string,
  labels: Readonly<Record<string, string>>,
): Promise<number> {
  const mixer = (await mesh.status()).parts.find((part) => part.kind === 'mixer')
  const { body } = await fetchOnce(`http://${mixer?.addresses.metrics}/metrics`)
  const wanted = Object.entries(labels).map(([key, value]) => `${key}="${value}"`)
  return body
    .split('\n')
    .filter((line) => line.startsWith(`${name}{`) && wanted.every((label) => line.includes(label)))
    .reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' ') + 1)), 0)
}

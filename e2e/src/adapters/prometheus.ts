/** prometheus scraped by a real Prometheus: every kind of metric arrives with its labels. */
import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { freePort } from '../http.ts'
import { eventually } from '../mesh.ts'
import type { OwnScenario } from '../runner.ts'
import { Backend, onPeers, withFolder } from './backend.ts'
import { withMixer } from './lone-mixer.ts'
import { metricRoute, mixerConfig, request } from './mixer-config.ts'

const INSTANCE = 'bytes.instance.istio-system'
const REQUESTS = 10

const metric = (name: string, kind: string, more: object = {}): object => ({
  name,
  instanceName: INSTANCE,
  kind,
  labelNames: ['method', 'user'],
  ...more,
})

const PARAMS = {
  metrics: [
    metric('bytes_total', 'COUNTER'),
    metric('bytes_last', 'GAUGE'),
    metric('bytes_explicit', 'DISTRIBUTION', {
      buckets: { explicitBuckets: { bounds: [50, 150] } },
    }),
    metric('bytes_linear', 'DISTRIBUTION', {
      buckets: { linearBuckets: { numFiniteBuckets: 2, width: 60, offset: 60 } },
    }),
  ],
}

export const prometheusScenarios: readonly OwnScenario[] = [
  onPeers('prometheus: a real Prometheus scrapes every kind of metric', ['prometheus'], (paths) =>
    withFolder(async (folder) => {
      const config = mixerConfig(
        [{ name: 'prom', adapter: 'prometheus', params: PARAMS }],
        [metricRoute(['prom'])],
      )
      await withMixer(config, async (mixer) => {
        const port = await freePort()
        const file = join(folder, 'prometheus.yml')
        const scrape = {
          job_name: 'mesh',
          scrape_interval: '1s',
          scrape_timeout: '1s',
          static_configs: [{ targets: [mixer.address('metrics')] }],
        }
        writeFileSync(file, JSON.stringify({ scrape_configs: [scrape] }))
        await Backend.start({
          program: paths['prometheus'] ?? '',
          args: [
            `--config.file=${file}`,
            `--storage.tsdb.path=${join(folder, 'data')}`,
            `--web.listen-address=127.0.0.1:${port}`,
          ],
          port,
          startMs: 60_000,
        })
        for (let i = 0; i < REQUESTS; i++) await mixer.report(request({ user: 'john' }))
        const value = async (query: string): Promise<string | undefined> => {
          const url = `http://127.0.0.1:${port}/api/v1/query?query=${encodeURIComponent(query)}`
          const body = (await (await fetch(url)).json()) as {
            data?: { result?: { value: [number, string] }[] }
          } // its own interface
          return body.data?.result?.[0]?.value[1]
        }
        const labels = 'method="GET",user="john"'
        const expected: readonly [string, number][] = [
          [`istio_bytes_total{${labels}}`, REQUESTS * 100],
          [`istio_bytes_last{${labels}}`, 100],
          [`istio_bytes_explicit_bucket{${labels},le="50"}`, 0],
          [`istio_bytes_explicit_bucket{${labels},le="150"}`, REQUESTS],
          [`istio_bytes_linear_bucket{${labels},le="60"}`, 0],
          [`istio_bytes_linear_bucket{${labels},le="120"}`, REQUESTS],
          [`istio_bytes_linear_sum{${labels}}`, REQUESTS * 100],
          [`istio_bytes_linear_count{${labels}}`, REQUESTS],
        ]
        for (const [query, number] of expected)
          await eventually(query, 20_000, async () =>
            assert.equal(await value(query), String(number)),
          )
      })
    }),
  ),
]

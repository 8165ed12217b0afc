/** statsd and dogstatsd with a real statsd exporter. */
import assert from 'node:assert/strict'
import { freePort } from '../http.ts'
import { eventually } from '../mesh.ts'
import type { OwnScenario } from '../runner.ts'
import { Backend, onPeers } from './backend.ts'
import { withMixer } from './lone-mixer.ts'
import { metricRoute, mixerConfig, request } from './mixer-config.ts'

const NAME = 'bytes.instance.istio-system'
const REQUESTS = 50

export const statsdScenarios: readonly OwnScenario[] = [
  onPeers(
    'statsd and dogstatsd: an exporter counts what was reported',
    ['statsd_exporter'],
    async (paths) => {
      const udp = await freePort()
      const web = await freePort()
      const exporter = await Backend.start({
        program: paths['statsd_exporter'] ?? '',
        args: [
          `--statsd.listen-udp=127.0.0.1:${udp}`,
          '--statsd.listen-tcp=',
          `--web.listen-address=127.0.0.1:${web}`,
        ],
        port: web,
      })
      const address = `127.0.0.1:${udp}`
      const handlers = [
        {
          name: 'plain',
          adapter: 'statsd',
          params: {
            address,
            prefix: 'mesh',
            metrics: { [NAME]: { type: 'COUNTER', nameTemplate: '{{.method}}_{{or .user "-"}}' } },
          },
        },
        {
          name: 'tagged',
          adapter: 'dogstatsd',
          params: {
            address,
            globalTags: { env: 'test' },
            metrics: { [NAME]: { name: 'bytes', type: 'COUNTER' } },
          },
        },
      ]
      const config = mixerConfig(handlers, [metricRoute(['plain', 'tagged'])])
      const page = async (): Promise<string> =>
        (await fetch(`http://127.0.0.1:${web}/metrics`)).text()
      await withMixer(config, async (mixer) => {
        for (let i = 0; i < REQUESTS; i++) await mixer.report(request({ user: 'john' }))
        await eventually('the exporter has counted', 5_000, async () => {
          const text = await page()
          assert.match(text, new RegExp(`^mesh_GET_john ${REQUESTS * 100}$`, 'm'))
          const labels = 'env="test",method="GET",user="john"'
          assert.match(text, new RegExp(`^istio_bytes\\{${labels}\\} ${REQUESTS * 100}$`, 'm'))
        })
        assert.equal(
          await mixer.metric('flotilla_mixer_adapter_items_total', 'outcome="sent"'),
          REQUESTS * 2,
        )
        // Over UDP nobody hears of a server that is gone, and nothing waits for it.
        await exporter.kill()
        await mixer.report(request({ user: 'mary' }))
        await exporter.start()
        await mixer.report(request({ user: 'mary' }))
        await eventually('the exporter counts again', 5_000, async () =>
          assert.match(await page(), /^mesh_GET_mary \d+$/m),
        )
      })
    },
  ),
]

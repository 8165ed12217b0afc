/** zipkin with a real server: spans found again by their trace, also those reported while it was down. */
import assert from 'node:assert/strict'
import { freePort } from '../http.ts'
import { eventually } from '../mesh.ts'
import type { OwnScenario } from '../runner.ts'
import { Backend, onPeers } from './backend.ts'
import { withMixer } from './lone-mixer.ts'
import { mixerConfig, request, spanRoute } from './mixer-config.ts'

const START_MS = 240_000

interface ZipkinSpan {
  readonly id: string
  readonly parentId?: string
  readonly kind: string
  readonly name: string
  readonly duration: number
  readonly localEndpoint: { readonly serviceName: string }
  readonly tags: Readonly<Record<string, string>>
}

export const zipkinScenarios: readonly OwnScenario[] = [
  onPeers(
    'zipkin: spans are found by their trace, none is lost over a restart',
    ['java', 'zipkin'],
    async (paths) => {
      const port = await freePort()
      const zipkin = await Backend.start({
        program: paths['java'] ?? '',
        args: ['-Xmx256m', '-XX:+UseSerialGC', '-jar', paths['zipkin'] ?? ''],
        env: { QUERY_PORT: String(port), STORAGE_TYPE: 'mem' },
        port,
        startMs: START_MS,
      })
      const find = async (trace: string): Promise<readonly ZipkinSpan[]> => {
        const response = await fetch(`http://127.0.0.1:${port}/api/v2/trace/${trace}`)
        assert.equal(response.status, 200)
        return (await response.json()) as readonly ZipkinSpan[] // its own interface
      }
      const params = { url: `http://127.0.0.1:${port}`, sampleProbability: 1 }
      const config = mixerConfig(
        [{ name: 'zipkin', adapter: 'zipkin', params }],
        [spanRoute(['zipkin'])],
      )
      const headers = (trace: string): Record<string, string> => ({
        'x-b3-traceid': trace,
        'x-b3-spanid': 'a2fb4a1d1a96d312',
        'x-b3-parentspanid': '0020000000000001',
      })
      await withMixer(config, async (mixer) => {
        const first = '463ac35c9f6413ad48485a3953bb6124'
        await mixer.report(request(headers(first)), request({}))
        await eventually('Zipkin has the span', 60_000, async () => {
          const [span] = await find(first)
          assert.deepEqual(
            [span?.id, span?.parentId, span?.kind, span?.name, span?.duration],
            ['a2fb4a1d1a96d312', '0020000000000001', 'SERVER', '/x', 20_000],
          )
          assert.equal(span?.localEndpoint.serviceName, 'ratings')
          assert.deepEqual(span?.tags['http.status_code'], '200')
        })
        await zipkin.kill()
        const traces = Array.from(
          { length: 20 },
          (_, i) => `463ac35c9f6413ad48485a3953bb7${String(i).padStart(3, '0')}`,
        )
        for (const trace of traces) await mixer.report(request(headers(trace)))
        await zipkin.start()
        await eventually('Zipkin has what was reported while it was down', 120_000, async () => {
          for (const trace of traces) assert.equal((await find(trace)).length, 1)
        })
        assert.equal(await mixer.metric('flotilla_mixer_adapter_items_total', 'outcome="lost"'), 0)
      })
    },
  ),
]

/** fluentd against a server of the forward protocol on an independent MessagePack library. */
import assert from 'node:assert/strict'
import { fileURLToPath } from 'node:url'
import { freePort } from '../http.ts'
import { eventually } from '../mesh.ts'
import type { OwnScenario } from '../runner.ts'
import { Backend, onPeers } from './backend.ts'
import { withMixer } from './lone-mixer.ts'
import { logRoute, mixerConfig, request } from './mixer-config.ts'

const SERVER = fileURLToPath(new URL('./forward-server.py', import.meta.url))

interface Entry {
  readonly tag: string
  readonly time: { readonly seconds: number; readonly nanos: number }
  readonly record: Readonly<Record<string, unknown>>
}

/** The receiver, with the independent library on its path. */
export async function startForwardServer(port: number, msgpack: string): Promise<Backend> {
  return Backend.start({
    program: 'python3',
    args: [SERVER, String(port)],
    env: { PYTHONPATH: msgpack },
    port,
  })
}

export function entriesOf(server: Backend): readonly Entry[] {
  const lines = server.output.join('').split('\n')
  return lines.filter((line) => line.startsWith('{')).map((line) => JSON.parse(line) as Entry) // the receiver's own form
}

export const fluentdScenarios: readonly OwnScenario[] = [
  onPeers(
    'fluentd: entries are acknowledged, none is lost over a restart',
    ['msgpack'],
    async (paths) => {
      const port = await freePort()
      const server = await startForwardServer(port, paths['msgpack'] ?? '')
      const params = {
        address: `127.0.0.1:${port}`,
        pushIntervalDuration: '0.2s',
        pushTimeoutDuration: '2s',
      }
      const config = mixerConfig(
        [{ name: 'fluent', adapter: 'fluentd', params }],
        [logRoute(['fluent'])],
      )
      const users = (): string[] => entriesOf(server).map(({ record }) => String(record['user']))
      await withMixer(config, async (mixer) => {
        const atMs = 1_700_000_000_123
        await mixer.report(request({ user: 'first' }, atMs))
        await eventually('the entry has arrived', 5_000, () => {
          const [entry] = entriesOf(server)
          assert.equal(entry?.tag, 'entry.instance.istio-system')
          assert.deepEqual(entry?.time, { seconds: 1_700_000_000, nanos: 103_000_000 })
          assert.deepEqual(entry?.record, {
            code: 200,
            severity: 'info',
            took: '20ms',
            user: 'first',
          })
          return Promise.resolve()
        })
        await server.kill()
        for (let i = 0; i < 100; i++) await mixer.report(request({ user: `user-${i}` }))
        await server.start()
        await eventually('all entries have arrived', 35_000, () => {
          const seen = new Set(users())
          for (let i = 0; i < 100; i++) assert.ok(seen.has(`user-${i}`), `user-${i}`)
          return Promise.resolve()
        })
        assert.equal(await mixer.metric('flotilla_mixer_adapter_items_total', 'outcome="lost"'), 0)
        await mixer.report(request({ user: 'last' }))
      })
      // Mixer has ended: what waited was flushed.
      assert.ok(users().includes('last'))
    },
  ),
]

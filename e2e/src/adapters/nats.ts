/** nats with a real JetStream: every report is stored once, over a restart of the server. */
import assert from 'node:assert/strict'
import { connect } from 'node:net'
import { freePort } from '../http.ts'
import { eventually } from '../mesh.ts'
import type { OwnScenario } from '../runner.ts'
import { Backend, onPeers, withFolder } from './backend.ts'
import { withMixer } from './lone-mixer.ts'
import { logRoute, metricRoute, mixerConfig, request } from './mixer-config.ts'

const REPORTS = 200

/** One request to JetStream's own interface. */
function ask(
  port: number,
  subject: string,
  body: object,
): Promise<Readonly<Record<string, unknown>>> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1')
    socket.once('error', reject)
    const payload = JSON.stringify(body)
    const options = JSON.stringify({ verbose: false, headers: true, no_responders: true })
    socket.write(
      `CONNECT ${options}\r\nSUB answer 1\r\nPUB ${subject} answer ${payload.length}\r\n${payload}\r\n`,
    )
    let held = ''
    socket.on('data', (bytes) => {
      held += bytes
      const match = /MSG answer 1 (?:\S+ )?(\d+)\r\n/.exec(held)
      const start = (match?.index ?? 0) + (match?.[0].length ?? 0)
      if (match === null || held.length < start + Number(match[1])) return
      socket.destroy()
      try {
        resolve(JSON.parse(held.slice(start, start + Number(match[1]))))
      } catch {
        reject(new Error(`no answer on ${subject}: ${held.slice(start)}`))
      }
    })
  })
}

export const natsScenarios: readonly OwnScenario[] = [
  onPeers('nats: every report is in the stream once, over a restart', ['nats-server'], (paths) =>
    withFolder(async (folder) => {
      const port = await freePort()
      const server = await Backend.start({
        program: paths['nats-server'] ?? '',
        args: ['-js', '-sd', folder, '-a', '127.0.0.1', '-p', String(port)],
        port,
      })
      const stored = async (): Promise<number> => {
        const { state } = await ask(port, '$JS.API.STREAM.INFO.REPORTS', {})
        return (state as { messages: number }).messages // NATS's own interface
      }
      const params = { address: `127.0.0.1:${port}`, subject: 'mesh.reports', pushTimeout: '1s' }
      const config = mixerConfig(
        [{ name: 'nats', adapter: 'nats', params }],
        [metricRoute(['nats']), logRoute(['nats'])],
      )
      await withMixer(config, async (mixer) => {
        // No stream takes the subject yet: the report waits.
        await mixer.report(request({ user: 'early' }))
        const stream = { name: 'REPORTS', subjects: ['mesh.reports.>'], storage: 'file' }
        await ask(port, '$JS.API.STREAM.CREATE.REPORTS', stream)
        await eventually('the early report is stored', 10_000, async () =>
          assert.equal(await stored(), 2),
        )
        for (let i = 0; i < REPORTS; i++) {
          if (i === REPORTS / 4) await server.kill()
          if (i === REPORTS / 2) await server.start()
          await mixer.report(request({ user: `user-${i}` }))
        }
        await eventually('all reports are stored, each once', 40_000, async () =>
          assert.equal(await stored(), 2 + 2 * REPORTS),
        )
        assert.equal(await mixer.metric('flotilla_mixer_adapter_items_total', 'outcome="lost"'), 0)
        const first = await ask(port, '$JS.API.STREAM.MSG.GET.REPORTS', { seq: 1 })
        const message = first['message'] as { subject: string; data: string } // NATS's own interface
        assert.match(message.subject, /^mesh\.reports\.(metric|logentry)$/)
        assert.match(Buffer.from(message.data, 'base64').toString(), /"user":"early"/)
      })
    }),
  ),
]

/** opa with a real server: policies uploaded, decisions, the server killed and started again without them. */
import assert from 'node:assert/strict'
import { freePort } from '../http.ts'
import type { OwnScenario } from '../runner.ts'
import { Backend, onPeers } from './backend.ts'
import type { LoneMixer } from './lone-mixer.ts'
import { withMixer } from './lone-mixer.ts'
import { authorizationRoute, mixerConfig, request } from './mixer-config.ts'

const PERMISSION_DENIED = 7
const MODULE = `package mixerauthz
default allow = false
allow { input.subject.user == "mary" }
allow { input.action.method == "GET"; input.subject.user == "john"; input.action.path == "/x" }
`

async function statusOf(mixer: LoneMixer, user: string): Promise<number> {
  const { precondition } = await mixer.check(request({ user }))
  return precondition?.status?.code ?? 0
}

function config(port: number, failClose: boolean, policy: string): string {
  const params = {
    serverUrl: `http://127.0.0.1:${port}`,
    policy: [policy],
    checkMethod: 'data.mixerauthz.allow',
    failClose,
  }
  return mixerConfig([{ name: 'opa', adapter: 'opa', params }], [authorizationRoute(['opa'])])
}

export const opaScenarios: readonly OwnScenario[] = [
  onPeers('opa: decisions, and the server killed and started again', ['opa'], async (paths) => {
    const port = await freePort()
    const args = [
      'run',
      '--server',
      '--v0-compatible',
      '--disable-telemetry',
      '--log-level',
      'error',
    ]
    const server = await Backend.start({
      program: paths['opa'] ?? '',
      args: [...args, '--addr', `127.0.0.1:${port}`],
      port,
    })
    await withMixer(config(port, true, MODULE), async (mixer) => {
      const { precondition } = await mixer.check(request({ user: 'eve' }))
      assert.equal(precondition?.status?.code, PERMISSION_DENIED)
      assert.match(precondition?.status?.message ?? '', /opa: request was rejected$/)
      assert.deepEqual([await statusOf(mixer, 'mary'), await statusOf(mixer, 'john')], [0, 0])
      await server.kill()
      assert.equal(await statusOf(mixer, 'mary'), PERMISSION_DENIED, 'closed while OPA is down')
      assert.ok((await mixer.metric('flotilla_mixer_adapter_undecided_total')) >= 1)
      await server.start()
      assert.deepEqual([await statusOf(mixer, 'mary'), await statusOf(mixer, 'eve')], [0, 7])
      await mixer.configure(config(port, false, MODULE.replace('mary', 'eve')))
      assert.deepEqual([await statusOf(mixer, 'eve'), await statusOf(mixer, 'mary')], [0, 7])
      await mixer.configure(config(port, false, 'package mixerauthz\nallow {'))
      assert.equal(await statusOf(mixer, 'mary'), 0, 'a module that does not parse is no decision')
      await server.kill()
      await mixer.configure(config(port, false, MODULE))
      assert.equal(await statusOf(mixer, 'eve'), 0, 'open while OPA is down')
    })
  }),
]

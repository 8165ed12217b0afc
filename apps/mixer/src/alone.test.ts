/** The mixer program alone: its ready line, a check on the plaintext port, and its end. */
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { createInterface } from 'node:readline'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { openChannel } from '@flotilla/grpc'
import { MixerService } from '@flotilla/proto'
import { tempDir } from '@flotilla/testkit'
import { checkRequest, eventually } from './testdata/running-mixer.ts'

const MAIN = fileURLToPath(new URL('./main.ts', import.meta.url))
const PORTS = ['--grpc-port', '--plain-port', '--prometheus-port', '--monitoring-port']

function flags(config: string, state: string): string[] {
  return [
    MAIN,
    '--config',
    `fs:${config}`,
    '--state',
    state,
    ...PORTS.flatMap((port) => [port, '0']),
  ]
}

test('on a folder with a plaintext port mixer needs nobody else, and ends with 0', async (t) => {
  const config = tempDir(t)
  writeFileSync(
    join(config, 'a.yaml'),
    `kind: denier
apiVersion: config.istio.io/v1alpha2
metadata: {name: d, namespace: istio-system}
spec: {status: {code: 7}}
---
kind: checknothing
apiVersion: config.istio.io/v1alpha2
metadata: {name: n, namespace: istio-system}
---
kind: rule
apiVersion: config.istio.io/v1alpha2
metadata: {name: r, namespace: istio-system}
spec: {actions: [{handler: d.denier, instances: [n.checknothing]}]}
`,
  )
  const child = spawn(process.execPath, flags(config, tempDir(t)), {
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  t.after(() => child.kill('SIGKILL'))
  const [line] = await once(createInterface({ input: child.stdout }), 'line')
  const { event, kind, addresses } = JSON.parse(String(line))
  assert.deepEqual([event, kind], ['ready', 'mixer'])
  const target = String(addresses.plain)
  const channel = openChannel({ target, identity: null, expectedServerIds: [], plaintext: true })
  t.after(() => channel.close())
  await eventually(async () => {
    const { precondition } = await channel.unary(MixerService.check, checkRequest({}))
    assert.equal(precondition?.status?.code, 7)
  })
  channel.close()
  child.kill('SIGTERM')
  const [code] = await once(child, 'exit')
  assert.equal(code, 0)
})

test('without a plaintext port there must be a certificate or a token', async (t) => {
  const all = flags(tempDir(t), tempDir(t))
  const at = all.indexOf('--plain-port')
  const child = spawn(process.execPath, all.toSpliced(at, 2), {
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let stderr = ''
  child.stderr.on('data', (chunk) => {
    stderr += chunk
  })
  const [code] = await once(child, 'close')
  assert.equal(code, 1)
  assert.match(stderr, /^mixer: there is neither a valid certificate nor an unused join token/m)
})

/** Istio's samples with a backend, unchanged, on a mesh: the backend is a workload under the name that the sample gives it. */
import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { adopt } from '../children.ts'
import { ROOT } from '../cli.ts'
import { fetchOnce } from '../http.ts'
import { eventually, type Mesh } from '../mesh.ts'
import { findPeers } from '../peers.ts'
import { BOTH, type Scenario, sample } from '../scenario.ts'

const PAGES = 6
/** Gateway to productpage, productpage to details and to reviews, each told by the caller and by the called. */
const ENTRIES_PER_PAGE = 6
const FORWARD_SERVER = fileURLToPath(new URL('./forward-server.py', import.meta.url))

interface Workload {
  readonly name: string
  readonly namespace: string
  /** `PORT:PROTOCOL`. */
  readonly port: string
  /** For a shell; `$ADDRESS` is where to listen. */
  readonly command: string
}

/** Adds a workload to the mesh while the action runs; the action gets what it writes. */
async function withWorkload(
  mesh: Mesh,
  { name, namespace, port, command }: Workload,
  action: (output: string[]) => Promise<void>,
): Promise<void> {
  const flags = ['--state', mesh.stateDir, '--name', name, '--service', name]
  const child: ChildProcess = adopt(
    spawn(
      'node',
      [
        ...[join(ROOT, 'bin', 'flotilla.mjs'), 'run', ...flags],
        ...['--namespace', namespace, '--port', port],
        ...['--', 'sh', '-c', `ADDRESS="\${FLOTILLA_ADDR:-0.0.0.0}"; exec ${command}`],
      ],
      { stdio: ['ignore', 'pipe', 'pipe'] },
    ),
  )
  const output: string[] = []
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (bytes) => output.push(String(bytes)))
  child.on('error', (error) => output.push(error.message))
  const ended = once(child, 'exit')
  try {
    await eventually(`${name} is a ready workload`, 20_000, async () => {
      const { workloads } = await mesh.status()
      const state = workloads.find((one) => one.name === name)?.proxy.state
      assert.equal(state, 'ready', output.join(''))
    })
    await action(output)
  } finally {
    child.kill('SIGTERM')
    await ended
  }
}

/** Null where a peer is missing, which is said, and fails in CI. */
function peersOf(names: readonly string[]): Readonly<Record<string, string>> | null {
  const found = findPeers(names)
  if (found.kind === 'present') return found.paths
  if (process.env['CI']) throw new Error(found.reason)
  process.stdout.write(`SKIP: ${found.reason}\n`)
  return null
}

const statusesOf = (mesh: Mesh, count: number): Promise<number[]> =>
  Promise.all(
    Array.from({ length: count }, () =>
      fetchOnce(`${mesh.url}/productpage`).then(({ status }) => status),
    ),
  )

/** Sum over the series of one of mixer's own metrics. */
async function mixerMetric(mesh: Mesh, name: string): Promise<number> {
  const { parts } = await mesh.status()
  const address = parts.find(({ kind }) => kind === 'mixer')?.addresses.http
  const page = await (await fetch(`http://${address}/metrics`)).text()
  const lines = page.split('\n').filter((line) => line.startsWith(`${name}{`))
  return lines.reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' '))), 0)
}

export const sampleScenarios: readonly Scenario[] = [
  ...['fixed', 'rolling'].map(
    (kind): Scenario => ({
      name: `mixer-rule-productpage-redis-quota-${kind}-window: two pages a second, counted in Redis`,
      modes: BOTH,
      run: async (mesh) => {
        const paths = peersOf(['redis-server'])
        if (paths === null) return
        const redis = {
          name: 'redis-release-master',
          namespace: 'istio-system',
          port: '6379:tcp',
          command: `${paths['redis-server']} --bind "$ADDRESS" --port 6379 --save '' --protected-mode no`,
        }
        const file = sample(`policy/mixer-rule-productpage-redis-quota-${kind}-window.yaml`)
        await withWorkload(mesh, redis, async () => {
          await mesh.apply(file)
          try {
            await eventually('the limit is met', 20_000, async () => {
              const statuses = await statusesOf(mesh, 12)
              assert.ok(statuses.includes(429), `statuses ${statuses.join(' ')}`)
              assert.ok(statuses.includes(200), `statuses ${statuses.join(' ')}`)
            })
          } finally {
            await mesh.delete(file)
          }
        })
        await eventually('nobody is limited', 10_000, async () =>
          assert.deepEqual(new Set(await statusesOf(mesh, 6)), new Set([200])),
        )
      },
    }),
  ),
  ...['fluentd-istio', 'fluentd-istio-crd'].map(
    (name): Scenario => ({
      name: `telemetry/${name}: each request is an entry at the receiver`,
      modes: BOTH,
      run: async (mesh) => {
        const paths = peersOf(['msgpack'])
        if (paths === null) return
        const receiver = {
          name: 'fluentd-es',
          namespace: 'logging',
          port: '24224:tcp',
          command: `env PYTHONPATH=${paths['msgpack']} python3 ${FORWARD_SERVER} 24224 "$ADDRESS"`,
        }
        const file = sample(`telemetry/${name}.yaml`)
        await withWorkload(mesh, receiver, async (output) => {
          await mesh.apply(file)
          try {
            assert.deepEqual(new Set(await statusesOf(mesh, PAGES)), new Set([200]))
            // Reports of each proxy come in batches of their own: what comes after the handler is gone is in no log.
            await eventually('mixer holds the entries of every proxy', 20_000, async () => {
              const held = await mixerMetric(mesh, 'flotilla_mixer_adapter_waiting_items')
              assert.ok(held >= PAGES * ENTRIES_PER_PAGE, `${held} entries`)
            })
          } finally {
            // The sample's interval is a minute: a handler that goes away sends what it holds.
            await mesh.delete(file)
          }
          await eventually('the entries have arrived', 20_000, () => {
            const text = output.join('')
            assert.match(text, /"tag": "newlog\.(instance|logentry)\.istio-system"/)
            assert.match(text, /"destination": "productpage".*"responseCode": 200/)
            return Promise.resolve()
          })
        })
      },
    }),
  ),
]

/** Checks that proxies decide themselves by Mixer's rules: the same answers, without asking, also while Mixer is away. */
import assert from 'node:assert/strict'
import process from 'node:process'
import { fetchOnce } from '../http.ts'
import { eventually, type Mesh } from '../mesh.ts'
import { BOTH, type Scenario } from '../scenario.ts'

const CHECK = 'istio.mixer.v1.Mixer/Check'
const DECISIONS = 'envoy_http_mixer_filter_total_edge_decisions'
/** Of each sidecar, on its workload's address. */
const METRICS_PORT = 15090

export const edge: readonly Scenario[] = [
  {
    name: 'edge bundles: proxies decide by the rules as mixer does, without asking, also while it is killed',
    modes: BOTH,
    run: async (mesh) => {
      await mesh.applyText(rules('Not allowed'))
      try {
        await eventually('john is refused', 5_000, () => isRefused(mesh, 'Not allowed'))
        await decidesAlone(mesh)
        await answersAsMixer(mesh)
        await mesh.applyText(rules('Changed'))
        await eventually('john is told the new reason', 5_000, () => isRefused(mesh, 'Changed'))
        await decidesAlone(mesh)
        await survivesMixer(mesh)
        await decidesAlone(mesh)
      } finally {
        await mesh.cli(['delete', '-f', '-'], rules('Changed'))
        await mesh.settled()
      }
      await eventually('john is served', 5_000, async () =>
        assert.equal((await page(mesh, 'john')).status, 200),
      )
    },
  },
]

function rules(message: string): string {
  return `
apiVersion: config.istio.io/v1alpha2
kind: handler
metadata: {name: edgedeny}
spec: {compiledAdapter: denier, params: {status: {code: 7, message: ${message}}, validDuration: 60s}}
---
apiVersion: config.istio.io/v1alpha2
kind: instance
metadata: {name: edgerequest}
spec: {compiledTemplate: checknothing}
---
apiVersion: config.istio.io/v1alpha2
kind: rule
metadata: {name: edgerule}
spec:
  match: (request.headers["x-user"] | "nobody") == "john"
  actions: [{handler: edgedeny, instances: [edgerequest]}]
---
apiVersion: config.istio.io/v1alpha2
kind: rule
metadata: {name: edgemark}
spec:
  match: (request.headers["x-user"] | "nobody") == "mary"
  responseHeaderOperations: [{name: x-edge, values: ['source.namespace | "nowhere"']}]
`
}

function page(mesh: Mesh, user: string): ReturnType<typeof fetchOnce> {
  return fetchOnce(`${mesh.url}/productpage`, { headers: { 'x-user': user } })
}

async function isRefused(mesh: Mesh, message: string): Promise<void> {
  const john = await page(mesh, 'john')
  assert.equal(john.status, 403)
  assert.equal(john.body, `PERMISSION_DENIED:edgedeny.default:${message}`)
}

/** Requests of both kinds are decided in the proxies: their count rises with each, and mixer's does not. */
async function decidesAlone(mesh: Mesh): Promise<void> {
  const pages = 6
  await eventually('all is decided in the proxies', 10_000, async () => {
    const [decided, checks] = [await decidedAtEdge(mesh), await checksAtMixer(mesh)]
    for (let i = 0; i < pages; i++) {
      const [john, mary] = await Promise.all([page(mesh, 'john'), page(mesh, 'mary')])
      assert.deepEqual(
        [john.status, mary.status, mary.headers['x-edge']],
        [403, 200, 'istio-system'],
      )
    }
    assert.equal((await checksAtMixer(mesh)) - checks, 0, 'checks that mixer was asked')
    const rise = (await decidedAtEdge(mesh)) - decided
    // At least productpage's own decision on each, and on what it asks of others for mary.
    assert.ok(rise >= 3 * pages, `${rise} decisions in proxies`)
  })
}

/** What mixer itself says of the same attributes. */
async function answersAsMixer(mesh: Mesh): Promise<void> {
  for (const [user, wanted] of [
    ['john', 'edgedeny.default:Not allowed'],
    ['mary', 'x-edge'],
  ] as const) {
    const attributes = ['context.reporter.kind=inbound', 'destination.namespace=default']
    const given = [...attributes, `request.headers[x-user]=${user}`]
    const result = await mesh.cli(['mixer', 'check', ...given.flatMap((one) => ['-a', one])])
    assert.ok(`${result.stdout}${result.stderr}`.includes(wanted), result.stdout + result.stderr)
  }
}

/** Mixer is killed under requests: none of them waits for it or is refused for its sake. */
async function survivesMixer(mesh: Mesh): Promise<void> {
  const { pid } = await mixerOf(mesh)
  process.kill(pid, 'SIGKILL')
  for (let i = 0; i < 20; i++) {
    const [john, mary] = await Promise.all([page(mesh, 'john'), page(mesh, 'mary')])
    assert.deepEqual([john.status, mary.status], [403, 200], `${john.body}\n${mary.body}`)
  }
  await eventually('mixer is back', 15_000, async () => {
    const again = await mixerOf(mesh)
    assert.notEqual(again.pid, pid)
    assert.equal(again.state, 'ready')
  })
}

async function mixerOf(mesh: Mesh) {
  const mixer = (await mesh.status()).parts.find((part) => part.kind === 'mixer')
  assert.ok(mixer)
  return mixer
}

async function checksAtMixer(mesh: Mesh): Promise<number> {
  const { addresses } = await mixerOf(mesh)
  const { body } = await fetchOnce(`http://${addresses.http}/metrics`)
  return sumOf(
    body,
    (line) => line.startsWith('grpc_io_server_completed_rpcs{') && line.includes(CHECK),
  )
}

async function decidedAtEdge(mesh: Mesh): Promise<number> {
  let sum = 0
  for (const { address } of (await mesh.status()).workloads) {
    const { body } = await fetchOnce(`http://${address}:${METRICS_PORT}/stats/prometheus`)
    sum += sumOf(body, (line) => line.startsWith(DECISIONS))
  }
  return sum
}

function sumOf(text: string, isCounted: (line: string) => boolean): number {
  return text
    .split('\n')
    .filter(isCounted)
    .reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' ') + 1)), 0)
}

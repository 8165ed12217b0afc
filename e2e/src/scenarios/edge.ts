/** Checks that proxies decide themselves by Mixer's rules: the same answers, without asking, also while Mixer is away. */
import assert from 'node:assert/strict'
import process from 'node:process'
import { fetchOnce } from '../http.ts'
import { eventually, type Mesh } from '../mesh.ts'
import { BOTH, type Scenario } from '../scenario.ts'

/** Where counts are read; the command line is asked once, it takes its time. */
interface Counters {
  /** `host:port` of the metrics of each sidecar; the gateway's namespace has no rules. */
  readonly sidecars: readonly string[]
  readonly mixer: string
}

const CHECK = 'istio.mixer.v1.Mixer/Check'
const CALLS = 'grpc_io_server_completed_rpcs{'
const GATEWAY = 'istio-ingressgateway'
const DECISIONS = 'envoy_http_mixer_filter_total_edge_decisions'
/** Of each sidecar, on its workload's address. */
const METRICS_PORT = 15090

export const edge: readonly Scenario[] = [
  {
    name: 'edge bundles: proxies decide by the rules as mixer does, without asking, also while it is killed',
    modes: BOTH,
    run: async (mesh) => {
      await mesh.applyText(rules('Not allowed'))
      const counters = await countersOf(mesh)
      try {
        await eventually('john is refused', 5_000, () => isRefused(mesh, 'Not allowed'))
        await decidesAlone(mesh, counters)
        await answersAsMixer(mesh)
        await mesh.applyText(rules('Changed'))
        await eventually('john is told the new reason', 5_000, () => isRefused(mesh, 'Changed'))
        await decidesAlone(mesh, counters)
        await survivesMixer(mesh)
        await decidesAlone(mesh, counters)
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
async function decidesAlone(mesh: Mesh, counters: Counters): Promise<void> {
  const pages = 6
  await eventually('all is decided in the proxies', 10_000, async () => {
    const [decided, checks] = [await decidedAtEdge(counters), await checksAtMixer(counters)]
    for (let i = 0; i < pages; i++) {
      const [john, mary] = await Promise.all([page(mesh, 'john'), page(mesh, 'mary')])
      assert.deepEqual(
        [john.status, mary.status, mary.headers['x-edge']],
        [403, 200, 'istio-system'],
      )
    }
    assert.equal((await checksAtMixer(counters)) - checks, 0, 'checks that mixer was asked')
    const rise = (await decidedAtEdge(counters)) - decided
    // At least productpage's own decision on each, and on what it asks of others for mary.
    assert.ok(rise >= 3 * pages, `${rise} decisions in proxies`)
  })
}

/** What mixer itself says of the same attributes. */
async function answersAsMixer(mesh: Mesh): Promise<void> {
  const answers = await Promise.all(
    ['john', 'mary'].map((user) => {
      const attributes = ['context.reporter.kind=inbound', 'destination.namespace=default']
      const given = [...attributes, `request.headers[x-user]=${user}`]
      return mesh.cli(['mixer', 'check', ...given.flatMap((one) => ['-a', one])])
    }),
  )
  const [john, mary] = answers.map(({ stdout, stderr }) => stdout + stderr)
  assert.match(john ?? '', /edgedeny\.default:Not allowed/)
  assert.match(mary ?? '', /x-edge/)
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

async function countersOf(mesh: Mesh): Promise<Counters> {
  const { parts, workloads } = await mesh.status()
  const sidecars = workloads.filter(({ name }) => name !== GATEWAY)
  return {
    sidecars: sidecars.map(({ address }) => `${address}:${METRICS_PORT}`),
    mixer: parts.find((part) => part.kind === 'mixer')?.addresses.http ?? '',
  }
}

async function checksAtMixer({ mixer }: Counters): Promise<number> {
  const { body } = await fetchOnce(`http://${mixer}/metrics`)
  return sumOf(body, (line) => line.startsWith(CALLS) && line.includes(CHECK))
}

async function decidedAtEdge({ sidecars }: Counters): Promise<number> {
  const pages = await Promise.all(
    sidecars.map((address) => fetchOnce(`http://${address}/stats/prometheus`)),
  )
  return pages.reduce((sum, { body }) => sum + sumOf(body, (line) => line.startsWith(DECISIONS)), 0)
}

function sumOf(text: string, isCounted: (line: string) => boolean): number {
  return text
    .split('\n')
    .filter(isCounted)
    .reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' ') + 1)), 0)
}

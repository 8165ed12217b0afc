/** Mixer on galley's protocol: the first whole configuration, workloads, changes, and galley going away. */
import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { type RunningServer, startServer } from '@flotilla/grpc'
import { McpSourceServer, toResource } from '@flotilla/mcp'
import { type ConfigObject, KINDS, kindOf } from '@flotilla/model'
import { StaticIdentity, TestCa, tempDir } from '@flotilla/testkit'
import { eventually, failure, GALLEY_ID, MIXER_ID, TestMixer } from './testdata/running-mixer.ts'

let versions = 0

function object(
  kind: string,
  name: string,
  spec: unknown,
  namespace = 'istio-system',
): ConfigObject {
  const info = kindOf(kind)
  assert.ok(info !== null)
  return {
    apiVersion: info.apiVersions[0] ?? '',
    kind,
    metadata: {
      name,
      namespace,
      labels: {},
      annotations: {},
      creationMs: 1,
      version: String(++versions),
    },
    spec,
    source: null,
  }
}

class Galley {
  /** Configuration version that was published last. */
  version = 0
  readonly source = new McpSourceServer({ allowedSinks: new Set([MIXER_ID]) })
  private readonly ca: TestCa
  private server: RunningServer | null = null

  constructor(ca: TestCa) {
    this.ca = ca
  }

  async start(address = '127.0.0.1:0'): Promise<string> {
    const identity = new StaticIdentity(this.ca.issue(GALLEY_ID))
    this.server = await startServer({
      address,
      services: [this.source.binding],
      tls: { identity, clientCertificate: 'require' },
    })
    return this.server.address
  }

  publish(...objects: ConfigObject[]): void {
    const collections = new Map(
      KINDS.map((info) => {
        const own = objects.filter((one) => one.kind === info.kind).map(toResource)
        return [info.collection, new Map(own.map((one) => [one.metadata?.name ?? '', one]))]
      }),
    )
    this.version = ++versions
    this.source.publish({ version: `${this.version}.1`, collections })
  }

  async stop(): Promise<void> {
    await this.server?.close(0)
    this.server = null
  }
}

async function started(
  t: TestContext,
): Promise<{ galley: Galley; mixer: TestMixer; target: string }> {
  const ca = new TestCa()
  const galley = new Galley(ca)
  const target = await galley.start()
  const source = { kind: 'mcp', target } as const
  const mixer = await TestMixer.unready(t, tempDir(t), {}, { source }, ca)
  t.after(() => galley.stop())
  return { galley, mixer, target }
}

const OBJECTS = [
  object('attributemanifest', 'all', {
    attributes: {
      'source.uid': { valueType: 'STRING' },
      'source.labels': { valueType: 'STRING_MAP' },
    },
  }),
  object('handler', 'kube', { compiledAdapter: 'kubernetesenv' }),
  object('kubernetes', 'attributes', {
    source_uid: 'source.uid | ""',
    attribute_bindings: { 'source.labels': '$out.source_labels | emptyStringMap()' },
  }),
  object('rule', 'kube', { actions: [{ handler: 'kube', instances: ['attributes.kubernetes'] }] }),
  object('denier', 'deny', { status: { code: 7 } }),
  object('checknothing', 'nothing', {}),
]
const DENY = object('rule', 'deny', {
  match: 'source.labels["version"] == "v3"',
  actions: [{ handler: 'deny.denier', instances: ['nothing.checknothing'] }],
})
const WORKLOAD = object(
  'WorkloadEntry',
  'reviews-v3',
  { address: '127.0.0.9', labels: { version: 'v3' } },
  'default',
)
const v3 = { 'source.uid': 'kubernetes://reviews-v3.default' }

test('mixer serves once every collection has come, and follows galley from then on', async (t) => {
  const { galley, mixer } = await started(t)
  assert.match((await failure(mixer.check(v3)))[1], /no configuration yet/)
  galley.publish(...OBJECTS, DENY)
  await mixer.ready()
  const unknown = (await mixer.check(v3)).precondition
  assert.equal(unknown?.status?.code, 0)
  assert.deepEqual(
    unknown?.validDuration,
    { seconds: 1, nanos: 0 },
    'the workload is not known yet',
  )
  galley.publish(...OBJECTS, DENY, WORKLOAD)
  await eventually(async () => {
    const { precondition } = await mixer.check(v3)
    assert.equal(precondition?.status?.code, 7)
    assert.deepEqual(precondition?.validDuration, { seconds: 5, nanos: 0 })
  })
  galley.publish(...OBJECTS, WORKLOAD)
  await eventually(async () => {
    assert.equal((await mixer.check(v3)).precondition?.status?.code, 0)
  })
})

test('while galley is away the last configuration stays, and changes are taken up afterwards', async (t) => {
  const { galley, mixer, target } = await started(t)
  galley.publish(...OBJECTS, DENY, WORKLOAD)
  await mixer.ready()
  await galley.stop()
  assert.equal((await mixer.check(v3)).precondition?.status?.code, 7)
  await mixer.ready()
  await galley.start(target)
  galley.publish(...OBJECTS, WORKLOAD)
  await eventually(async () => {
    assert.equal((await mixer.check(v3)).precondition?.status?.code, 0)
  })
})

test('answers carry the version in force, also where a version changes no rule', async (t) => {
  const { galley, mixer } = await started(t)
  galley.publish(...OBJECTS, DENY, WORKLOAD)
  await mixer.ready()
  const answers = async (code: number): Promise<void> => {
    const { precondition, flotillaPolicyGeneration } = await mixer.check(v3)
    assert.deepEqual([precondition?.status?.code, flotillaPolicyGeneration], [code, galley.version])
    assert.equal((await mixer.report(v3)).flotillaPolicyGeneration, galley.version)
  }
  await eventually(() => answers(7))
  const before = galley.version
  galley.publish(...OBJECTS, WORKLOAD)
  await eventually(async () => {
    const { precondition, flotillaPolicyGeneration } = await mixer.check(v3)
    // Never the new version with the old decision.
    assert.equal(
      precondition?.status?.code === 7 && flotillaPolicyGeneration !== before,
      false,
      'an old decision under a new version',
    )
    assert.equal(flotillaPolicyGeneration, galley.version)
  })
  await answers(0)
  galley.publish(...OBJECTS, WORKLOAD, {
    ...WORKLOAD,
    metadata: { ...WORKLOAD.metadata, name: 'w' },
  })
  await eventually(() => answers(0))
})

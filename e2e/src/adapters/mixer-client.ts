/** Mixer called by a client that shares no code with it: messages and words from Istio's repository, bytes by Google's protobuf. */
import assert from 'node:assert/strict'
import { fileURLToPath } from 'node:url'
import {
  type AttributeValue,
  CompressedBag,
  DurationValue,
  encodeAttributes,
  GLOBAL_WORD_COUNT,
  MutableBag,
} from '@flotilla/attributes'
import { CompressedAttributes } from '@flotilla/proto'
import { command } from '../cli.ts'
import type { OwnScenario } from '../runner.ts'
import { onPeers, withFolder } from './backend.ts'
import { type LoneMixer, withMixer } from './lone-mixer.ts'
import { metricRoute, mixerConfig } from './mixer-config.ts'

const CLIENT = fileURLToPath(new URL('./mixer-client.py', import.meta.url))

/** Attributes alone in a message, and their bytes as the specification of the wire gives them. */
const VECTORS: readonly [name: string, value: AttributeValue, hex: string][] = [
  ['request.method', 'GET', '1205082610b401'],
  ['request.path', '/x', '0a022f78120408221001'],
  ['response.code', 200n, '1a05083c10c801'],
  ['connection.mtls', true, '2a0508e2021001'],
  ['source.ip', Uint8Array.of(10, 0, 0, 1), '4208080012040a000001'],
  ['response.duration', new DurationValue(1_500_000_000n), '3a0c083a120808011080cab5ee01'],
  ['request.headers', new Map([[':path', '/x']]), '0a022f784a0a081e12060a0408421001'],
]
const EMPTY_CHECK = '0a0010de011a016422090a0171120408011001'

interface Answers {
  readonly words: number
  readonly vectors: Readonly<Record<string, string>>
  readonly emptyCheck: string
  readonly john: Checked
  readonly eve: Checked
  readonly tooManyWords: readonly [string, string]
  readonly independent: readonly [string, string]
  readonly delta: readonly [string, string]
}

interface Checked {
  readonly code: number
  readonly message: string
  readonly validUses: number
  readonly validMs: number
  readonly referenced: readonly string[]
  readonly granted: number | null
}

const INSTANCE = 'bytes.instance.istio-system'

function config(): string {
  const object = (kind: string, name: string, spec: object): string =>
    JSON.stringify({
      apiVersion: 'config.istio.io/v1alpha2',
      kind,
      metadata: { name, namespace: 'istio-system' },
      spec,
    })
  const user = 'request.headers["user"] | "none"'
  const metrics = [
    {
      name: 'bytes_total',
      instanceName: INSTANCE,
      kind: 'COUNTER',
      labelNames: ['method', 'user'],
    },
  ]
  const quotas = [{ name: 'rq.instance.istio-system', maxAmount: 2, validDuration: '60s' }]
  return [
    mixerConfig(
      [{ name: 'prom', adapter: 'prometheus', params: { metrics } }],
      [metricRoute(['prom'])],
    ),
    object('handler', 'no', {
      compiledAdapter: 'denier',
      params: { status: { code: 7, message: 'not you' }, validUseCount: 5 },
    }),
    object('instance', 'nothing', { compiledTemplate: 'checknothing' }),
    object('rule', 'deny', {
      match: 'request.headers["user"] == "eve"',
      actions: [{ handler: 'no', instances: ['nothing'] }],
    }),
    object('handler', 'mem', { compiledAdapter: 'memquota', params: { quotas } }),
    object('instance', 'rq', { compiledTemplate: 'quota', params: { dimensions: { user } } }),
    object('rule', 'limit', { actions: [{ handler: 'mem', instances: ['rq'] }] }),
  ].join('\n---\n')
}

async function ask(
  mixer: LoneMixer,
  paths: Readonly<Record<string, string>>,
  folder: string,
): Promise<Answers> {
  const args = [CLIENT, paths['istio-api'] ?? '', folder, mixer.address('plain')]
  const env = { PYTHONPATH: paths['grpcio-tools'] ?? '' }
  const result = await command('python3', args, { env })
  assert.equal(result.code, 0, result.stderr)
  return JSON.parse(result.stdout) as Answers // printed by the client above
}

export const mixerClientScenarios: readonly OwnScenario[] = [
  onPeers(
    "out of process: a Python client of Istio's own messages checks and reports",
    ['grpcio-tools', 'istio-api'],
    (paths) =>
      withFolder((folder) =>
        withMixer(config(), async (mixer) => {
          const answers = await ask(mixer, paths, folder)
          sameBytes(answers)
          checked(answers)
          assert.deepEqual(answers.independent, ['OK', ''])
          assert.deepEqual(answers.delta, ['OK', ''])
          await reported(mixer)
        }),
      ),
  ),
]

function sameBytes({ words, vectors, emptyCheck }: Answers): void {
  assert.equal(words, GLOBAL_WORD_COUNT)
  assert.equal(emptyCheck, EMPTY_CHECK)
  for (const [name, value, hex] of VECTORS) {
    assert.equal(vectors[name], hex, `${name} by Istio's messages`)
    const ours = encodeAttributes(new MutableBag([[name, value]]))
    assert.equal(Buffer.from(ours).toString('hex'), hex, `${name} by ours`)
    const bag = new CompressedBag(CompressedAttributes.decode(Buffer.from(hex, 'hex')))
    assert.deepEqual(bag.get(name), value, `${name} as it is read`)
  }
}

function checked({ john, eve, tooManyWords }: Answers): void {
  assert.equal(john.code, 0, john.message)
  assert.equal(john.granted, 2, 'best effort: what is left of the limit')
  assert.ok(john.validUses > 0 && john.validMs > 0)
  assert.deepEqual(
    john.referenced,
    ['context.reporter.kind', 'destination.namespace', 'request.headers'],
    'what the decision depends on, named by the words of the request and of the answer',
  )
  assert.equal(eve.code, 7)
  assert.equal(eve.message, 'no.istio-system:not you')
  assert.equal(eve.validUses, 5)
  assert.equal(eve.granted, null, 'a refused request takes no quota')
  assert.deepEqual(tooManyWords, [
    'INTERNAL',
    `inconsistent global dictionary versions used: mixer knows ${GLOBAL_WORD_COUNT} words, caller knows ${GLOBAL_WORD_COUNT + 1}`,
  ])
}

async function reported(mixer: LoneMixer): Promise<void> {
  const page = await (await fetch(`http://${mixer.address('metrics')}/metrics`)).text()
  for (const [user, bytes] of [
    ['anne', 100],
    ['bob', 100],
    // Its second element has another size and the same user.
    ['carl', 350],
  ] as const)
    assert.match(
      page,
      new RegExp(`^istio_bytes_total\\{method="GET",user="${user}"\\} ${bytes}$`, 'm'),
    )
}

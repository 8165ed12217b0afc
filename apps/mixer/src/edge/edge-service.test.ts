/** Bundles over real gRPC: who gets which, when the next comes, and what cannot be decided at the edge. */
import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { edgeDigest } from '@flotilla/dispatch'
import { type Channel, statusOf } from '@flotilla/grpc'
import { type Bundle, BundleRequest, ConfirmRequest, EdgeService } from '@flotilla/proto'
import { testSpiffeId } from '@flotilla/testkit'
import { eventually, TestMixer } from '../testdata/running-mixer.ts'

const MANIFEST = `
apiVersion: config.istio.io/v1alpha2
kind: attributemanifest
metadata: {name: attributes, namespace: istio-system}
spec:
  attributes:
    destination.namespace: {valueType: STRING}
    request.path: {valueType: STRING}
`
const handler = (params: string): string => `
apiVersion: config.istio.io/v1alpha2
kind: handler
metadata: {name: h, namespace: default}
spec: {compiledAdapter: listchecker, params: ${params}}
`
const LISTED = '{overrides: [/a], blacklist: true}'
const RULE = `
apiVersion: config.istio.io/v1alpha2
kind: instance
metadata: {name: n, namespace: default}
spec: {compiledTemplate: listentry, params: {value: request.path}}
---
apiVersion: config.istio.io/v1alpha2
kind: rule
metadata: {name: r, namespace: default}
spec: {actions: [{handler: h, instances: [n]}]}
`

/** What came on a stream, and how it ended. */
class Listening {
  readonly bundles: Bundle[] = []
  code: number | null = null

  constructor(t: TestContext, channel: Channel, request: Partial<BundleRequest> = {}) {
    const call = channel.serverStream(EdgeService.bundles, BundleRequest.create(request))
    call.on('data', (bundle: Bundle) => this.bundles.push(bundle))
    call.on('error', (error: unknown) => {
      this.code = statusOf(error)
    })
    t.after(() => call.cancel())
  }

  async next(count: number): Promise<Bundle> {
    await eventually(async () => assert.ok(this.bundles.length >= count, `code ${this.code}`))
    return this.bundles[count - 1] ?? assert.fail()
  }
}

test('the namespace of the certificate gets its rules, and the next policy as soon as it is in force', async (t) => {
  const mixer = await TestMixer.start(t, {
    'manifest.yaml': MANIFEST,
    'handler.yaml': handler(LISTED),
    'rule.yaml': RULE,
  })
  const listening = new Listening(t, mixer.channel)
  const first = await listening.next(1)
  assert.equal(first.namespace, 'default')
  assert.ok(first.checkEligible)
  assert.equal(edgeDigest(first.content), first.digest)
  assert.match(Buffer.from(first.content).toString(), /"\/a"/)
  const { flotillaPolicyGeneration } = await mixer.check({ 'request.path': '/' })
  assert.equal(first.flotillaPolicyGeneration, flotillaPolicyGeneration)
  const confirmation = await mixer.channel.unary(EdgeService.confirm, ConfirmRequest.create())
  assert.equal(confirmation.flotillaPolicyGeneration, flotillaPolicyGeneration)

  mixer.write('handler.yaml', handler('{overrides: [/b], blacklist: true}'))
  const second = await listening.next(2)
  assert.ok(second.flotillaPolicyGeneration > first.flotillaPolicyGeneration)
  assert.match(Buffer.from(second.content).toString(), /"\/b"/)

  // What does not concern the namespace confirms what it has.
  mixer.write('other.yaml', RULE.replaceAll('namespace: default', 'namespace: other'))
  const third = await listening.next(3)
  assert.ok(third.flotillaPolicyGeneration > second.flotillaPolicyGeneration)
  assert.deepEqual(
    [third.checkEligible, third.digest, third.content.length],
    [true, second.digest, 0],
  )

  // A list that is fetched is the server's.
  mixer.write('handler.yaml', handler('{providerUrl: "http://127.0.0.1:1/list"}'))
  const fourth = await listening.next(4)
  assert.deepEqual([fourth.checkEligible, fourth.digest, fourth.content.length], [false, '', 0])
  assert.deepEqual(fourth.reasons, ['r.default: h.default needs the server'])
  const page = JSON.stringify(await mixer.debug('edge?namespace=default'))
  assert.match(page, /"decidedBy":"mixer".*h\.default needs the server/)
  assert.match(await mixer.page('monitoring'), /flotilla_mixer_edge_listeners 1/)
})

test('content that the caller has is not sent again', async (t) => {
  const mixer = await TestMixer.start(t, { 'manifest.yaml': MANIFEST })
  const first = await new Listening(t, mixer.channel).next(1)
  const known = await new Listening(t, mixer.channel, { knownDigest: first.digest }).next(1)
  assert.deepEqual(
    [known.checkEligible, known.digest, known.content.length],
    [true, first.digest, 0],
  )
})

test('nobody gets the rules of another namespace, nor without one', async (t) => {
  const mixer = await TestMixer.start(t, { 'manifest.yaml': MANIFEST })
  const other = new Listening(t, mixer.channel, { namespace: 'payments' })
  await eventually(async () => assert.equal(other.code, 7))
  const odd = mixer.channelAs(testSpiffeId('x', 'default').replace('/sa/', '/user/'))
  t.after(() => odd.close())
  const nameless = new Listening(t, odd)
  await eventually(async () => assert.equal(nameless.code, 3))
})

test('switched off, there is no such service', async (t) => {
  const mixer = await TestMixer.start(t, { 'manifest.yaml': MANIFEST }, { offersBundles: false })
  const listening = new Listening(t, mixer.channel)
  await eventually(async () => assert.equal(listening.code, 12))
})

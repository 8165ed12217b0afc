/** Packages of adapters in threads of their own: they work, and what they do wrong stays theirs. */
import assert from 'node:assert/strict'
import { mkdirSync, readFileSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { tempDir } from '@flotilla/testkit'
import { eventually, failure, TestMixer } from '../testdata/running-mixer.ts'
import { SAMPLES } from '../testdata/test-backend.ts'

const PACKAGES = join(import.meta.dirname, '../testdata/packages')
const MANIFEST = `
apiVersion: config.istio.io/v1alpha2
kind: attributemanifest
metadata: {name: attributes, namespace: istio-system}
spec:
  attributes:
    context.reporter.kind: {valueType: STRING}
    destination.namespace: {valueType: STRING}
    source.namespace: {valueType: STRING}
    source.user: {valueType: STRING}
    request.size: {valueType: INT64}
`

function rules(module: string, params: string, timeout = '1s'): string {
  const rule = (name: string): string => `---
apiVersion: config.istio.io/v1alpha2
kind: rule
metadata: {name: ${name}, namespace: istio-system}
spec: {actions: [{handler: moody, instances: [${name}]}]}
`
  return `---
apiVersion: config.istio.io/v1alpha2
kind: adapter
metadata: {name: moody, namespace: istio-system}
spec: {templates: [listentry, quota, metric], session_based: true}
---
apiVersion: config.istio.io/v1alpha2
kind: handler
metadata: {name: moody, namespace: istio-system}
spec: {adapter: moody, connection: {address: "module:${module}", timeout: ${timeout}}, params: ${params}}
---
apiVersion: config.istio.io/v1alpha2
kind: instance
metadata: {name: mood, namespace: istio-system}
spec: {template: listentry, params: {value: source.user | ""}}
---
apiVersion: config.istio.io/v1alpha2
kind: instance
metadata: {name: pages, namespace: istio-system}
spec: {template: quota, params: {dimensions: {who: source.user | ""}}}
---
apiVersion: config.istio.io/v1alpha2
kind: instance
metadata: {name: sizes, namespace: istio-system}
spec: {template: metric, params: {value: request.size | 0, dimensions: {who: source.user | ""}}}
${rule('mood')}${rule('pages')}${rule('sizes')}`
}

async function started(
  t: TestContext,
  module = 'moody',
  params = '{validMs: 750}',
): Promise<TestMixer> {
  const stateDir = tempDir(t)
  mkdirSync(join(stateDir, 'adapters'))
  for (const name of ['moody', 'broken'])
    symlinkSync(join(PACKAGES, name), join(stateDir, 'adapters', name))
  const files: Record<string, string> = {
    'manifest.yaml': MANIFEST,
    'rules.yaml': rules(module, params),
  }
  for (const name of ['listentry', 'quota', 'metric'])
    files[`${name}.yaml`] = readFileSync(join(SAMPLES, 'config', `${name}-template.yaml`), 'utf8')
  const mixer = await TestMixer.unready(t, tempDir(t), files, { stateDir })
  // A thread loads its package before the first configuration is in force.
  await mixer.ready(30_000)
  return mixer
}

async function codeFor(mixer: TestMixer, user: string): Promise<number | string> {
  try {
    return (await mixer.check({ 'source.user': user })).precondition?.status?.code ?? -1
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

test('an isolated adapter checks, grants, takes reports and shows its page', async (t) => {
  const mixer = await started(t)
  assert.deepEqual(await mixer.debug('problems'), [])
  const yes = await mixer.check({ 'source.user': 'mary' }, { pages: 5n })
  assert.equal(yes.precondition?.status?.code, 0)
  assert.deepEqual(yes.precondition?.validDuration, { seconds: 0, nanos: 750_000_000 })
  assert.equal(yes.quotas.get('pages')?.grantedAmount, 2n)
  const no = (await mixer.check({ 'source.user': 'no' })).precondition
  assert.equal(no?.status?.message, 'moody.handler.istio-system:no, moody')
  await mixer.report({ 'source.user': 'mary', 'request.size': 7n })
  await eventually(async () =>
    assert.match(await mixer.page('metrics'), /^moody_reports_total 1$/m),
  )
  assert.match(
    await mixer.page('monitoring'),
    /flotilla_mixer_adapter_threads\{adapter="moody"\} 1/,
  )
})

test('params that the adapter refuses, and packages that are none, leave the handler out', async (t) => {
  const cases: readonly [string, string, RegExp][] = [
    ['moody', '{validMs: -1}', /spec\.params\.validMs: must not be negative/],
    ['moody', '{validMz: 1}', /spec\.params\.validMz/],
    ['broken', '{}', /exports no adapter/],
    ['absent', '{}', /there is no usable package absent/],
  ]
  for (const [module, params, reason] of cases) {
    const mixer = await started(t, module, params)
    assert.match(JSON.stringify(await mixer.debug('problems')), reason)
  }
})

test('an adapter that throws fails its own call only', async (t) => {
  const mixer = await started(t)
  const [code, reason] = await failure(mixer.check({ 'source.user': 'throw' }))
  assert.equal(code, 13)
  assert.match(reason, /in a bad mood/)
  assert.equal(await codeFor(mixer, 'mary'), 0)
})

for (const [mood, why] of [
  ['loop', 'stuck'],
  ['exit', 'exited'],
  // Whichever comes first: its memory, or the time of its call.
  ['leak', 'exited|stuck'],
] as const)
  test(`an adapter that does ${mood} does not stop mixer, and the calls of others are not lost`, async (t) => {
    const mixer = await started(t)
    assert.equal(await codeFor(mixer, 'mary'), 0)
    // A call that waits in the thread, the one that breaks it, and those that come behind.
    const waiting = codeFor(mixer, 'wait')
    const bad = codeFor(mixer, mood)
    const behind = Array.from({ length: 10 }, () => codeFor(mixer, 'mary'))
    const startedAt = performance.now()
    assert.equal((await fetch(`http://${mixer.address('monitoring')}/healthz`)).status, 200)
    const tookMs = performance.now() - startedAt
    assert.ok(tookMs < 2_000, `mixer answered after ${tookMs} ms`)
    assert.match(String(await bad), /no answer within|was ended/)
    assert.equal(await waiting, 0)
    assert.deepEqual(await Promise.all(behind), Array(10).fill(0))
    assert.equal(await codeFor(mixer, 'mary'), 0)
    assert.match(
      await mixer.page('monitoring'),
      new RegExp(
        `flotilla_mixer_adapter_threads_ended_total\\{adapter="moody",why="(?:${why})"\\} 1`,
      ),
    )
  })

test('an answer that takes too long fails at its time limit, and the thread lives on', async (t) => {
  const mixer = await started(t)
  assert.equal(await codeFor(mixer, 'mary'), 0)
  assert.match(String(await codeFor(mixer, 'slow')), /no answer within 1000 ms/)
  assert.equal(await codeFor(mixer, 'mary'), 0)
  assert.doesNotMatch(await mixer.page('monitoring'), /threads_ended_total\{adapter="moody"/)
})

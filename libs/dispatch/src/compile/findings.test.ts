/** What is wrong with Mixer's configuration, wherever it is asked: in galley on a change, and offline. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ConfigObject } from '@flotilla/model'
import { MANIFEST, object, Probe } from '../test-objects.ts'
import { configFindings } from './findings.ts'

const HANDLER = object('handler', 'h', { compiledAdapter: 'probe' })
const NOTHING = object('instance', 'n', { compiledTemplate: 'checknothing' })
const RULE = object('rule', 'r', { actions: [{ handler: 'h', instances: ['n'] }] })

function found(...objects: ConfigObject[]): string[] {
  const adapters = new Map([['probe', new Probe().adapter()]])
  return configFindings(objects, adapters).map(
    ({ object: ref, path, severity }) => `${ref.kind}/${ref.name} ${path} ${severity}`,
  )
}

test('a sound set has none', () => assert.deepEqual(found(MANIFEST, HANDLER, NOTHING, RULE), []))

test('a condition of another type is told with its path', () => {
  const rule = object('rule', 'r', { match: 'request.path', ...(RULE.spec as object) })
  assert.deepEqual(found(MANIFEST, HANDLER, NOTHING, rule), ['rule/r spec.match error'])
})

test('parameters are judged once, whether a rule uses the handler or not', () => {
  const wrong = object('handler', 'h', { compiledAdapter: 'probe', params: { nope: 1 } })
  const want = ['handler/h spec.params.nope error']
  assert.deepEqual(found(MANIFEST, wrong, NOTHING, RULE), want)
  assert.deepEqual(found(MANIFEST, wrong), want)
})

test('a legacy handler is judged by its whole spec', () =>
  assert.deepEqual(found(MANIFEST, object('probe', 'h', { nope: 1 })), ['probe/h spec.nope error']))

test('without a manifest, and of other kinds, nothing is known', () => {
  const rule = object('rule', 'r', { match: 'request.path' })
  assert.deepEqual(found(rule), [])
  const foreign = { ...object('handler', 'h', {}), apiVersion: 'networking.istio.io/v1' }
  assert.deepEqual(found(MANIFEST, foreign), [])
})

test('a bad condition does not hide what is wrong with the actions, nor a handler the instances', () => {
  const rule = object('rule', 'r', {
    match: 'request.path',
    actions: [{ handler: 'gone', instances: ['n', 'lost'] }],
  })
  assert.deepEqual(found(MANIFEST, HANDLER, NOTHING, rule).slice(0, 3), [
    'rule/r spec.match error',
    'rule/r spec.actions[0].handler error',
    'rule/r spec.actions[0].instances[1] error',
  ])
})

/** The state of each object in force, and the reasons: one row per way in which an object does not act. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ConfigObject } from '@flotilla/model'
import { MANIFEST, object, Probe, testRuntime } from '../test-objects.ts'
import { objectStatuses } from './object-status.ts'

const HANDLER = object('handler', 'h', { compiledAdapter: 'probe' })
const UNBUILT = object('handler', 'h', { compiledAdapter: 'probe', params: { fault: 'build' } })
const WRONG = object('handler', 'h', { compiledAdapter: 'probe', params: { nope: 1 } })
const NOTHING = object('instance', 'n', { compiledTemplate: 'checknothing' })
const ACTION = { handler: 'h', instances: ['n'] }
const rule = (spec: object): ConfigObject => object('rule', 'r', { actions: [ACTION], ...spec })

async function statuses(...objects: ConfigObject[]) {
  const { runtime } = testRuntime(new Probe().adapter())
  const { table, problems } = await runtime.reload([MANIFEST, ...objects])
  const { snapshot, handlers } = table
  const all = objectStatuses({ objects, snapshot, problems, handlers })
  await runtime.close()
  return all
}

const ROWS: readonly (readonly [string, ConfigObject[], string[]])[] = [
  ['a sound set', [HANDLER, NOTHING, rule({})], ['h active', 'n active', 'r active']],
  ['what no rule uses', [HANDLER, NOTHING], ['h unused', 'n unused']],
  [
    'a match that does not compile, and what only it used',
    [HANDLER, NOTHING, rule({ match: 'no.such == "a"' })],
    ['h unused', 'n unused', 'r inert spec.match'],
  ],
  [
    'the same, failing closed',
    [HANDLER, NOTHING, rule({ match: 'no.such == "a"', failClosed: true })],
    ['h unused', 'n unused', 'r denying spec.match'],
  ],
  [
    'a handler that is not there',
    [NOTHING, rule({})],
    ['n unused', 'r inert spec.actions[0].handler spec'],
  ],
  [
    'one of two actions',
    [HANDLER, NOTHING, rule({ actions: [ACTION, { handler: 'gone', instances: ['n'] }] })],
    ['h active', 'n active', 'r partial spec.actions[1].handler'],
  ],
  [
    'a handler that cannot be built',
    [UNBUILT, NOTHING, rule({})],
    ['h inert spec.params', 'n active', 'r inert spec.actions'],
  ],
  [
    'a handler whose parameters are wrong',
    [WRONG, NOTHING, rule({})],
    ['h inert spec.params.nope', 'n active', 'r inert spec.actions'],
  ],
  [
    'an adapter and a template that do not exist',
    [
      object('handler', 'h', { compiledAdapter: 'nope' }),
      object('instance', 'n', { compiledTemplate: 'nope' }),
    ],
    ['h inert spec.compiledAdapter', 'n inert spec.compiledTemplate'],
  ],
  [
    'a legacy handler and instance',
    [
      object('probe', 'h', {}),
      object('checknothing', 'n', null),
      rule({ actions: [{ handler: 'h.probe', instances: ['n.checknothing'] }] }),
    ],
    ['h active', 'n active', 'r active'],
  ],
  [
    'an attribute of no type',
    [object('attributemanifest', 'm', { attributes: { 'a.b': { valueType: 'NOPE' } } })],
    ['m partial spec.attributes["a.b"].valueType'],
  ],
]
for (const [name, objects, want] of ROWS) {
  test(name, async () => {
    const got = (await statuses(...objects)).map((one) =>
      [one.name, one.state, ...one.reasons.map((reason) => reason.path)].join(' '),
    )
    assert.deepEqual(got, want)
  })
}

test('a warning does not make an object inert, and comes after errors', async () => {
  const warned = rule({ match: 'request.path == "/"' })
  const [, , status] = await statuses(HANDLER, NOTHING, warned)
  assert.equal(status?.state, 'active')
  assert.deepEqual(
    status?.reasons.map((reason) => reason.severity),
    ['warning'],
  )
})

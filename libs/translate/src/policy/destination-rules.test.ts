/** DestinationRules: where they are looked for, what wins, what is merged, whose selector counts. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ConfigObject, DestinationRuleSpec } from '@flotilla/model'
import { meshOf } from '../mesh.ts'
import { objectsOf } from '../testing/fixtures.ts'
import { DestinationRuleIndex } from './destination-rules.ts'

interface Rule {
  readonly name: string
  readonly namespace: string
  readonly host: string
  readonly exportTo?: readonly string[]
  readonly app?: string
  readonly age?: number
  readonly subsets?: readonly string[]
  readonly lb?: string
}

function indexOf(rules: readonly Rule[]): DestinationRuleIndex {
  const objects = rules.map((rule) => {
    const [object] = objectsOf(
      JSON.stringify({
        apiVersion: 'networking.istio.io/v1',
        kind: 'DestinationRule',
        metadata: { name: rule.name, namespace: rule.namespace },
        spec: {
          host: rule.host,
          ...(rule.lb === undefined
            ? {}
            : { trafficPolicy: { loadBalancer: { simple: rule.lb } } }),
          ...(rule.exportTo === undefined ? {} : { exportTo: rule.exportTo }),
          ...(rule.app === undefined
            ? {}
            : { workloadSelector: { matchLabels: { app: rule.app } } }),
          ...(rule.subsets === undefined
            ? {}
            : { subsets: rule.subsets.map((name) => ({ name, labels: { version: name } })) }),
        },
      }),
    ) as [ConfigObject<DestinationRuleSpec>]
    return { ...object, metadata: { ...object.metadata, creationMs: rule.age ?? 0 } }
  })
  return new DestinationRuleIndex(objects, meshOf(null))
}

const HOST = 'a.shop.svc.cluster.local'

function find(index: DestinationRuleIndex, client: string, app = 'x'): string | null {
  const query = {
    host: HOST,
    serviceNamespace: 'shop',
    clientNamespace: client,
    clientLabels: { app },
  }
  return index.find(query)?.source.split('/').slice(-3).join('/') ?? null
}

test('the client namespace comes first, then the service namespace, then the root namespace', () => {
  const rules: Rule[] = [
    { name: 'client', namespace: 'web', host: HOST },
    { name: 'server', namespace: 'shop', host: 'a' },
    { name: 'root', namespace: 'istio-system', host: HOST },
  ]
  const [, server, root] = rules as [Rule, Rule, Rule]
  assert.equal(find(indexOf(rules), 'web'), 'web/destination-rule/client')
  assert.equal(find(indexOf(rules), 'third'), 'shop/destination-rule/server')
  assert.equal(find(indexOf([root]), 'third'), 'istio-system/destination-rule/root')
  assert.equal(find(indexOf([server, root]), 'istio-system'), 'shop/destination-rule/server')
  assert.equal(find(indexOf([]), 'web'), null)
})

test('a rule that is not exported to the client is not found', () => {
  const hidden = { name: 'server', namespace: 'shop', host: 'a', exportTo: ['.'] }
  assert.equal(find(indexOf([hidden]), 'web'), null)
  assert.equal(find(indexOf([hidden]), 'shop'), 'shop/destination-rule/server')
  const named = { ...hidden, exportTo: ['web'] }
  assert.equal(find(indexOf([named]), 'web'), 'shop/destination-rule/server')
})

test('an exact host beats a wildcard, the longer wildcard the shorter', () => {
  const wide = { name: 'wide', namespace: 'shop', host: '*.svc.cluster.local' }
  const near = { name: 'near', namespace: 'shop', host: '*.shop.svc.cluster.local' }
  const exact = { name: 'exact', namespace: 'shop', host: 'a' }
  assert.equal(find(indexOf([wide, near, exact]), 'shop'), 'shop/destination-rule/exact')
  assert.equal(find(indexOf([wide, near]), 'shop'), 'shop/destination-rule/near')
  assert.equal(find(indexOf([wide]), 'shop'), 'shop/destination-rule/wide')
})

test('rules with a selector win where it takes the client, and do not merge with others', () => {
  const plain = { name: 'plain', namespace: 'shop', host: 'a', subsets: ['v1'] }
  const chosen = { name: 'chosen', namespace: 'shop', host: 'a', app: 'x', subsets: ['v2'] }
  const index = indexOf([plain, chosen])
  assert.equal(find(index, 'shop', 'x'), 'shop/destination-rule/chosen')
  assert.equal(find(index, 'shop', 'y'), 'shop/destination-rule/plain')
})

test('rules of one host, place and audience are one: subsets united, the older policy whole', () => {
  const index = indexOf([
    { name: 'new', namespace: 'shop', host: 'a', age: 2, subsets: ['v1', 'v2'], lb: 'RANDOM' },
    { name: 'old', namespace: 'shop', host: HOST, age: 1, subsets: ['v1'], lb: 'ROUND_ROBIN' },
  ])
  const found = index.find({
    host: HOST,
    serviceNamespace: 'shop',
    clientNamespace: 'shop',
    clientLabels: {},
  })
  assert.deepEqual(
    found?.subsets.map((subset) => subset.name),
    ['v1', 'v2'],
  )
  assert.equal(found?.trafficPolicy?.loadBalancer?.simple, 'ROUND_ROBIN')
  assert.equal(index.droppedSubsets, 1)
})

/** Node id and metadata: what is read, what is refused. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseProxyNode } from './proxy-node.ts'

const ID = 'sidecar~10.0.0.1~a.shop~shop.svc.cluster.local'

test('a malformed node is refused with the reason', () => {
  const cases: readonly (readonly [string, RegExp])[] = [
    ['a~b', /TYPE~IP~NAME\.NS~DOMAIN/],
    ['ztunnel~10.0.0.1~a.shop~x', /not sidecar or router/],
    ['sidecar~10.0.0.1~~x', /no name or namespace/],
    ['sidecar~~a.shop~x', /no address/],
    ['sidecar~host~a.shop~x', /not an IP/],
  ]
  for (const [id, reason] of cases) {
    const parsed = parseProxyNode({ id, metadata: {}, locality: '' })
    assert.equal(parsed.kind, 'bad', id)
    assert.match(parsed.kind === 'bad' ? parsed.reason : '', reason)
  }
})

test('metadata beats the id, and odd values count as absent', () => {
  const parsed = parseProxyNode({
    id: ID,
    metadata: {
      NAMESPACE: 'other',
      LABELS: { app: 'a', odd: 5 },
      INSTANCE_IPS: '10.0.0.2, 10.0.0.3',
      FLOTILLA: {
        services: [
          { name: 'a', ports: [{ name: 'http', number: 80 }, { number: 'x' }] },
          7,
          { name: 'a|b' },
        ],
        inboundPorts: { 80: 15006 },
      },
    },
    locality: 'r/z',
  })
  assert.equal(parsed.kind, 'ok')
  if (parsed.kind !== 'ok') return
  const { node } = parsed
  assert.equal(node.namespace, 'other')
  assert.equal(node.name, 'a')
  assert.deepEqual(node.labels, { app: 'a' })
  assert.deepEqual(node.ips, ['10.0.0.2', '10.0.0.3'])
  assert.equal(node.locality, 'r/z')
  assert.deepEqual(node.flotilla?.services, [
    { name: 'a', ports: [{ name: 'http', number: 80, protocol: '', targetPort: 80 }] },
  ])
  assert.equal(node.flotilla?.inboundPorts.get(80), 15006)
})

test('service ports are the ones announced, or all above 20000', () => {
  const cases: readonly (readonly [unknown, object])[] = [
    [
      { base: 10_319, count: 48 },
      { base: 10_319, count: 48 },
    ],
    [undefined, { base: 20_000, count: 45_535 }],
    [
      { base: '10319', count: 48 },
      { base: 20_000, count: 45_535 },
    ],
  ]
  for (const [servicePorts, expected] of cases) {
    const parsed = parseProxyNode({
      id: ID,
      metadata: { FLOTILLA: { servicePorts } },
      locality: '',
    })
    assert.deepEqual(parsed.kind === 'ok' && parsed.node.flotilla?.servicePorts, expected)
  }
})

test('another data plane has nothing of ours', () => {
  const parsed = parseProxyNode({ id: ID, metadata: null, locality: '' })
  assert.equal(parsed.kind === 'ok' ? parsed.node.flotilla : 'bad', null)
})

/** Bootstrap files: what is read of a good one, and where a bad one is wrong. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { codeOf, messageOf } from '@flotilla/errors'
import { parseBootstrap, readBootstrap } from './read-bootstrap.ts'

const NODE = 'node: {id: "sidecar~10.0.0.1~a.default~default.svc.cluster.local", cluster: a}\n'

test('YAML and JSON give the same', async () => {
  const yaml = `${NODE}admin:\n  address:\n    socket_address: {address: 127.0.0.1, port_value: 15000}\n`
  const json = JSON.stringify({
    node: { id: 'sidecar~10.0.0.1~a.default~default.svc.cluster.local', cluster: 'a' },
    admin: { address: { socketAddress: { address: '127.0.0.1', portValue: 15000 } } },
  })
  const one = (await parseBootstrap('a.yaml', yaml)).config
  const other = (await parseBootstrap('a.json', json)).config
  assert.deepEqual(one.admin, { address: '127.0.0.1', port: 15000 })
  assert.deepEqual(one, other)
  assert.equal(one.ads, null)
  assert.equal(one.flotilla.identity, null)
  assert.equal(one.flotilla.drainMs, 5000)
})

test('only who asks a control plane needs a name', async () => {
  assert.equal((await parseBootstrap('a.yaml', 'static_resources: {}\n')).config.node.id, '')
  const dynamic = `dynamic_resources:
  ads_config:
    api_type: GRPC
    grpc_services: [{envoy_grpc: {cluster_name: xds-grpc}}]
static_resources: {clusters: [{name: xds-grpc}]}
`
  await assert.rejects(parseBootstrap('a.yaml', dynamic), /node\.id: is required/)
})

test('discovery and Flotilla settings are read', async () => {
  const { config } = await parseBootstrap(
    'a.yaml',
    `node:
  id: a
  metadata:
    FLOTILLA:
      dnsPort: 15053
      dnsUpstreams: [10.0.0.2]
      statusPort: 15020
      statusAddress: 10.0.0.1
      drainSec: 2
      identity: {spiffeId: "spiffe://cluster.local/ns/default/sa/a", caAddress: "127.0.0.1:8060", ttlSec: 10}
dynamic_resources:
  ads_config:
    api_type: DELTA_GRPC
    grpc_services: [{envoy_grpc: {cluster_name: xds-grpc}}]
  lds_config: {ads: {}}
  cds_config: {ads: {}}
static_resources:
  clusters: [{name: xds-grpc}]
`,
  )
  assert.deepEqual(config.ads, {
    clusterName: 'xds-grpc',
    variant: 'delta',
    wantsListeners: true,
    wantsClusters: true,
  })
  assert.deepEqual(config.flotilla, {
    identity: {
      spiffeId: 'spiffe://cluster.local/ns/default/sa/a',
      caAddress: '127.0.0.1:8060',
      joinTokenFile: null,
      ttlSec: 10,
    },
    dnsPort: 15053,
    dnsAddress: '127.0.0.1',
    dnsUpstreams: ['10.0.0.2'],
    status: { address: '10.0.0.1', statusPort: 15020, prometheusPort: null },
    drainMs: 2000,
  })
})

test('what is wrong is told with file, line, column and path', async () => {
  const cases: [string, string, RegExp][] = [
    [
      'an unknown field',
      `${NODE}admin:\n  addres: {}\n`,
      /^b\.yaml:3:3: admin\.addres: .*unknown/m,
    ],
    [
      'a wrong type',
      `${NODE}static_resources:\n  clusters:\n  - name: a\n    connect_timeout: soon\n`,
      /^b\.yaml:5:5: static_resources\.clusters\[0\]\.connect_timeout: /m,
    ],
    [
      'a known field that is not implemented',
      `${NODE}fatal_actions: []\n`,
      /^b\.yaml:2:1: fatal_actions: .*not (implemented|supported)/m,
    ],
    [
      'a type that is not implemented, inside a typed_config',
      `${NODE}static_resources:\n  listeners:\n  - name: l\n    filter_chains:\n    - filters:\n      - name: x\n        typed_config:\n          "@type": type.googleapis.com/x.Y\n`,
      /^b\.yaml:9:11: .*filters\[0\]\.typed_config/m,
    ],
    ['broken YAML', 'node: [1, 2\nadmin', /^b\.yaml:\d+:\d+: /],
    [
      'a name twice',
      `${NODE}static_resources:\n  clusters: [{name: a}, {name: a}]\n`,
      /clusters\[1\]\.name: "a" is used twice/,
    ],
    [
      'discovery over a cluster that is not there',
      `${NODE}dynamic_resources:\n  ads_config: {api_type: GRPC, grpc_services: [{envoy_grpc: {cluster_name: x}}]}\n  cds_config: {ads: {}}\n`,
      /cluster_name: "x" is no cluster of static_resources/,
    ],
    [
      'Flotilla settings of the wrong kind',
      'node:\n  id: a\n  metadata:\n    FLOTILLA:\n      dnsPort: many\n',
      /^b\.yaml:5:7: node\.metadata\.FLOTILLA\.dnsPort: must be a whole number/m,
    ],
    [
      'a runtime key that means something',
      `${NODE}layered_runtime: {layers: [{name: a, static_layer: {upstream.use_retry: 1}}]}\n`,
      /layered_runtime\.layers\[0\].*not implemented/,
    ],
  ]
  for (const [name, text, want] of cases)
    await assert.rejects(
      parseBootstrap('b.yaml', text),
      (error) => {
        assert.equal(codeOf(error), 'FLT_BOOTSTRAP_INVALID', name)
        assert.match(messageOf(error), want, name)
        return true
      },
      name,
    )
})

test('a file that is not there is one clear sentence', async () => {
  await assert.rejects(
    readBootstrap('/nowhere/b.yaml'),
    /cannot read bootstrap \/nowhere\/b\.yaml: there is no such file/,
  )
})

/** What a sidecar's bootstrap says of its status and metrics ports, on each kind of network. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ExplicitNetwork } from '../network/explicit.ts'
import { NetnsNetwork } from '../network/netns.ts'
import type { Network } from '../network/network.ts'
import { OneAddressNetwork } from '../network/one-address.ts'
import { bootstrapOf } from './bootstrap.ts'
import { Journal } from './journal.ts'

const journal = new Journal('/nowhere')
const CASES: readonly (readonly [name: string, network: Network, address: string | null])[] = [
  [
    'a namespace of its own: all its addresses',
    new NetnsNetwork({ tag: 'abcdef', block: 1, loopbackBlock: 64, journal }),
    '0.0.0.0',
  ],
  ['a loopback address of its own: that one', new ExplicitNetwork(64), '127.64.0.13'],
  ['no address of its own: none', new OneAddressNetwork(10_240), null],
]

for (const [name, network, expected] of CASES) {
  test(`status and metrics ports: ${name}`, () => {
    const { address, admin, sidecarPorts, statusPorts } = network.workload('a', 3)
    const bootstrap = bootstrapOf({
      name: 'a',
      namespace: 'default',
      role: 'sidecar',
      address,
      admin,
      labels: {},
      serviceAccount: 'a',
      service: 'a',
      ports: [],
      trustDomain: 'cluster.local',
      pilotAddress: '127.0.0.1:15012',
      citadelAddress: '127.0.0.1:8060',
      joinTokenFile: '/nowhere/token',
      sidecarPorts,
      statusPorts,
      sharesAddress: network.sharesAddress,
      bind: null,
      dnsUpstreams: [],
    })
    const { statusAddress, statusPort, prometheusPort } = flotillaOf(bootstrap)
    assert.deepEqual(
      [statusAddress, statusPort, prometheusPort],
      expected === null ? [undefined, undefined, undefined] : [expected, 15020, 15090],
    )
  })
}

function flotillaOf(bootstrap: unknown): Record<string, unknown> {
  const { node } = bootstrap as { node: { metadata: { FLOTILLA: Record<string, unknown> } } } // as bootstrapOf writes it
  return node.metadata.FLOTILLA
}

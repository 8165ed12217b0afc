/** The rules D1-D9, each by what breaks it and what just does not. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { checkFiles } from '../../check-files.ts'

function found(spec: object): string[] {
  const object = {
    apiVersion: 'networking.istio.io/v1',
    kind: 'DestinationRule',
    metadata: { name: 'x' },
    spec,
  }
  const { violations } = checkFiles([{ name: 'x.json', text: JSON.stringify(object) }])
  return violations.map((one) => `${one.severity} ${one.path.replace('spec.', '')}`).sort()
}

const inPolicy = (policy: object): string[] =>
  found({ host: 'a', trafficPolicy: policy }).map((line) => line.replace('trafficPolicy.', ''))

const WHOLE: readonly (readonly [string, object, readonly string[]])[] = [
  ['D1: no host', {}, ['error host']],
  ['D1: an address', { host: '1.2.3.4' }, ['error host']],
  ['D1: "*" is a host', { host: '*' }, []],
  [
    'D1: subsets',
    { host: 'a', subsets: [{ name: 'v1' }, { name: 'v1' }, { name: 'a_b' }, {}] },
    ['error subsets[1].name', 'error subsets[2].name', 'error subsets[3].name'],
  ],
  ['D2: an empty policy', { host: 'a', trafficPolicy: {} }, ['error trafficPolicy']],
  [
    'D2: settings of ports',
    { host: 'a', trafficPolicy: { portLevelSettings: [{ port: { number: 80 } }, { tls: {} }] } },
    ['error trafficPolicy.portLevelSettings[0]', 'error trafficPolicy.portLevelSettings[1].port'],
  ],
  [
    'D9: a selector and foreign namespaces',
    { host: 'a', workloadSelector: { matchLabels: { a: 'b*' } }, exportTo: ['other'] },
    ['error exportTo[0]', 'error workloadSelector.a'],
  ],
  [
    'D9: a selector without labels',
    { host: 'a', workloadSelector: {} },
    ['warning workloadSelector'],
  ],
]

for (const [name, spec, expected] of WHOLE) {
  test(name, () => {
    assert.deepEqual(found(spec), expected)
  })
}

const POLICIES: readonly (readonly [string, object, readonly string[]])[] = [
  [
    'D2: tunnels',
    {
      tunnel: { protocol: 'GET', targetHost: 'a b', targetPort: 80 },
      proxyProtocol: { version: 'V1' },
    },
    ['error proxyProtocol', 'error tunnel.protocol', 'error tunnel.targetHost'],
  ],
  ['D3: an empty pool', { connectionPool: {} }, ['error connectionPool']],
  [
    'D3: numbers and durations',
    {
      connectionPool: {
        tcp: { maxConnections: -1, connectTimeout: '0s', idleTimeout: '0s' },
        http: {
          maxRetries: 1.5,
          idleTimeout: '1.0001s',
          h2UpgradePolicy: 'UPGRADE',
          useClientProtocol: true,
          http2KeepAlive: { interval: '1s' },
        },
      },
    },
    [
      'error connectionPool.http.http2KeepAlive.timeout',
      'error connectionPool.http.idleTimeout',
      'error connectionPool.http.maxRetries',
      'error connectionPool.http.useClientProtocol',
      'error connectionPool.tcp.connectTimeout',
      'error connectionPool.tcp.maxConnections',
    ],
  ],
  [
    'D4: outliers',
    {
      outlierDetection: {
        maxEjectionPercent: 101,
        consecutiveLocalOriginFailures: 1,
        outlierDetectionHttpErrorCodes: [99],
        consecutiveErrors: 5,
      },
    },
    [
      'error outlierDetection.consecutiveLocalOriginFailures',
      'error outlierDetection.maxEjectionPercent',
      'error outlierDetection.outlierDetectionHttpErrorCodes[0]',
      'warning outlierDetection.consecutiveErrors',
    ],
  ],
  [
    'D5: cookies',
    {
      loadBalancer: {
        consistentHash: { httpCookie: { attributes: [{}, { name: 'a' }, { name: 'a' }] } },
      },
    },
    [
      'error loadBalancer.consistentHash.httpCookie.attributes[0].name',
      'error loadBalancer.consistentHash.httpCookie.attributes[2].name',
      'error loadBalancer.consistentHash.httpCookie.name',
    ],
  ],
  [
    'D5: algorithms',
    {
      loadBalancer: {
        consistentHash: { useSourceIp: true, maglev: { tableSize: 10 }, minimumRingSize: 5 },
      },
    },
    [
      'error loadBalancer.consistentHash.maglev.tableSize',
      'error loadBalancer.consistentHash.minimumRingSize',
    ],
  ],
  [
    'D5: no key',
    { loadBalancer: { consistentHash: { maglev: { tableSize: 65_537 } } } },
    ['warning loadBalancer.consistentHash'],
  ],
  [
    'D5: two keys, and simple beside them',
    {
      loadBalancer: {
        simple: 'RANDOM',
        consistentHash: { useSourceIp: true, httpHeaderName: 'x' },
      },
    },
    ['error loadBalancer.consistentHash', 'error loadBalancer.consistentHash.useSourceIp'],
  ],
  [
    'D6: distribution',
    {
      outlierDetection: {},
      loadBalancer: {
        localityLbSetting: {
          distribute: [
            { from: 'r/*/s', to: { r: 100 } },
            { from: 'r/z', to: { a: 50, 'a/b': 50 } },
            { from: 'r/z/s', to: { b: 0, c: 100 } },
            { from: 'q', to: { b: 10 } },
          ],
        },
      },
    },
    [
      'error loadBalancer.localityLbSetting.distribute[0].from',
      'error loadBalancer.localityLbSetting.distribute[1].to["a/b"]',
      'error loadBalancer.localityLbSetting.distribute[2].from',
      'error loadBalancer.localityLbSetting.distribute[2].to.b',
      'error loadBalancer.localityLbSetting.distribute[3].to',
    ],
  ],
  [
    'D6: failover',
    {
      loadBalancer: {
        localityLbSetting: {
          failover: [
            { from: 'a', to: 'a' },
            { from: 'a', to: 'b/c' },
          ],
          failoverPriority: ['topology.kubernetes.io/region', 'app'],
        },
      },
    },
    [
      'error loadBalancer.localityLbSetting.failoverPriority[0]',
      'error loadBalancer.localityLbSetting.failover[0]',
      'error loadBalancer.localityLbSetting.failover[1].from',
      'error loadBalancer.localityLbSetting.failover[1].to',
      'warning loadBalancer.localityLbSetting',
    ],
  ],
  [
    'D7: warm-up',
    { loadBalancer: { warmup: { minimumPercent: 101, aggression: 0 } } },
    [
      'error loadBalancer.warmup.aggression',
      'error loadBalancer.warmup.duration',
      'error loadBalancer.warmup.minimumPercent',
    ],
  ],
  [
    'D8: MUTUAL without files',
    { tls: { mode: 'MUTUAL' } },
    ['error tls.clientCertificate', 'error tls.privateKey'],
  ],
  [
    'D8: ISTIO_MUTUAL with files',
    { tls: { mode: 'ISTIO_MUTUAL', privateKey: 'k', credentialName: 'c' } },
    ['error tls.credentialName', 'error tls.privateKey'],
  ],
  [
    'D8: a credential and files',
    { tls: { mode: 'SIMPLE', credentialName: 'c', caCertificates: 'f' } },
    ['error tls.caCertificates'],
  ],
  [
    'D8: verifying nothing, with names to verify',
    {
      tls: {
        mode: 'SIMPLE',
        insecureSkipVerify: true,
        subjectAltNames: ['x'],
        credentialName: 'c',
      },
    },
    ['error tls.credentialName', 'error tls.subjectAltNames'],
  ],
  ['D8: SIMPLE without a CA is fine', { tls: { mode: 'SIMPLE' } }, []],
]

for (const [name, policy, expected] of POLICIES) {
  test(name, () => {
    assert.deepEqual(inPolicy(policy), expected)
  })
}

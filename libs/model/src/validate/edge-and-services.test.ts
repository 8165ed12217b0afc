/** The rules S1-S11 and G1-G8, and those of PeerAuthentication, each by what breaks it. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { checkFiles } from '../check-files.ts'
import { kindOf } from '../kinds.ts'

function found(kind: string, spec: object, namespace = 'default'): string[] {
  const apiVersion = kindOf(kind)?.apiVersions[0]
  const object = { apiVersion, kind, metadata: { name: 'x', namespace }, spec }
  const { violations } = checkFiles([{ name: 'x.json', text: JSON.stringify(object) }])
  return violations.map((one) => `${one.severity} ${one.path.replace('spec.', '')}`).sort()
}

const HTTP = { number: 80, name: 'http', protocol: 'HTTP' }
const TCP = { number: 81, name: 'tcp', protocol: 'TCP' }
const entry = (more: object): object => ({ hosts: ['a.com'], ports: [HTTP], ...more })

const SERVICE_ENTRIES: readonly (readonly [string, object, readonly string[]])[] = [
  ['S1: no host', { ports: [HTTP] }, ['error hosts']],
  ['S1: "*"', entry({ hosts: ['*'] }), ['error hosts[0]']],
  ['S1: a partial wildcard', entry({ hosts: ['*foo.com'] }), ['warning hosts[0]']],
  [
    'S2: selector and endpoints',
    entry({
      resolution: 'STATIC',
      workloadSelector: { labels: { a: 'b' } },
      endpoints: [{ address: '1.1.1.1' }],
    }),
    ['error endpoints'],
  ],
  [
    'S2: addresses',
    entry({ resolution: 'DNS', addresses: ['1.2.3.0/24', 'x', '1.2.3.4'] }),
    ['error addresses[0]', 'error addresses[1]'],
  ],
  [
    'S3: ports',
    entry({
      resolution: 'STATIC',
      ports: [HTTP, { number: 80, name: 'http' }, { number: 0, name: 'a_b', protocol: 'FOO' }],
    }),
    [
      'error ports[1].name',
      'error ports[1].number',
      'error ports[2].name',
      'error ports[2].number',
      'error ports[2].protocol',
    ],
  ],
  [
    'S4: NONE takes no endpoints',
    entry({ endpoints: [{ address: '1.1.1.1' }] }),
    ['error endpoints'],
  ],
  [
    'S4: NONE selects nothing',
    entry({ workloadSelector: { labels: { a: 'b' } } }),
    ['warning workloadSelector'],
  ],
  [
    'S5: STATIC needs addresses',
    entry({ resolution: 'STATIC', endpoints: [{ address: 'a.com' }] }),
    ['error endpoints[0].address'],
  ],
  [
    'S5: a unix socket has one port',
    entry({
      resolution: 'STATIC',
      ports: [HTTP, { ...HTTP, number: 81, name: 'h2' }],
      endpoints: [{ address: 'unix:///a', ports: { http: 80 } }],
    }),
    ['error endpoints[0].ports', 'error endpoints[0].ports', 'error ports'],
  ],
  ['S5: an empty list is legal', entry({ resolution: 'STATIC' }), []],
  [
    'S6: a wildcard is not resolved',
    entry({ resolution: 'DNS', hosts: ['*.a.com'] }),
    ['error hosts[0]'],
  ],
  [
    'S6: endpoints of DNS',
    entry({ resolution: 'DNS', endpoints: [{ address: '*.a.com' }, { address: 'unix:///a' }] }),
    ['error endpoints[0].address', 'error endpoints[0].address', 'error endpoints[1].address'],
  ],
  [
    'S6: round robin over one',
    entry({
      resolution: 'DNS_ROUND_ROBIN',
      endpoints: [{ address: 'a.com' }, { address: 'b.com' }],
    }),
    ['error endpoints'],
  ],
  [
    'S7: dynamic DNS',
    entry({ resolution: 'DYNAMIC_DNS', addresses: ['1.1.1.1'], ports: [TCP] }),
    ['error addresses', 'error hosts[0]', 'error ports[0].protocol'],
  ],
  [
    'S8: ports of endpoints',
    entry({
      resolution: 'STATIC',
      endpoints: [
        { address: '1.1.1.1', ports: { other: 1 }, locality: 'a//b', labels: { 'a b': 'c' } },
      ],
    }),
    [
      'error endpoints[0].labels["a b"]',
      'error endpoints[0].locality',
      'error endpoints[0].ports.other',
    ],
  ],
  [
    'S9: hosts that cannot be told apart',
    entry({ resolution: 'STATIC', hosts: ['a.com', 'b.com'], ports: [HTTP, TCP] }),
    ['error ports[1]'],
  ],
  ['S10: opaque ports without addresses', entry({ ports: [TCP] }), ['warning ports[0]']],
  ['exportTo: nobody, and somebody', entry({ exportTo: ['~', 'a'] }), ['error exportTo']],
]

for (const [name, spec, expected] of SERVICE_ENTRIES) {
  test(name, () => assert.deepEqual(found('ServiceEntry', spec), expected))
}

const WORKLOADS: readonly (readonly [string, object, readonly string[]])[] = [
  ['S11: no address', {}, ['error address']],
  ['S11: an address of another network', { network: 'n' }, ['warning address']],
  ['S11: a relative socket', { address: 'unix://a' }, ['error address']],
  ['S11: neither address nor name', { address: 'a b' }, ['error address']],
  [
    'S11: ports',
    { address: 'a.com', ports: { a_b: 80, c: 0 } },
    ['error ports.a_b', 'error ports.c'],
  ],
]

for (const [name, spec, expected] of WORKLOADS) {
  test(name, () => assert.deepEqual(found('WorkloadEntry', spec), expected))
}

const PEERS: readonly (readonly [string, object, string, readonly string[]])[] = [
  ['strict for the namespace', { mtls: { mode: 'STRICT' } }, 'default', []],
  [
    'ports without a selector',
    { portLevelMtls: { 80: { mode: 'STRICT' } } },
    'default',
    ['error portLevelMtls'],
  ],
  [
    'ports out of range, and none',
    { selector: { matchLabels: { a: 'b' } }, portLevelMtls: { 0: {}, 65536: {}, 8080: {} } },
    'default',
    ['error portLevelMtls["0"]', 'error portLevelMtls["65536"]'],
  ],
  [
    'an empty list of ports',
    { selector: { matchLabels: { a: 'b' } }, portLevelMtls: {} },
    'default',
    ['error portLevelMtls'],
  ],
  [
    'a selector in the root namespace',
    { selector: { matchLabels: { a: 'b' } } },
    'istio-system',
    ['warning selector'],
  ],
  ['a selector without labels', { selector: {} }, 'default', ['warning selector']],
  ['an unknown mode', { mtls: { mode: 'strict' } }, 'default', ['error mtls.mode']],
]

for (const [name, spec, namespace, expected] of PEERS) {
  test(`PeerAuthentication: ${name}`, () =>
    assert.deepEqual(found('PeerAuthentication', spec, namespace), expected))
}

const server = (more: object): object => ({
  servers: [{ port: { number: 443, name: 'p', protocol: 'HTTPS' }, hosts: ['a.com'], ...more }],
})

const GATEWAYS: readonly (readonly [string, object, readonly string[]])[] = [
  ['G1: no server', { servers: [] }, ['error servers']],
  [
    'G2: ports',
    {
      servers: [
        { port: { number: 0, name: 'a', protocol: 'HTTP' }, hosts: ['a.com'] },
        { port: { number: 80, name: 'a', protocol: 'X', targetPort: 1 }, hosts: ['a.com'] },
        { hosts: ['a.com'] },
      ],
    },
    [
      'error servers[0].port.number',
      'error servers[1].port.name',
      'error servers[1].port.protocol',
      'error servers[1].port.targetPort',
      'error servers[2].port',
    ],
  ],
  [
    'G3: hosts',
    {
      servers: [
        {
          port: { number: 80, name: 'a', protocol: 'HTTP' },
          hosts: ['short', '*foo.com', '~/a.com', 'ns/*.a.com', '*', '1.1.1.1', 'a/b/c'],
        },
      ],
    },
    [
      'error servers[0].hosts[0]',
      'error servers[0].hosts[1]',
      'error servers[0].hosts[2]',
      'error servers[0].hosts[6]',
    ],
  ],
  [
    'G4: binds',
    {
      servers: [
        { port: { number: 80, name: 'a', protocol: 'HTTP' }, hosts: ['*'], bind: 'x' },
        { port: { number: 1, name: 'b', protocol: 'HTTP' }, hosts: ['*'], bind: 'unix:///s' },
        { port: { name: 'c', protocol: 'HTTP' }, hosts: ['*'], bind: 'unix://@s' },
      ],
    },
    ['error servers[0].bind', 'error servers[1].port.number'],
  ],
  ['G5: HTTPS without tls', server({}), ['error servers[0].tls']],
  [
    'G5: HTTP that terminates TLS',
    server({
      port: { number: 80, name: 'p', protocol: 'HTTP' },
      tls: { mode: 'SIMPLE', credentialName: 'c' },
    }),
    ['error servers[0].tls.mode'],
  ],
  [
    'G5: TCP with tls',
    server({ port: { number: 80, name: 'p', protocol: 'TCP' }, tls: {} }),
    ['error servers[0].tls'],
  ],
  [
    'G6: no certificate',
    server({ tls: { mode: 'MUTUAL' } }),
    [
      'error servers[0].tls.caCertificates',
      'error servers[0].tls.privateKey',
      'error servers[0].tls.serverCertificate',
    ],
  ],
  [
    'G6: two certificates',
    server({
      tls: { mode: 'SIMPLE', credentialName: 'c', serverCertificate: 'a', privateKey: 'b' },
    }),
    ['error servers[0].tls.serverCertificate'],
  ],
  [
    'G6: certificates that have no use',
    server({ tls: { mode: 'AUTO_PASSTHROUGH', credentialName: 'c' } }),
    ['error servers[0].tls.credentialName'],
  ],
  [
    'G7: revocation lists',
    server({ tls: { mode: 'MUTUAL', credentialName: 'c', caCrl: 'x' } }),
    ['error servers[0].tls.caCrl'],
  ],
  [
    'G8: ciphers, versions and redirects',
    server({
      tls: {
        mode: 'SIMPLE',
        credentialName: 'c',
        httpsRedirect: true,
        cipherSuites: ['AES128-SHA', 'AES128-SHA', 'X'],
        minProtocolVersion: 'TLSV1_3',
        maxProtocolVersion: 'TLSV1_2',
      },
    }),
    [
      'error servers[0].tls.minProtocolVersion',
      'warning servers[0].tls.cipherSuites[1]',
      'warning servers[0].tls.cipherSuites[2]',
      'warning servers[0].tls.httpsRedirect',
    ],
  ],
]

for (const [name, spec, expected] of GATEWAYS) {
  test(name, () => assert.deepEqual(found('Gateway', spec), expected))
}

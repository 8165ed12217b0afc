/** The rules V1-V19, each by what breaks it and what just does not. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { checkFiles } from '../../check-files.ts'

const TO = { destination: { host: 'reviews' } }
const ROUTE = [TO]

/** `severity path` of everything found in a VirtualService of this spec. */
function found(spec: object): string[] {
  const object = {
    apiVersion: 'networking.istio.io/v1',
    kind: 'VirtualService',
    metadata: { name: 'x' },
    spec,
  }
  const { violations } = checkFiles([{ name: 'x.json', text: JSON.stringify(object) }], {
    references: false,
  })
  return violations.map((one) => `${one.severity} ${one.path}`).sort()
}

/** The same for one HTTP rule, paths below the rule. */
function foundInRule(rule: object, more: object = {}): string[] {
  return found({ hosts: ['reviews'], http: [rule], ...more }).map((line) =>
    line.replace('spec.http[0]', ''),
  )
}

interface Row {
  readonly name: string
  readonly spec: object
  readonly expect: readonly string[]
}

const WHOLE: readonly Row[] = [
  { name: 'V1: no rule at all', spec: { hosts: ['a'] }, expect: ['error spec'] },
  {
    name: 'V1: a delegate with gateways and tcp',
    spec: { gateways: ['ns/g'], http: [{ route: ROUTE }], tcp: [{ route: ROUTE }] },
    expect: ['error spec.gateways', 'error spec.tcp'],
  },
  {
    name: 'V1: a delegate that delegates',
    spec: { http: [{ delegate: { name: 'd' } }] },
    expect: ['error spec.http[0].delegate'],
  },
  {
    name: 'V2: "*" reaches sidecars',
    spec: { hosts: ['*'], http: [{ route: ROUTE }] },
    expect: ['error spec.hosts[0]'],
  },
  {
    name: 'V2: "*" at gateways only',
    spec: { hosts: ['*'], gateways: ['g'], http: [{ route: ROUTE }] },
    expect: [],
  },
  {
    name: 'V2: hosts that are no hosts',
    spec: { hosts: ['a b', 'x.*.y', '1.2.3.4', 'fd00::1', '*.ok.com'], http: [{ route: ROUTE }] },
    expect: ['error spec.hosts[0]', 'error spec.hosts[1]'],
  },
  {
    name: 'V2: a host covered by another, and one twice',
    spec: { hosts: ['a.foo.com', '*.foo.com', 'b', 'B'], http: [{ route: ROUTE }] },
    expect: ['error spec.hosts[0]', 'error spec.hosts[3]'],
  },
  {
    name: 'V2: the bare domain is not covered by its wildcard',
    spec: { hosts: ['foo.com', '*.foo.com'], http: [{ route: ROUTE }] },
    expect: [],
  },
  {
    name: 'V2: SNI clusters at gateways only',
    spec: { hosts: ['outbound_.80_._.a.b.svc.cluster.local'], http: [{ route: ROUTE }] },
    expect: ['error spec.hosts[0]'],
  },
  {
    name: 'V3: gateways',
    spec: {
      hosts: ['a'],
      gateways: ['*/g', 'a/b/c', 'ns/g', 'g', 'mesh', 'g.ns'],
      http: [{ route: ROUTE }],
    },
    expect: ['error spec.gateways[0]', 'error spec.gateways[1]', 'warning spec.gateways[5]'],
  },
  {
    name: 'V17: a TLS rule without match, SNI and route',
    spec: { hosts: ['a.com'], tls: [{}, { match: [{}] }] },
    expect: [
      'error spec.tls[0].match',
      'error spec.tls[0].route',
      'error spec.tls[1].match[0].sniHosts',
      'error spec.tls[1].route',
    ],
  },
  {
    name: 'V17: SNI outside of the hosts, and an address',
    spec: {
      hosts: ['*.a.com'],
      tls: [{ match: [{ sniHosts: ['x.a.com', 'b.com', '1.2.3.4'] }], route: ROUTE }],
    },
    expect: ['error spec.tls[0].match[0].sniHosts[1]', 'warning spec.tls[0].match[0].sniHosts[2]'],
  },
  {
    name: 'V17: TCP subnets and labels',
    spec: {
      hosts: ['a'],
      tcp: [
        {
          match: [{ destinationSubnets: ['10.0.0.0/8', '1.2.3.4', 'x', '1.2.3.4/40'] }],
          route: ROUTE,
        },
      ],
    },
    expect: [
      'error spec.tcp[0].match[0].destinationSubnets[2]',
      'error spec.tcp[0].match[0].destinationSubnets[3]',
    ],
  },
  {
    name: 'V18: nothing after a rule without match',
    spec: { hosts: ['a'], http: [{ route: ROUTE }, { route: ROUTE }] },
    expect: ['warning spec.http[1]'],
  },
  {
    name: 'V18: the same match twice, and a prefix below a prefix',
    spec: {
      hosts: ['a'],
      http: [
        { match: [{ uri: { prefix: '/a' } }], route: ROUTE },
        { match: [{ uri: { prefix: '/a' } }, { uri: { exact: '/a/b' } }], route: ROUTE },
        { match: [{ uri: { prefix: '/b' } }], route: ROUTE },
      ],
    },
    expect: ['warning spec.http[1].match[0]', 'warning spec.http[1].match[1]'],
  },
  {
    name: 'V18: a prefix with a condition of its own hides nothing',
    spec: {
      hosts: ['a'],
      http: [
        { match: [{ uri: { prefix: '/a' }, headers: { x: { exact: '1' } } }], route: ROUTE },
        { match: [{ uri: { prefix: '/a/b' } }], route: ROUTE },
      ],
    },
    expect: [],
  },
  {
    name: 'exportTo',
    spec: { hosts: ['a'], http: [{ route: ROUTE }], exportTo: ['.', 'default', '~', 'X'] },
    expect: [
      'error spec.exportTo',
      'error spec.exportTo[1]',
      'error spec.exportTo[2]',
      'error spec.exportTo[3]',
    ],
  },
]

for (const row of WHOLE) {
  test(row.name, () => {
    assert.deepEqual(found(row.spec), row.expect)
  })
}

interface RuleRow {
  readonly name: string
  readonly rule: object
  readonly more?: object
  readonly expect: readonly string[]
}

const match = (one: object): object => ({ match: [one], route: ROUTE })

const RULES: readonly RuleRow[] = [
  {
    name: 'V4: claims reach no sidecar',
    rule: match({ headers: { '@request.auth.claims.group': { exact: 'a' } } }),
    expect: ['error .match[0].headers["@request.auth.claims.group"]'],
  },
  {
    name: 'V4: claims at a gateway, one without a name',
    rule: match({
      headers: {
        '@request.auth.claims.a': { exact: 'a' },
        '@request.auth.claims[a][b]': { exact: 'a' },
        '@request.auth.claims.': { exact: 'a' },
      },
    }),
    more: { gateways: ['g'] },
    expect: ['error .match[0].headers["@request.auth.claims."]'],
  },
  { name: 'V5: no action', rule: {}, expect: ['error '] },
  {
    name: 'V5: a delegate with a route',
    rule: { delegate: { name: 'd' }, route: ROUTE },
    expect: ['error .route'],
  },
  {
    name: 'V5: what stands beside a redirect',
    rule: {
      redirect: { uri: '/x' },
      route: ROUTE,
      fault: { delay: { fixedDelay: '1s' } },
      rewrite: { uri: '/' },
      directResponse: { status: 200 },
    },
    expect: [
      'error .directResponse',
      'error .fault',
      'error .rewrite',
      'error .route',
      'error .route',
    ],
  },
  {
    name: 'V6: several destinations without weight',
    rule: { route: [TO, TO] },
    expect: ['error .route'],
  },
  { name: 'V6: weights are relative', rule: { route: [{ ...TO, weight: 1 }, TO] }, expect: [] },
  {
    name: 'V6: a negative weight',
    rule: { route: [{ ...TO, weight: -1 }] },
    expect: ['error .route[0].weight'],
  },
  {
    name: 'V7: destinations',
    rule: {
      route: [
        { destination: { host: '*' }, weight: 1 },
        { destination: { host: 'a/b' }, weight: 1 },
        { destination: { host: '' }, weight: 1 },
        { destination: { host: 'a', port: {} }, weight: 1 },
        { destination: { host: 'a', subset: 'x_y' }, weight: 1 },
        { weight: 1 },
      ],
    },
    expect: [
      'error .route[0].destination.host',
      'error .route[1].destination.host',
      'error .route[2].destination.host',
      'error .route[3].destination.port.number',
      'error .route[4].destination.subset',
      'error .route[5].destination',
    ],
  },
  {
    name: 'V8: the authority in two places',
    rule: {
      rewrite: { authority: 'x' },
      route: [{ ...TO, headers: { request: { set: { ':authority': 'y' } } } }],
    },
    expect: ['error .route[0].headers.request'],
  },
  {
    name: 'V8: the authority in a response, and removed',
    rule: {
      route: ROUTE,
      headers: { response: { set: { Host: 'x' } }, request: { remove: ['host', ':path'] } },
    },
    expect: [
      'error .headers.request.remove[0]',
      'error .headers.request.remove[1]',
      'error .headers.response.set.Host',
    ],
  },
  {
    name: 'V8: values of the formatter',
    rule: {
      route: ROUTE,
      headers: {
        request: {
          set: {
            a: '%REQ(x?y):10%',
            b: '100%%',
            c: '50%',
            d: 'a\nb',
            e: '%DOWNSTREAM_REMOTE_ADDRESS%-x',
            f: '%lower%',
          },
        },
      },
    },
    expect: [
      'error .headers.request.set.c',
      'error .headers.request.set.d',
      'error .headers.request.set.f',
    ],
  },
  {
    name: 'V9: presence',
    rule: match({
      headers: { a: {}, b: { regex: '*' } },
      withoutHeaders: { c: { regex: '*' } },
      queryParams: { d: {}, e: { regex: '*' } },
    }),
    expect: ['error .match[0].queryParams.e.regex'],
  },
  {
    name: 'string matches',
    rule: match({
      uri: { prefix: '' },
      method: {},
      scheme: { regex: '(' },
      headers: { h: { prefix: '' }, 'a b': { exact: 'x' } },
      authority: { exact: 'a', prefix: 'b' },
    }),
    expect: [
      'error .match[0].authority.prefix',
      'error .match[0].headers.h.prefix',
      'error .match[0].headers["a b"]',
      'error .match[0].method',
      'error .match[0].scheme.regex',
    ],
  },
  {
    name: 'a regex beyond 1024 characters, and one that only backtracking engines know',
    rule: match({ uri: { regex: 'a'.repeat(1025) }, method: { regex: '(?=a)' } }),
    expect: ['error .match[0].method.regex', 'error .match[0].uri.regex'],
  },
  {
    name: 'V10: redirects',
    rule: { redirect: { redirectCode: 299, scheme: 'ftp' } },
    expect: ['error .redirect.redirectCode', 'error .redirect.scheme'],
  },
  { name: 'V10: an empty redirect', rule: { redirect: {} }, expect: ['error .redirect'] },
  {
    name: 'V10: prefixRewrite needs prefixes',
    rule: { match: [{ uri: { exact: '/a' } }], redirect: { prefixRewrite: '/b' } },
    expect: ['error .redirect.prefixRewrite'],
  },
  {
    name: 'V10: a port and a derived port',
    rule: { redirect: { port: 80, derivePort: 'FROM_REQUEST_PORT' } },
    expect: ['error .redirect.derivePort'],
  },
  {
    name: 'V11: the status of a direct response',
    rule: { directResponse: { status: 199, body: { string: 'x' } } },
    expect: ['error .directResponse.status'],
  },
  {
    name: 'V11: a large body',
    rule: { directResponse: { status: 200, body: { string: 'x'.repeat(200_000) } } },
    expect: ['warning .directResponse.body'],
  },
  {
    name: 'V12: an empty rewrite',
    rule: { route: ROUTE, rewrite: {} },
    expect: ['error .rewrite'],
  },
  {
    name: 'V12: two ways to rewrite the path',
    rule: {
      route: ROUTE,
      rewrite: { uri: '/', uriRegexRewrite: { match: '(', rewrite: 'x' } },
    },
    expect: ['error .rewrite.uriRegexRewrite', 'error .rewrite.uriRegexRewrite.match'],
  },
  {
    name: 'V13: settings without attempts',
    rule: { route: ROUTE, retries: { perTryTimeout: '1s', retryRemoteLocalities: false } },
    expect: ['error .retries.perTryTimeout', 'error .retries.retryRemoteLocalities'],
  },
  {
    name: 'V13: conditions',
    rule: { route: ROUTE, retries: { attempts: 1, retryOn: '5xx, 503,, conect-failure,99' } },
    expect: ['error .retries.retryOn', 'error .retries.retryOn'],
  },
  {
    name: 'V13: negative attempts',
    rule: { route: ROUTE, retries: { attempts: -1 } },
    expect: ['error .retries.attempts'],
  },
  {
    name: 'V14: mirrors',
    rule: {
      route: ROUTE,
      mirror: { host: 'a' },
      mirrors: [{ destination: { host: '*' }, percentage: { value: 0.00001 } }],
      mirrorPercent: 5,
    },
    expect: [
      'error .mirrors',
      'error .mirrors[0].destination.host',
      'error .mirrors[0].percentage.value',
      'warning .mirrorPercent',
    ],
  },
  {
    name: 'V15: CORS',
    rule: {
      route: ROUTE,
      corsPolicy: { allowMethods: ['GET', 'FOO'], allowOrigins: [{}], maxAge: '1.5s' },
    },
    expect: [
      'error .corsPolicy.allowMethods[1]',
      'error .corsPolicy.allowOrigins[0]',
      'error .corsPolicy.maxAge',
    ],
  },
  {
    name: 'V16: faults',
    rule: { route: ROUTE, fault: {} },
    expect: ['error .fault'],
  },
  {
    name: 'V16: delays and aborts',
    rule: {
      route: ROUTE,
      fault: {
        delay: { exponentialDelay: '1s', percent: 5 },
        abort: { httpStatus: 0, percentage: { value: 0.00001 } },
      },
    },
    expect: [
      'error .fault.abort.httpStatus',
      'error .fault.abort.percentage.value',
      'error .fault.delay.exponentialDelay',
      'warning .fault.delay.percent',
    ],
  },
  {
    name: 'V16: gRPC status names, and an abort without one',
    rule: { route: ROUTE, fault: { abort: { grpcStatus: 'UNAVAILBLE' } } },
    expect: ['error .fault.abort.grpcStatus'],
  },
  {
    name: 'V16: an abort without status',
    rule: { route: ROUTE, fault: { abort: {} } },
    expect: ['warning .fault.abort'],
  },
  {
    name: 'V19: ports and source labels',
    rule: match({ port: 70_000, sourceLabels: { 'a/b/c': 'x', ok: 'a b' }, gateways: ['a/*'] }),
    expect: [
      'error .match[0].gateways[0]',
      'error .match[0].port',
      'error .match[0].sourceLabels.ok',
      'error .match[0].sourceLabels["a/b/c"]',
    ],
  },
  {
    name: 'durations: 0s switches a timeout off, less than 1 ms is refused',
    rule: { route: ROUTE, timeout: '0s', retries: { attempts: 1, perTryTimeout: '0.0005s' } },
    expect: ['error .retries.perTryTimeout'],
  },
  {
    name: 'flat header operations of old',
    rule: { route: ROUTE, appendHeaders: { a: 'b' } },
    expect: ['error .appendHeaders'],
  },
]

for (const row of RULES) {
  test(row.name, () => {
    assert.deepEqual(foundInRule(row.rule, row.more), row.expect)
  })
}

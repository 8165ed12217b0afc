/** The configuration of Mixer's drill: a quota in Redis, a question to OPA, a span to Zipkin, and an adapter out of process. */

const PRODUCTPAGE = 'destination.labels["app"] == "productpage"'
const DRILLED = '(request.headers["x-drill"] | "") != ""'

/** Refuses what begins with `refused`; while OPA is away everything passes. */
const MODULE = `package mixerdrill
default allow = true
allow = false { startswith(input.subject.user, "refused") }
`

/** @param ports of the backends on loopback. */
export function drillConfig(
  ports: Readonly<Record<'redis' | 'opa' | 'zipkin' | 'adapter', number>>,
): string {
  return [
    ...quota(ports.redis),
    ...question(ports.opa),
    ...span(ports.zipkin),
    ...group(ports.adapter),
  ]
    .map((one) => JSON.stringify(one))
    .join('\n---\n')
}

function object(kind: string, name: string, spec: object): object {
  return {
    apiVersion: 'config.istio.io/v1alpha2',
    kind,
    metadata: { name, namespace: 'istio-system' },
    spec,
  }
}

function quota(port: number): object[] {
  const counter = {
    name: 'drillquota.instance.istio-system',
    maxAmount: 1_000_000_000,
    validDuration: '600s',
    rateLimitAlgorithm: 'FIXED_WINDOW',
  }
  return [
    object('handler', 'drillredis', {
      compiledAdapter: 'redisquota',
      params: { redisServerUrl: `127.0.0.1:${port}`, quotas: [counter] },
    }),
    object('instance', 'drillquota', {
      compiledTemplate: 'quota',
      params: { dimensions: { destination: 'destination.labels["app"] | "unknown"' } },
    }),
    object('rule', 'drillquota', {
      match: PRODUCTPAGE,
      actions: [{ handler: 'drillredis', instances: ['drillquota'] }],
    }),
    object('QuotaSpec', 'drillquota', {
      rules: [{ quotas: [{ charge: 1, quota: 'drillquota' }] }],
    }),
    object('QuotaSpecBinding', 'drillquota', {
      quotaSpecs: [{ name: 'drillquota', namespace: 'istio-system' }],
      services: [{ name: 'productpage', namespace: 'default' }],
    }),
  ]
}

function question(port: number): object[] {
  return [
    object('handler', 'drillopa', {
      compiledAdapter: 'opa',
      params: {
        serverUrl: `http://127.0.0.1:${port}`,
        policy: [MODULE],
        checkMethod: 'data.mixerdrill.allow',
        failClose: false,
      },
    }),
    object('instance', 'drillask', {
      compiledTemplate: 'authorization',
      params: {
        subject: { user: 'request.headers["x-drill"] | ""' },
        action: { method: 'request.method', path: 'request.path' },
      },
    }),
    object('rule', 'drillask', {
      match: `${DRILLED} && ${PRODUCTPAGE}`,
      actions: [{ handler: 'drillopa', instances: ['drillask'] }],
    }),
  ]
}

function span(port: number): object[] {
  return [
    object('handler', 'drillzipkin', {
      compiledAdapter: 'zipkin',
      params: { url: `http://127.0.0.1:${port}`, sampleProbability: 1 },
    }),
    object('instance', 'drillspan', {
      compiledTemplate: 'tracespan',
      params: {
        traceId: 'request.headers["x-b3-traceid"] | ""',
        spanId: 'request.headers["x-b3-spanid"] | ""',
        parentSpanId: 'request.headers["x-b3-parentspanid"] | ""',
        spanName: 'request.path | "/"',
        startTime: 'request.time',
        endTime: 'response.time',
        clientSpan: 'false',
        rewriteClientSpanId: 'false',
        spanTags: { 'http.method': 'request.method | ""' },
        httpStatusCode: 'response.code | 0',
        sourceName: 'source.workload.name | "unknown"',
        destinationName: 'destination.workload.name | "unknown"',
      },
    }),
    object('rule', 'drillspan', {
      match: DRILLED,
      actions: [{ handler: 'drillzipkin', instances: ['drillspan'] }],
    }),
  ]
}

/** As in the sample of the adapter; requests of the load have no user. */
function group(port: number): object[] {
  return [
    object('handler', 'drillkeyval', {
      adapter: 'keyval',
      connection: { address: `127.0.0.1:${port}`, timeout: '2s' },
      params: { table: { jason: 'admin' } },
    }),
    object('instance', 'drillgroup', {
      template: 'keyval',
      params: { key: 'request.headers["x-user"]' },
    }),
    object('rule', 'drillgroup', {
      match: `(request.headers["x-user"] | "") != "" && ${PRODUCTPAGE}`,
      actions: [{ handler: 'drillkeyval', instances: ['drillgroup'], name: 'lookup' }],
      responseHeaderOperations: [{ name: 'x-user-group', values: ['lookup.output.value'] }],
    }),
  ]
}

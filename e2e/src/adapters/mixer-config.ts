/** Mixer configuration as text, made of plain objects. */
import { DurationValue, TimestampValue } from '@flotilla/attributes'
import type { Attributes } from './lone-mixer.ts'

export interface Handler {
  readonly name: string
  readonly adapter: string
  readonly params: object
}

/** One instance and a rule that sends it to the handlers. */
export interface Route {
  readonly name: string
  readonly template: string
  readonly params: object
  readonly handlers: readonly string[]
}

const NAMESPACE = 'istio-system'

/** Handlers, instances and rules, as one file. JSON is YAML. */
export function mixerConfig(handlers: readonly Handler[], routes: readonly Route[]): string {
  const objects = [
    ...handlers.map(({ name, adapter, params }) =>
      object('handler', name, { compiledAdapter: adapter, params }),
    ),
    ...routes.map(({ name, template, params }) =>
      object('instance', name, { compiledTemplate: template, params }),
    ),
    ...routes.map(({ name, handlers: targets }) =>
      object('rule', name, {
        actions: targets.map((handler) => ({ handler, instances: [name] })),
      }),
    ),
  ]
  return objects.map((one) => JSON.stringify(one)).join('\n---\n')
}

function object(kind: string, name: string, spec: object): object {
  return {
    apiVersion: 'config.istio.io/v1alpha2',
    kind,
    metadata: { name, namespace: NAMESPACE },
    spec,
  }
}

/** Attributes of one request. @param headers of the request. */
export function request(
  headers: Readonly<Record<string, string>>,
  atMs: number = Date.now(),
): Attributes {
  return {
    'context.reporter.kind': 'inbound',
    'context.protocol': 'http',
    'destination.namespace': 'default',
    'request.headers': new Map(Object.entries(headers)),
    'request.method': 'GET',
    'request.path': '/x',
    'request.time': TimestampValue.fromWallMs(atMs - 20),
    'response.time': TimestampValue.fromWallMs(atMs),
    'response.code': 200n,
    'response.size': 100n,
    'response.duration': DurationValue.fromMs(20),
  }
}

/** One metric, one log entry, one span and one authorization, as routes. */
export const metricRoute = (handlers: readonly string[], value = 'response.size'): Route => ({
  name: 'bytes',
  template: 'metric',
  params: {
    value,
    dimensions: { method: 'request.method', user: 'request.headers["user"] | "none"' },
  },
  handlers,
})

export const logRoute = (handlers: readonly string[]): Route => ({
  name: 'entry',
  template: 'logentry',
  params: {
    severity: '"info"',
    timestamp: 'request.time',
    variables: {
      user: 'request.headers["user"] | "none"',
      took: 'response.duration',
      code: 'response.code',
    },
  },
  handlers,
})

export const spanRoute = (handlers: readonly string[]): Route => ({
  name: 'span',
  template: 'tracespan',
  params: {
    traceId: 'request.headers["x-b3-traceid"] | ""',
    spanId: 'request.headers["x-b3-spanid"] | ""',
    parentSpanId: 'request.headers["x-b3-parentspanid"] | ""',
    spanName: 'request.path',
    startTime: 'request.time',
    endTime: 'response.time',
    clientSpan: 'false',
    rewriteClientSpanId: 'false',
    spanTags: { 'http.method': 'request.method' },
    httpStatusCode: 'response.code',
    sourceName: '"reviews"',
    destinationName: '"ratings"',
  },
  handlers,
})

export const authorizationRoute = (handlers: readonly string[]): Route => ({
  name: 'ask',
  template: 'authorization',
  params: {
    subject: { user: 'request.headers["user"] | ""' },
    action: { method: 'request.method', path: 'request.path' },
  },
  handlers,
})

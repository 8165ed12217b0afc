/** Shape of VirtualService. */

import type { StringMatch } from '../spec/matching.ts'
import type * as Spec from '../spec/virtual-service.ts'
import {
  atMostOne,
  bool,
  bytes,
  count,
  duration,
  int32,
  labels,
  list,
  type MessageSchema,
  map,
  message,
  oneOf,
  percent,
  port,
  portOrZero,
  required,
  type Schema,
  text,
  texts,
  uint32,
  wholePercent,
} from './schema.ts'

export const stringMatch: Schema = message<StringMatch>(
  { exact: text, prefix: text, regex: text },
  { oneofs: [atMostOne('exact', 'prefix', 'regex')] },
)

const flatHeaders = (target: string, operation: string): string =>
  `use headers.${target}.${operation}`

const FLAT_HEADERS: Readonly<Record<string, string>> = {
  appendHeaders: flatHeaders('request', 'add'),
  removeResponseHeaders: flatHeaders('response', 'remove'),
  appendResponseHeaders: flatHeaders('response', 'add'),
  removeRequestHeaders: flatHeaders('request', 'remove'),
  appendRequestHeaders: flatHeaders('request', 'add'),
  websocketUpgrade: 'upgrades are always passed on; leave it out',
}

const headerOperations = message<Spec.HeaderOperations>({
  set: map(text),
  add: map(text),
  remove: texts,
})

const headers = message<Spec.HeaderRules>({ request: headerOperations, response: headerOperations })

const destination = message<Spec.Destination>({
  host: required(text),
  subset: text,
  port: message<{ readonly number?: number }>(
    { number: required(port) },
    { refused: { name: 'name a port by its number' } },
  ),
})

const httpMatch = message<Spec.HttpMatchRequest>({
  name: text,
  uri: stringMatch,
  scheme: stringMatch,
  method: stringMatch,
  authority: stringMatch,
  headers: map(stringMatch),
  port: portOrZero,
  sourceLabels: labels,
  gateways: texts,
  queryParams: map(stringMatch),
  ignoreUriCase: bool,
  withoutHeaders: map(stringMatch),
  sourceNamespace: text,
  statPrefix: text,
})

export const httpRetry: Schema = message<Spec.HttpRetry>({
  attempts: count,
  perTryTimeout: duration,
  retryOn: text,
  retryRemoteLocalities: bool,
  retryIgnorePreviousHosts: bool,
  backoff: duration,
})

const fault = message<Spec.HttpFaultInjection>({
  delay: message<Spec.FaultDelay>(
    {
      fixedDelay: duration,
      percentage: percent,
      percent: wholePercent,
      exponentialDelay: duration,
    },
    { oneofs: [atMostOne('fixedDelay', 'exponentialDelay')] },
  ),
  abort: message<Spec.FaultAbort>(
    {
      httpStatus: int32,
      grpcStatus: text,
      http2Error: text,
      percentage: percent,
      percent: wholePercent,
    },
    { oneofs: [atMostOne('httpStatus', 'grpcStatus', 'http2Error')] },
  ),
})

const redirect = message<Spec.HttpRedirect>(
  {
    uri: text,
    prefixRewrite: text,
    authority: text,
    scheme: text,
    port: portOrZero,
    derivePort: oneOf('FROM_PROTOCOL_DEFAULT', 'FROM_REQUEST_PORT'),
    redirectCode: uint32,
  },
  { oneofs: [atMostOne('port', 'derivePort')] },
)

const cors = message<Spec.CorsPolicy>({
  allowOrigins: list(stringMatch),
  allowOrigin: texts,
  allowMethods: texts,
  allowHeaders: texts,
  exposeHeaders: texts,
  maxAge: duration,
  allowCredentials: bool,
  unmatchedPreflights: oneOf('UNSPECIFIED', 'FORWARD', 'IGNORE'),
})

const httpRoute = message<Spec.HttpRoute>(
  {
    name: text,
    match: list(httpMatch),
    route: list(
      message<Spec.HttpRouteDestination>(
        { destination: required(destination), weight: count, headers },
        { refused: FLAT_HEADERS },
      ),
    ),
    redirect,
    directResponse: message<Spec.HttpDirectResponse>({
      status: required(uint32),
      body: message<Spec.HttpBody>(
        { string: text, bytes },
        { oneofs: [atMostOne('string', 'bytes')] },
      ),
    }),
    delegate: message<Spec.Delegate>({ name: text, namespace: text }),
    rewrite: message<Spec.HttpRewrite>({
      uri: text,
      authority: text,
      uriRegexRewrite: message<Spec.RegexRewrite>({ match: text, rewrite: text }),
    }),
    timeout: duration,
    retries: httpRetry,
    fault,
    mirror: destination,
    mirrors: list(
      message<Spec.HttpMirrorPolicy>({ destination: required(destination), percentage: percent }),
    ),
    mirrorPercentage: percent,
    mirrorPercent: wholePercent,
    corsPolicy: cors,
    headers,
  },
  { refused: FLAT_HEADERS },
)

const routeDestinations = list(
  message<Spec.RouteDestination>({ destination: required(destination), weight: count }),
)

export const virtualService: MessageSchema = message<Spec.VirtualServiceSpec>({
  hosts: texts,
  gateways: texts,
  http: list(httpRoute),
  tls: list(
    message<Spec.TlsRoute>({
      match: list(
        message<Spec.TlsMatchAttributes>({
          sniHosts: texts,
          destinationSubnets: texts,
          port: portOrZero,
          sourceLabels: labels,
          gateways: texts,
          sourceNamespace: text,
        }),
      ),
      route: routeDestinations,
    }),
  ),
  tcp: list(
    message<Spec.TcpRoute>({
      match: list(
        message<Spec.L4MatchAttributes>({
          destinationSubnets: texts,
          port: portOrZero,
          sourceSubnet: text,
          sourceLabels: labels,
          gateways: texts,
          sourceNamespace: text,
        }),
      ),
      route: routeDestinations,
    }),
  ),
  exportTo: texts,
})

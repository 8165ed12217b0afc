/** Short ways to write the bootstraps and exchanges of the differential tests. */
import type { Act, Bootstrap, ClientTls, Exchange, Http2Request, Script } from './model.ts'
import { ID_HEADER } from './origin.ts'

type Json = Readonly<Record<string, unknown>>

const TYPE = 'type.googleapis.com/'
export const HCM =
  'envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager'

/** A typed configuration. */
export function typed(type: string, value: Json = {}): Json {
  return { '@type': TYPE + type, ...value }
}

// -- configuration ---------------------------------------------------------------

/** What both proxies write for every stream; the first field finds the exchange. */
const LOG_FIELDS: readonly (readonly [string, string])[] = [
  ['from', '%DOWNSTREAM_DIRECT_REMOTE_ADDRESS%'],
  ['method', '%REQ(:METHOD)%'],
  ['path', '%REQ(X-ENVOY-ORIGINAL-PATH?:PATH)%'],
  ['protocol', '%PROTOCOL%'],
  ['code', '%RESPONSE_CODE%'],
  ['flags', '%RESPONSE_FLAGS%'],
  ['details', '%RESPONSE_CODE_DETAILS%'],
  ['received', '%BYTES_RECEIVED%'],
  ['sent', '%BYTES_SENT%'],
  ['cluster', '%UPSTREAM_CLUSTER%'],
  ['host', '%UPSTREAM_HOST%'],
  ['route', '%ROUTE_NAME%'],
  ['transport', '%UPSTREAM_TRANSPORT_FAILURE_REASON%'],
]
const SEPARATOR = ' | '

export function accessLog(): Json {
  return fileLog('@{log}', { text_format_source: { inline_string: logLine([]) } })
}

/** The fixed fields of a line of the log, and more, by name and operator. */
export function logLine(more: readonly (readonly [string, string])[]): string {
  const fields = [...LOG_FIELDS, ...more].map(([name, operator]) => `${name}=${operator}`)
  return `${fields.join(SEPARATOR)}\n`
}

export function fileLog(path: string, format: Json): Json {
  return {
    name: 'envoy.access_loggers.file',
    typed_config: typed('envoy.extensions.access_loggers.file.v3.FileAccessLog', {
      path,
      log_format: format,
    }),
  }
}

/** A line of a log by its fields: of text that begins with `from=`, or of JSON. */
export function parseLogLine(line: string): readonly (readonly [string, string])[] {
  if (line.startsWith('{')) {
    // Ports are names by now, which a number of JSON cannot be.
    const text = line.replace(/:(<[^">]+>)(?=[,}])/g, ':"$1"')
    const object = JSON.parse(text) as Readonly<Record<string, unknown>> // a log in JSON is one object per line
    return Object.keys(object)
      .sort()
      .map((name) => [name, JSON.stringify(object[name])] as const)
  }
  return line.split(SEPARATOR).map((part) => {
    const at = part.indexOf('=')
    return [part.slice(0, at), part.slice(at + 1)] as const
  })
}

export const ROUTER: Json = {
  name: 'envoy.filters.http.router',
  typed_config: typed('envoy.extensions.filters.http.router.v3.Router'),
}

export function filter(name: string, type: string, value: Json = {}): Json {
  return { name, typed_config: typed(type, value) }
}

export function routes(...list: readonly Json[]): Json {
  return { name: 'r', virtual_hosts: [{ name: 'v', domains: ['*'], routes: list }] }
}

/** A connection manager with the fixed access log; `extra` overrides and adds. */
export function hcm(routeConfig: Json, extra: Json = {}): Json {
  const { filters = [], ...rest } = extra as { readonly filters?: readonly Json[] } & Json
  return {
    name: 'envoy.filters.network.http_connection_manager',
    typed_config: typed(HCM, {
      stat_prefix: 'h',
      codec_type: 'AUTO',
      delayed_close_timeout: '0.1s',
      access_log: [accessLog()],
      route_config: routeConfig,
      http_filters: [...filters, ROUTER],
      ...rest,
    }),
  }
}

export function listener(name: string, filters: readonly Json[], extra: Json = {}): Json {
  const { chain = {}, ...rest } = extra as { readonly chain?: Json } & Json
  return {
    name,
    address: { socket_address: { address: '127.0.0.1', port_value: `@${name}` } },
    filter_chains: [{ filters, ...chain }],
    ...rest,
  }
}

export function endpoint(port: string, extra: Json = {}): Json {
  return {
    endpoint: { address: { socket_address: { address: '127.0.0.1', port_value: `@${port}` } } },
    ...extra,
  }
}

export function cluster(name: string, ports: readonly string[], extra: Json = {}): Json {
  return {
    name,
    type: 'STATIC',
    connect_timeout: '1s',
    load_assignment: {
      cluster_name: name,
      endpoints: [{ lb_endpoints: ports.map((port) => endpoint(port)) }],
    },
    ...extra,
  }
}

export const HTTP_OPTIONS = 'envoy.extensions.upstreams.http.v3.HttpProtocolOptions'

/** Makes a cluster speak HTTP/2, or HTTP/1 with options. */
export function upstreamOptions(value: Json): Json {
  return { typed_extension_protocol_options: { [HTTP_OPTIONS]: typed(HTTP_OPTIONS, value) } }
}

/** The clusters that most bootstraps need. */
export const CLUSTERS: readonly Json[] = [
  cluster('c0', ['O0']),
  cluster('c1', ['O1']),
  cluster('c2', ['O2']),
  cluster('dead', ['DEAD']),
]

export function bootstrap(listeners: readonly Json[], clusters: readonly Json[] = CLUSTERS): Json {
  return {
    node: { id: 'n', cluster: 'n' },
    admin: { address: { socket_address: { address: '127.0.0.1', port_value: '@ADMIN' } } },
    static_resources: { listeners, clusters },
  }
}

/** The commonest bootstrap: one listener, one connection manager. */
export function simple(routeConfig: Json, extra: Json = {}, clusters?: readonly Json[]): Json {
  return bootstrap([listener('L0', [hcm(routeConfig, extra)])], clusters)
}

// -- exchanges --------------------------------------------------------------------

export interface RequestParts {
  readonly method?: string
  readonly path?: string
  readonly version?: string
  readonly host?: string | null
  readonly headers?: readonly (readonly [string, string])[]
  readonly body?: string
}

export function requestBytes(parts: RequestParts): string {
  const { method = 'GET', path = '/', version = '1.1', host = 'a.test', headers = [], body } = parts
  const lines = [`${method} ${path} HTTP/${version}`]
  if (host !== null) lines.push(`Host: ${host}`)
  lines.push(`${ID_HEADER}: @ID@`)
  for (const [name, value] of headers) lines.push(`${name}: ${value}`)
  const declares = headers.some(([name]) => /^(content-length|transfer-encoding)$/i.test(name))
  if (body !== undefined && !declares) lines.push(`Content-Length: ${body.length}`)
  return `${lines.join('\r\n')}\r\n\r\n${body ?? ''}`
}

export interface ExchangeOptions {
  readonly script?: Script
  readonly listener?: number
  readonly responses?: number
  readonly tls?: Partial<ClientTls>
  readonly isSerial?: boolean
  readonly isRaw?: boolean
}

export function raw(
  name: string,
  acts: readonly (Act | string)[],
  options: ExchangeOptions = {},
): Exchange {
  return {
    name,
    acts: acts.map((act) => (typeof act === 'string' ? send(act) : act)),
    script: options.script ?? null,
    listener: options.listener ?? 0,
    responses: options.responses ?? 1,
    tls:
      options.tls === undefined
        ? null
        : { serverName: '', alpn: [], withCertificate: false, ...options.tls },
    http2: null,
    isFrames: false,
    isSerial: options.isSerial ?? false,
    isRaw: options.isRaw ?? false,
  }
}

export function get(
  path: string,
  parts: RequestParts = {},
  options: ExchangeOptions = {},
): Exchange {
  const all = { ...parts, path }
  return raw(describe(all), [requestBytes(all)], options)
}

export function http2(
  name: string,
  request: Partial<Http2Request>,
  options: ExchangeOptions = {},
): Exchange {
  return {
    ...raw(name, [], options),
    http2: { headers: [], body: null, trailers: [], ...request },
  }
}

function describe({
  method = 'GET',
  path = '/',
  host,
  headers = [],
  version,
  body,
}: RequestParts): string {
  const extras = [
    ...(host === undefined ? [] : [`Host: ${host}`]),
    ...headers.map(([name, value]) => `${name}: ${value}`),
    ...(version === undefined ? [] : [`HTTP/${version}`]),
    ...(body === undefined ? [] : [`${body.length} bytes`]),
  ]
  return [`${method} ${path}`, ...extras].join(' · ').slice(0, 160)
}

// -- scripts ------------------------------------------------------------------------

export function send(bytes: string): Act {
  return { kind: 'send', bytes }
}

export function wait(ms: number): Act {
  return { kind: 'wait', ms }
}

export const FIN: Act = { kind: 'fin' }
export const RESET: Act = { kind: 'reset' }

/** A script of one entry per attempt: bytes, or acts. */
export function script(...attempts: readonly (string | readonly Act[])[]): Script {
  return { attempts: attempts.map((one) => (typeof one === 'string' ? [send(one)] : one)) }
}

export function early(...attempts: readonly (string | readonly Act[])[]): Script {
  return { ...script(...attempts), isEarly: true }
}

export function response(
  status: number,
  headers: readonly (readonly [string, string])[] = [],
  body = 'ok',
): string {
  const bodyless = status === 204 || status === 304 || status < 200
  const lines = [
    `HTTP/1.1 ${status} X`,
    ...(bodyless ? [] : [`content-length: ${body.length}`]),
    ...headers.map(([name, value]) => `${name}: ${value}`),
  ]
  return `${lines.join('\r\n')}\r\n\r\n${bodyless ? '' : body}`
}

export function define(
  area: string,
  name: string,
  config: Json,
  exchanges: readonly Exchange[],
  options: { readonly isSerial?: boolean } = {},
): Bootstrap {
  return { area, name, config, exchanges, isSerial: options.isSerial ?? false }
}

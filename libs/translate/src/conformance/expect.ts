/** What a conformance folder asserts, compared with what the generated resources do. */
import {
  type HeaderValueOption,
  HeaderValueOptionHeaderAppendAction,
  type Route,
} from '@flotilla/proto'
import type { ProxyView } from '../proxy-view.ts'
import { type Call, simulate } from '../simulate/call.ts'
import { matchedLength } from '../simulate/route-choice.ts'

/** One assertion that did not hold. */
export interface Failure {
  readonly what: string
  readonly wanted: unknown
  readonly seen: unknown
}

export interface RawRequest {
  readonly address?: string
  readonly port: number
  readonly protocol?: 'http' | 'http2' | 'tcp'
  readonly tls?: 'plaintext' | 'tls' | 'mtls'
  readonly alpn?: string
  readonly host?: string
  readonly sni?: string
  readonly path?: string
  readonly method?: string
  readonly scheme?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly mode?: 'gateway' | 'outbound' | 'inbound'
  readonly serverCertSecretName?: string
}

export type RawExpect = Readonly<Record<string, unknown>>

export function callOf(raw: RawRequest, mode: Call['mode']): Call {
  const host = raw.host ?? ''
  const tls = raw.tls ?? 'plaintext'
  return {
    mode: raw.mode ?? mode,
    address: raw.address ?? '1.3.3.7',
    port: raw.port,
    protocol: raw.protocol ?? 'http',
    tls,
    alpn: raw.alpn ?? '',
    serverName: raw.sni ?? (tls === 'plaintext' ? '' : host),
    request: {
      method: raw.method ?? 'GET',
      path: raw.path ?? '/',
      authority: host,
      scheme: raw.scheme ?? 'http',
      requestHeaders: Object.entries(raw.headers ?? {}).flatMap(([name, value]) => [
        name.toLowerCase(),
        value,
      ]),
      randomValue: 0,
      clientCertificate: -1,
    },
    ...(raw.serverCertSecretName === undefined
      ? {}
      : { mutualSecretName: raw.serverCertSecretName }),
  }
}

/** `kind: simulation`. */
export function checkSimulation(view: ProxyView, raw: RawRequest, expect: RawExpect): Failure[] {
  const call = callOf(raw, view.node.type === 'router' ? 'gateway' : 'outbound')
  const seen = simulate({ listeners: view.listeners(), route: (name) => view.route(name) }, call)
  const failures: Failure[] = []
  const compare = (what: string, value: unknown): void => {
    const wanted = expect[what]
    const isAsserted = what in expect || (expect['strict'] === true && what !== 'route')
    if (isAsserted && (wanted ?? null) !== value) failures.push({ what, wanted, seen: value })
  }
  if (!('error' in expect) && seen.error !== null)
    failures.push({ what: 'error', wanted: null, seen: seen.error })
  if ('error' in expect) compare('error', seen.error)
  compare('listener', seen.listener)
  if (expect['strict'] !== true || 'filterChain' in expect) compare('filterChain', seen.filterChain)
  compare('routeConfig', seen.routeConfig)
  compare('virtualHost', seen.virtualHost)
  if ('route' in expect) compare('route', seen.route?.name ?? null)
  compare('cluster', seen.cluster)
  return failures
}

/** `kind: http`: the route, and what it would do to the request. */
export function checkHttp(view: ProxyView, raw: RawRequest, expect: RawExpect): Failure[] {
  const call = callOf(raw, view.node.type === 'router' ? 'gateway' : 'outbound')
  const seen = simulate({ listeners: view.listeners(), route: (name) => view.route(name) }, call)
  const actual = { ...effectsOf(seen.route, raw), error: seen.error }
  if (seen.error === 'no route' || seen.error === 'no virtual host') actual.status = 404
  return Object.entries(expect).flatMap(([what, wanted]) => {
    const value = (actual as Record<string, unknown>)[what] ?? null
    return equals(wanted, value) ? [] : [{ what, wanted, seen: value }]
  })
}

interface Effects {
  cluster: string | null
  weightedClusters: Record<string, number> | null
  route: string | null
  timeout: string | null
  retry: unknown
  mirrors: unknown
  upstreamPath: string | null
  upstreamHost: string | null
  upstreamHeaders: Record<string, string[] | null> | null
  responseHeaders: Record<string, string[] | null> | null
  status: number | null
  location: string | null
  body: string | null
}

const NO_EFFECTS: Effects = {
  cluster: null,
  weightedClusters: null,
  route: null,
  timeout: null,
  retry: null,
  mirrors: null,
  upstreamPath: null,
  upstreamHost: null,
  upstreamHeaders: null,
  responseHeaders: null,
  status: null,
  location: null,
  body: null,
}

function effectsOf(route: Route | null, raw: RawRequest): Effects {
  if (route === null) return { ...NO_EFFECTS }
  const action = route.route
  const path = raw.path ?? '/'
  const weighted = action?.weightedClusters?.clusters.map((one) => [one.name, one.weight ?? 0])
  return {
    ...NO_EFFECTS,
    route: route.name,
    cluster: action?.cluster ?? null,
    weightedClusters: weighted === undefined ? null : Object.fromEntries(weighted),
    timeout: action?.timeout === null || action === null ? null : `${action.timeout.seconds}s`,
    retry: retryOf(action?.retryPolicy ?? null),
    mirrors: (action?.requestMirrorPolicies ?? []).map((mirror) => ({
      cluster: mirror.cluster,
      perMillion: perMillion(mirror.runtimeFraction?.defaultValue ?? null),
    })),
    upstreamPath:
      action === null || action.prefixRewrite === ''
        ? path
        : `${action.prefixRewrite}${path.slice(matchedLength(route, path))}`,
    upstreamHost: action?.hostRewriteLiteral ?? raw.host ?? null,
    upstreamHeaders: applied(
      raw.headers ?? {},
      route.requestHeadersToAdd,
      route.requestHeadersToRemove,
    ),
    responseHeaders: applied({}, route.responseHeadersToAdd, route.responseHeadersToRemove),
    ...redirectOf(route, raw),
    ...(route.directResponse === null
      ? {}
      : {
          status: route.directResponse.status,
          body: route.directResponse.body?.inlineString ?? null,
        }),
  }
}

function perMillion(fraction: { numerator: number; denominator: number } | null): number {
  if (fraction === null) return 1_000_000
  return fraction.numerator * ([10_000, 100, 1][fraction.denominator] ?? 1)
}

type Policy = NonNullable<NonNullable<Route['route']>['retryPolicy']>

/** The retry policy in the spelling of the tables. */
export function retryOf(policy: Policy | null): Record<string, unknown> | null {
  if (policy === null) return null
  const { perTryTimeout, retryBackOff } = policy
  return {
    numRetries: policy.numRetries,
    retryOn: policy.retryOn,
    retriableStatusCodes: policy.retriableStatusCodes,
    perTryTimeout: perTryTimeout === null ? null : `${perTryTimeout.seconds}s`,
    retryPriority: policy.retryPriority,
    hostSelectionRetryMaxAttempts: policy.hostSelectionRetryMaxAttempts,
    previousHosts: policy.retryHostPredicate.length > 0,
    backoffBaseInterval:
      retryBackOff === null ? null : `${retryBackOff.baseInterval?.seconds ?? 0}s`,
  }
}

function applied(
  before: Readonly<Record<string, string>>,
  options: readonly HeaderValueOption[],
  removed: readonly string[],
): Record<string, string[] | null> {
  const headers: Record<string, string[] | null> = {}
  for (const [name, value] of Object.entries(before)) headers[name.toLowerCase()] = [value]
  for (const option of options) {
    const name = (option.header?.key ?? '').toLowerCase()
    const value = option.header?.value ?? ''
    const appends =
      option.appendAction === HeaderValueOptionHeaderAppendAction.APPEND_IF_EXISTS_OR_ADD
    headers[name] = appends ? [...(headers[name] ?? []), value] : [value]
  }
  for (const name of removed) headers[name.toLowerCase()] = null
  return headers
}

const STATUS = [301, 302, 303, 307, 308]

function redirectOf(route: Route, raw: RawRequest): Partial<Effects> {
  const { redirect } = route
  if (redirect === null) return {}
  const path = raw.path ?? '/'
  const scheme = redirect.schemeRedirect ?? raw.scheme ?? 'http'
  const host = redirect.hostRedirect === '' ? (raw.host ?? '') : redirect.hostRedirect
  const port = redirect.portRedirect === 0 ? '' : `:${redirect.portRedirect}`
  const target =
    redirect.pathRedirect ??
    (redirect.prefixRewrite === null
      ? path
      : `${redirect.prefixRewrite}${path.slice(matchedLength(route, path))}`)
  return {
    status: STATUS[redirect.responseCode] ?? null,
    location: `${scheme}://${host}${port}${target}`,
  }
}

/** Objects need only hold what is asked for. */
export function equals(wanted: unknown, seen: unknown): boolean {
  if (wanted === null || typeof wanted !== 'object') return wanted === (seen ?? null)
  if (Array.isArray(wanted))
    return (
      Array.isArray(seen) &&
      wanted.length === seen.length &&
      wanted.every((one, i) => equals(one, seen[i]))
    )
  if (typeof seen !== 'object' || seen === null) return false
  return Object.entries(wanted).every(([key, value]) =>
    equals(value, (seen as Record<string, unknown>)[key] ?? null),
  )
}

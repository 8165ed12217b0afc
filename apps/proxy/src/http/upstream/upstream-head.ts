/** The head of the upstream request: mutations, then host, then path, so that values see the originals (spec §1.5). */
import type { NameCase } from '@flotilla/http1'
import { withoutQuery } from '@flotilla/uri'
import type { Host } from '../../upstream/types.ts'
import type { ServerStream } from '../downstream/server-stream.ts'
import { headerValue, joinedHeaderValue, removeHeader, setHeader } from '../headers.ts'
import { applyMutations } from '../route/header-mutation.ts'
import { rewrittenPath } from '../route/rewrite.ts'
import type { ClusterTarget, ForwardAction, HostRewrite, Route } from '../route/route.ts'
import type { UpstreamHead } from '../session.ts'

const TARGET = /^\/[\x21-\x7e]*$/
/** Envoy sends what a rewrite gives, whether it is a host or not. */
const HOST = /^[\x21-\x7e]+$/

/** Mutable: an automatic host rewrite is known only once a host is picked. */
export class RouterHead implements UpstreamHead {
  readonly isFromHttp1: boolean
  scheme: 'http' | 'https'
  readonly method: string
  readonly target: string
  host: string
  readonly headers: string[]
  readonly upgrade: string
  readonly nameCase: NameCase | null
  isAutoHost = false

  constructor(stream: ServerStream, target: string, host: string) {
    this.isFromHttp1 = stream.protocol !== 'HTTP/2'
    this.scheme = stream.scheme
    this.method = stream.method
    this.target = target
    this.host = host
    this.headers = stream.requestHeaders
    this.upgrade = stream.upgrade
    this.nameCase = stream.requestCase
  }
}

/** Changes `stream.requestHeaders` to what goes upstream and gives the head that holds them. */
export function routerHead(
  stream: ServerStream,
  route: Route,
  action: ForwardAction,
  target: ClusterTarget,
): RouterHead {
  const headers = stream.requestHeaders
  applyMutations(target.requestMutations, headers, stream)
  const host = rewrittenHost(stream, target.hostRewrite)
  const rewrite = target.hostRewrite
  const isNoted = rewrite?.kind === 'literal' ? !rewrite.isQuiet : rewrite?.kind !== 'auto'
  if (rewrite !== null && isNoted && host !== null) noteHostRewrite(stream, host, action)
  const path = forwardedPath(stream, action, route)
  const isUsable = path === stream.path || TARGET.test(path)
  // Envoy tells the path that was even where a regular expression changed nothing.
  const isRewritten = action.rewritesPath && (action.pathFormat === null || path !== stream.path)
  if (isRewritten && TARGET.test(path)) setHeader(headers, 'x-envoy-original-path', stream.path)
  const head = new RouterHead(stream, isUsable ? path : stream.path, host ?? stream.authority)
  stream.sentPath = head.target
  stream.sentAuthority = head.host
  return head
}

/** Where tracing is on, an outbound proxy names its span to the inbound one, whose application never sees it. */
export function passOperation(stream: ServerStream, route: Route): void {
  if (stream.runtime.config.sampling === null) return
  const headers = stream.requestHeaders
  // Envoy: a listener without direction is an inbound one.
  if (stream.connection.direction !== 'outbound') {
    stream.isOperationGiven = (headerValue(headers, 'x-envoy-decorator-operation') ?? '') !== ''
    removeHeader(headers, 'x-envoy-decorator-operation')
  } else if (route.operation !== '' && route.propagatesOperation)
    setHeader(headers, 'x-envoy-decorator-operation', route.operation)
}

function forwardedPath(stream: ServerStream, action: ForwardAction, route: Route): string {
  const { templateRewrite, pathFormat } = action
  const { path } = stream
  if (pathFormat !== null) {
    const text = pathFormat.render(stream, '')
    return text === '' ? path : text + path.slice(withoutQuery(path).length)
  }
  if (templateRewrite === null)
    return rewrittenPath(path, action.prefixRewrite, action.regexRewrite, route.path)
  const bare = withoutQuery(path)
  return templateRewrite.apply(bare) + path.slice(bare.length)
}

/** A rewrite whose result is no host leaves the request's. `auto` is done by `applyAutoHost`. */
function rewrittenHost(stream: ServerStream, rewrite: HostRewrite | null): string | null {
  const host = hostFrom(stream, rewrite)
  return host !== null && HOST.test(host) ? host : null
}

/** What the host was, for the upstream and for whoever reads x-forwarded-host. */
function noteHostRewrite(stream: ServerStream, host: string, action: ForwardAction): void {
  const headers = stream.requestHeaders
  setHeader(headers, 'x-envoy-original-host', stream.authority)
  if (action.appendsForwardedHost && host !== stream.authority) {
    const earlier = joinedHeaderValue(headers, 'x-forwarded-host')
    const all = earlier === null ? stream.authority : `${earlier},${stream.authority}`
    setHeader(headers, 'x-forwarded-host', all)
  }
}

function hostFrom(stream: ServerStream, rewrite: HostRewrite | null): string | null {
  switch (rewrite?.kind) {
    case 'literal':
      return rewrite.host
    case 'header':
      return headerValue(stream.requestHeaders, rewrite.name)
    case 'format':
      return rewrite.format.render(stream, '-')
    case 'pathRegex':
      return rewrite.rewrite.apply(withoutQuery(stream.path))
    default:
      return null
  }
}

/** `auto_host_rewrite`: the DNS name of the picked host, where it has one. */
export function applyAutoHost(
  head: RouterHead,
  target: ClusterTarget,
  host: Host,
  appendsForwardedHost: boolean,
): void {
  if (target.hostRewrite?.kind !== 'auto' || !HOST.test(host.hostname)) return
  const earlier = head.host
  head.host = host.hostname
  if (head.isAutoHost) return
  head.isAutoHost = true
  setHeader(head.headers, 'x-envoy-original-host', earlier)
  if (!appendsForwardedHost || earlier === host.hostname) return
  const given = joinedHeaderValue(head.headers, 'x-forwarded-host')
  const all = given === null ? earlier : `${given},${earlier}`
  setHeader(head.headers, 'x-forwarded-host', all)
}

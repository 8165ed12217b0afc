/** The head of the upstream request: mutations, then host, then path, so that values see the originals (spec §1.5). */
import { isFieldValue } from '@flotilla/http1'
import { withoutQuery } from '@flotilla/uri'
import type { Host } from '../../upstream/types.ts'
import type { ServerStream } from '../downstream/server-stream.ts'
import { addHeader, headerValue, indexOfHeader, setHeader } from '../headers.ts'
import { applyMutations } from '../route/header-mutation.ts'
import { rewrittenPath } from '../route/rewrite.ts'
import type { ClusterTarget, ForwardAction, HostRewrite, Route } from '../route/route.ts'
import type { UpstreamHead } from '../session.ts'

const TARGET = /^\/[\x21-\x7e]*$/
const HOST = /^[A-Za-z0-9\-._~!$&'()*+,;=:%[\]]+$/

/** Mutable: an automatic host rewrite is known only once a host is picked. */
export class RouterHead implements UpstreamHead {
  readonly method: string
  readonly target: string
  host: string
  readonly headers: string[]
  readonly upgrade: string

  constructor(stream: ServerStream, target: string, host: string) {
    this.method = stream.method
    this.target = target
    this.host = host
    this.headers = stream.requestHeaders
    this.upgrade = stream.upgrade
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
  if (host !== stream.authority && action.appendsForwardedHost)
    addHeader(headers, 'x-forwarded-host', stream.authority)
  const path = rewrittenPath(stream.path, action.prefixRewrite, action.regexRewrite, route.path)
  const isUsable = path !== stream.path && TARGET.test(path)
  if (isUsable && indexOfHeader(headers, 'x-envoy-original-path') === -1)
    addHeader(headers, 'x-envoy-original-path', stream.path)
  if (
    route.operation !== '' &&
    route.propagatesOperation &&
    stream.connection.direction === 'outbound'
  )
    setHeader(headers, 'x-envoy-decorator-operation', route.operation)
  return new RouterHead(stream, isUsable ? path : stream.path, host)
}

/** A rewrite whose result is no host leaves the request's. `auto` is done by `applyAutoHost`. */
function rewrittenHost(stream: ServerStream, rewrite: HostRewrite | null): string {
  const host = hostFrom(stream, rewrite)
  return host !== null && HOST.test(host) && isFieldValue(host) ? host : stream.authority
}

function hostFrom(stream: ServerStream, rewrite: HostRewrite | null): string | null {
  switch (rewrite?.kind) {
    case 'literal':
      return rewrite.host
    case 'header':
      return headerValue(stream.requestHeaders, rewrite.name)
    case 'pathRegex':
      return rewrite.rewrite.apply(withoutQuery(stream.path))
    default:
      return null
  }
}

/** `auto_host_rewrite`: the DNS name of the picked host, where it has one. */
export function applyAutoHost(head: RouterHead, target: ClusterTarget, host: Host): void {
  if (target.hostRewrite?.kind === 'auto' && HOST.test(host.hostname)) head.host = host.hostname
}

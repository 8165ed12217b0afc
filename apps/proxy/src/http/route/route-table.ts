/** One compiled route configuration: finds the route of a request. */
import { type RequestView, selectRoute } from '@flotilla/match'
import { withoutPort } from '@flotilla/uri'
import { headerValue } from '../headers.ts'
import { type Route, TlsRequirement, type VirtualHost, type VirtualHosts } from './route.ts'

export class RouteTable {
  readonly name: string
  private readonly hosts: VirtualHosts
  private readonly ignoresPort: boolean
  /** Holds what virtual hosts are found by; empty where the authority does. */
  private readonly hostHeader: string
  /** Whether any virtual host has virtual clusters. */
  readonly hasVirtualClusters: boolean
  /** Header names (lower case) that only internal callers may send. */
  readonly internalOnlyHeaders: readonly string[]

  constructor(
    name: string,
    hosts: VirtualHosts,
    ignoresPort: boolean,
    internalOnlyHeaders: readonly string[],
    hasVirtualClusters: boolean,
    hostHeader = '',
  ) {
    this.name = name
    this.hosts = hosts
    this.ignoresPort = ignoresPort
    this.internalOnlyHeaders = internalOnlyHeaders
    this.hasVirtualClusters = hasVirtualClusters
    this.hostHeader = hostHeader
  }

  /** The first route that matches, or null. @param isInternal decides EXTERNAL_ONLY. */
  select(view: RequestView, isInternal: boolean): Route | null {
    const host = this.hostOf(view)
    if (host === null) return null
    if (
      host.requireTls !== TlsRequirement.None &&
      headerValue(view.requestHeaders, 'x-forwarded-proto') !== 'https'
    ) {
      if (host.requireTls === TlsRequirement.All || !isInternal) return host.tlsRedirect
    }
    if (host.matcher === null) return selectRoute(host.routes, view)
    const routes = host.matcher(view)
    return routes === null ? null : selectRoute(routes, view)
  }

  private hostOf(view: RequestView): VirtualHost | null {
    const { hostHeader } = this
    const name =
      hostHeader === '' ? view.authority : (headerValue(view.requestHeaders, hostHeader) ?? '')
    if (name === '' && hostHeader !== '') return null
    return this.hosts.lookup(this.ignoresPort ? withoutPort(name) : name)
  }

  /** Name of the virtual cluster of a request, empty where none matches. O(virtual clusters). */
  virtualCluster(view: RequestView): string {
    const host = this.hostOf(view)
    if (host === null || host.virtualClusters === null) return ''
    for (const { name, headers } of host.virtualClusters)
      if (headers.every((matcher) => matcher.matches(view))) return name
    return ''
  }
}

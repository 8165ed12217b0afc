/** What the router answers by itself: redirects, direct responses, and that there is no route. */
import type { ServerStream } from '../http/downstream/server-stream.ts'
import type { HeaderList } from '../http/headers.ts'
import { ResponseFlag } from '../http/response-flags.ts'
import { applyMutations } from '../http/route/header-mutation.ts'
import { redirectLocation } from '../http/route/redirect.ts'
import type { Route } from '../http/route/route.ts'

/** @param route one that does not forward, or null where none matched. */
export function answerRoute(stream: ServerStream, route: Route | null): void {
  const { stats } = stream.runtime.config
  if (route === null) {
    stats.noRoute++
    const detail = stream.routeTable === null ? 'route_configuration_not_found' : 'route_not_found'
    stream.reply(404, '', detail, ResponseFlag.NoRouteFound)
    return
  }
  const { action } = route
  if (action.kind === 'redirect') {
    // Envoy counts redirects among direct responses.
    stats.rqDirectResponse++
    const location = redirectLocation(
      action.redirect,
      stream,
      route.path,
      action.redirect.pathFormat?.render(stream, '') ?? '',
    )
    answer(stream, route, action.redirect.status, '', ['location', location])
  } else if (action.kind === 'direct') {
    stats.rqDirectResponse++
    // Envoy tells where what was "created", or has moved, is to be found.
    const isElsewhere = action.status === 201 || (action.status >= 300 && action.status < 400)
    const headers = isElsewhere
      ? ['location', `${stream.scheme}://${stream.authority}${stream.path}`]
      : []
    if (action.format === null) answer(stream, route, action.status, action.body, headers)
    else {
      // As Envoy: the code is not known to the format.
      stream.localReplyBody = action.body
      headers.push('content-type', action.format.contentType)
      answer(stream, route, action.status, action.format.render(stream), headers)
    }
  } else {
    // Envoy looks for the cluster that such a route does not name.
    stats.noCluster++
    stream.reply(503, '', 'cluster_not_found', ResponseFlag.NoClusterFound)
  }
}

function answer(
  stream: ServerStream,
  route: Route,
  status: number,
  body: string,
  headers: HeaderList,
): void {
  applyMutations(route.responseMutations, headers, stream)
  stream.reply(status, body, 'direct_response', 0, headers)
}

/** `matcher` of a virtual host: a generic tree whose actions are routes, or lists of them. */
import type { RouteEntry } from '@flotilla/match'
import { type Matcher, RouteList, Route as RouteMessage } from '@flotilla/proto'
import { isType, unpack } from '../../compile/fields.ts'
import type { Violations } from '../../compile/violations.ts'
import { compileMatchTree } from '../../matching/match-tree.ts'
import type { Route, VirtualHost } from '../route/route.ts'
import { compileRoute, type HostSettings } from './route.ts'
import type { RouteScope } from './route-scope.ts'

export function compileRouteMatcher(
  message: Matcher,
  host: HostSettings,
  scope: RouteScope,
  at: Violations,
): VirtualHost['matcher'] {
  return compileMatchTree<readonly RouteEntry<Route>[]>(
    message,
    (action, place) => {
      const any = action.typedConfig
      const typed = place.at('typed_config')
      if (any !== null && isType(any, RouteList)) {
        const list = unpack(RouteList, any, typed)?.routes ?? []
        return list.flatMap(
          (route, i) => compileRoute(route, host, scope, typed.at('routes', i)) ?? [],
        )
      }
      const route = unpack(RouteMessage, any, typed)
      return route === null ? null : [compileRoute(route, host, scope, typed) ?? []].flat()
    },
    at,
  )
}

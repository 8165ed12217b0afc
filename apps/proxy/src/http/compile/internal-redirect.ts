/** InternalRedirectPolicy messages, and the older fields that mean the same. */
import {
  AllowListedRoutesConfig,
  type InternalRedirectPolicy,
  PreviousRoutesConfig,
  type RouteAction,
  SafeCrossSchemeConfig,
} from '@flotilla/proto'
import { isType, unpack } from '../../compile/fields.ts'
import type { Violations } from '../../compile/violations.ts'
import type { InternalRedirect } from '../route/route.ts'

const STATUSES: readonly number[] = [301, 302, 303, 307, 308]
const DEFAULT_STATUSES: readonly number[] = [302]
const HANDLE = 1

export function compileInternalRedirect(
  action: RouteAction,
  at: Violations,
): InternalRedirect | null {
  const message = action.internalRedirectPolicy
  if (message !== null) return policyOf(message, at.at('internal_redirect_policy'))
  if (action.internalRedirectAction !== HANDLE) return null
  return {
    maxRedirects: action.maxInternalRedirects ?? 1,
    statuses: DEFAULT_STATUSES,
    allowsCrossScheme: false,
    allowedRoutes: null,
    avoidsPreviousRoutes: false,
    isSafeSchemeOnly: false,
    copiedHeaders: [],
  }
}

function policyOf(message: InternalRedirectPolicy, at: Violations): InternalRedirect {
  // Envoy: other statuses in the list are passed over.
  const statuses = message.redirectResponseCodes.filter((status) => STATUSES.includes(status))
  let allowedRoutes: Set<string> | null = null
  let avoidsPreviousRoutes = false
  let isSafeSchemeOnly = false
  message.predicates.forEach((predicate, i) => {
    const place = at.at('predicates', i)
    const any = predicate.typedConfig
    if (any !== null && isType(any, AllowListedRoutesConfig)) {
      const config = unpack(AllowListedRoutesConfig, any, place.at('typed_config'))
      allowedRoutes = new Set(config?.allowedRouteNames ?? [])
    } else if (any !== null && isType(any, PreviousRoutesConfig)) avoidsPreviousRoutes = true
    else if (any !== null && isType(any, SafeCrossSchemeConfig)) isSafeSchemeOnly = true
    else place.unsupported(`predicate ${JSON.stringify(predicate.name)}`)
  })
  return {
    maxRedirects: message.maxInternalRedirects ?? 1,
    statuses: message.redirectResponseCodes.length === 0 ? DEFAULT_STATUSES : statuses,
    allowsCrossScheme: message.allowCrossSchemeRedirect,
    allowedRoutes,
    avoidsPreviousRoutes,
    isSafeSchemeOnly,
    copiedHeaders: message.responseHeadersToCopy.map((name) => name.toLowerCase()),
  }
}

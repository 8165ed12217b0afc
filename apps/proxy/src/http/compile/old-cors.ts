/** `cors` of routes and virtual hosts, which Envoy keeps from before filters had configuration of their own. */
import { CorsPolicy, type RouteCorsPolicy } from '@flotilla/proto'
import type { Violations } from '../../compile/violations.ts'
import type { FilterKinds } from './filter-config.ts'

const FILTER = 'envoy.filters.http.cors'

/** What the filter itself is told goes before. */
export function withOldCors(
  message: RouteCorsPolicy | null,
  configs: ReadonlyMap<string, unknown>,
  kinds: FilterKinds,
  at: Violations,
): ReadonlyMap<string, unknown> {
  if (message === null || configs.has(FILTER)) return configs
  const policy = CorsPolicy.create({
    allowOriginStringMatch: message.allowOriginStringMatch,
    allowMethods: message.allowMethods,
    allowHeaders: message.allowHeaders,
    exposeHeaders: message.exposeHeaders,
    maxAge: message.maxAge,
    allowCredentials: message.allowCredentials,
    filterEnabled: message.filterEnabled,
    shadowEnabled: message.shadowEnabled,
    allowPrivateNetworkAccess: message.allowPrivateNetworkAccess,
    forwardNotMatchingPreflights: message.forwardNotMatchingPreflights,
  })
  const compiled = kinds.get(CorsPolicy.typeUrl)?.compileRouteConfig({
    kind: 'proto',
    typeUrl: CorsPolicy.typeUrl,
    value: CorsPolicy.encode(policy),
  })
  if (compiled === undefined) return configs
  if (compiled.kind === 'bad') {
    at.adopt(compiled.violations)
    return configs
  }
  return new Map([...configs, [FILTER, compiled.value]])
}

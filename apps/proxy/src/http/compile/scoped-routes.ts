/** `scoped_routes`: which route configuration a request is routed by, as its headers say. */
import {
  RouteConfiguration,
  type ScopedRoutes,
  type ScopedRoutesScopeKeyBuilderFragmentBuilder,
} from '@flotilla/proto'
import type { Violations } from '../../compile/violations.ts'
import type { RouteSource } from '../env.ts'
import { type HeaderList, headerValue } from '../headers.ts'
import type { RouteTable } from '../route/route-table.ts'
import type { FilterKinds } from './filter-config.ts'
import { compileRouteTable } from './route-table.ts'

/** A part of a scope's key, null where the request has none. */
type Fragment = (headers: HeaderList) => string | null

/** Null with violations. */
export function compileScopedRoutes(
  message: ScopedRoutes,
  kinds: FilterKinds,
  open: (name: string) => RouteSource,
  at: Violations,
): RouteSource | null {
  const fragments = (message.scopeKeyBuilder?.fragments ?? []).map((one, i) =>
    fragmentOf(one, at.at('scope_key_builder').at('fragments', i)),
  )
  if (fragments.length === 0) at.at('scope_key_builder').at('fragments').add('must not be empty')
  if (message.scopedRds !== null) at.at('scoped_rds').unsupported()
  const list = message.scopedRouteConfigurationsList?.scopedRouteConfigurations ?? []
  if (message.scopedRds === null && list.length === 0)
    at.at('scoped_route_configurations_list').add('is required')
  const scopes = new Map<string, RouteSource>()
  for (const [i, scope] of list.entries()) {
    const place = at.at('scoped_route_configurations_list').at('scoped_route_configurations', i)
    const key = keyOf((scope.key?.fragments ?? []).map(({ stringKey }) => stringKey ?? ''))
    if (scopes.has(key)) place.at('key').add('is that of another scope')
    const source = sourceOf(scope, kinds, open, place)
    if (source !== null) scopes.set(key, source)
  }
  const nothing = compileRouteTable(RouteConfiguration.create(), kinds)
  if (nothing.kind === 'bad') return null
  return new ScopedSource(fragments, scopes, nothing.value)
}

function sourceOf(
  scope: NonNullable<
    ScopedRoutes['scopedRouteConfigurationsList']
  >['scopedRouteConfigurations'][number],
  kinds: FilterKinds,
  open: (name: string) => RouteSource,
  at: Violations,
): RouteSource | null {
  if (scope.onDemand) at.at('on_demand').unsupported()
  if (scope.routeConfiguration === null) {
    if (scope.routeConfigurationName !== '') return open(scope.routeConfigurationName)
    at.at('route_configuration').add('is required')
    return null
  }
  const compiled = compileRouteTable(scope.routeConfiguration, kinds)
  if (compiled.kind === 'ok') return { table: compiled.value }
  at.at('route_configuration').adopt(compiled.violations)
  return null
}

function fragmentOf(message: ScopedRoutesScopeKeyBuilderFragmentBuilder, at: Violations): Fragment {
  const extractor = message.headerValueExtractor
  const place = at.at('header_value_extractor')
  if (extractor === null) {
    place.add('is required')
    return () => null
  }
  const { elementSeparator: separator, element, index } = extractor
  const name = extractor.name.toLowerCase()
  if (name === '') place.at('name').add('must not be empty')
  if (element === null && index === null) place.add('names neither index nor element')
  if (separator === '' && (index ?? 0) > 0) place.at('index').add('needs an element_separator')
  return (headers) => {
    const value = headerValue(headers, name)
    if (value === null) return null
    const parts = separator === '' ? [value] : value.split(separator)
    if (element === null) return parts[index ?? 0] ?? null
    for (const part of parts) {
      const at = part.indexOf(element.separator)
      const key = at === -1 ? part : part.slice(0, at)
      if (key === element.key) return at === -1 ? '' : part.slice(at + element.separator.length)
    }
    return null
  }
}

function keyOf(parts: readonly string[]): string {
  return JSON.stringify(parts)
}

class ScopedSource implements RouteSource {
  /** There is none without a request. */
  readonly table: RouteTable
  private readonly fragments: readonly Fragment[]
  private readonly scopes: ReadonlyMap<string, RouteSource>

  constructor(
    fragments: readonly Fragment[],
    scopes: ReadonlyMap<string, RouteSource>,
    nothing: RouteTable,
  ) {
    this.fragments = fragments
    this.scopes = scopes
    this.table = nothing
  }

  tableFor(headers: HeaderList): RouteTable | null {
    const parts: string[] = []
    for (const fragment of this.fragments) {
      const part = fragment(headers)
      if (part === null) return this.table
      parts.push(part)
    }
    const scope = this.scopes.get(keyOf(parts))
    return scope === undefined ? this.table : scope.table
  }
}

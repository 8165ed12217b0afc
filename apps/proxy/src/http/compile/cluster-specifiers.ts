/** Plugins that name the cluster of a request: `cluster_specifier_plugins`, and those that a route brings itself. */
import {
  ClusterAction,
  type ClusterSpecifierPlugin,
  MatcherClusterSpecifier,
} from '@flotilla/proto'
import { isType, unpack } from '../../compile/fields.ts'
import type { Violations } from '../../compile/violations.ts'
import { compileMatchTree } from '../../matching/match-tree.ts'
import type { ClusterSpecifier } from '../route/route.ts'

/** By name; those that are wrong are left out, with a violation. */
export function compileClusterSpecifiers(
  plugins: readonly ClusterSpecifierPlugin[],
  at: Violations,
): ReadonlyMap<string, ClusterSpecifier> {
  const specifiers = new Map<string, ClusterSpecifier>()
  for (const [i, plugin] of plugins.entries()) {
    const place = at.at('cluster_specifier_plugins', i)
    const name = plugin.extension?.name ?? ''
    if (specifiers.has(name)) place.at('extension.name').add('is used twice')
    specifiers.set(name, compileClusterSpecifier(plugin, place))
  }
  return specifiers
}

export function compileClusterSpecifier(
  plugin: ClusterSpecifierPlugin,
  at: Violations,
): ClusterSpecifier {
  const any = plugin.extension?.typedConfig ?? null
  const place = at.at('extension.typed_config')
  if (any !== null && isType(any, MatcherClusterSpecifier)) {
    const matcher = unpack(MatcherClusterSpecifier, any, place)?.clusterMatcher ?? null
    if (matcher !== null) return compileMatchTree(matcher, clusterOf, place.at('cluster_matcher'))
    place.at('cluster_matcher').add('is required')
  } else if (!plugin.isOptional) place.unsupported(any?.typeUrl ?? 'a plugin without configuration')
  return () => null
}

function clusterOf(
  action: Parameters<Parameters<typeof compileMatchTree<string>>[1]>[0],
  at: Violations,
): string | null {
  const cluster = unpack(ClusterAction, action.typedConfig, at.at('typed_config'))?.cluster ?? null
  if (cluster === '') at.at('typed_config.cluster').add('must not be empty')
  return cluster
}

/** The route configurations that listeners ask for by name. */
import { HttpConnectionManager, type Listener, unpackAny } from '@flotilla/proto'

/** Sorted, without repetition. Decodes the connection managers: for debugging and tests. */
export function routeNamesOf(listeners: readonly Listener[]): string[] {
  const names = new Set<string>()
  for (const listener of listeners)
    for (const chain of [...listener.filterChains, listener.defaultFilterChain])
      for (const filter of chain?.filters ?? []) {
        const name = unpackAny(HttpConnectionManager, filter.typedConfig)?.rds?.routeConfigName
        if (name !== undefined) names.add(name)
      }
  return [...names].sort()
}

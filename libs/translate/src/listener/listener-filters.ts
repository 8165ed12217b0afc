/** Filters that look at a connection before its filter chain is chosen, and for which ports they must not. */
import {
  HttpInspector,
  Int32Range,
  ListenerFilter,
  ListenerFilterChainMatchPredicate,
  ListenerFilterChainMatchPredicateMatchSet,
  OriginalDst,
  TlsInspector,
} from '@flotilla/proto'
import { emptyAny } from '../pack.ts'

/** Restores where an intercepted connection was going. */
export function originalDestination(): ListenerFilter {
  return ListenerFilter.create({
    name: 'envoy.filters.listener.original_dst',
    typedConfig: emptyAny(OriginalDst),
  })
}

/** @param exceptPorts destination ports it leaves alone */
export function tlsInspector(exceptPorts: readonly number[]): ListenerFilter {
  return ListenerFilter.create({
    name: 'envoy.filters.listener.tls_inspector',
    typedConfig: emptyAny(TlsInspector),
    filterDisabled: anyOf(exceptPorts),
  })
}

/** @param onlyPorts destination ports it looks at */
export function tlsInspectorOnly(onlyPorts: readonly number[]): ListenerFilter {
  return ListenerFilter.create({
    name: 'envoy.filters.listener.tls_inspector',
    typedConfig: emptyAny(TlsInspector),
    filterDisabled: ListenerFilterChainMatchPredicate.create({ notMatch: anyOf(onlyPorts) }),
  })
}

/** @param exceptPorts destination ports it leaves alone */
export function httpInspector(exceptPorts: readonly number[]): ListenerFilter {
  return ListenerFilter.create({
    name: 'envoy.filters.listener.http_inspector',
    typedConfig: emptyAny(HttpInspector),
    filterDisabled: anyOf(exceptPorts),
  })
}

function anyOf(ports: readonly number[]): ListenerFilterChainMatchPredicate | null {
  const rules = [...new Set(ports)]
    .sort((a, b) => a - b)
    .map((port) =>
      ListenerFilterChainMatchPredicate.create({
        // The end is not part of the range.
        destinationPortRange: Int32Range.create({ start: port, end: port + 1 }),
      }),
    )
  const [only] = rules
  if (only === undefined) return null
  if (rules.length === 1) return only
  return ListenerFilterChainMatchPredicate.create({
    orMatch: ListenerFilterChainMatchPredicateMatchSet.create({ rules }),
  })
}

/** `http_filters` of a cluster and `upstream_http_filters` of a router. */
import { HeaderMutationFilter, type HttpFilter, UpstreamCodec } from '@flotilla/proto'
import { isType, unpack } from '../../compile/fields.ts'
import type { Violations } from '../../compile/violations.ts'
import { upstreamHeaderMutation } from '../../filters/upstream-header-mutation.ts'
import { type UpstreamFilter, UpstreamFilters } from '../upstream/upstream-filters.ts'

/** Null where there are none but the codec, which connections are by themselves. */
export function compileUpstreamFilters(
  messages: readonly HttpFilter[],
  field: 'http_filters' | 'upstream_http_filters',
  at: Violations,
): UpstreamFilters | null {
  const filters: UpstreamFilter[] = []
  const names = new Set<string>()
  for (const [i, message] of messages.entries()) {
    const place = at.at(field, i)
    if (names.has(message.name)) place.at('name').add('is used twice')
    names.add(message.name)
    if (message.disabled) place.at('disabled').unsupported()
    const any = message.typedConfig
    const isLast = i === messages.length - 1
    if (any !== null && isType(any, UpstreamCodec)) {
      if (!isLast) place.add('the upstream codec must be the last filter')
      continue
    }
    if (isLast) place.add('the last filter must be the upstream codec')
    if (any !== null && isType(any, HeaderMutationFilter)) {
      const config = unpack(HeaderMutationFilter, any, place.at('typed_config'))
      if (config !== null)
        filters.push(upstreamHeaderMutation(message.name, config, place.at('typed_config')))
    } else if (!message.isOptional)
      place.at('typed_config').unsupported(any?.typeUrl ?? 'a filter without configuration')
  }
  return filters.length === 0 ? null : new UpstreamFilters(filters)
}

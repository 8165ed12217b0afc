/** Envoy's HTTP filters that need nothing of the process, beyond the standard ones. */
import { OnDemand, OnDemandPerRoute } from '@flotilla/proto'
import type { FilterKinds } from '../http/compile/filter-config.ts'
import type { HttpFilterKind } from '../http/filter.ts'
import { apiKeyAuthFilterKind } from './api-key-auth.ts'
import { basicAuthFilterKind } from './basic-auth.ts'
import { cdnLoopFilterKind } from './cdn-loop.ts'
import { compressorFilterKind } from './compressor.ts'
import { customResponseFilterKind } from './custom-response.ts'
import { decompressorFilterKind } from './decompressor.ts'
import { grpcHttp1BridgeFilterKind } from './grpc-http1-bridge.ts'
import { grpcReverseBridgeFilterKind } from './grpc-reverse-bridge.ts'
import { headerToMetadataFilterKind } from './header-to-metadata.ts'
import { ipTaggingFilterKind } from './ip-tagging.ts'
import { jsonToMetadataFilterKind } from './json-to-metadata.ts'
import { compositeFilterKind, matchedFilterKind } from './matched-filter.ts'
import { protoFilterKind } from './proto-filter-kind.ts'
import { setFilterStateFilterKind } from './set-filter-state.ts'
import type { FilterCounters } from './standard-kinds.ts'

/** @param all every kind of filter, for those that hold others; read when a configuration is compiled. */
export function moreFilterKinds(
  all: () => FilterKinds,
  counters: FilterCounters,
): readonly HttpFilterKind[] {
  return [
    headerToMetadataFilterKind(),
    compressorFilterKind(),
    decompressorFilterKind(),
    grpcHttp1BridgeFilterKind(),
    grpcReverseBridgeFilterKind(),
    ipTaggingFilterKind(),
    jsonToMetadataFilterKind(counters),
    setFilterStateFilterKind(),
    cdnLoopFilterKind(),
    basicAuthFilterKind(),
    apiKeyAuthFilterKind(),
    customResponseFilterKind(),
    matchedFilterKind(all),
    compositeFilterKind(),
    onDemandFilterKind(),
  ]
}

/** Routes are always all there: nothing is asked for on demand. */
function onDemandFilterKind(): HttpFilterKind {
  return protoFilterKind<OnDemand, OnDemandPerRoute, null>({
    name: 'envoy.filters.http.on_demand',
    type: OnDemand,
    routeType: OnDemandPerRoute,
    settings: (message, at) => {
      if (message.odcds !== null) at.at('odcds').unsupported()
      return null
    },
    routeSettings: (message, at) => {
      if (message.odcds !== null) at.at('odcds').unsupported()
      return null
    },
    factory: (name) => ({ name, create: () => null }),
  })
}

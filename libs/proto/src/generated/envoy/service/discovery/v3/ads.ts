/** Generated from envoy/service/discovery/v3/ads.proto by `npm run gen`; do not edit. */
import { DeltaDiscoveryRequest, DeltaDiscoveryResponse, DiscoveryRequest, DiscoveryResponse } from './discovery.ts'
import { type ServiceMethod, method } from '../../../../../service.ts'

/** envoy.service.discovery.v3.AggregatedDiscoveryService */
export const AggregatedDiscoveryService: {
  readonly streamAggregatedResources: ServiceMethod<DiscoveryRequest, DiscoveryResponse>
  readonly deltaAggregatedResources: ServiceMethod<DeltaDiscoveryRequest, DeltaDiscoveryResponse>
} = {
  streamAggregatedResources: method('/envoy.service.discovery.v3.AggregatedDiscoveryService/StreamAggregatedResources', DiscoveryRequest, DiscoveryResponse, true, true),
  deltaAggregatedResources: method('/envoy.service.discovery.v3.AggregatedDiscoveryService/DeltaAggregatedResources', DeltaDiscoveryRequest, DeltaDiscoveryResponse, true, true),
}

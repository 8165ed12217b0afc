/** Generated from envoy/service/secret/v3/sds.proto by `npm run gen`; do not edit. */
import { DeltaDiscoveryRequest, DeltaDiscoveryResponse, DiscoveryRequest, DiscoveryResponse } from '../../discovery/v3/discovery.ts'
import { type ServiceMethod, method } from '../../../../../service.ts'

/** envoy.service.secret.v3.SecretDiscoveryService */
export const SecretDiscoveryService: {
  readonly deltaSecrets: ServiceMethod<DeltaDiscoveryRequest, DeltaDiscoveryResponse>
  readonly streamSecrets: ServiceMethod<DiscoveryRequest, DiscoveryResponse>
  readonly fetchSecrets: ServiceMethod<DiscoveryRequest, DiscoveryResponse>
} = {
  deltaSecrets: method('/envoy.service.secret.v3.SecretDiscoveryService/DeltaSecrets', DeltaDiscoveryRequest, DeltaDiscoveryResponse, true, true),
  streamSecrets: method('/envoy.service.secret.v3.SecretDiscoveryService/StreamSecrets', DiscoveryRequest, DiscoveryResponse, true, true),
  fetchSecrets: method('/envoy.service.secret.v3.SecretDiscoveryService/FetchSecrets', DiscoveryRequest, DiscoveryResponse, false, false),
}

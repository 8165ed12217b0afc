/** Generated from envoy/config/endpoint/v3/endpoint_components.proto by `npm run gen`; do not edit. */
import { type ByteWriter } from '@flotilla/bytes'
import { Address, readAddress, writeAddress } from '../../core/v3/address.ts'
import { Locality, Metadata, readLocality, readMetadata, writeLocality, writeMetadata } from '../../core/v3/base.ts'
import { HealthStatus } from '../../core/v3/health_check.ts'
import { type MessageType, define } from '../../../../../message-type.ts'
import { UInt32Value, readUInt32Value, writeUInt32Value } from '../../../../../well-known/wrappers.ts'
import { type Mutable, NO_ITEMS, append, put } from '../../../../../wire/generated-support.ts'
import { type MessageReader } from '../../../../../wire/message-reader.ts'

/** envoy.config.endpoint.v3.Endpoint */
export interface Endpoint {
  readonly address: Address | null
  readonly healthCheckConfig: EndpointHealthCheckConfig | null
  readonly hostname: string
  readonly additionalAddresses: readonly EndpointAdditionalAddress[]
}

export const Endpoint: MessageType<Endpoint> = define<Endpoint>({
  name: 'envoy.config.endpoint.v3.Endpoint', empty: emptyEndpoint, write: writeEndpoint, read: readEndpoint,
  fields: () => [
    ['address', 1, Address],
    ['health_check_config', 2, EndpointHealthCheckConfig],
    ['hostname', 3, 'string'],
    ['additional_addresses', 4, EndpointAdditionalAddress, 'list'],
  ],
})

export function emptyEndpoint(): Endpoint {
  return {
    address: null,
    healthCheckConfig: null,
    hostname: '',
    additionalAddresses: NO_ITEMS,
  }
}

export function writeEndpoint(m: Endpoint, w: ByteWriter): void {
  if (m.address !== null) put(w, 10, writeAddress, m.address)
  if (m.healthCheckConfig !== null) put(w, 18, writeEndpointHealthCheckConfig, m.healthCheckConfig)
  if (m.hostname !== '') w.uint32(26).string(m.hostname)
  for (const v of m.additionalAddresses) put(w, 34, writeEndpointAdditionalAddress, v)
}

export function readEndpoint(r: MessageReader, into: Endpoint | null): Endpoint {
  const m: Mutable<Endpoint> = into ?? emptyEndpoint()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.address = readAddress(r.message(), m.address); break
      case 18: m.healthCheckConfig = readEndpointHealthCheckConfig(r.message(), m.healthCheckConfig); break
      case 26: m.hostname = r.string(); break
      case 34: m.additionalAddresses = append(m.additionalAddresses, readEndpointAdditionalAddress(r.message(), null)); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** envoy.config.endpoint.v3.Endpoint.AdditionalAddress */
export interface EndpointAdditionalAddress {
  readonly address: Address | null
}

export const EndpointAdditionalAddress: MessageType<EndpointAdditionalAddress> = define<EndpointAdditionalAddress>({
  name: 'envoy.config.endpoint.v3.Endpoint.AdditionalAddress', empty: emptyEndpointAdditionalAddress, write: writeEndpointAdditionalAddress, read: readEndpointAdditionalAddress,
  fields: () => [
    ['address', 1, Address],
  ],
})

export function emptyEndpointAdditionalAddress(): EndpointAdditionalAddress {
  return {
    address: null,
  }
}

export function writeEndpointAdditionalAddress(m: EndpointAdditionalAddress, w: ByteWriter): void {
  if (m.address !== null) put(w, 10, writeAddress, m.address)
}

export function readEndpointAdditionalAddress(r: MessageReader, into: EndpointAdditionalAddress | null): EndpointAdditionalAddress {
  const m: Mutable<EndpointAdditionalAddress> = into ?? emptyEndpointAdditionalAddress()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.address = readAddress(r.message(), m.address); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** envoy.config.endpoint.v3.Endpoint.HealthCheckConfig */
export interface EndpointHealthCheckConfig {
  readonly portValue: number
  readonly hostname: string
  readonly address: Address | null
  readonly disableActiveHealthCheck: boolean
}

export const EndpointHealthCheckConfig: MessageType<EndpointHealthCheckConfig> = define<EndpointHealthCheckConfig>({
  name: 'envoy.config.endpoint.v3.Endpoint.HealthCheckConfig', empty: emptyEndpointHealthCheckConfig, write: writeEndpointHealthCheckConfig, read: readEndpointHealthCheckConfig,
  fields: () => [
    ['port_value', 1, 'uint32'],
    ['hostname', 2, 'string'],
    ['address', 3, Address],
    ['disable_active_health_check', 4, 'bool'],
  ],
})

export function emptyEndpointHealthCheckConfig(): EndpointHealthCheckConfig {
  return {
    portValue: 0,
    hostname: '',
    address: null,
    disableActiveHealthCheck: false,
  }
}

export function writeEndpointHealthCheckConfig(m: EndpointHealthCheckConfig, w: ByteWriter): void {
  if (m.portValue !== 0) w.uint32(8).uint32(m.portValue)
  if (m.hostname !== '') w.uint32(18).string(m.hostname)
  if (m.address !== null) put(w, 26, writeAddress, m.address)
  if (m.disableActiveHealthCheck) w.uint32(32).bool(m.disableActiveHealthCheck)
}

export function readEndpointHealthCheckConfig(r: MessageReader, into: EndpointHealthCheckConfig | null): EndpointHealthCheckConfig {
  const m: Mutable<EndpointHealthCheckConfig> = into ?? emptyEndpointHealthCheckConfig()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 8: m.portValue = r.uint32(); break
      case 18: m.hostname = r.string(); break
      case 26: m.address = readAddress(r.message(), m.address); break
      case 32: m.disableActiveHealthCheck = r.bool(); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** envoy.config.endpoint.v3.LbEndpoint */
export interface LbEndpoint {
  readonly endpoint: Endpoint | null // oneof host_identifier
  readonly healthStatus: HealthStatus
  readonly metadata: Metadata | null
  readonly loadBalancingWeight: number | null
  readonly endpointName: string | null // oneof host_identifier
}

export const LbEndpoint: MessageType<LbEndpoint> = define<LbEndpoint>({
  name: 'envoy.config.endpoint.v3.LbEndpoint', empty: emptyLbEndpoint, write: writeLbEndpoint, read: readLbEndpoint,
  fields: () => [
    ['endpoint', 1, Endpoint, '', 'hostIdentifier'],
    ['health_status', 2, { enum: HealthStatus }],
    ['metadata', 3, Metadata],
    ['load_balancing_weight', 4, UInt32Value],
    ['endpoint_name', 5, 'string', '', 'hostIdentifier'],
  ],
})

export function emptyLbEndpoint(): LbEndpoint {
  return {
    endpoint: null,
    healthStatus: 0,
    metadata: null,
    loadBalancingWeight: null,
    endpointName: null,
  }
}

export function writeLbEndpoint(m: LbEndpoint, w: ByteWriter): void {
  if (m.endpoint !== null) put(w, 10, writeEndpoint, m.endpoint)
  if (m.healthStatus !== 0) w.uint32(16).int32(m.healthStatus)
  if (m.metadata !== null) put(w, 26, writeMetadata, m.metadata)
  if (m.loadBalancingWeight !== null) put(w, 34, writeUInt32Value, m.loadBalancingWeight)
  if (m.endpointName !== null) w.uint32(42).string(m.endpointName)
}

export function readLbEndpoint(r: MessageReader, into: LbEndpoint | null): LbEndpoint {
  const m: Mutable<LbEndpoint> = into ?? emptyLbEndpoint()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: { const v = readEndpoint(r.message(), m.endpoint); clearLbEndpoint_host_identifier(m); m.endpoint = v; break }
      case 16: m.healthStatus = r.int32() as HealthStatus; break
      case 26: m.metadata = readMetadata(r.message(), m.metadata); break
      case 34: m.loadBalancingWeight = readUInt32Value(r.message()); break
      case 42: { const v = r.string(); clearLbEndpoint_host_identifier(m); m.endpointName = v; break }
      default: r.skipField(tag)
    }
  }
  return m
}
function clearLbEndpoint_host_identifier(m: Mutable<LbEndpoint>): void {
  m.endpoint = null
  m.endpointName = null
}

/** envoy.config.endpoint.v3.LocalityLbEndpoints */
export interface LocalityLbEndpoints {
  readonly locality: Locality | null
  readonly lbEndpoints: readonly LbEndpoint[]
  readonly loadBalancingWeight: number | null
  readonly priority: number
  readonly proximity: number | null
  readonly metadata: Metadata | null
}

export const LocalityLbEndpoints: MessageType<LocalityLbEndpoints> = define<LocalityLbEndpoints>({
  name: 'envoy.config.endpoint.v3.LocalityLbEndpoints', empty: emptyLocalityLbEndpoints, write: writeLocalityLbEndpoints, read: readLocalityLbEndpoints,
  fields: () => [
    ['locality', 1, Locality],
    ['lb_endpoints', 2, LbEndpoint, 'list'],
    ['load_balancing_weight', 3, UInt32Value],
    ['priority', 5, 'uint32'],
    ['proximity', 6, UInt32Value],
    ['metadata', 9, Metadata],
  ],
  pruned: { 7: 'load_balancer_endpoints', 8: 'leds_cluster_locality_config' },
})

export function emptyLocalityLbEndpoints(): LocalityLbEndpoints {
  return {
    locality: null,
    lbEndpoints: NO_ITEMS,
    loadBalancingWeight: null,
    priority: 0,
    proximity: null,
    metadata: null,
  }
}

export function writeLocalityLbEndpoints(m: LocalityLbEndpoints, w: ByteWriter): void {
  if (m.locality !== null) put(w, 10, writeLocality, m.locality)
  for (const v of m.lbEndpoints) put(w, 18, writeLbEndpoint, v)
  if (m.loadBalancingWeight !== null) put(w, 26, writeUInt32Value, m.loadBalancingWeight)
  if (m.priority !== 0) w.uint32(40).uint32(m.priority)
  if (m.proximity !== null) put(w, 50, writeUInt32Value, m.proximity)
  if (m.metadata !== null) put(w, 74, writeMetadata, m.metadata)
}

export function readLocalityLbEndpoints(r: MessageReader, into: LocalityLbEndpoints | null): LocalityLbEndpoints {
  const m: Mutable<LocalityLbEndpoints> = into ?? emptyLocalityLbEndpoints()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.locality = readLocality(r.message(), m.locality); break
      case 18: m.lbEndpoints = append(m.lbEndpoints, readLbEndpoint(r.message(), null)); break
      case 26: m.loadBalancingWeight = readUInt32Value(r.message()); break
      case 40: m.priority = r.uint32(); break
      case 50: m.proximity = readUInt32Value(r.message()); break
      case 74: m.metadata = readMetadata(r.message(), m.metadata); break
      default: r.skipField(tag)
    }
  }
  return m
}

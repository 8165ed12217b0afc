/** Generated from envoy/config/endpoint/v3/endpoint.proto by `npm run gen`; do not edit. */
import { type ByteWriter } from '@flotilla/bytes'
import { Endpoint, LocalityLbEndpoints, emptyEndpoint, readEndpoint, readLocalityLbEndpoints, writeEndpoint, writeLocalityLbEndpoints } from './endpoint_components.ts'
import { FractionalPercent, readFractionalPercent, writeFractionalPercent } from '../../../type/v3/percent.ts'
import { type MessageType, define } from '../../../../../message-type.ts'
import { Duration, readDuration, writeDuration } from '../../../../../well-known/duration.ts'
import { UInt32Value, readUInt32Value, writeUInt32Value } from '../../../../../well-known/wrappers.ts'
import { type Mutable, NO_ENTRIES, NO_ITEMS, append, ownMap, put } from '../../../../../wire/generated-support.ts'
import { type MessageReader } from '../../../../../wire/message-reader.ts'

/** envoy.config.endpoint.v3.ClusterLoadAssignment */
export interface ClusterLoadAssignment {
  readonly clusterName: string
  readonly endpoints: readonly LocalityLbEndpoints[]
  readonly policy: ClusterLoadAssignmentPolicy | null
  readonly namedEndpoints: ReadonlyMap<string, Endpoint>
}

export const ClusterLoadAssignment: MessageType<ClusterLoadAssignment> = define<ClusterLoadAssignment>({
  name: 'envoy.config.endpoint.v3.ClusterLoadAssignment', empty: emptyClusterLoadAssignment, write: writeClusterLoadAssignment, read: readClusterLoadAssignment,
  fields: () => [
    ['cluster_name', 1, 'string'],
    ['endpoints', 2, LocalityLbEndpoints, 'list'],
    ['policy', 4, ClusterLoadAssignmentPolicy],
    ['named_endpoints', 5, Endpoint, 'map:string'],
  ],
})

export function emptyClusterLoadAssignment(): ClusterLoadAssignment {
  return {
    clusterName: '',
    endpoints: NO_ITEMS,
    policy: null,
    namedEndpoints: NO_ENTRIES,
  }
}

export function writeClusterLoadAssignment(m: ClusterLoadAssignment, w: ByteWriter): void {
  if (m.clusterName !== '') w.uint32(10).string(m.clusterName)
  for (const v of m.endpoints) put(w, 18, writeLocalityLbEndpoints, v)
  if (m.policy !== null) put(w, 34, writeClusterLoadAssignmentPolicy, m.policy)
  for (const [k, v] of m.namedEndpoints) { w.uint32(42); const o = w.open(); w.uint32(10).string(k); put(w, 18, writeEndpoint, v); w.close(o) }
}

export function readClusterLoadAssignment(r: MessageReader, into: ClusterLoadAssignment | null): ClusterLoadAssignment {
  const m: Mutable<ClusterLoadAssignment> = into ?? emptyClusterLoadAssignment()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.clusterName = r.string(); break
      case 18: m.endpoints = append(m.endpoints, readLocalityLbEndpoints(r.message(), null)); break
      case 34: m.policy = readClusterLoadAssignmentPolicy(r.message(), m.policy); break
      case 42: readClusterLoadAssignment_namedEndpoints(r.message(), (m.namedEndpoints = ownMap(m.namedEndpoints))); break
      default: r.skipField(tag)
    }
  }
  return m
}
function readClusterLoadAssignment_namedEndpoints(r: MessageReader, map: Map<string, Endpoint>): void {
  let key: string = ''
  let value: Endpoint | null = null
  while (!r.done) {
    const tag = r.uint32()
    if (tag === 10) key = r.string()
    else if (tag === 18) value = readEndpoint(r.message(), value)
    else r.skipField(tag)
  }
  map.set(key, value ?? emptyEndpoint())
}

/** envoy.config.endpoint.v3.ClusterLoadAssignment.Policy */
export interface ClusterLoadAssignmentPolicy {
  readonly dropOverloads: readonly ClusterLoadAssignmentPolicyDropOverload[]
  readonly overprovisioningFactor: number | null
  readonly endpointStaleAfter: Duration | null
  readonly weightedPriorityHealth: boolean
}

export const ClusterLoadAssignmentPolicy: MessageType<ClusterLoadAssignmentPolicy> = define<ClusterLoadAssignmentPolicy>({
  name: 'envoy.config.endpoint.v3.ClusterLoadAssignment.Policy', empty: emptyClusterLoadAssignmentPolicy, write: writeClusterLoadAssignmentPolicy, read: readClusterLoadAssignmentPolicy,
  fields: () => [
    ['drop_overloads', 2, ClusterLoadAssignmentPolicyDropOverload, 'list'],
    ['overprovisioning_factor', 3, UInt32Value],
    ['endpoint_stale_after', 4, Duration],
    ['weighted_priority_health', 6, 'bool'],
  ],
})

export function emptyClusterLoadAssignmentPolicy(): ClusterLoadAssignmentPolicy {
  return {
    dropOverloads: NO_ITEMS,
    overprovisioningFactor: null,
    endpointStaleAfter: null,
    weightedPriorityHealth: false,
  }
}

export function writeClusterLoadAssignmentPolicy(m: ClusterLoadAssignmentPolicy, w: ByteWriter): void {
  for (const v of m.dropOverloads) put(w, 18, writeClusterLoadAssignmentPolicyDropOverload, v)
  if (m.overprovisioningFactor !== null) put(w, 26, writeUInt32Value, m.overprovisioningFactor)
  if (m.endpointStaleAfter !== null) put(w, 34, writeDuration, m.endpointStaleAfter)
  if (m.weightedPriorityHealth) w.uint32(48).bool(m.weightedPriorityHealth)
}

export function readClusterLoadAssignmentPolicy(r: MessageReader, into: ClusterLoadAssignmentPolicy | null): ClusterLoadAssignmentPolicy {
  const m: Mutable<ClusterLoadAssignmentPolicy> = into ?? emptyClusterLoadAssignmentPolicy()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 18: m.dropOverloads = append(m.dropOverloads, readClusterLoadAssignmentPolicyDropOverload(r.message(), null)); break
      case 26: m.overprovisioningFactor = readUInt32Value(r.message()); break
      case 34: m.endpointStaleAfter = readDuration(r.message(), m.endpointStaleAfter); break
      case 48: m.weightedPriorityHealth = r.bool(); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** envoy.config.endpoint.v3.ClusterLoadAssignment.Policy.DropOverload */
export interface ClusterLoadAssignmentPolicyDropOverload {
  readonly category: string
  readonly dropPercentage: FractionalPercent | null
}

export const ClusterLoadAssignmentPolicyDropOverload: MessageType<ClusterLoadAssignmentPolicyDropOverload> = define<ClusterLoadAssignmentPolicyDropOverload>({
  name: 'envoy.config.endpoint.v3.ClusterLoadAssignment.Policy.DropOverload', empty: emptyClusterLoadAssignmentPolicyDropOverload, write: writeClusterLoadAssignmentPolicyDropOverload, read: readClusterLoadAssignmentPolicyDropOverload,
  fields: () => [
    ['category', 1, 'string'],
    ['drop_percentage', 2, FractionalPercent],
  ],
})

export function emptyClusterLoadAssignmentPolicyDropOverload(): ClusterLoadAssignmentPolicyDropOverload {
  return {
    category: '',
    dropPercentage: null,
  }
}

export function writeClusterLoadAssignmentPolicyDropOverload(m: ClusterLoadAssignmentPolicyDropOverload, w: ByteWriter): void {
  if (m.category !== '') w.uint32(10).string(m.category)
  if (m.dropPercentage !== null) put(w, 18, writeFractionalPercent, m.dropPercentage)
}

export function readClusterLoadAssignmentPolicyDropOverload(r: MessageReader, into: ClusterLoadAssignmentPolicyDropOverload | null): ClusterLoadAssignmentPolicyDropOverload {
  const m: Mutable<ClusterLoadAssignmentPolicyDropOverload> = into ?? emptyClusterLoadAssignmentPolicyDropOverload()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.category = r.string(); break
      case 18: m.dropPercentage = readFractionalPercent(r.message(), m.dropPercentage); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** Generated from envoy/service/discovery/v3/discovery.proto by `npm run gen`; do not edit. */
import { type ByteWriter } from '@flotilla/bytes'
import { ControlPlane, Node, readControlPlane, readNode, writeControlPlane, writeNode } from '../../../config/core/v3/base.ts'
import { Status, readStatus, writeStatus } from '../../../../google/rpc/status.ts'
import { type MessageType, define } from '../../../../../message-type.ts'
import { Any, readAny, writeAny } from '../../../../../well-known/any.ts'
import { Duration, readDuration, writeDuration } from '../../../../../well-known/duration.ts'
import { type Mutable, NO_ENTRIES, NO_ITEMS, append, ownMap, put } from '../../../../../wire/generated-support.ts'
import { type MessageReader } from '../../../../../wire/message-reader.ts'

/** envoy.service.discovery.v3.DeltaDiscoveryRequest */
export interface DeltaDiscoveryRequest {
  readonly node: Node | null
  readonly typeUrl: string
  readonly resourceNamesSubscribe: readonly string[]
  readonly resourceNamesUnsubscribe: readonly string[]
  readonly initialResourceVersions: ReadonlyMap<string, string>
  readonly responseNonce: string
  readonly errorDetail: Status | null
}

export const DeltaDiscoveryRequest: MessageType<DeltaDiscoveryRequest> = define<DeltaDiscoveryRequest>({
  name: 'envoy.service.discovery.v3.DeltaDiscoveryRequest', empty: emptyDeltaDiscoveryRequest, write: writeDeltaDiscoveryRequest, read: readDeltaDiscoveryRequest,
  fields: () => [
    ['node', 1, Node],
    ['type_url', 2, 'string'],
    ['resource_names_subscribe', 3, 'string', 'list'],
    ['resource_names_unsubscribe', 4, 'string', 'list'],
    ['initial_resource_versions', 5, 'string', 'map:string'],
    ['response_nonce', 6, 'string'],
    ['error_detail', 7, Status],
  ],
  pruned: { 8: 'resource_locators_subscribe', 9: 'resource_locators_unsubscribe' },
})

export function emptyDeltaDiscoveryRequest(): DeltaDiscoveryRequest {
  return {
    node: null,
    typeUrl: '',
    resourceNamesSubscribe: NO_ITEMS,
    resourceNamesUnsubscribe: NO_ITEMS,
    initialResourceVersions: NO_ENTRIES,
    responseNonce: '',
    errorDetail: null,
  }
}

export function writeDeltaDiscoveryRequest(m: DeltaDiscoveryRequest, w: ByteWriter): void {
  if (m.node !== null) put(w, 10, writeNode, m.node)
  if (m.typeUrl !== '') w.uint32(18).string(m.typeUrl)
  for (const v of m.resourceNamesSubscribe) w.uint32(26).string(v)
  for (const v of m.resourceNamesUnsubscribe) w.uint32(34).string(v)
  for (const [k, v] of m.initialResourceVersions) { w.uint32(42); const o = w.open(); w.uint32(10).string(k); w.uint32(18).string(v); w.close(o) }
  if (m.responseNonce !== '') w.uint32(50).string(m.responseNonce)
  if (m.errorDetail !== null) put(w, 58, writeStatus, m.errorDetail)
}

export function readDeltaDiscoveryRequest(r: MessageReader, into: DeltaDiscoveryRequest | null): DeltaDiscoveryRequest {
  const m: Mutable<DeltaDiscoveryRequest> = into ?? emptyDeltaDiscoveryRequest()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.node = readNode(r.message(), m.node); break
      case 18: m.typeUrl = r.string(); break
      case 26: m.resourceNamesSubscribe = append(m.resourceNamesSubscribe, r.string()); break
      case 34: m.resourceNamesUnsubscribe = append(m.resourceNamesUnsubscribe, r.string()); break
      case 42: readDeltaDiscoveryRequest_initialResourceVersions(r.message(), (m.initialResourceVersions = ownMap(m.initialResourceVersions))); break
      case 50: m.responseNonce = r.string(); break
      case 58: m.errorDetail = readStatus(r.message(), m.errorDetail); break
      default: r.skipField(tag)
    }
  }
  return m
}
function readDeltaDiscoveryRequest_initialResourceVersions(r: MessageReader, map: Map<string, string>): void {
  let key: string = ''
  let value: string = ''
  while (!r.done) {
    const tag = r.uint32()
    if (tag === 10) key = r.string()
    else if (tag === 18) value = r.string()
    else r.skipField(tag)
  }
  map.set(key, value)
}

/** envoy.service.discovery.v3.DeltaDiscoveryResponse */
export interface DeltaDiscoveryResponse {
  readonly systemVersionInfo: string
  readonly resources: readonly Resource[]
  readonly typeUrl: string
  readonly nonce: string
  readonly removedResources: readonly string[]
  readonly controlPlane: ControlPlane | null
}

export const DeltaDiscoveryResponse: MessageType<DeltaDiscoveryResponse> = define<DeltaDiscoveryResponse>({
  name: 'envoy.service.discovery.v3.DeltaDiscoveryResponse', empty: emptyDeltaDiscoveryResponse, write: writeDeltaDiscoveryResponse, read: readDeltaDiscoveryResponse,
  fields: () => [
    ['system_version_info', 1, 'string'],
    ['resources', 2, Resource, 'list'],
    ['type_url', 4, 'string'],
    ['nonce', 5, 'string'],
    ['removed_resources', 6, 'string', 'list'],
    ['control_plane', 7, ControlPlane],
  ],
  pruned: { 8: 'removed_resource_names' },
})

export function emptyDeltaDiscoveryResponse(): DeltaDiscoveryResponse {
  return {
    systemVersionInfo: '',
    resources: NO_ITEMS,
    typeUrl: '',
    nonce: '',
    removedResources: NO_ITEMS,
    controlPlane: null,
  }
}

export function writeDeltaDiscoveryResponse(m: DeltaDiscoveryResponse, w: ByteWriter): void {
  if (m.systemVersionInfo !== '') w.uint32(10).string(m.systemVersionInfo)
  for (const v of m.resources) put(w, 18, writeResource, v)
  if (m.typeUrl !== '') w.uint32(34).string(m.typeUrl)
  if (m.nonce !== '') w.uint32(42).string(m.nonce)
  for (const v of m.removedResources) w.uint32(50).string(v)
  if (m.controlPlane !== null) put(w, 58, writeControlPlane, m.controlPlane)
}

export function readDeltaDiscoveryResponse(r: MessageReader, into: DeltaDiscoveryResponse | null): DeltaDiscoveryResponse {
  const m: Mutable<DeltaDiscoveryResponse> = into ?? emptyDeltaDiscoveryResponse()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.systemVersionInfo = r.string(); break
      case 18: m.resources = append(m.resources, readResource(r.message(), null)); break
      case 34: m.typeUrl = r.string(); break
      case 42: m.nonce = r.string(); break
      case 50: m.removedResources = append(m.removedResources, r.string()); break
      case 58: m.controlPlane = readControlPlane(r.message(), m.controlPlane); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** envoy.service.discovery.v3.DiscoveryRequest */
export interface DiscoveryRequest {
  readonly versionInfo: string
  readonly node: Node | null
  readonly resourceNames: readonly string[]
  readonly typeUrl: string
  readonly responseNonce: string
  readonly errorDetail: Status | null
}

export const DiscoveryRequest: MessageType<DiscoveryRequest> = define<DiscoveryRequest>({
  name: 'envoy.service.discovery.v3.DiscoveryRequest', empty: emptyDiscoveryRequest, write: writeDiscoveryRequest, read: readDiscoveryRequest,
  fields: () => [
    ['version_info', 1, 'string'],
    ['node', 2, Node],
    ['resource_names', 3, 'string', 'list'],
    ['type_url', 4, 'string'],
    ['response_nonce', 5, 'string'],
    ['error_detail', 6, Status],
  ],
  pruned: { 7: 'resource_locators' },
})

export function emptyDiscoveryRequest(): DiscoveryRequest {
  return {
    versionInfo: '',
    node: null,
    resourceNames: NO_ITEMS,
    typeUrl: '',
    responseNonce: '',
    errorDetail: null,
  }
}

export function writeDiscoveryRequest(m: DiscoveryRequest, w: ByteWriter): void {
  if (m.versionInfo !== '') w.uint32(10).string(m.versionInfo)
  if (m.node !== null) put(w, 18, writeNode, m.node)
  for (const v of m.resourceNames) w.uint32(26).string(v)
  if (m.typeUrl !== '') w.uint32(34).string(m.typeUrl)
  if (m.responseNonce !== '') w.uint32(42).string(m.responseNonce)
  if (m.errorDetail !== null) put(w, 50, writeStatus, m.errorDetail)
}

export function readDiscoveryRequest(r: MessageReader, into: DiscoveryRequest | null): DiscoveryRequest {
  const m: Mutable<DiscoveryRequest> = into ?? emptyDiscoveryRequest()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.versionInfo = r.string(); break
      case 18: m.node = readNode(r.message(), m.node); break
      case 26: m.resourceNames = append(m.resourceNames, r.string()); break
      case 34: m.typeUrl = r.string(); break
      case 42: m.responseNonce = r.string(); break
      case 50: m.errorDetail = readStatus(r.message(), m.errorDetail); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** envoy.service.discovery.v3.DiscoveryResponse */
export interface DiscoveryResponse {
  readonly versionInfo: string
  readonly resources: readonly Any[]
  readonly canary: boolean
  readonly typeUrl: string
  readonly nonce: string
  readonly controlPlane: ControlPlane | null
}

export const DiscoveryResponse: MessageType<DiscoveryResponse> = define<DiscoveryResponse>({
  name: 'envoy.service.discovery.v3.DiscoveryResponse', empty: emptyDiscoveryResponse, write: writeDiscoveryResponse, read: readDiscoveryResponse,
  fields: () => [
    ['version_info', 1, 'string'],
    ['resources', 2, Any, 'list'],
    ['canary', 3, 'bool'],
    ['type_url', 4, 'string'],
    ['nonce', 5, 'string'],
    ['control_plane', 6, ControlPlane],
  ],
})

export function emptyDiscoveryResponse(): DiscoveryResponse {
  return {
    versionInfo: '',
    resources: NO_ITEMS,
    canary: false,
    typeUrl: '',
    nonce: '',
    controlPlane: null,
  }
}

export function writeDiscoveryResponse(m: DiscoveryResponse, w: ByteWriter): void {
  if (m.versionInfo !== '') w.uint32(10).string(m.versionInfo)
  for (const v of m.resources) put(w, 18, writeAny, v)
  if (m.canary) w.uint32(24).bool(m.canary)
  if (m.typeUrl !== '') w.uint32(34).string(m.typeUrl)
  if (m.nonce !== '') w.uint32(42).string(m.nonce)
  if (m.controlPlane !== null) put(w, 50, writeControlPlane, m.controlPlane)
}

export function readDiscoveryResponse(r: MessageReader, into: DiscoveryResponse | null): DiscoveryResponse {
  const m: Mutable<DiscoveryResponse> = into ?? emptyDiscoveryResponse()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.versionInfo = r.string(); break
      case 18: m.resources = append(m.resources, readAny(r.message(), null)); break
      case 24: m.canary = r.bool(); break
      case 34: m.typeUrl = r.string(); break
      case 42: m.nonce = r.string(); break
      case 50: m.controlPlane = readControlPlane(r.message(), m.controlPlane); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** envoy.service.discovery.v3.Resource */
export interface Resource {
  readonly version: string
  readonly resource: Any | null
  readonly name: string
  readonly aliases: readonly string[]
  readonly ttl: Duration | null
}

export const Resource: MessageType<Resource> = define<Resource>({
  name: 'envoy.service.discovery.v3.Resource', empty: emptyResource, write: writeResource, read: readResource,
  fields: () => [
    ['version', 1, 'string'],
    ['resource', 2, Any],
    ['name', 3, 'string'],
    ['aliases', 4, 'string', 'list'],
    ['ttl', 6, Duration],
  ],
  pruned: { 7: 'cache_control', 8: 'resource_name', 9: 'metadata' },
})

export function emptyResource(): Resource {
  return {
    version: '',
    resource: null,
    name: '',
    aliases: NO_ITEMS,
    ttl: null,
  }
}

export function writeResource(m: Resource, w: ByteWriter): void {
  if (m.version !== '') w.uint32(10).string(m.version)
  if (m.resource !== null) put(w, 18, writeAny, m.resource)
  if (m.name !== '') w.uint32(26).string(m.name)
  for (const v of m.aliases) w.uint32(34).string(v)
  if (m.ttl !== null) put(w, 50, writeDuration, m.ttl)
}

export function readResource(r: MessageReader, into: Resource | null): Resource {
  const m: Mutable<Resource> = into ?? emptyResource()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.version = r.string(); break
      case 18: m.resource = readAny(r.message(), m.resource); break
      case 26: m.name = r.string(); break
      case 34: m.aliases = append(m.aliases, r.string()); break
      case 50: m.ttl = readDuration(r.message(), m.ttl); break
      default: r.skipField(tag)
    }
  }
  return m
}

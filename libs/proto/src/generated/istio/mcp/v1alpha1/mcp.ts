/** Generated from istio/mcp/v1alpha1/mcp.proto by `npm run gen`; do not edit. */
import { type ByteWriter } from '@flotilla/bytes'
import { Status, readStatus, writeStatus } from '../../../google/rpc/status.ts'
import { McpResource, readMcpResource, writeMcpResource } from './resource.ts'
import { type MessageType, define } from '../../../../message-type.ts'
import { type ServiceMethod, method } from '../../../../service.ts'
import { type Mutable, NO_ENTRIES, NO_ITEMS, append, ownMap, put } from '../../../../wire/generated-support.ts'
import { type MessageReader } from '../../../../wire/message-reader.ts'

/** istio.mcp.v1alpha1.RequestResources */
export interface RequestResources {
  readonly sinkNode: SinkNode | null
  readonly collection: string
  readonly initialResourceVersions: ReadonlyMap<string, string>
  readonly responseNonce: string
  readonly errorDetail: Status | null
  readonly incremental: boolean
}

export const RequestResources: MessageType<RequestResources> = define<RequestResources>({
  name: 'istio.mcp.v1alpha1.RequestResources', empty: emptyRequestResources, write: writeRequestResources, read: readRequestResources,
  fields: () => [
    ['sink_node', 1, SinkNode],
    ['collection', 2, 'string'],
    ['initial_resource_versions', 3, 'string', 'map:string'],
    ['response_nonce', 4, 'string'],
    ['error_detail', 5, Status],
    ['incremental', 6, 'bool'],
  ],
})

export function emptyRequestResources(): RequestResources {
  return {
    sinkNode: null,
    collection: '',
    initialResourceVersions: NO_ENTRIES,
    responseNonce: '',
    errorDetail: null,
    incremental: false,
  }
}

export function writeRequestResources(m: RequestResources, w: ByteWriter): void {
  if (m.sinkNode !== null) put(w, 10, writeSinkNode, m.sinkNode)
  if (m.collection !== '') w.uint32(18).string(m.collection)
  for (const [k, v] of m.initialResourceVersions) { w.uint32(26); const o = w.open(); w.uint32(10).string(k); w.uint32(18).string(v); w.close(o) }
  if (m.responseNonce !== '') w.uint32(34).string(m.responseNonce)
  if (m.errorDetail !== null) put(w, 42, writeStatus, m.errorDetail)
  if (m.incremental) w.uint32(48).bool(m.incremental)
}

export function readRequestResources(r: MessageReader, into: RequestResources | null): RequestResources {
  const m: Mutable<RequestResources> = into ?? emptyRequestResources()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.sinkNode = readSinkNode(r.message(), m.sinkNode); break
      case 18: m.collection = r.string(); break
      case 26: readRequestResources_initialResourceVersions(r.message(), (m.initialResourceVersions = ownMap(m.initialResourceVersions))); break
      case 34: m.responseNonce = r.string(); break
      case 42: m.errorDetail = readStatus(r.message(), m.errorDetail); break
      case 48: m.incremental = r.bool(); break
      default: r.skipField(tag)
    }
  }
  return m
}
function readRequestResources_initialResourceVersions(r: MessageReader, map: Map<string, string>): void {
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

/** istio.mcp.v1alpha1.Resources */
export interface Resources {
  readonly systemVersionInfo: string
  readonly collection: string
  readonly resources: readonly McpResource[]
  readonly removedResources: readonly string[]
  readonly nonce: string
  readonly incremental: boolean
}

export const Resources: MessageType<Resources> = define<Resources>({
  name: 'istio.mcp.v1alpha1.Resources', empty: emptyResources, write: writeResources, read: readResources,
  fields: () => [
    ['system_version_info', 1, 'string'],
    ['collection', 2, 'string'],
    ['resources', 3, McpResource, 'list'],
    ['removed_resources', 4, 'string', 'list'],
    ['nonce', 5, 'string'],
    ['incremental', 6, 'bool'],
  ],
})

export function emptyResources(): Resources {
  return {
    systemVersionInfo: '',
    collection: '',
    resources: NO_ITEMS,
    removedResources: NO_ITEMS,
    nonce: '',
    incremental: false,
  }
}

export function writeResources(m: Resources, w: ByteWriter): void {
  if (m.systemVersionInfo !== '') w.uint32(10).string(m.systemVersionInfo)
  if (m.collection !== '') w.uint32(18).string(m.collection)
  for (const v of m.resources) put(w, 26, writeMcpResource, v)
  for (const v of m.removedResources) w.uint32(34).string(v)
  if (m.nonce !== '') w.uint32(42).string(m.nonce)
  if (m.incremental) w.uint32(48).bool(m.incremental)
}

export function readResources(r: MessageReader, into: Resources | null): Resources {
  const m: Mutable<Resources> = into ?? emptyResources()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.systemVersionInfo = r.string(); break
      case 18: m.collection = r.string(); break
      case 26: m.resources = append(m.resources, readMcpResource(r.message(), null)); break
      case 34: m.removedResources = append(m.removedResources, r.string()); break
      case 42: m.nonce = r.string(); break
      case 48: m.incremental = r.bool(); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** istio.mcp.v1alpha1.SinkNode */
export interface SinkNode {
  readonly id: string
  readonly annotations: ReadonlyMap<string, string>
}

export const SinkNode: MessageType<SinkNode> = define<SinkNode>({
  name: 'istio.mcp.v1alpha1.SinkNode', empty: emptySinkNode, write: writeSinkNode, read: readSinkNode,
  fields: () => [
    ['id', 1, 'string'],
    ['annotations', 2, 'string', 'map:string'],
  ],
})

export function emptySinkNode(): SinkNode {
  return {
    id: '',
    annotations: NO_ENTRIES,
  }
}

export function writeSinkNode(m: SinkNode, w: ByteWriter): void {
  if (m.id !== '') w.uint32(10).string(m.id)
  for (const [k, v] of m.annotations) { w.uint32(18); const o = w.open(); w.uint32(10).string(k); w.uint32(18).string(v); w.close(o) }
}

export function readSinkNode(r: MessageReader, into: SinkNode | null): SinkNode {
  const m: Mutable<SinkNode> = into ?? emptySinkNode()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.id = r.string(); break
      case 18: readSinkNode_annotations(r.message(), (m.annotations = ownMap(m.annotations))); break
      default: r.skipField(tag)
    }
  }
  return m
}
function readSinkNode_annotations(r: MessageReader, map: Map<string, string>): void {
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

/** istio.mcp.v1alpha1.ResourceSink */
export const ResourceSinkService: {
  readonly establishResourceStream: ServiceMethod<Resources, RequestResources>
} = {
  establishResourceStream: method('/istio.mcp.v1alpha1.ResourceSink/EstablishResourceStream', Resources, RequestResources, true, true),
}

/** istio.mcp.v1alpha1.ResourceSource */
export const ResourceSourceService: {
  readonly establishResourceStream: ServiceMethod<RequestResources, Resources>
} = {
  establishResourceStream: method('/istio.mcp.v1alpha1.ResourceSource/EstablishResourceStream', RequestResources, Resources, true, true),
}

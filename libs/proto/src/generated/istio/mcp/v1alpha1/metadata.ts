/** Generated from istio/mcp/v1alpha1/metadata.proto by `npm run gen`; do not edit. */
import { type ByteWriter } from '@flotilla/bytes'
import { type MessageType, define } from '../../../../message-type.ts'
import { Timestamp, readTimestamp, writeTimestamp } from '../../../../well-known/timestamp.ts'
import { type Mutable, NO_ENTRIES, ownMap, put } from '../../../../wire/generated-support.ts'
import { type MessageReader } from '../../../../wire/message-reader.ts'

/** istio.mcp.v1alpha1.Metadata */
export interface McpMetadata {
  readonly name: string
  readonly createTime: Timestamp | null
  readonly version: string
  readonly labels: ReadonlyMap<string, string>
  readonly annotations: ReadonlyMap<string, string>
}

export const McpMetadata: MessageType<McpMetadata> = define<McpMetadata>({
  name: 'istio.mcp.v1alpha1.Metadata', empty: emptyMcpMetadata, write: writeMcpMetadata, read: readMcpMetadata,
  fields: () => [
    ['name', 1, 'string'],
    ['create_time', 2, Timestamp],
    ['version', 3, 'string'],
    ['labels', 4, 'string', 'map:string'],
    ['annotations', 5, 'string', 'map:string'],
  ],
})

export function emptyMcpMetadata(): McpMetadata {
  return {
    name: '',
    createTime: null,
    version: '',
    labels: NO_ENTRIES,
    annotations: NO_ENTRIES,
  }
}

export function writeMcpMetadata(m: McpMetadata, w: ByteWriter): void {
  if (m.name !== '') w.uint32(10).string(m.name)
  if (m.createTime !== null) put(w, 18, writeTimestamp, m.createTime)
  if (m.version !== '') w.uint32(26).string(m.version)
  for (const [k, v] of m.labels) { w.uint32(34); const o = w.open(); w.uint32(10).string(k); w.uint32(18).string(v); w.close(o) }
  for (const [k, v] of m.annotations) { w.uint32(42); const o = w.open(); w.uint32(10).string(k); w.uint32(18).string(v); w.close(o) }
}

export function readMcpMetadata(r: MessageReader, into: McpMetadata | null): McpMetadata {
  const m: Mutable<McpMetadata> = into ?? emptyMcpMetadata()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.name = r.string(); break
      case 18: m.createTime = readTimestamp(r.message(), m.createTime); break
      case 26: m.version = r.string(); break
      case 34: readMcpMetadata_labels(r.message(), (m.labels = ownMap(m.labels))); break
      case 42: readMcpMetadata_annotations(r.message(), (m.annotations = ownMap(m.annotations))); break
      default: r.skipField(tag)
    }
  }
  return m
}
function readMcpMetadata_labels(r: MessageReader, map: Map<string, string>): void {
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
function readMcpMetadata_annotations(r: MessageReader, map: Map<string, string>): void {
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

/** Generated from istio/mcp/v1alpha1/resource.proto by `npm run gen`; do not edit. */
import { type ByteWriter } from '@flotilla/bytes'
import { McpMetadata, readMcpMetadata, writeMcpMetadata } from './metadata.ts'
import { type MessageType, define } from '../../../../message-type.ts'
import { Any, readAny, writeAny } from '../../../../well-known/any.ts'
import { type Mutable, put } from '../../../../wire/generated-support.ts'
import { type MessageReader } from '../../../../wire/message-reader.ts'

/** istio.mcp.v1alpha1.Resource */
export interface McpResource {
  readonly metadata: McpMetadata | null
  readonly body: Any | null
}

export const McpResource: MessageType<McpResource> = define<McpResource>({
  name: 'istio.mcp.v1alpha1.Resource', empty: emptyMcpResource, write: writeMcpResource, read: readMcpResource,
  fields: () => [
    ['metadata', 1, McpMetadata],
    ['body', 2, Any],
  ],
})

export function emptyMcpResource(): McpResource {
  return {
    metadata: null,
    body: null,
  }
}

export function writeMcpResource(m: McpResource, w: ByteWriter): void {
  if (m.metadata !== null) put(w, 10, writeMcpMetadata, m.metadata)
  if (m.body !== null) put(w, 18, writeAny, m.body)
}

export function readMcpResource(r: MessageReader, into: McpResource | null): McpResource {
  const m: Mutable<McpResource> = into ?? emptyMcpResource()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.metadata = readMcpMetadata(r.message(), m.metadata); break
      case 18: m.body = readAny(r.message(), m.body); break
      default: r.skipField(tag)
    }
  }
  return m
}

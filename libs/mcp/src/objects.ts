/** Configuration objects as MCP resources and back: the body is a Struct of `{apiVersion, kind, spec}` (ADR 0003). */
import type { ConfigObject } from '@flotilla/model'
import {
  isObject,
  type JsonValue,
  McpMetadata,
  McpResource,
  msOfTimestamp,
  packAny,
  Struct,
  timestampOfMs,
  unpackAny,
} from '@flotilla/proto'

/** The resource of an object; `metadata.version` must change whenever the object does. */
export function toResource(object: ConfigObject): McpResource {
  const { name, namespace, labels, annotations, creationMs, version } = object.metadata
  const body = { apiVersion: object.apiVersion, kind: object.kind, spec: object.spec as JsonValue } // canonical specs are JSON
  return McpResource.create({
    metadata: McpMetadata.create({
      name: `${namespace}/${name}`,
      createTime: timestampOfMs(creationMs),
      version,
      labels: new Map(Object.entries(labels)),
      annotations: new Map(Object.entries(annotations)),
    }),
    body: packAny(Struct, body),
  })
}

/** The object of a resource, or null where the resource is not one of ours. */
export function toObject(resource: McpResource): ConfigObject | null {
  const { metadata, body } = resource
  if (metadata === null || body === null) return null
  const value = unpackAny(Struct, body)
  if (value === null || !isObject(value)) return null
  const { apiVersion, kind, spec } = value
  if (typeof apiVersion !== 'string' || typeof kind !== 'string') return null
  const slash = metadata.name.indexOf('/')
  return {
    apiVersion,
    kind,
    metadata: {
      namespace: metadata.name.slice(0, Math.max(0, slash)),
      name: metadata.name.slice(slash + 1),
      labels: Object.fromEntries(metadata.labels),
      annotations: Object.fromEntries(metadata.annotations),
      creationMs: metadata.createTime === null ? 0 : msOfTimestamp(metadata.createTime),
      version: metadata.version,
    },
    spec: spec ?? {},
    source: null,
  }
}

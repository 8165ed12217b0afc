/** MCP stream state machines, both ends. */
export { McpMetrics } from './mcp-metrics.ts'
export { toObject, toResource } from './objects.ts'
export { McpSinkClient, type SinkClientOptions } from './sink-client.ts'
export { type ChangeAnswer, type CollectionChange, SinkState } from './sink-state.ts'
export {
  configVersionOf,
  MAX_MESSAGE_BYTES,
  type McpCollection,
  type McpSnapshot,
  nameOf,
  versionOf,
} from './snapshot.ts'
export { McpSourceServer, type SinkStatus, type SourceServerOptions } from './source-server.ts'
export { type CollectionState, SourceStream } from './source-stream.ts'

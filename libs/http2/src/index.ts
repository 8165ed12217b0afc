/** HTTP/2 connections, both ends: frames, HPACK, flow control and streams. No sockets, timers or logs. */
export { ClientConnection, type RequestHead } from './client-connection.ts'
export { DEFAULT_CONFIG, type Http2Config } from './config.ts'
export type { Connection, ConnectionListener } from './connection.ts'
export { ErrorCode } from './error-code.ts'
export { Flood } from './flood-guard.ts'
export type { HeaderBlock } from './header-block.ts'
export { ServerConnection, type ServerListener } from './server-connection.ts'
export type { Http2Stream, StreamListener } from './stream.ts'

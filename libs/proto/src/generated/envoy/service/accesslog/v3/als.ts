/** Generated from envoy/service/accesslog/v3/als.proto by `npm run gen`; do not edit. */
import { type ByteWriter } from '@flotilla/bytes'
import { Node, readNode, writeNode } from '../../../config/core/v3/base.ts'
import { HTTPAccessLogEntry, TCPAccessLogEntry, readHTTPAccessLogEntry, readTCPAccessLogEntry, writeHTTPAccessLogEntry, writeTCPAccessLogEntry } from '../../../data/accesslog/v3/accesslog.ts'
import { type MessageType, define } from '../../../../../message-type.ts'
import { type ServiceMethod, method } from '../../../../../service.ts'
import { type Mutable, NO_ITEMS, append, put } from '../../../../../wire/generated-support.ts'
import { type MessageReader } from '../../../../../wire/message-reader.ts'

/** envoy.service.accesslog.v3.StreamAccessLogsMessage */
export interface StreamAccessLogsMessage {
  readonly identifier: StreamAccessLogsMessageIdentifier | null
  readonly httpLogs: StreamAccessLogsMessageHTTPAccessLogEntries | null // oneof log_entries
  readonly tcpLogs: StreamAccessLogsMessageTCPAccessLogEntries | null // oneof log_entries
}

export const StreamAccessLogsMessage: MessageType<StreamAccessLogsMessage> = define<StreamAccessLogsMessage>({
  name: 'envoy.service.accesslog.v3.StreamAccessLogsMessage', empty: emptyStreamAccessLogsMessage, write: writeStreamAccessLogsMessage, read: readStreamAccessLogsMessage,
  fields: () => [
    ['identifier', 1, StreamAccessLogsMessageIdentifier],
    ['http_logs', 2, StreamAccessLogsMessageHTTPAccessLogEntries, '', 'logEntries'],
    ['tcp_logs', 3, StreamAccessLogsMessageTCPAccessLogEntries, '', 'logEntries'],
  ],
})

export function emptyStreamAccessLogsMessage(): StreamAccessLogsMessage {
  return {
    identifier: null,
    httpLogs: null,
    tcpLogs: null,
  }
}

export function writeStreamAccessLogsMessage(m: StreamAccessLogsMessage, w: ByteWriter): void {
  if (m.identifier !== null) put(w, 10, writeStreamAccessLogsMessageIdentifier, m.identifier)
  if (m.httpLogs !== null) put(w, 18, writeStreamAccessLogsMessageHTTPAccessLogEntries, m.httpLogs)
  if (m.tcpLogs !== null) put(w, 26, writeStreamAccessLogsMessageTCPAccessLogEntries, m.tcpLogs)
}

export function readStreamAccessLogsMessage(r: MessageReader, into: StreamAccessLogsMessage | null): StreamAccessLogsMessage {
  const m: Mutable<StreamAccessLogsMessage> = into ?? emptyStreamAccessLogsMessage()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.identifier = readStreamAccessLogsMessageIdentifier(r.message(), m.identifier); break
      case 18: { const v = readStreamAccessLogsMessageHTTPAccessLogEntries(r.message(), m.httpLogs); clearStreamAccessLogsMessage_log_entries(m); m.httpLogs = v; break }
      case 26: { const v = readStreamAccessLogsMessageTCPAccessLogEntries(r.message(), m.tcpLogs); clearStreamAccessLogsMessage_log_entries(m); m.tcpLogs = v; break }
      default: r.skipField(tag)
    }
  }
  return m
}
function clearStreamAccessLogsMessage_log_entries(m: Mutable<StreamAccessLogsMessage>): void {
  m.httpLogs = null
  m.tcpLogs = null
}

/** envoy.service.accesslog.v3.StreamAccessLogsMessage.HTTPAccessLogEntries */
export interface StreamAccessLogsMessageHTTPAccessLogEntries {
  readonly logEntry: readonly HTTPAccessLogEntry[]
}

export const StreamAccessLogsMessageHTTPAccessLogEntries: MessageType<StreamAccessLogsMessageHTTPAccessLogEntries> = define<StreamAccessLogsMessageHTTPAccessLogEntries>({
  name: 'envoy.service.accesslog.v3.StreamAccessLogsMessage.HTTPAccessLogEntries', empty: emptyStreamAccessLogsMessageHTTPAccessLogEntries, write: writeStreamAccessLogsMessageHTTPAccessLogEntries, read: readStreamAccessLogsMessageHTTPAccessLogEntries,
  fields: () => [
    ['log_entry', 1, HTTPAccessLogEntry, 'list'],
  ],
})

export function emptyStreamAccessLogsMessageHTTPAccessLogEntries(): StreamAccessLogsMessageHTTPAccessLogEntries {
  return {
    logEntry: NO_ITEMS,
  }
}

export function writeStreamAccessLogsMessageHTTPAccessLogEntries(m: StreamAccessLogsMessageHTTPAccessLogEntries, w: ByteWriter): void {
  for (const v of m.logEntry) put(w, 10, writeHTTPAccessLogEntry, v)
}

export function readStreamAccessLogsMessageHTTPAccessLogEntries(r: MessageReader, into: StreamAccessLogsMessageHTTPAccessLogEntries | null): StreamAccessLogsMessageHTTPAccessLogEntries {
  const m: Mutable<StreamAccessLogsMessageHTTPAccessLogEntries> = into ?? emptyStreamAccessLogsMessageHTTPAccessLogEntries()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.logEntry = append(m.logEntry, readHTTPAccessLogEntry(r.message(), null)); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** envoy.service.accesslog.v3.StreamAccessLogsMessage.Identifier */
export interface StreamAccessLogsMessageIdentifier {
  readonly node: Node | null
  readonly logName: string
}

export const StreamAccessLogsMessageIdentifier: MessageType<StreamAccessLogsMessageIdentifier> = define<StreamAccessLogsMessageIdentifier>({
  name: 'envoy.service.accesslog.v3.StreamAccessLogsMessage.Identifier', empty: emptyStreamAccessLogsMessageIdentifier, write: writeStreamAccessLogsMessageIdentifier, read: readStreamAccessLogsMessageIdentifier,
  fields: () => [
    ['node', 1, Node],
    ['log_name', 2, 'string'],
  ],
})

export function emptyStreamAccessLogsMessageIdentifier(): StreamAccessLogsMessageIdentifier {
  return {
    node: null,
    logName: '',
  }
}

export function writeStreamAccessLogsMessageIdentifier(m: StreamAccessLogsMessageIdentifier, w: ByteWriter): void {
  if (m.node !== null) put(w, 10, writeNode, m.node)
  if (m.logName !== '') w.uint32(18).string(m.logName)
}

export function readStreamAccessLogsMessageIdentifier(r: MessageReader, into: StreamAccessLogsMessageIdentifier | null): StreamAccessLogsMessageIdentifier {
  const m: Mutable<StreamAccessLogsMessageIdentifier> = into ?? emptyStreamAccessLogsMessageIdentifier()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.node = readNode(r.message(), m.node); break
      case 18: m.logName = r.string(); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** envoy.service.accesslog.v3.StreamAccessLogsMessage.TCPAccessLogEntries */
export interface StreamAccessLogsMessageTCPAccessLogEntries {
  readonly logEntry: readonly TCPAccessLogEntry[]
}

export const StreamAccessLogsMessageTCPAccessLogEntries: MessageType<StreamAccessLogsMessageTCPAccessLogEntries> = define<StreamAccessLogsMessageTCPAccessLogEntries>({
  name: 'envoy.service.accesslog.v3.StreamAccessLogsMessage.TCPAccessLogEntries', empty: emptyStreamAccessLogsMessageTCPAccessLogEntries, write: writeStreamAccessLogsMessageTCPAccessLogEntries, read: readStreamAccessLogsMessageTCPAccessLogEntries,
  fields: () => [
    ['log_entry', 1, TCPAccessLogEntry, 'list'],
  ],
})

export function emptyStreamAccessLogsMessageTCPAccessLogEntries(): StreamAccessLogsMessageTCPAccessLogEntries {
  return {
    logEntry: NO_ITEMS,
  }
}

export function writeStreamAccessLogsMessageTCPAccessLogEntries(m: StreamAccessLogsMessageTCPAccessLogEntries, w: ByteWriter): void {
  for (const v of m.logEntry) put(w, 10, writeTCPAccessLogEntry, v)
}

export function readStreamAccessLogsMessageTCPAccessLogEntries(r: MessageReader, into: StreamAccessLogsMessageTCPAccessLogEntries | null): StreamAccessLogsMessageTCPAccessLogEntries {
  const m: Mutable<StreamAccessLogsMessageTCPAccessLogEntries> = into ?? emptyStreamAccessLogsMessageTCPAccessLogEntries()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.logEntry = append(m.logEntry, readTCPAccessLogEntry(r.message(), null)); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** envoy.service.accesslog.v3.StreamAccessLogsResponse */
export interface StreamAccessLogsResponse {
}

export const StreamAccessLogsResponse: MessageType<StreamAccessLogsResponse> = define<StreamAccessLogsResponse>({
  name: 'envoy.service.accesslog.v3.StreamAccessLogsResponse', empty: emptyStreamAccessLogsResponse, write: writeStreamAccessLogsResponse, read: readStreamAccessLogsResponse,
  fields: () => [],
})

export function emptyStreamAccessLogsResponse(): StreamAccessLogsResponse {
  return {}
}

export function writeStreamAccessLogsResponse(_m: StreamAccessLogsResponse, _w: ByteWriter): void {
}

export function readStreamAccessLogsResponse(r: MessageReader, into: StreamAccessLogsResponse | null): StreamAccessLogsResponse {
  const m: Mutable<StreamAccessLogsResponse> = into ?? emptyStreamAccessLogsResponse()
  while (!r.done) r.skipField(r.uint32())
  return m
}

/** envoy.service.accesslog.v3.AccessLogService */
export const AccessLogService: {
  readonly streamAccessLogs: ServiceMethod<StreamAccessLogsMessage, StreamAccessLogsResponse>
} = {
  streamAccessLogs: method('/envoy.service.accesslog.v3.AccessLogService/StreamAccessLogs', StreamAccessLogsMessage, StreamAccessLogsResponse, true, false),
}

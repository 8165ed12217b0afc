/** Generated from envoy/extensions/filters/http/grpc_http1_reverse_bridge/v3/config.proto by `npm run gen`; do not edit. */
import { type ByteWriter } from '@flotilla/bytes'
import { type MessageType, define } from '../../../../../../../message-type.ts'
import { type Mutable } from '../../../../../../../wire/generated-support.ts'
import { type MessageReader } from '../../../../../../../wire/message-reader.ts'

/** envoy.extensions.filters.http.grpc_http1_reverse_bridge.v3.FilterConfig */
export interface GrpcReverseBridge {
  readonly contentType: string
  readonly withholdGrpcFrames: boolean
  readonly responseSizeHeader: string
}

export const GrpcReverseBridge: MessageType<GrpcReverseBridge> = define<GrpcReverseBridge>({
  name: 'envoy.extensions.filters.http.grpc_http1_reverse_bridge.v3.FilterConfig', empty: emptyGrpcReverseBridge, write: writeGrpcReverseBridge, read: readGrpcReverseBridge,
  fields: () => [
    ['content_type', 1, 'string'],
    ['withhold_grpc_frames', 2, 'bool'],
    ['response_size_header', 3, 'string'],
  ],
})

export function emptyGrpcReverseBridge(): GrpcReverseBridge {
  return {
    contentType: '',
    withholdGrpcFrames: false,
    responseSizeHeader: '',
  }
}

export function writeGrpcReverseBridge(m: GrpcReverseBridge, w: ByteWriter): void {
  if (m.contentType !== '') w.uint32(10).string(m.contentType)
  if (m.withholdGrpcFrames) w.uint32(16).bool(m.withholdGrpcFrames)
  if (m.responseSizeHeader !== '') w.uint32(26).string(m.responseSizeHeader)
}

export function readGrpcReverseBridge(r: MessageReader, into: GrpcReverseBridge | null): GrpcReverseBridge {
  const m: Mutable<GrpcReverseBridge> = into ?? emptyGrpcReverseBridge()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.contentType = r.string(); break
      case 16: m.withholdGrpcFrames = r.bool(); break
      case 26: m.responseSizeHeader = r.string(); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** envoy.extensions.filters.http.grpc_http1_reverse_bridge.v3.FilterConfigPerRoute */
export interface GrpcReverseBridgePerRoute {
  readonly disabled: boolean
}

export const GrpcReverseBridgePerRoute: MessageType<GrpcReverseBridgePerRoute> = define<GrpcReverseBridgePerRoute>({
  name: 'envoy.extensions.filters.http.grpc_http1_reverse_bridge.v3.FilterConfigPerRoute', empty: emptyGrpcReverseBridgePerRoute, write: writeGrpcReverseBridgePerRoute, read: readGrpcReverseBridgePerRoute,
  fields: () => [
    ['disabled', 1, 'bool'],
  ],
})

export function emptyGrpcReverseBridgePerRoute(): GrpcReverseBridgePerRoute {
  return {
    disabled: false,
  }
}

export function writeGrpcReverseBridgePerRoute(m: GrpcReverseBridgePerRoute, w: ByteWriter): void {
  if (m.disabled) w.uint32(8).bool(m.disabled)
}

export function readGrpcReverseBridgePerRoute(r: MessageReader, into: GrpcReverseBridgePerRoute | null): GrpcReverseBridgePerRoute {
  const m: Mutable<GrpcReverseBridgePerRoute> = into ?? emptyGrpcReverseBridgePerRoute()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 8: m.disabled = r.bool(); break
      default: r.skipField(tag)
    }
  }
  return m
}

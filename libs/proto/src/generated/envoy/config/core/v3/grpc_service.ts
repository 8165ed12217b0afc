/** Generated from envoy/config/core/v3/grpc_service.proto by `npm run gen`; do not edit. */
import { type ByteWriter } from '@flotilla/bytes'
import { HeaderValue, readHeaderValue, writeHeaderValue } from './base.ts'
import { type MessageType, define } from '../../../../../message-type.ts'
import { Duration, readDuration, writeDuration } from '../../../../../well-known/duration.ts'
import { type Mutable, NO_ITEMS, append, put } from '../../../../../wire/generated-support.ts'
import { type MessageReader } from '../../../../../wire/message-reader.ts'

/** envoy.config.core.v3.GrpcService */
export interface GrpcService {
  readonly envoyGrpc: GrpcServiceEnvoyGrpc | null // oneof target_specifier
  readonly timeout: Duration | null
  readonly initialMetadata: readonly HeaderValue[]
}

export const GrpcService: MessageType<GrpcService> = define<GrpcService>({
  name: 'envoy.config.core.v3.GrpcService', empty: emptyGrpcService, write: writeGrpcService, read: readGrpcService,
  fields: () => [
    ['envoy_grpc', 1, GrpcServiceEnvoyGrpc, '', 'targetSpecifier'],
    ['timeout', 3, Duration],
    ['initial_metadata', 5, HeaderValue, 'list'],
  ],
  pruned: { 2: 'google_grpc', 6: 'retry_policy' },
})

export function emptyGrpcService(): GrpcService {
  return {
    envoyGrpc: null,
    timeout: null,
    initialMetadata: NO_ITEMS,
  }
}

export function writeGrpcService(m: GrpcService, w: ByteWriter): void {
  if (m.envoyGrpc !== null) put(w, 10, writeGrpcServiceEnvoyGrpc, m.envoyGrpc)
  if (m.timeout !== null) put(w, 26, writeDuration, m.timeout)
  for (const v of m.initialMetadata) put(w, 42, writeHeaderValue, v)
}

export function readGrpcService(r: MessageReader, into: GrpcService | null): GrpcService {
  const m: Mutable<GrpcService> = into ?? emptyGrpcService()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.envoyGrpc = readGrpcServiceEnvoyGrpc(r.message(), m.envoyGrpc); break
      case 26: m.timeout = readDuration(r.message(), m.timeout); break
      case 42: m.initialMetadata = append(m.initialMetadata, readHeaderValue(r.message(), null)); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** envoy.config.core.v3.GrpcService.EnvoyGrpc */
export interface GrpcServiceEnvoyGrpc {
  readonly clusterName: string
  readonly authority: string
}

export const GrpcServiceEnvoyGrpc: MessageType<GrpcServiceEnvoyGrpc> = define<GrpcServiceEnvoyGrpc>({
  name: 'envoy.config.core.v3.GrpcService.EnvoyGrpc', empty: emptyGrpcServiceEnvoyGrpc, write: writeGrpcServiceEnvoyGrpc, read: readGrpcServiceEnvoyGrpc,
  fields: () => [
    ['cluster_name', 1, 'string'],
    ['authority', 2, 'string'],
  ],
  pruned: { 3: 'retry_policy', 4: 'max_receive_message_length', 5: 'skip_envoy_headers' },
})

export function emptyGrpcServiceEnvoyGrpc(): GrpcServiceEnvoyGrpc {
  return {
    clusterName: '',
    authority: '',
  }
}

export function writeGrpcServiceEnvoyGrpc(m: GrpcServiceEnvoyGrpc, w: ByteWriter): void {
  if (m.clusterName !== '') w.uint32(10).string(m.clusterName)
  if (m.authority !== '') w.uint32(18).string(m.authority)
}

export function readGrpcServiceEnvoyGrpc(r: MessageReader, into: GrpcServiceEnvoyGrpc | null): GrpcServiceEnvoyGrpc {
  const m: Mutable<GrpcServiceEnvoyGrpc> = into ?? emptyGrpcServiceEnvoyGrpc()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.clusterName = r.string(); break
      case 18: m.authority = r.string(); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** Generated from envoy/config/ratelimit/v3/rls.proto by `npm run gen`; do not edit. */
import { type ByteWriter } from '@flotilla/bytes'
import { ApiVersion } from '../../core/v3/config_source.ts'
import { GrpcService, readGrpcService, writeGrpcService } from '../../core/v3/grpc_service.ts'
import { type MessageType, define } from '../../../../../message-type.ts'
import { type Mutable, put } from '../../../../../wire/generated-support.ts'
import { type MessageReader } from '../../../../../wire/message-reader.ts'

/** envoy.config.ratelimit.v3.RateLimitServiceConfig */
export interface RateLimitServiceConfig {
  readonly grpcService: GrpcService | null
  readonly transportApiVersion: ApiVersion
}

export const RateLimitServiceConfig: MessageType<RateLimitServiceConfig> = define<RateLimitServiceConfig>({
  name: 'envoy.config.ratelimit.v3.RateLimitServiceConfig', empty: emptyRateLimitServiceConfig, write: writeRateLimitServiceConfig, read: readRateLimitServiceConfig,
  fields: () => [
    ['grpc_service', 2, GrpcService],
    ['transport_api_version', 4, { enum: ApiVersion }],
  ],
})

export function emptyRateLimitServiceConfig(): RateLimitServiceConfig {
  return {
    grpcService: null,
    transportApiVersion: 0,
  }
}

export function writeRateLimitServiceConfig(m: RateLimitServiceConfig, w: ByteWriter): void {
  if (m.grpcService !== null) put(w, 18, writeGrpcService, m.grpcService)
  if (m.transportApiVersion !== 0) w.uint32(32).int32(m.transportApiVersion)
}

export function readRateLimitServiceConfig(r: MessageReader, into: RateLimitServiceConfig | null): RateLimitServiceConfig {
  const m: Mutable<RateLimitServiceConfig> = into ?? emptyRateLimitServiceConfig()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 18: m.grpcService = readGrpcService(r.message(), m.grpcService); break
      case 32: m.transportApiVersion = r.int32() as ApiVersion; break
      default: r.skipField(tag)
    }
  }
  return m
}

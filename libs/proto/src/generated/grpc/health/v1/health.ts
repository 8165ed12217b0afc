/** Generated from grpc/health/v1/health.proto by `npm run gen`; do not edit. */
import { type ByteWriter } from '@flotilla/bytes'
import { type MessageType, define } from '../../../../message-type.ts'
import { type ServiceMethod, method } from '../../../../service.ts'
import { type Mutable } from '../../../../wire/generated-support.ts'
import { type MessageReader } from '../../../../wire/message-reader.ts'

/** grpc.health.v1.HealthCheckResponse.ServingStatus */
export const HealthCheckResponseServingStatus = {
  UNKNOWN: 0,
  SERVING: 1,
  NOT_SERVING: 2,
  SERVICE_UNKNOWN: 3,
} as const
export type HealthCheckResponseServingStatus = (typeof HealthCheckResponseServingStatus)[keyof typeof HealthCheckResponseServingStatus]

/** grpc.health.v1.HealthCheckRequest */
export interface HealthCheckRequest {
  readonly service: string
}

export const HealthCheckRequest: MessageType<HealthCheckRequest> = define<HealthCheckRequest>({
  name: 'grpc.health.v1.HealthCheckRequest', empty: emptyHealthCheckRequest, write: writeHealthCheckRequest, read: readHealthCheckRequest,
  fields: () => [
    ['service', 1, 'string'],
  ],
})

export function emptyHealthCheckRequest(): HealthCheckRequest {
  return {
    service: '',
  }
}

export function writeHealthCheckRequest(m: HealthCheckRequest, w: ByteWriter): void {
  if (m.service !== '') w.uint32(10).string(m.service)
}

export function readHealthCheckRequest(r: MessageReader, into: HealthCheckRequest | null): HealthCheckRequest {
  const m: Mutable<HealthCheckRequest> = into ?? emptyHealthCheckRequest()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.service = r.string(); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** grpc.health.v1.HealthCheckResponse */
export interface HealthCheckResponse {
  readonly status: HealthCheckResponseServingStatus
}

export const HealthCheckResponse: MessageType<HealthCheckResponse> = define<HealthCheckResponse>({
  name: 'grpc.health.v1.HealthCheckResponse', empty: emptyHealthCheckResponse, write: writeHealthCheckResponse, read: readHealthCheckResponse,
  fields: () => [
    ['status', 1, { enum: HealthCheckResponseServingStatus }],
  ],
})

export function emptyHealthCheckResponse(): HealthCheckResponse {
  return {
    status: 0,
  }
}

export function writeHealthCheckResponse(m: HealthCheckResponse, w: ByteWriter): void {
  if (m.status !== 0) w.uint32(8).int32(m.status)
}

export function readHealthCheckResponse(r: MessageReader, into: HealthCheckResponse | null): HealthCheckResponse {
  const m: Mutable<HealthCheckResponse> = into ?? emptyHealthCheckResponse()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 8: m.status = r.int32() as HealthCheckResponseServingStatus; break
      default: r.skipField(tag)
    }
  }
  return m
}

/** grpc.health.v1.Health */
export const HealthService: {
  readonly check: ServiceMethod<HealthCheckRequest, HealthCheckResponse>
  readonly watch: ServiceMethod<HealthCheckRequest, HealthCheckResponse>
} = {
  check: method('/grpc.health.v1.Health/Check', HealthCheckRequest, HealthCheckResponse, false, false),
  watch: method('/grpc.health.v1.Health/Watch', HealthCheckRequest, HealthCheckResponse, false, true),
}

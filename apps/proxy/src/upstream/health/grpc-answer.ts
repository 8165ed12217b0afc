/** The request to gRPC's health service and what its answer means. */
import {
  HealthCheckRequest,
  HealthCheckResponse,
  HealthCheckResponseServingStatus,
} from '@flotilla/proto'
import { headerValue } from '../../http/headers.ts'
import { type CheckResult, FAILED, HEALTHY, NETWORK } from './check-result.ts'
import type { GrpcCheck } from './health-spec.ts'
import type { Http2Answer } from './http2-probe.ts'

/** Flag and length before a gRPC message. */
const PREFIX_BYTES = 5

export function grpcRequest(check: GrpcCheck): Buffer {
  const message = HealthCheckRequest.encode(
    HealthCheckRequest.create({ service: check.serviceName }),
  )
  const framed = Buffer.alloc(PREFIX_BYTES + message.length)
  framed.writeUInt32BE(message.length, 1)
  framed.set(message, PREFIX_BYTES)
  return framed
}

export function grpcHeaders(check: GrpcCheck, authority: string): Readonly<Record<string, string>> {
  const headers: Record<string, string> = {
    ':method': 'POST',
    ':scheme': 'http',
    ':authority': authority,
    ':path': '/grpc.health.v1.Health/Check',
    'content-type': 'application/grpc',
    te: 'trailers',
    'user-agent': 'Envoy/HC',
  }
  for (let i = 0; i + 1 < check.metadata.length; i += 2)
    headers[check.metadata[i] ?? ''] = check.metadata[i + 1] ?? ''
  return headers
}

/** Healthy is status 0 and SERVING; everything else that was said decides at once. */
export function judgeGrpc({ status, headers, trailers, body }: Http2Answer): CheckResult {
  if (status !== 200) return FAILED
  const code = headerValue(trailers, 'grpc-status') ?? headerValue(headers, 'grpc-status')
  if (code === null) return NETWORK
  if (code !== '0' || body.length < PREFIX_BYTES || body[0] !== 0) return FAILED
  const length = body.readUInt32BE(1)
  if (body.length !== PREFIX_BYTES + length) return FAILED
  try {
    const response = HealthCheckResponse.decode(body.subarray(PREFIX_BYTES))
    return response.status === HealthCheckResponseServingStatus.SERVING ? HEALTHY : FAILED
  } catch {
    // Bytes that are no such message are an answer all the same, and not the one that was hoped for.
    return FAILED
  }
}

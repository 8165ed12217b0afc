/** The `grpc-timeout` header: up to eight digits and a unit. */
import { type HeaderList, headerValue, setHeader } from './headers.ts'

const NAME = 'grpc-timeout'
const FORM = /^(\d{1,8})([HMSmun])$/
const MS_BY_UNIT: Readonly<Record<string, number>> = {
  H: 3_600_000,
  M: 60_000,
  S: 1000,
  m: 1,
  u: 0.001,
  n: 0.000_001,
}
const MAX_VALUE = 99_999_999

/** Whole milliseconds, rounded up; -1 where absent or malformed. */
export function grpcTimeoutMs(headers: readonly string[]): number {
  const match = FORM.exec(headerValue(headers, NAME) ?? '')
  if (match === null) return -1
  return Math.ceil(Number(match[1]) * (MS_BY_UNIT[match[2] ?? ''] ?? 1))
}

export function setGrpcTimeout(headers: HeaderList, ms: number): void {
  setHeader(headers, NAME, grpcTimeoutText(ms))
}

/** In the finest unit of milliseconds and up that fits. */
export function grpcTimeoutText(ms: number): string {
  if (ms <= MAX_VALUE) return `${Math.round(ms)}m`
  const seconds = Math.floor(ms / 1000)
  if (seconds <= MAX_VALUE) return `${seconds}S`
  const minutes = Math.floor(seconds / 60)
  return minutes <= MAX_VALUE ? `${minutes}M` : `${Math.min(MAX_VALUE, Math.floor(minutes / 60))}H`
}

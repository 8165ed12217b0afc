/** Which streams are logged: AccessLogFilter messages compiled to a predicate. */
import { compileHeader, compileMetadata, drawFrom, isInFraction } from '@flotilla/match'
import {
  type AccessLogFilter,
  AccessLogType,
  type ComparisonFilter,
  ComparisonFilterOp,
  type GrpcStatusFilter,
} from '@flotilla/proto'
import type { Violations } from '../../compile/violations.ts'
import { fraction, headerSpec, metadataSpec } from '../../http/compile/matchers.ts'
import type { HttpStream } from '../../http/filter.ts'
import { headerValue } from '../../http/headers.ts'
import { grpcStatusOfHttp } from '../../http/local-reply.ts'
import { FLAG_BITS } from '../../http/response-flags.ts'
import { liveFraction, liveNumber } from '../../runtime/live-values.ts'

export type LogFilter = (stream: HttpStream) => boolean

const all: LogFilter = () => true
/** Place of the version in an x-request-id, which carries the trace decision. */
const NIBBLE_AT = 14
const TRACED = '9ab'
const UUID_HEAD = /^[0-9a-f]{8}-[0-9a-f-]{27}$/i

/** @param random uniform in [0, 1), for sampling. */
export function compileLogFilter(
  filter: AccessLogFilter | null,
  random: () => number,
  at: Violations,
): LogFilter {
  if (filter === null) return all
  if (filter.statusCodeFilter !== null) {
    const matches = compare(filter.statusCodeFilter.comparison)
    return (stream) => matches(stream.responseCode)
  }
  if (filter.durationFilter !== null) {
    const matches = compare(filter.durationFilter.comparison)
    return (stream) => matches(Math.round(stream.endMs - stream.startMs))
  }
  if (filter.notHealthCheckFilter !== null)
    return (stream) => stream.metadata('flotilla', 'health_check') === null
  if (filter.traceableFilter !== null)
    return (stream) => {
      const id = headerValue(stream.requestHeaders, 'x-request-id') ?? ''
      return id.length > NIBBLE_AT && TRACED.includes(id.charAt(NIBBLE_AT))
    }
  if (filter.andFilter !== null) {
    const parts = filter.andFilter.filters.map((part, i) =>
      compileLogFilter(part, random, at.at('and_filter.filters', i)),
    )
    return (stream) => parts.every((part) => part(stream))
  }
  if (filter.orFilter !== null) {
    const parts = filter.orFilter.filters.map((part, i) =>
      compileLogFilter(part, random, at.at('or_filter.filters', i)),
    )
    return (stream) => parts.some((part) => part(stream))
  }
  return valueFilter(filter, random, at)
}

function valueFilter(filter: AccessLogFilter, random: () => number, at: Violations): LogFilter {
  if (filter.responseFlagFilter !== null)
    return flagFilter(filter.responseFlagFilter.flags, at.at('response_flag_filter'))
  if (filter.runtimeFilter !== null) {
    const sampled = filter.runtimeFilter.percentSampled
    const none = { numerator: 0, denominator: 100 } as const
    const share = liveFraction(
      sampled === null ? none : fraction(sampled),
      filter.runtimeFilter.runtimeKey,
    )
    if (filter.runtimeFilter.useIndependentRandomness)
      return () => isInFraction(share, drawFrom(random))
    return (stream) => isInFraction(share, drawOf(stream, random))
  }
  if (filter.headerFilter !== null) return headerFilter(filter.headerFilter.header, at)
  if (filter.grpcStatusFilter !== null) return grpcFilter(filter.grpcStatusFilter)
  if (filter.metadataFilter !== null) return metadataFilter(filter.metadataFilter, at)
  if (filter.logTypeFilter !== null) {
    const { types, exclude } = filter.logTypeFilter
    const names = new Set<string>(
      Object.entries(AccessLogType)
        .filter(([, number]) => types.includes(number))
        .map(([name]) => name),
    )
    return (stream) => names.has(stream.logType) !== exclude
  }
  at.unsupported('this filter')
  return all
}

/** Envoy: streams that share a request's id are logged together, by the number in its first half. */
function drawOf(stream: HttpStream, random: () => number): number {
  const id = headerValue(stream.requestHeaders, 'x-request-id') ?? ''
  return UUID_HEAD.test(id) ? Number.parseInt(id.slice(0, 8), 16) : drawFrom(random)
}

function headerFilter(
  message: NonNullable<AccessLogFilter['headerFilter']>['header'],
  at: Violations,
): LogFilter {
  const place = at.at('header_filter').at('header')
  if (message === null) {
    place.add('is required')
    return all
  }
  const before = place.count
  const compiled = compileHeader(headerSpec(message, place))
  if (compiled.kind === 'ok') return (stream) => compiled.value.matches(stream)
  if (place.count === before) place.adopt(compiled.violations)
  return all
}

function metadataFilter(
  message: NonNullable<AccessLogFilter['metadataFilter']>,
  at: Violations,
): LogFilter {
  const passesMissing = message.matchIfKeyNotFound ?? true
  if (message.matcher === null) return () => passesMissing
  const place = at.at('metadata_filter').at('matcher')
  const before = place.count
  const compiled = compileMetadata(metadataSpec(message.matcher, place))
  if (compiled.kind === 'bad') {
    if (place.count === before) place.adopt(compiled.violations)
    return all
  }
  const matcher = compiled.value
  return (stream) => (matcher.isFound(stream) ? matcher.matches(stream) : passesMissing)
}

/** The call's own status, else what its HTTP status means. */
function grpcFilter(message: GrpcStatusFilter): LogFilter {
  const wanted = new Set<number>(message.statuses)
  return (stream) => {
    const text =
      headerValue(stream.responseTrailers ?? [], 'grpc-status') ??
      headerValue(stream.responseHeaders ?? [], 'grpc-status')
    const status = text === null ? grpcStatusOfHttp(stream.responseCode) : Number(text)
    return wanted.has(status) !== message.exclude
  }
}

/** Any of these flags; without any listed, any flag at all. */
function flagFilter(flags: readonly string[], at: Violations): LogFilter {
  let wanted = 0
  flags.forEach((flag, i) => {
    const bit = FLAG_BITS.get(flag)
    if (bit === undefined) at.at('flags', i).add(`${JSON.stringify(flag)} is not a response flag`)
    else wanted |= bit
  })
  if (wanted === 0) return (stream) => stream.responseFlags !== 0
  return (stream) => (stream.responseFlags & wanted) !== 0
}

function compare(comparison: ComparisonFilter | null): (value: number) => boolean {
  const against = liveNumber(
    comparison?.value?.defaultValue ?? 0,
    comparison?.value?.runtimeKey ?? '',
  )
  switch (comparison?.op ?? ComparisonFilterOp.EQ) {
    case ComparisonFilterOp.GE:
      return (value) => value >= against.value
    case ComparisonFilterOp.LE:
      return (value) => value <= against.value
    default:
      return (value) => value === against.value
  }
}

/** Which streams are logged: AccessLogFilter messages compiled to a predicate. */
import { type AccessLogFilter, type ComparisonFilter, ComparisonFilterOp } from '@flotilla/proto'
import type { Violations } from '../../compile/violations.ts'
import { fraction } from '../../http/compile/matchers.ts'
import type { HttpStream } from '../../http/filter.ts'
import { formatResponseFlags } from '../../http/response-flags.ts'

export type LogFilter = (stream: HttpStream) => boolean

const all: LogFilter = () => true

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
  // Active health checks are not implemented, so no request is one.
  if (filter.notHealthCheckFilter !== null) return all
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
  if (filter.responseFlagFilter !== null) return flagFilter(filter.responseFlagFilter.flags)
  if (filter.runtimeFilter !== null) {
    const sampled = filter.runtimeFilter.percentSampled
    const share = sampled === null ? null : fraction(sampled)
    return () => share !== null && random() * share.denominator < share.numerator
  }
  at.unsupported('this filter')
  return all
}

/** Any of these flags; without any listed, any flag at all. */
function flagFilter(flags: readonly string[]): LogFilter {
  const wanted = new Set(flags)
  return (stream) => {
    if (stream.responseFlags === 0) return false
    if (wanted.size === 0) return true
    return formatResponseFlags(stream.responseFlags)
      .split(',')
      .some((flag) => wanted.has(flag))
  }
}

function compare(comparison: ComparisonFilter | null): (value: number) => boolean {
  const against = comparison?.value?.defaultValue ?? 0
  switch (comparison?.op ?? ComparisonFilterOp.EQ) {
    case ComparisonFilterOp.GE:
      return (value) => value >= against
    case ComparisonFilterOp.LE:
      return (value) => value <= against
    default:
      return (value) => value === against
  }
}

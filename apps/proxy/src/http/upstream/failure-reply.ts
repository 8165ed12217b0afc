/** How a failed attempt looks to the client: status, flag, exact body and detail (spec §1.10, §1.11). */
import { ResponseFlag, type ResponseFlags } from '../response-flags.ts'
import { RESET_TEXTS, ResetReason } from '../session.ts'

export interface FailureReply {
  readonly status: number
  readonly flag: ResponseFlags
  readonly body: string
  readonly detail: string
}

const LATE = 'upstream_reset_after_response_started'

const FLAGS: readonly ResponseFlags[] = [
  ResponseFlag.UpstreamConnectionFailure,
  ResponseFlag.UpstreamConnectionFailure,
  ResponseFlag.UpstreamConnectionFailure,
  ResponseFlag.UpstreamConnectionTermination,
  ResponseFlag.UpstreamRemoteReset,
  ResponseFlag.LocalReset,
  ResponseFlag.UpstreamOverflow,
  ResponseFlag.UpstreamProtocolError,
  ResponseFlag.UpstreamRemoteReset,
  ResponseFlag.LocalReset,
  ResponseFlag.UpstreamRemoteReset,
]

export function flagOf(reason: ResetReason): ResponseFlags {
  return FLAGS[reason] as ResponseFlags // one row per reason
}

/** Before response headers. What the transport says of itself is for the log only, as Envoy since 1.40. @param wasRetried an earlier attempt failed too. @param hasInformed 1xx had come. */
export function failureReply(
  reason: ResetReason,
  transportText: string,
  wasRetried: boolean,
  hasInformed: boolean,
): FailureReply {
  const text = RESET_TEXTS[reason] as string // one row per reason
  const lead = wasRetried ? 'retried and the latest reset reason' : 'reset reason'
  return {
    status: reason === ResetReason.ProtocolError ? 502 : 503,
    flag: flagOf(reason),
    body: `upstream connect error or disconnect/reset before headers. ${lead}: ${text}`,
    detail: detail(
      hasInformed ? LATE : 'upstream_reset_before_response_started',
      text,
      transportText,
    ),
  }
}

/** After response headers: for the log only. */
export function lateFailureDetail(reason: ResetReason): string {
  return detail(LATE, RESET_TEXTS[reason] as string, '') // one row per reason
}

function detail(name: string, reason: string, transportText: string): string {
  const inner = transportText === '' ? reason : `${reason}|${transportText}`
  return `${name}{${inner.replaceAll(' ', '_')}}`
}

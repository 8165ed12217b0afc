/** Http2ProtocolOptions → what the data path reads. */
import { DEFAULT_CONFIG, type Http2Config } from '@flotilla/http2'
import type { Http2ProtocolOptions, KeepaliveSettings } from '@flotilla/proto'
import { durationMs } from '../../compile/fields.ts'
import type { Violations } from '../../compile/violations.ts'
import { DEFAULT_HTTP2, type Http2Options, type KeepaliveOptions } from '../http2-options.ts'

const MAX_INT31 = 0x7fffffff
const MIN_WINDOW_BYTES = 65_535
/** A larger table would cost each connection more than its header lists save. Listed in docs/limits.md. */
const MAX_TABLE_BYTES = 1024 * 1024
const DEFAULT_JITTER_RATIO = 0.15

/** What other messages say about the same connections. */
export interface Http2Surroundings {
  readonly maxHeaderListBytes: number
  readonly maxHeaderFields: number
  /** Where the options themselves say nothing. */
  readonly isMalformedStreamError: boolean
}

export function compileHttp2Options(
  given: Http2ProtocolOptions | null,
  around: Http2Surroundings,
  at: Violations,
): Http2Options {
  const { maxHeaderListBytes, maxHeaderFields } = around
  const { message, moreSettings } = withCustomSettings(given, at)
  const base: Http2Config = {
    ...DEFAULT_CONFIG,
    maxHeaderListBytes,
    maxHeaderFields,
    moreSettings,
  }
  if (message === null)
    return {
      ...DEFAULT_HTTP2,
      codec: { ...base, isMalformedStreamError: around.isMalformedStreamError },
    }
  const number = (
    field: string,
    value: number | null,
    absent: number,
    least: number,
    most: number = MAX_INT31,
  ): number => {
    if (value === null) return absent
    if (value < least || value > most) at.at(field).add(`must be ${least} to ${most}`)
    return value
  }
  return {
    codec: {
      ...base,
      headerTableBytes: number(
        'hpack_table_size',
        message.hpackTableSize,
        base.headerTableBytes,
        0,
        MAX_TABLE_BYTES,
      ),
      maxConcurrentStreams: number(
        'max_concurrent_streams',
        message.maxConcurrentStreams,
        base.maxConcurrentStreams,
        1,
      ),
      streamWindowBytes: number(
        'initial_stream_window_size',
        message.initialStreamWindowSize,
        base.streamWindowBytes,
        MIN_WINDOW_BYTES,
      ),
      connectionWindowBytes: number(
        'initial_connection_window_size',
        message.initialConnectionWindowSize,
        base.connectionWindowBytes,
        MIN_WINDOW_BYTES,
      ),
      allowsExtendedConnect: message.allowConnect,
      isMalformedStreamError:
        message.overrideStreamErrorOnInvalidHttpMessage ??
        (message.streamErrorOnInvalidHttpMessaging || around.isMalformedStreamError),
      maxOutboundFrames: number(
        'max_outbound_frames',
        message.maxOutboundFrames,
        base.maxOutboundFrames,
        1,
      ),
      maxOutboundControlFrames: number(
        'max_outbound_control_frames',
        message.maxOutboundControlFrames,
        base.maxOutboundControlFrames,
        1,
      ),
      maxConsecutiveEmptyFrames: number(
        'max_consecutive_inbound_frames_with_empty_payload',
        message.maxConsecutiveInboundFramesWithEmptyPayload,
        base.maxConsecutiveEmptyFrames,
        0,
      ),
      maxPriorityFramesPerStream: number(
        'max_inbound_priority_frames_per_stream',
        message.maxInboundPriorityFramesPerStream,
        base.maxPriorityFramesPerStream,
        0,
      ),
      maxWindowUpdatesPerDataFrame: number(
        'max_inbound_window_update_frames_per_data_frame_sent',
        message.maxInboundWindowUpdateFramesPerDataFrameSent,
        base.maxWindowUpdatesPerDataFrame,
        1,
      ),
    },
    keepalive: compileKeepalive(message.connectionKeepalive, at.at('connection_keepalive')),
  }
}

function compileKeepalive(
  message: KeepaliveSettings | null,
  at: Violations,
): KeepaliveOptions | null {
  if (message === null) return null
  const intervalMs = durationMs(message.interval, 0, at.at('interval'))
  const timeoutMs = durationMs(message.timeout, 0, at.at('timeout'))
  if (timeoutMs === 0) at.at('timeout').add('is required')
  const jitterPct = message.intervalJitter?.value ?? DEFAULT_JITTER_RATIO * 100
  return {
    intervalMs,
    timeoutMs,
    jitterRatio: jitterPct / 100,
    idleIntervalMs: durationMs(
      message.connectionIdleInterval,
      0,
      at.at('connection_idle_interval'),
    ),
  }
}

/** Settings that have fields of their own, by identifier (RFC 9113 §6.5.2, RFC 8441 §3). */
const NAMED: Readonly<
  Record<number, 'hpackTableSize' | 'maxConcurrentStreams' | 'initialStreamWindowSize'>
> = { 1: 'hpackTableSize', 3: 'maxConcurrentStreams', 4: 'initialStreamWindowSize' }
const ENABLE_PUSH = 2
const ENABLE_CONNECT = 8
/** What this end keeps to: the largest frame, and the size of a header list. */
const OWN: ReadonlySet<number> = new Set([5, 6])

/** Custom settings that have a field are read as that field, where it is not set (Envoy). */
function withCustomSettings(
  given: Http2ProtocolOptions | null,
  at: Violations,
): { message: Http2ProtocolOptions | null; moreSettings: readonly number[] } {
  const moreSettings: number[] = []
  if (given === null || given.customSettingsParameters.length === 0)
    return { message: given, moreSettings }
  let message = given
  const seen = new Set<number>()
  for (const [i, { identifier, value }] of given.customSettingsParameters.entries()) {
    const place = at.at('custom_settings_parameters', i)
    if (identifier === null || identifier > 0xffff) place.at('identifier').add('must be 0 to 65535')
    if (value === null) place.at('value').add('is required')
    if (identifier === null || value === null) continue
    if (seen.has(identifier)) place.at('identifier').add('is used twice')
    seen.add(identifier)
    const named = NAMED[identifier]
    if (named !== undefined) {
      if (given[named] !== null) place.at('identifier').add('has a field of its own, which is set')
      message = { ...message, [named]: value }
    } else if (identifier === ENABLE_CONNECT) message = { ...message, allowConnect: value === 1 }
    else if (identifier === ENABLE_PUSH && value !== 0) place.at('value').add('must be 0')
    else if (OWN.has(identifier)) place.at('identifier').unsupported('this setting')
    else if (identifier !== ENABLE_PUSH) moreSettings.push(identifier, value)
  }
  return { message, moreSettings }
}

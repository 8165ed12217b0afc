/** Log entries as PutLogEvents takes them. */
import {
  type LogEntryInstance,
  type SendResult,
  type TextTemplate,
  valueText,
} from '@flotilla/adapter-sdk'
import { timestampParts } from '@flotilla/attributes'

export interface LogEvent {
  /** Milliseconds since the epoch. */
  readonly timestamp: number
  readonly message: string
}

/** CloudWatch: 256 KiB of one event with its 26 bytes of overhead. */
const MAX_EVENT_BYTES = 256 * 1024 - 26
/** What CloudWatch counts for an event beside its message. */
export const EVENT_OVERHEAD = 26
/** Events of one call lie within a day. */
const MAX_SPAN_MS = 24 * 3_600_000

/** @param template null: the variables as JSON. */
export function logEventOf(
  instance: LogEntryInstance,
  template: TextTemplate | null,
  wallMs: number,
): LogEvent {
  const { variables, timestamp, severity } = instance
  let timestampMs = wallMs
  if (timestamp !== null) {
    const { seconds, nanos } = timestampParts(timestamp)
    timestampMs = seconds * 1000 + Math.floor(nanos / 1e6)
  }
  const fields = variables.keys.map((key, i) => [key, valueText(variables.values[i] ?? null)])
  const message =
    template === null
      ? JSON.stringify({ severity, ...Object.fromEntries(fields) })
      : template.render((name) =>
          name === 'timestamp' && !variables.has(name)
            ? timestamp
            : name === 'severity' && !variables.has(name)
              ? severity
              : variables.get(name),
        )
  const bytes = Buffer.from(message)
  return {
    timestamp: timestampMs,
    // An empty message is refused.
    message:
      bytes.length > MAX_EVENT_BYTES
        ? bytes.toString('utf8', 0, MAX_EVENT_BYTES - 3)
        : message || '-',
  }
}

/** In the order of time, and what lies within a day of the first; the rest is for the next call. */
export function firstDay(events: readonly LogEvent[]): { now: LogEvent[]; later: LogEvent[] } {
  const sorted = [...events].sort((a, b) => a.timestamp - b.timestamp)
  const endMs = (sorted[0]?.timestamp ?? 0) + MAX_SPAN_MS
  const now = sorted.filter(({ timestamp }) => timestamp < endMs)
  return { now, later: sorted.slice(now.length) }
}

/** What the answer to events in order says of those that were not taken: too new, too old, expired. */
export function rejectedOf(body: string, count: number): SendResult<LogEvent> {
  const none = { again: [], refused: 0, reason: '' }
  let info: unknown
  try {
    info = (JSON.parse(body) as { rejectedLogEventsInfo?: unknown }).rejectedLogEventsInfo
  } catch {
    // The call was answered 2xx: the events are there, whatever the body is.
    return none
  }
  if (typeof info !== 'object' || info === null) return none
  const { tooNewLogEventStartIndex, tooOldLogEventEndIndex, expiredLogEventEndIndex } =
    info as Readonly<Record<string, unknown>> // read below
  const index = (value: unknown, otherwise: number): number =>
    typeof value === 'number' ? Math.max(0, Math.min(count, value)) : otherwise
  const early = Math.max(index(tooOldLogEventEndIndex, 0), index(expiredLogEventEndIndex, 0))
  const refused = Math.min(count, early + count - index(tooNewLogEventStartIndex, count))
  return { again: [], refused, reason: `rejected by time: ${JSON.stringify(info)}` }
}

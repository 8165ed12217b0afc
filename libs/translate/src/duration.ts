/** Durations of configuration objects (`1.5s`) as milliseconds and as messages. */
import { type Duration, durationOfMs } from '@flotilla/proto'

const TEXT = /^(\d{1,12})(?:\.(\d{1,9}))?s$/

/** Milliseconds of a duration text in canonical form; null where it is absent or not one. */
export function durationMs(text: string | undefined | null): number | null {
  const match = text === undefined || text === null ? null : TEXT.exec(text)
  if (match === null) return null
  return Number(match[1]) * 1000 + Number(`0.${match[2] ?? '0'}`) * 1000
}

/** A duration message of a text, or null where it is absent. */
export function durationFrom(text: string | undefined | null): Duration | null {
  const ms = durationMs(text)
  return ms === null ? null : durationOfMs(ms)
}

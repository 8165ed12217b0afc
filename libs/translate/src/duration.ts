/** Durations of configuration objects (`1.5s`) as milliseconds and as messages. */

const TEXT = /^(\d{1,12})(?:\.(\d{1,9}))?s$/
const GO_TEXT = /(\d+(?:\.\d+)?)(ms|s|m|h)/gy
const UNIT_MS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 }

/** Milliseconds of a duration text, proto-JSON or Go (`1m30s`); null where it is absent or not one. */
export function durationMs(text: string | undefined | null): number | null {
  if (text === undefined || text === null) return null
  const match = TEXT.exec(text)
  if (match !== null) return Number(match[1]) * 1000 + Number(`0.${match[2] ?? '0'}`) * 1000
  return goDurationMs(text)
}

function goDurationMs(text: string): number | null {
  let totalMs = 0
  let at = 0
  while (at < text.length) {
    GO_TEXT.lastIndex = at
    const part = GO_TEXT.exec(text)
    if (part === null) return null
    totalMs += Number(part[1]) * (UNIT_MS[part[2] ?? ''] ?? 0)
    at = GO_TEXT.lastIndex
  }
  return at === 0 ? null : totalMs
}

export interface DurationMessage {
  readonly seconds: number
  readonly nanos: number
}

/** A duration message of so many milliseconds. */
export function durationOf(ms: number): DurationMessage {
  const seconds = Math.floor(ms / 1000)
  return { seconds, nanos: Math.round((ms - seconds * 1000) * 1e6) }
}

/** A duration message of a text, or null where it is absent. */
export function durationFrom(text: string | undefined | null): DurationMessage | null {
  const ms = durationMs(text)
  return ms === null ? null : durationOf(ms)
}

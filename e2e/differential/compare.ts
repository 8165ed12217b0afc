/** Finds what differs between two observations of one exchange. */
import type { Fields, Observation, SeenMessage, SeenRequest } from './model.ts'

export interface Difference {
  /** Where, as a path without numbers, to group by. */
  readonly field: string
  readonly envoy: string
  readonly ours: string
}

/**
 * Headers whose value is not compared, only that they are there: times, and ids drawn at random.
 * `x-envoy-expected-rq-timeout-ms` and `x-ratelimit-reset` are what is left of a time, and differ by what is already spent.
 */
const IGNORED_VALUES = new Set([
  'date',
  'x-envoy-upstream-service-time',
  'x-request-id',
  'x-envoy-expected-rq-timeout-ms',
  'x-ratelimit-reset',
])

export function compare(envoy: Observation, ours: Observation): readonly Difference[] {
  const found: Difference[] = []
  const note = (field: string, a: string, b: string): void => {
    if (a !== b) found.push({ field, envoy: a, ours: b })
  }
  note('responses', summary(envoy.responses), summary(ours.responses))
  envoy.responses.forEach((message, i) => {
    const other = ours.responses[i]
    if (other !== undefined) compareMessages('response', message, other, note)
  })
  note('rest', envoy.rest, ours.rest)
  note('fate', fateOf(envoy), fateOf(ours))
  note('upstream.requests', requests(envoy.seen), requests(ours.seen))
  // Where the client gave up waiting its half-close ended Envoy's stream; ours still owes it the answer (RFC 9293 §3.6).
  const isGivenUp = envoy.isTimedOut && ours.isTimedOut
  envoy.seen.forEach((message, i) => {
    const other = ours.seen[i]
    if (other === undefined) return
    compareMessages('upstream', message, other, note)
    note('upstream.order', order(message.fields), order(other.fields))
    if (!isGivenUp) note('upstream.end', message.end, other.end)
  })
  if (!isGivenUp) compareLogs(envoy, ours, note)
  return found
}

type Note = (field: string, envoy: string, ours: string) => void

/** Whether a connection ends by FIN or by RST depends on bytes still under way: both are a closed connection. */
function fateOf(observation: Observation): string {
  if (observation.isTimedOut && observation.responses.length === 0) return 'no answer'
  return observation.fate === 'reset' ? 'closed' : observation.fate
}

function summary(messages: readonly SeenMessage[]): string {
  return messages.map((one) => `${one.start}${one.isComplete ? '' : ' (cut off)'}`).join(', ')
}

function requests(seen: readonly SeenRequest[]): string {
  return seen.map((one) => `${one.origin}: ${one.start}`).join(', ')
}

/** Of pseudo-headers the order means nothing (RFC 9113 §8.3). */
function order(fields: Fields): string {
  const names = fields.map(([name]) => name)
  const pseudo = names.filter((name) => name.startsWith(':')).sort()
  return [...pseudo, ...names.filter((name) => !name.startsWith(':'))].join(', ')
}

function compareMessages(at: string, envoy: SeenMessage, ours: SeenMessage, note: Note): void {
  note(`${at}.start`, `${envoy.start} ${envoy.version}`, `${ours.start} ${ours.version}`)
  compareFields(`${at}.header`, envoy.fields, ours.fields, note)
  note(`${at}.body`, envoy.body, ours.body)
  note(`${at}.framing`, envoy.framing, ours.framing)
  compareFields(`${at}.trailer`, envoy.trailers, ours.trailers, note)
  note(`${at}.complete`, String(envoy.isComplete), String(ours.isComplete))
}

function compareFields(at: string, envoy: Fields, ours: Fields, note: Note): void {
  const names = new Set([...envoy, ...ours].map(([name]) => name))
  for (const name of names) note(`${at} ${name}`, values(envoy, name), values(ours, name))
}

function values(fields: Fields, name: string): string {
  const list = fields.filter(([key]) => key === name).map(([, value]) => value)
  if (list.length === 0) return '(absent)'
  return IGNORED_VALUES.has(name.toLowerCase()) ? `(${list.length})` : list.join(' ‖ ')
}

function compareLogs(envoy: Observation, ours: Observation, note: Note): void {
  note('log.lines', String(envoy.logs.length), String(ours.logs.length))
  // Streams of one connection may end in any order.
  const byText = (lines: Observation['logs']): Observation['logs'] =>
    lines.length < 2 ? lines : [...lines].sort((a, b) => (String(a) < String(b) ? -1 : 1))
  const others = byText(ours.logs)
  byText(envoy.logs).forEach((line, i) => {
    const other = others[i]
    if (other === undefined) return
    for (const [name, value] of line)
      note(`log.${name}`, value, other.find(([key]) => key === name)?.[1] ?? '(absent)')
  })
}

/** x-request-id: made, kept or renewed, and its version nibble, which carries the trace decision (spec §1.7). */
import { type HeaderList, headerValue, removeHeader, setHeader } from '../headers.ts'
import type { ManagerConfig, Sampling } from '../manager-config.ts'
import { randomUuid } from './uuid.ts'

const NAME = 'x-request-id'
/** Place of the version in a UUID's text. */
const NIBBLE_AT = 14
const UUID = /^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}$/
const SHARES = 10_000

const Nibble = { none: '4', sampled: '9', forced: 'a', client: 'b' } as const

/** Sets the request's id. @param isEdge an external caller of a manager that uses the remote address. */
export function applyRequestId(headers: HeaderList, config: ManagerConfig, isEdge: boolean): void {
  const renews = isEdge && !config.preservesExternalRequestId
  let id = headerValue(headers, NAME)
  if (renews && id !== null) {
    if (!config.generatesRequestId) removeHeader(headers, NAME)
    id = null
  }
  if (id === null || id === '') {
    if (!config.generatesRequestId) return
    id = randomUuid()
    setHeader(headers, NAME, id)
  }
  if (config.sampling !== null && config.packsTraceReason && UUID.test(id)) {
    const decided = withTraceDecision(id, headers, config.sampling, config.samplesById)
    if (decided !== id) setHeader(headers, NAME, decided)
  }
}

/** Envoy's order: already traced, client-requested, forced, random; then the overall share may veto. */
function withTraceDecision(
  id: string,
  headers: HeaderList,
  sampling: Sampling,
  drawsById: boolean,
): string {
  const nibble = id.charAt(NIBBLE_AT)
  if (nibble === Nibble.sampled || nibble === Nibble.forced || nibble === Nibble.client) return id
  const draw = drawsById
    ? Number.parseInt(id.slice(0, 8), 16) % SHARES
    : Math.floor(Math.random() * SHARES)
  let decision: string = Nibble.none
  if (headerValue(headers, 'x-client-trace-id') !== null && draw < sampling.client)
    decision = Nibble.client
  else if (headerValue(headers, 'x-envoy-force-trace') !== null) decision = Nibble.forced
  else if (draw < sampling.random) decision = Nibble.sampled
  if (draw >= sampling.overall) decision = Nibble.none
  return decision === nibble ? id : id.slice(0, NIBBLE_AT) + decision + id.slice(NIBBLE_AT + 1)
}

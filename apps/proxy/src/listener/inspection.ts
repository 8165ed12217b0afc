/** What the first bytes of a connection say, as far as a listener's inspectors ask for it. */
import type { Socket } from 'node:net'
import { readFirstBytes } from '@flotilla/net'
import {
  HttpInspector,
  type Listener,
  type ListenerFilter,
  type ListenerFilterChainMatchPredicate,
  OriginalDst,
  TlsInspector,
} from '@flotilla/proto'
import { type Sniffed, sniffHttp, sniffTls } from '@flotilla/sniff'
import type { TimerWheel } from '@flotilla/time'
import { durationMs, isType } from '../compile/fields.ts'
import type { Violations } from '../compile/violations.ts'

type PortPredicate = (destinationPort: number) => boolean

export interface InspectionSpec {
  /** Whether the listener asks for the destination before redirection. */
  readonly restoresDestination: boolean
  readonly inspectsTls: PortPredicate
  readonly inspectsHttp: PortPredicate
  /** 0 waits for ever. */
  readonly timeoutMs: number
  readonly continuesOnTimeout: boolean
}

/** What was learned; the defaults where nobody looked. */
export interface Inspected {
  /** Bytes read, to be replayed; null where none. */
  readonly head: Buffer | null
  readonly transportProtocol: '' | 'tls' | 'raw_buffer'
  readonly serverName: string
  readonly applicationProtocols: readonly string[]
}

const NOT_INSPECTED: Inspected = {
  head: null,
  transportProtocol: 'raw_buffer',
  serverName: '',
  applicationProtocols: [],
}
/** A ClientHello may be this long (spec citadel-security §4.3). Listed in docs/limits.md. */
const MAX_FIRST_BYTES: number = 64 * 1024

const never: PortPredicate = () => false
const always: PortPredicate = () => true

const NAMES: Readonly<Record<string, 'originalDst' | 'tls' | 'http'>> = {
  'envoy.filters.listener.original_dst': 'originalDst',
  'envoy.filters.listener.tls_inspector': 'tls',
  'envoy.filters.listener.http_inspector': 'http',
}

/** @param needsTls whether a chain of the listener can only be chosen by looking at TLS; Envoy then adds the inspector itself. */
export function compileInspection(
  listener: Listener,
  needsTls: boolean,
  at: Violations,
): InspectionSpec {
  let inspectsTls = needsTls ? always : never
  let inspectsHttp = never
  let restoresDestination = listener.useOriginalDst ?? false
  for (const [i, filter] of listener.listenerFilters.entries()) {
    const place = at.at('listener_filters', i)
    const enabled = compileEnabled(filter.filterDisabled, place.at('filter_disabled'))
    switch (kindOf(filter)) {
      case 'originalDst':
        restoresDestination = true
        break
      case 'tls':
        inspectsTls = enabled
        break
      case 'http':
        inspectsHttp = enabled
        break
      case null:
        place.unsupported(`listener filter ${JSON.stringify(filter.name)}`)
    }
  }
  return {
    restoresDestination,
    inspectsTls,
    inspectsHttp,
    timeoutMs: durationMs(
      listener.listenerFiltersTimeout,
      15_000,
      at.at('listener_filters_timeout'),
    ),
    continuesOnTimeout: listener.continueOnListenerFiltersTimeout,
  }
}

function kindOf(filter: ListenerFilter): 'originalDst' | 'tls' | 'http' | null {
  const any = filter.typedConfig
  if (any === null || any.typeUrl === '') return NAMES[filter.name] ?? null
  if (isType(any, OriginalDst)) return 'originalDst'
  if (isType(any, TlsInspector)) return 'tls'
  return isType(any, HttpInspector) ? 'http' : null
}

function compileEnabled(
  disabled: ListenerFilterChainMatchPredicate | null,
  at: Violations,
): PortPredicate {
  if (disabled === null) return always
  const isDisabled = compilePredicate(disabled, at)
  return (port) => !isDisabled(port)
}

function compilePredicate(
  predicate: ListenerFilterChainMatchPredicate,
  at: Violations,
): PortPredicate {
  if (predicate.anyMatch) return always
  const range = predicate.destinationPortRange
  if (range !== null) return (port) => port >= range.start && port < range.end
  if (predicate.notMatch !== null) {
    const inner = compilePredicate(predicate.notMatch, at.at('not_match'))
    return (port) => !inner(port)
  }
  const isOr = predicate.orMatch !== null
  const set = predicate.orMatch ?? predicate.andMatch
  if (set === null) {
    at.add('names no condition')
    return never
  }
  const rules = set.rules.map((rule, i) =>
    compilePredicate(rule, at.at(isOr ? 'or_match.rules' : 'and_match.rules', i)),
  )
  return isOr
    ? (port) => rules.some((rule) => rule(port))
    : (port) => rules.every((rule) => rule(port))
}

/** `failed`: the client went away or stayed silent for too long. The socket is paused either way. */
export type InspectionResult =
  | { readonly kind: 'ok'; readonly inspected: Inspected }
  | { readonly kind: 'failed'; readonly reason: 'timeout' | 'closed' }

/** Reads as much as the inspectors for this port need, which may be nothing; calls back once, perhaps at once. */
export function inspect(
  socket: Socket,
  destinationPort: number,
  spec: InspectionSpec,
  wheel: TimerWheel,
  onDone: (result: InspectionResult) => void,
): void {
  const wantsTls = spec.inspectsTls(destinationPort)
  const wantsHttp = spec.inspectsHttp(destinationPort)
  if (!wantsTls && !wantsHttp) {
    onDone({ kind: 'ok', inspected: NOT_INSPECTED })
    return
  }
  let sniffed: Sniffed = { kind: 'more' }
  const isEnough = (bytes: Buffer): boolean => {
    sniffed = look(bytes, wantsTls, wantsHttp)
    return sniffed.kind !== 'more'
  }
  readFirstBytes(
    socket,
    { isEnough, maxBytes: MAX_FIRST_BYTES, timeoutMs: spec.timeoutMs, wheel },
    (head, end) => {
      if (end === 'closed' || (end === 'ended' && head === null))
        onDone({ kind: 'failed', reason: 'closed' })
      else if (end === 'timeout' && !spec.continuesOnTimeout)
        onDone({ kind: 'failed', reason: 'timeout' })
      else onDone({ kind: 'ok', inspected: inspectedOf(head, sniffed) })
    },
  )
}

function look(bytes: Buffer, wantsTls: boolean, wantsHttp: boolean): Sniffed {
  const tls: Sniffed = wantsTls ? sniffTls(bytes) : { kind: 'opaque' }
  if (tls.kind !== 'opaque' || !wantsHttp) return tls
  return sniffHttp(bytes)
}

/** Undecided after the time limit means raw bytes of no known protocol. */
function inspectedOf(head: Buffer | null, sniffed: Sniffed): Inspected {
  switch (sniffed.kind) {
    case 'tls':
      return {
        head,
        transportProtocol: 'tls',
        serverName: sniffed.serverName,
        applicationProtocols: sniffed.alpn,
      }
    case 'http1':
      return {
        head,
        transportProtocol: 'raw_buffer',
        serverName: '',
        applicationProtocols: [`http/${sniffed.version}`],
      }
    case 'http2':
      return {
        head,
        transportProtocol: 'raw_buffer',
        serverName: '',
        applicationProtocols: ['h2c'],
      }
    default:
      return { ...NOT_INSPECTED, head }
  }
}

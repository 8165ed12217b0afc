/** What the first bytes of a connection say, as far as a listener's inspectors ask for it. */
import type { Socket } from 'node:net'
import { readFirstBytes } from '@flotilla/net'
import {
  HttpInspector,
  type Listener,
  type ListenerFilter,
  type ListenerFilterChainMatchPredicate,
  ListenerRateLimit,
  OriginalDst,
  ProxyProtocol,
  type ProxyProtocolConfigVersion,
  TlsInspector,
} from '@flotilla/proto'
import { type Sniffed, sniffHttp, sniffTls } from '@flotilla/sniff'
import type { TimerWheel } from '@flotilla/time'
import { durationMs, isType, unpack } from '../compile/fields.ts'
import type { Violations } from '../compile/violations.ts'
import {
  MAX_PROXY_HEADER_BYTES,
  type ProxyAddresses,
  type ProxyHeader,
  parseProxyHeader,
} from './proxy-header.ts'

type PortPredicate = (destinationPort: number) => boolean

export interface InspectionSpec {
  /** Whether the listener asks for the destination before redirection. */
  readonly restoresDestination: boolean
  /** Null: connections begin with their own bytes. */
  readonly proxyProtocol: ProxyProtocolSpec | null
  readonly inspectsTls: PortPredicate
  readonly inspectsHttp: PortPredicate
  /** 0 waits for ever. */
  readonly timeoutMs: number
  readonly continuesOnTimeout: boolean
}

export interface ProxyProtocolSpec {
  /** Whether a connection without the header is served as it is. */
  readonly isOptional: boolean
  readonly refusedVersions: readonly (1 | 2)[]
}

/** What was learned; the defaults where nobody looked. */
export interface Inspected {
  /** Bytes read, to be replayed; null where none. */
  readonly head: Buffer | null
  readonly transportProtocol: '' | 'tls' | 'raw_buffer'
  readonly serverName: string
  readonly applicationProtocols: readonly string[]
  /** Who connected to where, where a proxy before us said so. */
  readonly proxied: ProxyAddresses | null
}

export const NOT_INSPECTED: Inspected = {
  proxied: null,
  head: null,
  transportProtocol: 'raw_buffer',
  serverName: '',
  applicationProtocols: [],
}
/** A ClientHello may be this long (spec citadel-security §4.3). Listed in docs/limits.md. */
const MAX_FIRST_BYTES: number = 64 * 1024

const never: PortPredicate = () => false
const always: PortPredicate = () => true

type Kind = 'originalDst' | 'proxyProtocol' | 'tls' | 'http' | 'rate'

const NAMES: Readonly<Record<string, Kind>> = {
  'envoy.filters.listener.proxy_protocol': 'proxyProtocol',
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
  // Envoy: the old field of the first chain stands for the filter.
  let proxyProtocol: ProxyProtocolSpec | null = listener.filterChains[0]?.useProxyProto
    ? { isOptional: false, refusedVersions: [] }
    : null
  let restoresDestination = listener.useOriginalDst ?? false
  for (const [i, filter] of listener.listenerFilters.entries()) {
    const place = at.at('listener_filters', i)
    const enabled = compileEnabled(filter.filterDisabled, place.at('filter_disabled'))
    switch (kindOf(filter)) {
      case 'originalDst':
        restoresDestination = true
        break
      case 'proxyProtocol':
        proxyProtocol = compileProxyProtocol(filter, place)
        break
      case 'tls':
        inspectsTls = enabled
        break
      case 'http':
        inspectsHttp = enabled
        break
      case 'rate':
        // Its tokens are taken before anything is read.
        break
      case null:
        place.unsupported(`listener filter ${JSON.stringify(filter.name)}`)
    }
  }
  return {
    restoresDestination,
    proxyProtocol,
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

function kindOf(filter: ListenerFilter): Kind | null {
  const any = filter.typedConfig
  if (any === null || any.typeUrl === '') return NAMES[filter.name] ?? null
  if (isType(any, OriginalDst)) return 'originalDst'
  if (isType(any, ProxyProtocol)) return 'proxyProtocol'
  if (isType(any, TlsInspector)) return 'tls'
  if (isType(any, ListenerRateLimit)) return 'rate'
  return isType(any, HttpInspector) ? 'http' : null
}

function compileProxyProtocol(filter: ListenerFilter, at: Violations): ProxyProtocolSpec {
  if (filter.filterDisabled !== null) at.at('filter_disabled').unsupported()
  const place = at.at('typed_config')
  const message =
    filter.typedConfig === null || filter.typedConfig.typeUrl === ''
      ? ProxyProtocol.create()
      : (unpack(ProxyProtocol, filter.typedConfig, place) ?? ProxyProtocol.create())
  if (message.rules.length > 0) place.at('rules').unsupported()
  if (message.passThroughTlvs !== null) place.at('pass_through_tlvs').unsupported()
  return {
    isOptional: message.allowRequestsWithoutProxyProtocol,
    refusedVersions: message.disallowedVersions.map(numberOf),
  }
}

function numberOf(version: ProxyProtocolConfigVersion): 1 | 2 {
  return version === 0 ? 1 : 2
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
  | { readonly kind: 'failed'; readonly reason: 'timeout' | 'closed' | 'proxyHeader' }

/** Reads as much as the inspectors for this port need, which may be nothing; calls back once, perhaps at once. */
export function inspect(
  socket: Socket,
  destinationPort: number,
  spec: InspectionSpec,
  wheel: TimerWheel,
  onDone: (result: InspectionResult) => void,
): void {
  if (spec.proxyProtocol === null) {
    look(socket, destinationPort, spec, wheel, null, onDone)
    return
  }
  readProxyHeader(socket, spec.proxyProtocol, spec, wheel, (result) => {
    if (result.kind === 'failed') onDone(result)
    else
      look(
        socket,
        result.proxied?.destinationPort ?? destinationPort,
        spec,
        wheel,
        result.proxied,
        onDone,
      )
  })
}

type ProxyHeaderResult =
  | { readonly kind: 'ok'; readonly proxied: ProxyAddresses | null }
  | (InspectionResult & { readonly kind: 'failed' })

/** Takes the header off the socket; what follows it is back in the socket's own buffer. */
function readProxyHeader(
  socket: Socket,
  { isOptional, refusedVersions }: ProxyProtocolSpec,
  spec: InspectionSpec,
  wheel: TimerWheel,
  onDone: (result: ProxyHeaderResult) => void,
): void {
  let header: ProxyHeader = { kind: 'more' }
  const isEnough = (bytes: Buffer): boolean => {
    header = parseProxyHeader(bytes)
    return header.kind !== 'more'
  }
  const maxBytes = MAX_PROXY_HEADER_BYTES
  readFirstBytes(socket, { isEnough, maxBytes, timeoutMs: spec.timeoutMs, wheel }, (head, end) => {
    if (end === 'timeout' && !spec.continuesOnTimeout) {
      onDone({ kind: 'failed', reason: 'timeout' })
      return
    }
    if (end === 'closed') {
      onDone({ kind: 'failed', reason: 'closed' })
      return
    }
    const isTaken = header.kind === 'ok' && !refusedVersions.includes(header.version)
    if (!isTaken && !(isOptional && header.kind !== 'bad' && header.kind !== 'ok')) {
      onDone({ kind: 'failed', reason: 'proxyHeader' })
      return
    }
    const rest = head?.subarray(header.kind === 'ok' ? header.length : 0)
    if (rest !== undefined && rest.length > 0) socket.unshift(rest)
    onDone({ kind: 'ok', proxied: header.kind === 'ok' ? header.addresses : null })
  })
}

function look(
  socket: Socket,
  destinationPort: number,
  spec: InspectionSpec,
  wheel: TimerWheel,
  proxied: ProxyAddresses | null,
  onDone: (result: InspectionResult) => void,
): void {
  const wantsTls = spec.inspectsTls(destinationPort)
  const wantsHttp = spec.inspectsHttp(destinationPort)
  if (!wantsTls && !wantsHttp) {
    onDone({
      kind: 'ok',
      inspected: proxied === null ? NOT_INSPECTED : { ...NOT_INSPECTED, proxied },
    })
    return
  }
  let sniffed: Sniffed = { kind: 'more' }
  const isEnough = (bytes: Buffer): boolean => {
    sniffed = sniff(bytes, wantsTls, wantsHttp)
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
      else onDone({ kind: 'ok', inspected: { ...learned(sniffed), head, proxied } })
    },
  )
}

function sniff(bytes: Buffer, wantsTls: boolean, wantsHttp: boolean): Sniffed {
  const tls: Sniffed = wantsTls ? sniffTls(bytes) : { kind: 'opaque' }
  if (tls.kind !== 'opaque' || !wantsHttp) return tls
  return sniffHttp(bytes)
}

type Learned = Pick<Inspected, 'transportProtocol' | 'serverName' | 'applicationProtocols'>

/** Undecided after the time limit means raw bytes of no known protocol. */
function learned(sniffed: Sniffed): Learned {
  switch (sniffed.kind) {
    case 'tls':
      return {
        transportProtocol: 'tls',
        serverName: sniffed.serverName,
        applicationProtocols: sniffed.alpn,
      }
    case 'http1':
      return raw([`http/${sniffed.version}`])
    case 'http2':
      return raw(['h2c'])
    default:
      return raw([])
  }
}

function raw(applicationProtocols: readonly string[]): Learned {
  return { transportProtocol: 'raw_buffer', serverName: '', applicationProtocols }
}

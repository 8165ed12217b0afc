/** Operators that read connections: who was tried, how connections ended, and what certificates say. */
import { createHash, randomUUID } from 'node:crypto'
import { isIP } from 'node:net'
import { type Certificate, encodePem, parseCertificate, SanType } from '@flotilla/x509'
import type { HttpStream } from './filter.ts'
import { timeOperator } from './start-time.ts'

type Operator = (stream: HttpStream) => string | null
type CertificateOf = (stream: HttpStream) => Certificate | null
type Field = (certificate: Certificate) => string | null

/** Parsed once each: connections carry many requests. */
const parsed = new WeakMap<Buffer, Certificate>()

function certificateOf(der: Buffer | null | undefined): Certificate | null {
  if (der == null) return null
  const known = parsed.get(der)
  if (known !== undefined) return known
  const outcome = parseCertificate(der)
  if (outcome.kind === 'bad') return null
  parsed.set(der, outcome.value)
  return outcome.value
}

const CERTIFICATES: Readonly<Record<string, CertificateOf>> = {
  DOWNSTREAM_PEER: (stream) => certificateOf(stream.connection.tls?.peerDer),
  DOWNSTREAM_LOCAL: (stream) => certificateOf(stream.connection.tls?.localDer),
  UPSTREAM_PEER: (stream) => certificateOf(stream.upstreamPeer?.certificateDer),
  UPSTREAM_LOCAL: (stream) => certificateOf(stream.upstreamPeer?.localDer),
}

const names =
  (type: SanType): Field =>
  (certificate) =>
    certificate.extensions.sans
      .filter((san) => san.type === type)
      .map((san) => san.value)
      .join(',')

const FIELDS: Readonly<Record<string, Field>> = {
  DNS_SAN: names(SanType.dns),
  EMAIL_SAN: names(SanType.email),
  IP_SAN: names(SanType.ip),
  URI_SAN: names(SanType.uri),
  OTHERNAME_SAN: names(SanType.other),
  SUBJECT: (certificate) => certificate.subject.text,
  ISSUER: (certificate) => certificate.issuer.text,
  // Envoy writes whole bytes.
  SERIAL: ({ serial }) => (serial.length % 2 === 0 ? serial : `0${serial}`),
  FINGERPRINT_1: (certificate) => createHash('sha1').update(certificate.der).digest('hex'),
  FINGERPRINT_256: (certificate) => createHash('sha256').update(certificate.der).digest('hex'),
  CERT: (certificate) => encodeURIComponent(encodePem('CERTIFICATE', certificate.der)),
}

const CERTIFICATE_OPERATOR = /^((?:DOWNSTREAM|UPSTREAM)_(?:PEER|LOCAL))_(.+)$/

const OPERATORS: ReadonlyMap<string, Operator> = new Map<string, Operator>([
  ['UNIQUE_ID', () => randomUUID()],
  ['SPAN_ID', () => null],
  ['CUSTOM_FLAGS', () => ''],
  ['LISTENER_NAME', (s) => orNull(s.connection.listener)],
  ['UPSTREAM_CONNECTION_ID', (s) => orNull(String(s.upstreamPeer?.id ?? ''))],
  ['UPSTREAM_HOSTS_ATTEMPTED', (s) => attempted(s, (host) => host.label)],
  ['UPSTREAM_HOST_NAMES_ATTEMPTED', (s) => attempted(s, (host) => host.hostname || host.label)],
  ['DOWNSTREAM_TRANSPORT_FAILURE_REASON', () => null],
  ['UPSTREAM_LOCAL_CLOSE_REASON', () => null],
  ['UPSTREAM_DETECTED_CLOSE_TYPE', (s) => (s.upstreamHost === null ? null : 'Normal')],
  ['DOWNSTREAM_DETECTED_CLOSE_TYPE', () => 'Normal'],
  ['DOWNSTREAM_LOCAL_CLOSE_REASON', () => null],
  ['DOWNSTREAM_LOCAL_ADDRESS_ENDPOINT_ID', () => ''],
  ['UPSTREAM_SERVER_NAME', (s) => orNull(s.upstreamPeer?.serverName ?? '')],
  ['ROUNDTRIP_DURATION', () => null],
  // What the TLS inspector is not asked to compute.
  ['TLS_JA3_FINGERPRINT', () => null],
  ['TLS_JA4_FINGERPRINT', () => null],
])

/** An operator about connections, null where there is none of that name. */
export function connectionOperator(name: string, argument: string | null): Operator | null {
  const plain = argument === null ? OPERATORS.get(name) : undefined
  if (plain !== undefined) return plain
  const certificate = CERTIFICATE_OPERATOR.exec(name)
  if (certificate !== null)
    return certificateOperator(certificate[1] ?? '', certificate[2] ?? '', argument)
  if (name === 'COMMON_DURATION') return argument === null ? null : durationOperator(argument)
  if (name === 'REQUESTED_SERVER_NAME') return argument === null ? null : serverName(argument)
  if (argument !== null && name.endsWith('_ADDRESS_WITHOUT_PORT'))
    return maskedAddress(name, argument)
  return null
}

function certificateOperator(
  whose: string,
  what: string,
  argument: string | null,
): Operator | null {
  const read = CERTIFICATES[whose]
  if (read === undefined) return null
  if (what === 'CERT_V_START' || what === 'CERT_V_END') {
    const time = timeOperator(argument, false, (stream) => {
      const certificate = read(stream)
      return certificate === null
        ? 0
        : what === 'CERT_V_START'
          ? certificate.notBeforeMs
          : certificate.notAfterMs
    })
    return time === null ? null : (stream) => (read(stream) === null ? null : time(stream))
  }
  const field = FIELDS[what]
  if (field === undefined || argument !== null) return null
  return (stream) => {
    const certificate = read(stream)
    if (certificate !== null) return orNull(field(certificate) ?? '')
    return whose === 'UPSTREAM_PEER' ? knownOfPeer(stream, what) : null
  }
}

/** What is known of a server whose certificate was not kept. */
function knownOfPeer({ upstreamPeer }: HttpStream, what: string): string | null {
  if (what === 'SUBJECT') return orNull(upstreamPeer?.subject ?? '')
  return what === 'URI_SAN' ? (upstreamPeer?.principal ?? null) : null
}

/** All hosts that attempts had connections to, in their order. */
function attempted(
  stream: HttpStream,
  text: (host: { label: string; hostname: string }) => string,
): string | null {
  const { upstreamHost, triedHosts } = stream
  if (upstreamHost === null || stream.upstreamPeer === null) return null
  return [...new Set([...(triedHosts ?? []), upstreamHost])].map(text).join(',')
}

const POINTS: Readonly<Record<string, (stream: HttpStream) => number>> = {
  DS_RX_BEG: (stream) => stream.startMs,
  DS_RX_END: (stream) => stream.requestEndMs,
  US_TX_BEG: (stream) => stream.upstreamStartMs,
  US_RX_BEG: (stream) => (stream.upstreamStartMs < 0 ? -1 : stream.responseStartMs),
  DS_TX_BEG: (stream) => stream.responseStartMs,
  DS_TX_END: (stream) => stream.endMs,
}
const PER_MS: Readonly<Record<string, number>> = { ms: 1, us: 1_000, ns: 1_000_000 }

/** `FROM:TO:UNIT`: the time between two points of the exchange. */
function durationOperator(argument: string): Operator | null {
  const [from = '', to = '', unit = 'ms', ...rest] = argument.split(':')
  const first = POINTS[from]
  const second = POINTS[to]
  const scale = PER_MS[unit]
  if (first === undefined || second === undefined || scale === undefined || rest.length > 0)
    return null
  return (stream) => {
    const fromMs = first(stream)
    const toMs = second(stream)
    return fromMs < 0 || toMs < fromMs ? null : String(Math.round((toMs - fromMs) * scale))
  }
}

/** `SNI_ONLY`, `SNI_FIRST` or `HOST_FIRST`, the host before or after a rewrite. */
function serverName(argument: string): Operator | null {
  const [order = '', which = 'ORIG_OR_HOST'] = argument.split(':')
  const sni: Operator = (stream) => orNull(stream.connection.requestedServerName)
  if (order === 'SNI_ONLY') return sni
  const host: Operator = (stream) => hostOf(stream, which)
  if (order === 'SNI_FIRST') return (stream) => sni(stream) ?? host(stream)
  if (order === 'HOST_FIRST') return (stream) => host(stream) ?? sni(stream)
  return null
}

function hostOf(stream: HttpStream, which: string): string | null {
  const sent = stream.sentAuthority === '' ? stream.authority : stream.sentAuthority
  const original = sent === stream.authority ? '' : stream.authority
  const text = which === 'ORIG' ? original : which === 'ORIG_OR_HOST' ? original || sent : sent
  return orNull(text)
}

/** An address as its network: `1.2.3.0/24`. */
function maskedAddress(name: string, argument: string): Operator | null {
  const read = ADDRESSES[name]
  if (read === undefined) return null
  // Envoy takes whatever else stands there, and masks nothing then.
  if (!/^\d{1,3}$/.test(argument)) return (stream) => orNull(read(stream))
  const length = Number(argument)
  return (stream) => network(read(stream), length)
}

const ADDRESSES: Readonly<Record<string, (stream: HttpStream) => string>> = {
  DOWNSTREAM_REMOTE_ADDRESS_WITHOUT_PORT: (stream) => stream.clientAddress,
  DOWNSTREAM_DIRECT_REMOTE_ADDRESS_WITHOUT_PORT: (stream) =>
    (stream.connection.direct ?? stream.connection).remoteAddress,
}

function network(address: string, length: number): string | null {
  if (isIP(address) !== 4 || length > 32) return null
  const value = address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0)
  const size = 2 ** (32 - length)
  const first = Math.floor(value / size) * size
  const parts = [24, 16, 8, 0].map((shift) => Math.floor(first / 2 ** shift) % 256)
  return `${parts.join('.')}/${length}`
}

function orNull(text: string): string | null {
  return text === '' ? null : text
}

/** Attributes of a raw connection: what a check is asked with, and what open, continue and close reports add. */
import {
  type AttributeValue,
  DurationValue,
  MutableBag,
  parseIp,
  TimestampValue,
} from '@flotilla/attributes'
import type { TcpStream } from '../tcp/filter.ts'
import { connectionAttributes } from './connection-attributes.ts'

export type ConnectionEvent = 'open' | 'continue' | 'close'

/** @param statics node and filter attributes. */
export function tcpCheckAttributes(
  stream: TcpStream,
  statics: ReadonlyMap<string, AttributeValue>,
  connectionId: string,
  wallMs: number,
): MutableBag {
  const of = connectionAttributes(stream.connection)
  const bag = new MutableBag(statics)
    .set('context.protocol', 'tcp')
    .set('context.time', TimestampValue.fromWallMs(wallMs))
    .set('connection.id', connectionId)
    .set('connection.mtls', of.isMtls)
  const known: readonly (readonly [string, AttributeValue | null])[] = [
    ['source.ip', of.originIp],
    ['origin.ip', of.originIp],
    ['source.principal', of.sourcePrincipal],
    ['source.user', of.sourcePrincipal],
    ['source.namespace', of.sourceNamespace],
    ['destination.principal', of.destinationPrincipal],
    ['connection.requested_server_name', of.requestedServerName],
  ]
  for (const [name, value] of known) if (value !== null) bag.set(name, value)
  return bag
}

/** Bytes of a connection as its reports count them: each report carries what came since the one before. */
export class ByteDeltas {
  private received = 0
  private sent = 0

  // Ours: every report advances the base; Mixer's filter counted the bytes of "open" twice.
  addTo(bag: MutableBag, stream: TcpStream): void {
    bag
      .set('connection.received.bytes', BigInt(stream.bytesReceived - this.received))
      .set('connection.received.bytes_total', BigInt(stream.bytesReceived))
      .set('connection.sent.bytes', BigInt(stream.bytesSent - this.sent))
      .set('connection.sent.bytes_total', BigInt(stream.bytesSent))
    this.received = stream.bytesReceived
    this.sent = stream.bytesSent
  }
}

/** Adds what every report has besides bytes: the event, its time, and where the connection went. */
export function addTcpReport(
  bag: MutableBag,
  stream: TcpStream,
  event: ConnectionEvent,
  wallMs: number,
): void {
  bag.set('connection.event', event).set('context.time', TimestampValue.fromWallMs(wallMs))
  const { upstreamHost, connection } = stream
  const ip = parseIp(upstreamHost?.address ?? connection.localAddress)
  if (!bag.has('destination.ip') && ip !== null) bag.set('destination.ip', ip)
  if (!bag.has('destination.port'))
    bag.set('destination.port', BigInt(upstreamHost?.port || connection.localPort))
  const uid = upstreamHost?.metadata['istio']?.['uid']
  if (!bag.has('destination.uid') && typeof uid === 'string' && uid !== '')
    bag.set('destination.uid', uid)
  if (event === 'close')
    bag.set('connection.duration', DurationValue.fromMs(Math.max(0, stream.endMs - stream.startMs)))
}

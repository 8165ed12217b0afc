/** Counters and gauges of HTTP/2 codecs (`http2.` towards clients, `cluster.<name>.http2.` towards upstreams), as Envoy names them. */
import { Flood } from '@flotilla/http2'

export class Http2Stats {
  droppedHeadersWithUnderscores = 0
  goawaySent = 0
  headerOverflow = 0
  inboundEmptyFramesFlood = 0
  inboundPriorityFramesFlood = 0
  inboundWindowUpdateFramesFlood = 0
  keepaliveTimeout = 0
  outboundControlFlood = 0
  outboundFlood = 0
  requestsRejectedWithUnderscoresInHeaders = 0
  rxMessagingError = 0
  rxReset = 0
  streamRefusedErrors = 0
  trailers = 0
  txFlushTimeout = 0
  txReset = 0
  streamsActive = 0

  /** Adds all numbers of another one, for sums over connection managers. */
  add(other: Http2Stats): void {
    this.droppedHeadersWithUnderscores += other.droppedHeadersWithUnderscores
    this.goawaySent += other.goawaySent
    this.headerOverflow += other.headerOverflow
    this.inboundEmptyFramesFlood += other.inboundEmptyFramesFlood
    this.inboundPriorityFramesFlood += other.inboundPriorityFramesFlood
    this.inboundWindowUpdateFramesFlood += other.inboundWindowUpdateFramesFlood
    this.keepaliveTimeout += other.keepaliveTimeout
    this.outboundControlFlood += other.outboundControlFlood
    this.outboundFlood += other.outboundFlood
    this.requestsRejectedWithUnderscoresInHeaders += other.requestsRejectedWithUnderscoresInHeaders
    this.rxMessagingError += other.rxMessagingError
    this.rxReset += other.rxReset
    this.streamRefusedErrors += other.streamRefusedErrors
    this.trailers += other.trailers
    this.txFlushTimeout += other.txFlushTimeout
    this.txReset += other.txReset
    this.streamsActive += other.streamsActive
  }
}

/** Counts the limit that ended a connection. */
export function countFlood(stats: Http2Stats, flood: Flood): void {
  switch (flood) {
    case Flood.EmptyFrames:
      stats.inboundEmptyFramesFlood++
      break
    case Flood.Priority:
      stats.inboundPriorityFramesFlood++
      break
    case Flood.WindowUpdate:
      stats.inboundWindowUpdateFramesFlood++
      break
    case Flood.OutboundControl:
      stats.outboundControlFlood++
      break
    case Flood.OutboundFrames:
      stats.outboundFlood++
      break
    default:
      stats.rxMessagingError++
  }
}

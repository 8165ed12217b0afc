/** DNS messages (RFC 1035): just enough to read one question and to answer it. */

export const RecordType = { a: 1, aaaa: 28, opt: 41 } as const
export const ResponseCode = { ok: 0, formatError: 1, serverFailure: 2, noSuchName: 3 } as const
export type ResponseCode = (typeof ResponseCode)[keyof typeof ResponseCode]

export interface DnsQuery {
  readonly id: number
  /** Lower case, without the final dot. */
  readonly name: string
  readonly type: number
  readonly isRecursionDesired: boolean
  /** Largest answer over UDP, bytes. */
  readonly maxUdpBytes: number
  /** The question as it stood, a view of the query. */
  readonly question: Buffer
}

const HEADER_BYTES = 12
const CLASS_IN = 1
const MIN_UDP_BYTES = 512
/** RFC 9715: larger answers over UDP are fragmented by many networks. */
const MAX_UDP_BYTES = 1232
const MAX_NAME_BYTES = 255

/** A standard query with one question of class IN; null for anything else. */
export function parseQuery(message: Buffer): DnsQuery | null {
  if (message.length < HEADER_BYTES) return null
  const flags = message.readUInt16BE(2)
  const isStandardQuery = (flags & 0xf800) === 0
  if (!isStandardQuery || message.readUInt16BE(4) !== 1 || message.readUInt16BE(6) !== 0)
    return null
  const read = readName(message, HEADER_BYTES)
  if (read === null || read.end + 4 > message.length) return null
  if (message.readUInt16BE(read.end + 2) !== CLASS_IN) return null
  return {
    id: message.readUInt16BE(0),
    name: read.name,
    type: message.readUInt16BE(read.end),
    isRecursionDesired: (flags & 0x0100) !== 0,
    maxUdpBytes: udpSizeOf(message, read.end + 4),
    question: message.subarray(HEADER_BYTES, read.end + 4),
  }
}

/** A question's name, which is never compressed. */
function readName(message: Buffer, from: number): { name: string; end: number } | null {
  const labels: string[] = []
  let at = from
  while (at < message.length && at - from <= MAX_NAME_BYTES) {
    const length = message[at] as number // bound checked by the loop
    if (length === 0) return { name: labels.join('.').toLowerCase(), end: at + 1 }
    if (length > 63 || at + 1 + length > message.length) return null
    labels.push(message.toString('latin1', at + 1, at + 1 + length))
    at += 1 + length
  }
  return null
}

/** EDNS(0): the size that the client says it can take, in an OPT record right behind the question. */
function udpSizeOf(message: Buffer, at: number): number {
  const hasOpt =
    message.readUInt16BE(10) > 0 &&
    at + 5 <= message.length &&
    message[at] === 0 &&
    message.readUInt16BE(at + 1) === RecordType.opt
  const size = hasOpt ? message.readUInt16BE(at + 3) : MIN_UDP_BYTES
  return Math.min(MAX_UDP_BYTES, Math.max(MIN_UDP_BYTES, size))
}

/**
 * An authoritative answer with addresses of the asked type (4 or 16 bytes each).
 * @param maxBytes records that do not fit are left out and the message is marked as truncated.
 */
export function encodeAnswer(
  query: DnsQuery,
  code: ResponseCode,
  addresses: readonly Uint8Array[],
  ttlSec: number,
  maxBytes: number,
): Buffer {
  const recordBytes = 12 + (addresses[0]?.length ?? 0)
  const room = Math.floor((maxBytes - HEADER_BYTES - query.question.length) / recordBytes)
  const kept = addresses.slice(0, Math.max(0, room))
  const isTruncated = kept.length < addresses.length
  const message = Buffer.alloc(HEADER_BYTES + query.question.length + recordBytes * kept.length)
  message.writeUInt16BE(query.id, 0)
  // QR, AA, RA; RD as asked.
  const flags = 0x8480 | (query.isRecursionDesired ? 0x0100 : 0) | (isTruncated ? 0x0200 : 0) | code
  message.writeUInt16BE(flags, 2)
  message.writeUInt16BE(1, 4)
  message.writeUInt16BE(kept.length, 6)
  query.question.copy(message, HEADER_BYTES)
  let at = HEADER_BYTES + query.question.length
  for (const address of kept) {
    message.writeUInt16BE(0xc000 | HEADER_BYTES, at)
    message.writeUInt16BE(query.type, at + 2)
    message.writeUInt16BE(CLASS_IN, at + 4)
    message.writeUInt32BE(ttlSec, at + 6)
    message.writeUInt16BE(address.length, at + 10)
    message.set(address, at + 12)
    at += recordBytes
  }
  return message
}

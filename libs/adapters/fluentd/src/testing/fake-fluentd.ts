/** A server of the forward protocol, written from the protocol: decodes chunks and acknowledges them as the test says. */
import type { FakeServer } from '@flotilla/adapter-sdk/compliance'
import { decodeMulti, type ExtData } from '@msgpack/msgpack'
import { EventTime, pack } from '../msgpack.ts'

export interface ReceivedChunk {
  readonly tag: string
  readonly entries: readonly (readonly [EventTime, Readonly<Record<string, unknown>>])[]
  readonly option: Readonly<Record<string, unknown>>
}

type WireChunk = readonly [string, readonly (readonly [ExtData, Record<string, unknown>])[], object]

/** @param acknowledge whether a chunk is acknowledged. */
export function fakeFluentd(
  received: ReceivedChunk[],
  acknowledge: (chunk: ReceivedChunk) => boolean = () => true,
): FakeServer {
  return (connection) => (bytes) => {
    // The client writes whole chunks.
    for (const value of decodeMulti(bytes, { useBigInt64: true })) {
      const [tag, entries, option] = value as WireChunk // what the test's client sends
      const chunk: ReceivedChunk = {
        tag,
        entries: entries.map(([time, record]) => [eventTime(time), record]),
        option: option as Record<string, unknown>, // a map of the protocol
      }
      received.push(chunk)
      if (acknowledge(chunk))
        connection.send(pack(new Map([['ack', String(chunk.option['chunk'])]])))
    }
  }
}

function eventTime({ data }: ExtData): EventTime {
  const bytes = Buffer.from(data as Uint8Array) // not lazy
  return new EventTime(bytes.readUInt32BE(0), bytes.readUInt32BE(4))
}

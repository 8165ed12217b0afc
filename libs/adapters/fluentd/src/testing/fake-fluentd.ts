/** A server of the forward protocol, written from the protocol: decodes chunks and acknowledges them as the test says. */
import type { FakeServer } from '@flotilla/adapter-sdk/compliance'
import { type Packable, pack, unpack } from '../msgpack.ts'

export interface ReceivedChunk {
  readonly tag: string
  readonly entries: readonly (readonly [Packable, ReadonlyMap<string, Packable>])[]
  readonly option: ReadonlyMap<string, Packable>
}

/** @param acknowledge whether a chunk is acknowledged. */
export function fakeFluentd(
  received: ReceivedChunk[],
  acknowledge: (chunk: ReceivedChunk) => boolean = () => true,
): FakeServer {
  return (connection) => {
    let held = Buffer.alloc(0)
    return (bytes) => {
      held = Buffer.concat([held, bytes])
      for (let read = unpack(held); read !== null; read = unpack(held)) {
        held = held.subarray(read.length)
        const [tag, entries, option] = read.value as [string, never, Map<string, Packable>]
        const chunk = { tag, entries, option }
        received.push(chunk)
        if (acknowledge(chunk))
          connection.send(pack(new Map([['ack', option.get('chunk') ?? null]])))
      }
    }
  }
}

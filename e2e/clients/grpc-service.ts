/** The gRPC service that both servers and both clients of these tests have: messages are bytes, requests say what to do. */
import type { MethodDefinition } from '@grpc/grpc-js'

/** Requests of `Unary`: `echo:TEXT`, `fail:CODE:TEXT`, `sleep:MS`, `left` (milliseconds to the deadline), `cancelled` (how often a call was), `sent` (bytes that the last `Down` has sent). */
export const PREFIX: string = '/flotilla.clients.Echo/'

type Method = MethodDefinition<Buffer, Buffer>

const bytes = (value: Buffer): Buffer => value

function method(name: string, requestStream: boolean, responseStream: boolean): Method {
  return {
    path: PREFIX + name,
    requestStream,
    responseStream,
    requestSerialize: bytes,
    requestDeserialize: bytes,
    responseSerialize: bytes,
    responseDeserialize: bytes,
  }
}

/** `Down` is asked `COUNT:BYTES`, `Up` answers `COUNT:BYTES:SHA256`, `Both` repeats every message. */
export const ECHO: Readonly<Record<'Unary' | 'Down' | 'Up' | 'Both', Method>> = {
  Unary: method('Unary', false, false),
  Down: method('Down', false, true),
  Up: method('Up', true, false),
  Both: method('Both', true, true),
}

/** Sent by `fail` in `grpc-status-details-bin`. */
export const DETAILS: Buffer = Buffer.from([8, 5, 18, 3, 0x64, 0x65, 0x74, 0xff, 0])

/** Message number `at` of a stream: its number, then filling. */
export function message(at: number, size: number): Buffer {
  const buffer = Buffer.alloc(Math.max(4, size), at % 251)
  buffer.writeUInt32BE(at, 0)
  return buffer
}

/** The shape of generated service constants, which is the one grpc-js takes as a service definition. */
import type { MessageType } from './message-type.ts'

export interface ServiceMethod<Request, Response> {
  /** `/package.Service/Method` */
  readonly path: string
  readonly originalName: string
  readonly requestStream: boolean
  readonly responseStream: boolean
  readonly requestSerialize: (value: Request) => Buffer
  readonly requestDeserialize: (bytes: Buffer) => Request
  readonly responseSerialize: (value: Response) => Buffer
  readonly responseDeserialize: (bytes: Buffer) => Response
}

export function method<Request, Response>(
  path: string,
  request: MessageType<Request>,
  response: MessageType<Response>,
  requestStream: boolean,
  responseStream: boolean,
): ServiceMethod<Request, Response> {
  const name = path.slice(path.lastIndexOf('/') + 1)
  return {
    path,
    originalName: `${name[0]?.toLowerCase()}${name.slice(1)}`,
    requestStream,
    responseStream,
    requestSerialize: (value) => asBuffer(request.encode(value)),
    requestDeserialize: (bytes) => request.decode(bytes),
    responseSerialize: (value) => asBuffer(response.encode(value)),
    responseDeserialize: (bytes) => response.decode(bytes),
  }
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}

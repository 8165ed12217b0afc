/** For tests: an adapter out of process on loopback, its messages read and written by an independent protobuf library. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { fileURLToPath } from 'node:url'
import { type Metadata, Server, ServerCredentials, type ServiceError, status } from '@grpc/grpc-js'
import protobuf from 'protobufjs'

const ROOT: string = fileURLToPath(new URL('../../../..', import.meta.url))
const PROTOS = join(ROOT, 'libs/adapter-sdk/protos')
export const SAMPLES: string = join(ROOT, 'samples/adapters')

/** Types of a .proto file and of what it imports. */
export function loadProto(...files: readonly string[]): protobuf.Root {
  const root = new protobuf.Root()
  const folders = [PROTOS, SAMPLES, join(ROOT, 'node_modules/protobufjs')]
  root.resolvePath = (_origin, target) =>
    protobuf.common.get(target) !== null
      ? target
      : (folders.map((folder) => join(folder, target)).find((path) => existsSync(path)) ?? target)
  root.loadSync([...files], { keepCase: true })
  return root
}

export interface BackendCall {
  readonly path: string
  /** As plain JSON: 64-bit numbers and enums as text, bytes in base64. */
  // biome-ignore lint/suspicious/noExplicitAny: whatever message the test expects
  readonly request: any
  readonly metadata: Metadata
}

export interface Method {
  readonly path: string
  readonly input: string
  readonly output: string
  /** What is answered, as plain JSON; a number is a gRPC status. */
  readonly answer: (call: BackendCall) => object | number | Promise<object | number>
}

export class TestBackend {
  readonly calls: BackendCall[] = []
  readonly address: string
  private readonly server: Server

  private constructor(server: Server, port: number, calls: BackendCall[]) {
    this.server = server
    this.address = `127.0.0.1:${port}`
    this.calls = calls
  }

  static async start(
    t: TestContext,
    root: protobuf.Root,
    methods: readonly Method[],
    credentials: ServerCredentials = ServerCredentials.createInsecure(),
    port = 0,
  ): Promise<TestBackend> {
    const server = new Server()
    const calls: BackendCall[] = []
    for (const method of methods) addMethod(server, root, method, calls)
    const bound = await new Promise<number>((resolve, reject) => {
      server.bindAsync(`127.0.0.1:${port}`, credentials, (error, found) =>
        error === null ? resolve(found) : reject(error),
      )
    })
    t.after(() => server.forceShutdown())
    return new TestBackend(server, bound, calls)
  }

  stop(): void {
    this.server.forceShutdown()
  }
}

function addMethod(
  server: Server,
  root: protobuf.Root,
  { path, input, output, answer }: Method,
  calls: BackendCall[],
): void {
  const inputType = root.lookupType(input)
  const outputType = root.lookupType(output)
  const passOn = (bytes: Buffer): Buffer => bytes
  const definition = {
    path,
    requestStream: false,
    responseStream: false,
    requestSerialize: passOn,
    requestDeserialize: passOn,
    responseSerialize: passOn,
    responseDeserialize: passOn,
  } as const
  server.addService(
    { call: definition },
    {
      call: (
        call: { readonly request: Buffer; readonly metadata: Metadata },
        callback: (error: Partial<ServiceError> | null, response?: Buffer) => void,
      ) => {
        const request = inputType.toObject(inputType.decode(call.request), {
          longs: String,
          enums: String,
          bytes: String,
        })
        const received = { path, request, metadata: call.metadata }
        calls.push(received)
        void Promise.resolve(answer(received)).then((response) => {
          if (typeof response === 'number') callback({ code: response, details: status[response] ?? '' })
          else
            callback(
              null,
              Buffer.from(outputType.encode(outputType.fromObject(response)).finish()),
            )
        })
      },
    },
  )
}

/** grpc-js, loaded with the first channel or server: a proxy that calls nobody over gRPC does not carry its 65 modules. */
import { createRequire } from 'node:module'

type GrpcJs = typeof import('@grpc/grpc-js')

let loaded: GrpcJs | null = null

/** Some 50 ms and 3 MB the first time. */
export function grpcJs(): GrpcJs {
  loaded ??= createRequire(import.meta.url)('@grpc/grpc-js') as GrpcJs // typed by its own declarations
  return loaded
}

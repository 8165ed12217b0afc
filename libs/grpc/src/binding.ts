/** A service and what answers it, as a server takes them. */
import type { ServiceMethod } from '@flotilla/proto'
import type { UntypedServiceImplementation } from '@grpc/grpc-js'

// biome-ignore lint/suspicious/noExplicitAny: methods of one service differ in their messages
export type AnyMethod = ServiceMethod<any, any>

export interface ServiceBinding {
  /** A `…Service` constant of @flotilla/proto. */
  readonly definition: Readonly<Record<string, AnyMethod>>
  /** Handlers by method name in lowerCamel, as grpc-js calls them. */
  readonly implementation: UntypedServiceImplementation
}

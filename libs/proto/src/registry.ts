/** Every message type by its full name, filled as modules are loaded: how the content of an Any finds its type. */
import type { MessageType } from './message-type.ts'

const typesByName = new Map<string, MessageType<unknown>>()

/** Called by `define` once per type. */
export function register<M>(type: MessageType<M>): void {
  typesByName.set(type.typeName, type as MessageType<unknown>) // looked up by the name that its bytes carry
}

/** The type of a URL such as `type.googleapis.com/envoy.config.cluster.v3.Cluster`, or null where it is none of ours. */
export function typeOfUrl(typeUrl: string): MessageType<unknown> | null {
  return typesByName.get(typeUrl.slice(typeUrl.lastIndexOf('/') + 1)) ?? null
}

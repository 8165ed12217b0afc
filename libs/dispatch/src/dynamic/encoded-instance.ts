/** An instance for an adapter out of process: bytes already, as the adapter's template has them. */
import type { Instance } from '@flotilla/adapter-sdk'

export interface EncodedInstance {
  /** Canonical key of the template. */
  readonly template: string
  /** Canonical key of the instance. */
  readonly name: string
  readonly bytes: Uint8Array
}

/** As dispatch passes it on: a remote handler only ever gets what a remote template built. */
export function asInstance(encoded: EncodedInstance): Instance {
  return encoded as unknown as Instance
}

/** The encoded instance behind what dispatch passed on. */
export function asEncoded(instance: Instance): EncodedInstance {
  return instance as unknown as EncodedInstance
}

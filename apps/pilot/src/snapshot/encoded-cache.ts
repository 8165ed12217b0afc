/** Encoded resources by the input they were translated from: equal input is translated and encoded once, however many proxies take it. */
import { createHash } from 'node:crypto'
import type { AdsResource } from '@flotilla/ads'
import { type MessageType, packAny } from '@flotilla/proto'

/** The message as a resource whose version is a hash of its content. */
export function encodeResource<M>(type: MessageType<M>, name: string, message: M): AdsResource {
  const resource = packAny(type, message)
  return { name, version: contentHash(resource.value), resource }
}

function contentHash(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('base64url').slice(0, 22)
}

/**
 * Keys are the whole input as text, so that an entry cannot depend on anything unnamed. Entries that two generations of
 * the configuration did not ask for are dropped: the cache holds about what the proxies hold.
 */
export class EncodedCache {
  private current = new Map<string, AdsResource | null>()
  private previous = new Map<string, AdsResource | null>()

  get size(): number {
    return this.current.size + this.previous.size
  }

  /** @param make is called where the input is not known; null is a resource that does not exist */
  get(typeUrl: string, input: unknown, make: () => AdsResource | null): AdsResource | null {
    const key = `${typeUrl}\n${JSON.stringify(input)}`
    const known = this.current.get(key) ?? this.previous.get(key)
    const resource = known === undefined ? make() : known
    this.current.set(key, resource)
    return resource
  }

  /** Called with each new configuration. */
  nextGeneration(): void {
    this.previous = this.current
    this.current = new Map()
  }
}

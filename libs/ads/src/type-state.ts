/** What both variants of the protocol have in common for one type on one stream: outstanding responses, ACK and NACK. */
import type { Acknowledgement, AdsResource, Rejection } from './handler.ts'
import type { Scope } from './push-update.ts'

/** What a client is to be sent; `removed` only where the variant can say so. */
export interface Diff {
  readonly upserts: readonly AdsResource[]
  readonly removed: readonly string[]
}

export interface Reaction {
  /** What to respond with now, or null. A scope of names is answered even if the client has them. */
  readonly respond: Scope | null
  readonly acknowledged: Acknowledgement | null
  readonly rejected: Rejection | null
  /** The nonce is none of ours that waits for an answer. */
  readonly isStale: boolean
}

export interface Outstanding {
  readonly version: string
  readonly names: readonly string[]
}

/** Responses that may wait for their acknowledgement; older ones are forgotten, their answers are then stale. */
const MAX_OUTSTANDING = 32

/** Stands for the version of a resource whose state at the client is not known: it differs from every version. */
export const UNKNOWN = '\0unknown'
/** Stands for the version of a name that the client knows does not exist. */
export const ABSENT = '\0absent'

export abstract class TypeState {
  readonly typeUrl: string
  nonceSent = ''
  nonceAcked = ''
  versionSent = ''
  versionAcked = ''
  lastError: string | null = null
  protected readonly outstanding: Map<string, Outstanding> = new Map()

  constructor(typeUrl: string) {
    this.typeUrl = typeUrl
  }

  /** Names to ask the handler for; null for all. */
  abstract wanted(scope: Scope): readonly string[] | null
  /** What of the handler's answer the client lacks. */
  abstract diff(resources: readonly AdsResource[], scope: Scope): Diff
  /** The next response holds these names whether or not they changed. */
  abstract force(names: Iterable<string>): void
  abstract isSubscribed(name: string): boolean
  abstract get subscribedCount(): number

  /** Notes a response that goes out. */
  protected noteSent(nonce: string, version: string, names: readonly string[]): void {
    this.nonceSent = nonce
    this.versionSent = version
    this.outstanding.set(nonce, { version, names })
    if (this.outstanding.size > MAX_OUTSTANDING)
      for (const oldest of this.outstanding.keys()) {
        this.outstanding.delete(oldest)
        break
      }
  }

  /** Takes the answer to a response; null where the nonce is stale. */
  protected answer(nonce: string, error: string | null): Omit<Reaction, 'respond'> | null {
    const response = this.outstanding.get(nonce)
    if (response === undefined) return null
    this.outstanding.delete(nonce)
    const acknowledgement = { typeUrl: this.typeUrl, nonce, version: response.version }
    if (error === null) {
      this.nonceAcked = nonce
      this.versionAcked = response.version
      this.lastError = null
      return { acknowledged: acknowledgement, rejected: null, isStale: false }
    }
    this.lastError = error
    const { names } = response
    return {
      acknowledged: null,
      rejected: { ...acknowledgement, message: error, names },
      isStale: false,
    }
  }
}

export const IGNORED: Reaction = {
  respond: null,
  acknowledged: null,
  rejected: null,
  isStale: false,
}

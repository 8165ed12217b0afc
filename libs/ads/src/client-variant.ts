/** What both variants of the client have in common: an update of one type, and how the owner answers it. */
import type { Any } from '@flotilla/proto'

export interface ReceivedResource {
  readonly name: string
  /** Empty where the server gives none (state of the world). */
  readonly version: string
  readonly resource: Any
}

export interface TypeUpdate {
  readonly updated: readonly ReceivedResource[]
  readonly removed: readonly string[]
}

/** The owner has applied an update whole, or nothing of it. */
export type AppliedUpdate =
  | { readonly kind: 'ack' }
  | { readonly kind: 'nack'; readonly message: string }

/** `*`: everything. */
export type Wanted = '*' | ReadonlySet<string>

/** One stream's protocol, without its socket. Requests are without node: the stream adds it to the first. */
export interface ClientVariant<Request, Response> {
  /** The first request of a type on a new stream. */
  open(typeUrl: string): Request
  /** The request that brings a changed subscription to the server, or null where nothing changed. */
  subscribe(typeUrl: string, wanted: Wanted): Request | null
  /** What a response means for its type. */
  read(response: Response): { readonly typeUrl: string; readonly update: TypeUpdate }
  /** Notes how the owner answered, and makes the request that says so. */
  answer(response: Response, applied: AppliedUpdate): Request
}

/** gRPC status INVALID_ARGUMENT, as other clients send with a rejection. */
export const INVALID_ARGUMENT = 3
/** Longest text of a rejection that is sent. */
const MAX_MESSAGE = 4096

export function rejectionText(message: string): string {
  return message.length > MAX_MESSAGE ? `${message.slice(0, MAX_MESSAGE - 1)}…` : message
}

/** Requests that wait for a connection, in order; adding, taking and removing are O(1) however many there are. */
import type { Breaker, ConnectContext } from '../../upstream/types.ts'
import type { UpstreamHandler } from '../session.ts'

/** Where the request waits. */
export interface PendingOwner {
  cancel(pending: PendingRequest): void
}

export class PendingRequest {
  readonly handler: UpstreamHandler
  readonly breaker: Breaker
  readonly context: ConnectContext
  /** Changes where another pool takes it over. */
  pool: PendingOwner
  /** Whether it is in a queue. */
  isWaiting = false
  /** @internal */ next: PendingRequest | null = null
  /** @internal */ previous: PendingRequest | null = null

  constructor(
    handler: UpstreamHandler,
    breaker: Breaker,
    context: ConnectContext,
    pool: PendingOwner,
  ) {
    this.handler = handler
    this.breaker = breaker
    this.context = context
    this.pool = pool
  }
}

export class PendingQueue {
  private head: PendingRequest | null = null
  private tail: PendingRequest | null = null
  length = 0

  get first(): PendingRequest | null {
    return this.head
  }

  push(request: PendingRequest): void {
    request.isWaiting = true
    request.previous = this.tail
    if (this.tail === null) this.head = request
    else this.tail.next = request
    this.tail = request
    this.length++
  }

  shift(): PendingRequest | null {
    const { head } = this
    if (head !== null) this.remove(head)
    return head
  }

  /** Nothing happens where it is not waiting; it must not wait in another queue. */
  remove(request: PendingRequest): void {
    if (!request.isWaiting) return
    request.isWaiting = false
    if (request.previous === null) this.head = request.next
    else request.previous.next = request.next
    if (request.next === null) this.tail = request.previous
    else request.next.previous = request.previous
    request.next = null
    request.previous = null
    this.length--
  }
}

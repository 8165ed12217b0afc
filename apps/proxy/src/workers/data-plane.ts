/** What the control plane of a proxy asks of whatever serves its connections: this thread, or worker threads beside it. */
import type { AppliedUpdate, TypeUpdate } from '@flotilla/ads'

export interface DataPlane {
  /** Whether clients' health checks are answered as failed. */
  readonly isHealthFailed: boolean
  /** Of clients, over all listeners. */
  readonly connectionCount: number
  /** Puts static resources to work. Throws where something cannot be bound or used. */
  startStatic(): Promise<void>
  /** Applies an update of discovery whole, or nothing of it. A promise where others are asked for it. */
  apply(typeUrl: string, update: TypeUpdate): AppliedUpdate | Promise<AppliedUpdate>
  /** What is still waited for before it serves. */
  reasons(): readonly string[]
  failHealth(isFailed: boolean): void
  reopenLogs(): void
  /** Log levels of this thread have changed. */
  changeLogLevels(): void
  /** Values of this thread's runtime were changed by this query of the admin interface. */
  changeRuntime(query: string): void
  /** Tells clients to leave, one after the other over this time, where listeners drain for more than changes of their own. */
  discourage(inboundOnly: boolean, overMs: number): void
  /** Asks clients to leave while new ones are still accepted. */
  askToLeave(inboundOnly: boolean): void
  /** Stops accepting, and leaves those alone that are connected. */
  stopAccepting(inboundOnly: boolean): Promise<void>
  /** Stops accepting and asks clients to leave. */
  drain(inboundOnly: boolean): Promise<void>
  /** Another process accepts now: stops accepting, and clients leave with their next answers. */
  giveUp(): Promise<void>
  /** Resolves when no connection is left. */
  whenEmpty(): Promise<void>
  /** Closes all connections at once. */
  closeConnections(): Promise<void>
  /** Sends what is left of reports and logs, and frees the rest. Nothing is served any more. */
  close(): Promise<void>
  /** Brings the numbers of this thread's objects up to what all threads counted. */
  gatherStats(): Promise<void>
}

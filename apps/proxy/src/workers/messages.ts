/** What the control plane and its worker threads say to each other; each way is in order. */
import type { LogThreshold } from '@flotilla/log'
import type { TlsPair } from '@flotilla/net'
import type { HandedSocket } from '../hot-restart/handover.ts'
import type { OverloadState } from '../overload/overload-state.ts'
import type { Roots } from '../tls/secret-store.ts'
import type { ClusterNews } from '../upstream/cluster-sharing.ts'
import type { Counted } from './counted.ts'
import type { NamedCells } from './shared-cells.ts'

/** What a worker is started with. */
export interface WorkerSetup {
  /** From 0. */
  readonly index: number
  readonly count: number
  /** Encoded. */
  readonly bootstrap: Uint8Array
  readonly drainTimeMs: number
  /** Milliseconds by the main thread's clock, and by the machine's since it was started, at one moment. */
  readonly clock: { readonly nowMs: number; readonly machineNs: bigint }
}

export type SecretNews =
  | { readonly type: 'pair'; readonly name: string; readonly value: TlsPair | null }
  | { readonly type: 'roots'; readonly name: string; readonly value: Roots | null }

export type LogLevels = readonly (readonly [scope: string, level: LogThreshold])[]

/** An update of discovery, its resources as bytes. */
export interface SentUpdate {
  readonly typeUrl: string
  readonly updated: readonly SentResource[]
  readonly removed: readonly string[]
  readonly cells: NamedCells
}

export interface SentResource {
  readonly name: string
  readonly version: string
  readonly typeUrl: string
  readonly value: Uint8Array
}

/** How much load is shed. */
export type OverloadNews = Omit<OverloadState, 'onResume'>

/** Questions to a worker, each with what it answers. */
export interface WorkerCalls {
  /** Resolves when static resources are at work. The reason why they are not, or null. */
  start: {
    args: { cells: NamedCells; secrets: readonly SecretNews[]; levels: LogLevels }
    result: string | null
  }
  /** Why the update is refused, or null. */
  prepare: { args: SentUpdate; result: string | null }
  askToLeave: { args: boolean; result: null }
  stopAccepting: { args: boolean; result: null }
  drain: { args: boolean; result: null }
  giveUp: { args: null; result: null }
  whenEmpty: { args: null; result: null }
  closeConnections: { args: null; result: null }
  close: { args: null; result: null }
  flushLogs: { args: null; result: null }
  counted: { args: null; result: Counted }
}

export type CallName = keyof WorkerCalls

export type ToWorker =
  | { readonly kind: 'call'; readonly id: number; readonly name: CallName; readonly args: unknown }
  /** The prepared update holds for all. */
  | { readonly kind: 'commit'; readonly id: number; readonly cells: NamedCells }
  | { readonly kind: 'abort' }
  | { readonly kind: 'secret'; readonly secret: SecretNews }
  | { readonly kind: 'levels'; readonly levels: LogLevels }
  | { readonly kind: 'failHealth'; readonly isFailed: boolean }
  | { readonly kind: 'discourage'; readonly inboundOnly: boolean; readonly overMs: number }
  | { readonly kind: 'overload'; readonly state: OverloadNews }
  | { readonly kind: 'shrink' }
  /** Values that the admin interface changed, as it was asked to. */
  | { readonly kind: 'runtime'; readonly query: string }
  | { readonly kind: 'news'; readonly generation: number; readonly news: ClusterNews }
  /** A listening socket to accept from; the descriptor is the worker's. */
  | {
      readonly kind: 'socket'
      readonly place: HandedSocket
      readonly descriptor: number
      readonly counts: SharedArrayBuffer
    }
  /** That socket is closed for all. */
  | { readonly kind: 'unsocket'; readonly place: HandedSocket }
  /** A connection that another worker accepted. */
  | { readonly kind: 'connection'; readonly place: HandedSocket; readonly descriptor: number }
  | { readonly kind: 'logged'; readonly path: string; readonly chars: number }
  | { readonly kind: 'tap'; readonly id: number; readonly query: string }
  | { readonly kind: 'untap'; readonly id: number }
  | { readonly kind: 'tapped'; readonly id: number }

export type FromWorker =
  | { readonly kind: 'reply'; readonly id: number; readonly result: unknown }
  /** What it still waits for, after the update of this number was put to work. */
  | { readonly kind: 'progress'; readonly reasons: readonly string[]; readonly done: number }
  | {
      readonly kind: 'pass'
      readonly thread: number
      readonly place: HandedSocket
      readonly descriptor: number
    }
  /** Outcomes of attempts: cluster, endpoint, outcome, and so on. */
  | { readonly kind: 'outcomes'; readonly list: readonly (number | string)[] }
  | { readonly kind: 'hostFailed'; readonly generation: number; readonly host: string }
  | { readonly kind: 'traffic'; readonly generation: number }
  | { readonly kind: 'log'; readonly path: string; readonly text: string }
  | { readonly kind: 'tapLine'; readonly id: number; readonly line: string }

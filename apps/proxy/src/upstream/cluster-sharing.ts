/** Threads with the same clusters: one resolves, checks and ejects for all of them, the others report to it and follow. */
import type { Assignment } from './assignment.ts'
import type { CheckedHealth } from './endpoint-host.ts'

/** What the leading thread tells of one cluster. Endpoints go by their key. */
export type ClusterNews =
  | { readonly kind: 'endpoints'; readonly assignment: Assignment }
  | { readonly kind: 'checked'; readonly host: string; readonly checked: CheckedHealth }
  | { readonly kind: 'ejected'; readonly host: string; readonly isEjected: boolean }
  /** Every endpoint was checked once. */
  | { readonly kind: 'firstRound' }

/** Clusters go by the number of their making, which is the same in all threads. */
export interface LeadingThread {
  readonly kind: 'leads'
  tell(generation: number, news: ClusterNews): void
}

export interface FollowingThread {
  readonly kind: 'follows'
  /** Also calls back with what was told before. Returns what stops it. */
  follow(generation: number, onNews: (news: ClusterNews) => void): () => void
  /** An attempt on an endpoint ended like this, for outlier detection. */
  report(generation: number, host: string, outcome: number): void
  /** Traffic said that the endpoint is failing. */
  failHealth(generation: number, host: string): void
  /** The cluster has its first connection. */
  noteTraffic(generation: number): void
}

/** What followers tell the leading thread. */
export interface ClusterReports {
  reportOf(host: string, outcome: number): void
  failHealthOf(host: string): void
  noteTraffic(): void
}

export type ClusterSharing = LeadingThread | FollowingThread

/** Whom this thread reports to; null where it decides itself. */
export function leaderOf(
  sharing: ClusterSharing | null,
  generation: number,
): ClusterReports | null {
  if (sharing?.kind !== 'follows') return null
  return {
    reportOf: (host, outcome) => sharing.report(generation, host, outcome),
    failHealthOf: (host) => sharing.failHealth(generation, host),
    noteTraffic: () => sharing.noteTraffic(generation),
  }
}

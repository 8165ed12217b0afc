/** Counters of the Mixer client, for `http_mixer_filter.` and `tcp_mixer_filter.`. Mixer's name of a field is its snake_case. */

export class MixerStats {
  totalCheckCalls = 0
  totalCheckCacheHits = 0
  totalCheckCacheMisses = 0
  totalCheckCacheHitAccepts = 0
  totalCheckCacheHitDenies = 0
  totalRemoteCheckCalls = 0
  totalRemoteCheckAccepts = 0
  totalRemoteCheckDenies = 0
  totalQuotaCalls = 0
  totalQuotaCacheHits = 0
  totalQuotaCacheMisses = 0
  totalQuotaCacheHitAccepts = 0
  totalQuotaCacheHitDenies = 0
  totalRemoteQuotaCalls = 0
  totalRemoteQuotaAccepts = 0
  totalRemoteQuotaDenies = 0
  totalRemoteQuotaPrefetchCalls = 0
  totalRemoteCalls = 0
  totalRemoteCallSuccesses = 0
  totalRemoteCallTimeouts = 0
  totalRemoteCallSendErrors = 0
  totalRemoteCallOtherErrors = 0
  totalRemoteCallRetries = 0
  totalRemoteCallCancellations = 0
  totalReportCalls = 0
  totalRemoteReportCalls = 0
  totalRemoteReportSuccesses = 0
  totalRemoteReportTimeouts = 0
  totalRemoteReportSendErrors = 0
  totalRemoteReportOtherErrors = 0
  /** Ours: requests that waited for the answer to an equal one instead of asking again. */
  totalCheckCoalesced = 0
  /** Ours: answers used beyond their use count because Mixer could not be reached. */
  totalCheckStaleUses = 0
  /** Ours: answers renewed in the background before they expired. */
  totalCheckRefreshes = 0
  /** Ours: calls that asked whether the policy of cached answers is still in force. */
  totalCheckConfirmations = 0
  /** Ours: answers used though Mixer could not be asked in time whether their policy is still in force. */
  totalCheckUnconfirmedUses = 0
  /** Ours: denials and approvals that the fail policy gave. */
  totalCheckFailPolicyUses = 0
  /** Ours: reports that a full queue pushed out before they were sent, and those in calls that Mixer did not take. */
  totalReportsDropped = 0
  /** Ours: reports that were summed up with others. */
  totalReportsRolledUp = 0
  /** Ours: checks that this proxy decided by the rules that Mixer gave it. */
  totalEdgeDecisions = 0
  /** Ours: denials among them. */
  totalEdgeDenies = 0
  /** Ours: forwarded attributes that the peer's identity did not back. */
  totalForwardedAttributesRefused = 0
}

/** Every counter as `prefix.name value`, in the order of the class. */
export function* statEntries(prefix: string, stats: MixerStats): Iterable<[string, number]> {
  for (const [field, value] of Object.entries(stats)) {
    if (typeof value !== 'number') continue
    yield [`${prefix}${field.replace(/[A-Z]/g, (c) => `_${c.toLowerCase()}`)}`, value]
  }
}

/** Statistics of both proxies after the same exchanges, name by name. */
import type { Difference } from './compare.ts'
import type { Stage } from './observe.ts'

/** What an implementation counts of itself, and what depends on the moment of the look. */
const IGNORED: readonly RegExp[] = [
  /^(server|main_thread|runtime|filesystem|workers|dns|thread_local|thread_local_cluster_manager|overload|listener_manager|cluster_manager|config|envoy)\b/,
  /^(http1|http2|access_log|access_logs|vhds|xds|control_plane|process|flotilla|istio|mixer_edge|http_mixer_filter|tcp_mixer_filter)\b/,
  /^listener\.admin\b|^http\.(admin|async-client)\b|\.worker_\d+\./,
  // What is not there on one side: HTTP/3, tracing, flow control, codecs' numbers by cluster, extensions by discovery.
  /http3|0rtt|flow_control|\.http1\.|\.tracing\.|extension_config_missing|listener_filter|plaintext_refused|cx_pool|single_host_per_subset/,
  /retry_or_shadow_abandoned|queue_overloaded|rx_reset_no_error|premature_resets|via_ip_detection|normalized_path|overload_local_reply/,
  /rs_too_large|max_duration_reached|skipped_request_not_complete|active_faults|^listener\..*\.http\./,
  // Of the moment, and of how connections are used: each pool does that its own way.
  /membership|_time$|_ms$|upstream_cx_|downstream_cx_|upstream_rq_pending_|no_filter_chain|\.ssl\.|(rx|tx)_reset|_open$|active$/,
  /warming_state|assignment|\.update_|\.version|init_fetch|lb_|max_host_weight|total_match_count|response_before_rq_complete/,
]

type Values = ReadonlyMap<string, string>

/** Differences of counters and gauges; a name that stays at 0 on one side may be absent on the other. */
export async function compareStatistics(
  envoyStage: Stage,
  ourStage: Stage,
): Promise<readonly Difference[]> {
  const [a, b] = await Promise.all([readStatistics(envoyStage), readStatistics(ourStage)])
  const names = [...new Set([...a.keys(), ...b.keys()])].sort()
  return names.flatMap((name) => {
    if (IGNORED.some((pattern) => pattern.test(name))) return []
    const envoy = a.get(name) ?? '(absent)'
    const ours = b.get(name) ?? '(absent)'
    return envoy === ours ? [] : [{ field: `stat ${name}`, envoy, ours }]
  })
}

async function readStatistics({ ports }: Stage): Promise<Values> {
  const response = await fetch(`http://127.0.0.1:${ports.ADMIN}/stats`)
  const text = (await response.text()).replaceAll(
    new RegExp(`127\\.0\\.0\\.1_${ports.L0}`, 'g'),
    '<L0>',
  )
  const values = new Map<string, string>()
  for (const line of text.split('\n')) {
    const colon = line.lastIndexOf(': ')
    if (colon === -1) continue
    const value = line.slice(colon + 2)
    // Histograms are times.
    if (/^\d+$/.test(value)) values.set(line.slice(0, colon), value)
  }
  return values
}

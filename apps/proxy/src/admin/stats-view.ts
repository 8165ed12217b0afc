/** GET /stats and /stats/prometheus: which statistics a query asks for, and in which of Envoy's formats. */
import { compileRegex } from '@flotilla/match'
import type { ProxyStats } from '../telemetry/proxy-stats.ts'
import {
  type BucketMode,
  inEnvoysOrder,
  statsJson,
  statsPrometheus,
  statsText,
} from '../telemetry/stats-formats.ts'
import type { Stat } from '../telemetry/stats-groups.ts'
import { type AdminReply, compactJson, text } from './admin-server.ts'
import { anywhere } from './name-filter.ts'

const MODES: ReadonlySet<string> = new Set(['cumulative', 'disjoint', 'detailed', 'summary'])
const KINDS: Readonly<Record<string, readonly Stat['kind'][]>> = {
  All: ['counter', 'gauge', 'histogram', 'text'],
  Counters: ['counter'],
  Gauges: ['gauge'],
  Histograms: ['histogram'],
  TextReadouts: ['text'],
}

type Selection =
  | { readonly kind: 'ok'; readonly stats: Iterable<Stat> }
  | { readonly kind: 'bad'; readonly why: string }

export async function statsView(stats: ProxyStats, query: URLSearchParams): Promise<AdminReply> {
  const format = query.get('format') ?? 'text'
  if (format === 'prometheus') return prometheusView(stats, query)
  if (format !== 'text' && format !== 'json')
    return text('usage: /stats?format=(json|prometheus|text)\n\n', 400)
  const mode = query.get('histogram_buckets') ?? 'summary'
  if (!MODES.has(mode))
    return text('usage: /stats?histogram_buckets=(cumulative|disjoint|detailed|summary)\n', 400)
  const selection = select(stats, query)
  if (selection.kind === 'bad') return text(selection.why, 400)
  const sorted = await inEnvoysOrder(selection.stats)
  const buckets = mode as BucketMode // a member of the set above
  if (format === 'text') return text(statsText(sorted, buckets, stats.intervals, stats.boundsOf))
  return compactJson(statsJson(sorted, buckets, stats.intervals, stats.boundsOf))
}

/** Series that are not Envoy's follow, unless a filter asks for some of Envoy's. */
export async function prometheusView(
  stats: ProxyStats,
  query: URLSearchParams,
): Promise<AdminReply> {
  const mode = query.get('histogram_buckets') ?? 'cumulative'
  if (mode !== 'cumulative' && mode !== 'summary')
    return text('usage: /stats/prometheus?histogram_buckets=(cumulative|summary)\n', 400)
  const selection = select(stats, query)
  if (selection.kind === 'bad') return text(selection.why, 400)
  const own = query.has('filter') ? '' : stats.ownFamilies()
  const shown = stats.labelled(selection.stats)
  return text((await statsPrometheus(shown, mode, stats.intervals, stats.boundsOf)) + own)
}

function select(stats: ProxyStats, query: URLSearchParams): Selection {
  const kinds = KINDS[query.get('type') ?? 'All']
  if (kinds === undefined) return { kind: 'bad', why: 'invalid &type= param' }
  const pattern = query.get('filter') ?? ''
  const alone = compileRegex(pattern)
  if (alone.kind === 'bad')
    return { kind: 'bad', why: `Invalid re2 regex: ${alone.violations[0]?.message ?? pattern}` }
  const regex = pattern === '' ? null : anywhere(pattern)
  const usedOnly = query.has('usedonly')
  const wanted = !query.has('invert_filter')
  const isWanted = (stat: Stat): boolean =>
    kinds.includes(stat.kind) &&
    (!usedOnly || isUsed(stat)) &&
    (regex === null || regex.matches(stat.name) === wanted)
  return { kind: 'ok', stats: filtered(stats.stats(), isWanted) }
}

function* filtered(stats: Iterable<Stat>, isWanted: (stat: Stat) => boolean): Iterable<Stat> {
  for (const stat of stats) if (isWanted(stat)) yield stat
}

function isUsed(stat: Stat): boolean {
  if (stat.kind === 'histogram') return stat.histogram.count > 0
  return stat.kind === 'text' ? stat.text !== '' : stat.value !== 0
}

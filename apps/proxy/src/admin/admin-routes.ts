/** What each admin path answers: those that show something, here and on the status ports. */
import process from 'node:process'
import type { Clock } from '@flotilla/time'
import type { ProxyState } from '../lifecycle.ts'
import { runtime } from '../runtime/runtime.ts'
import type { TapHub } from '../tap/tap-hub.ts'
import { tapRoute } from '../tap/tap-route.ts'
import type { ProxyStats } from '../telemetry/proxy-stats.ts'
import { type AdminReply, type AdminRoute, json, text } from './admin-server.ts'
import { certsJson } from './certs-view.ts'
import { changeRoutes } from './change-routes.ts'
import { clustersView, listenersView } from './clusters-view.ts'
import type { DumpSources } from './config-dump.ts'
import { configDumpView } from './config-dump-view.ts'
import { runtimeJson } from './runtime-view.ts'
import { serverInfo } from './server-info.ts'
import { prometheusView, statsView } from './stats-view.ts'

export interface AdminSources {
  readonly clock: Clock
  readonly stats: ProxyStats
  readonly state: () => ProxyState
  /** Why the proxy is not ready. */
  readonly reasons: () => readonly string[]
  readonly dump: () => DumpSources
  readonly version: string
  /** Asks clients to leave, listeners go on. */
  readonly askToLeave: (inboundOnly: boolean) => void
  /** Stops accepting as well. */
  readonly drain: (inboundOnly: boolean) => Promise<void>
  readonly drainTimeMs: number
  /** Begins the graceful end of the process. */
  readonly quit: () => void
  readonly failHealth: (isFailed: boolean) => void
  readonly reopenLogs: () => void
  /** Brings the numbers up to date, where more than one thread counts. */
  readonly gather: () => Promise<void>
  /** Runtime values are being changed like this. */
  readonly onRuntime: (query: URLSearchParams) => void
  /** Log levels were changed. */
  readonly onLogLevels: () => void
  /** Threads that serve. */
  readonly concurrency: number
  readonly tap: TapHub
}

const FILTERS = [
  ['usedonly', 'Only include stats that are not 0'],
  ['filter', 'Regular expression (RE2) for filtering stats'],
  ['invert_filter', 'Invert the filter regex'],
] as const

export function adminRoutes(sources: AdminSources): readonly AdminRoute[] {
  return [
    ...stateRoutes(sources),
    ...configRoutes(sources),
    ...statRoutes(sources),
    ...changeRoutes(sources),
    tapRoute(sources.tap),
  ]
}

function get(
  path: string,
  help: string,
  handle: AdminRoute['handle'],
  params: AdminRoute['params'] = [],
): AdminRoute {
  return { path, method: 'GET', help, params, handle }
}

function stateRoutes(sources: AdminSources): AdminRoute[] {
  const { dump } = sources
  return [
    get('/ready', 'print server state, return 200 if LIVE, otherwise return 503', () =>
      ready(sources),
    ),
    get('/server_info', 'print server version/status information', () => json(serverInfo(sources))),
    get('/certs', 'print certs on machine', () => json(certsJson(dump(), sources.clock.wallMs()))),
    get('/memory', 'print current allocation/heap usage', () => json(memory())),
    get('/init_dump', 'print what the server still waits for', () => json(initDump(sources)), [
      ['mask', 'accepted; there is one list'],
    ]),
    get('/runtime', 'print runtime values', () => json(runtimeJson(runtime))),
    get('/hot_restart_version', 'print the hot restart compatibility version', () =>
      text('disabled'),
    ),
    get('/contention', 'print mutex contention stats (this proxy has none)', () =>
      text(
        'Mutex contention tracing is not enabled. To enable, run Envoy with flag --enable-mutex-tracing.',
      ),
    ),
  ]
}

function configRoutes({ dump, gather }: AdminSources): AdminRoute[] {
  return [
    get('/config_dump', 'dump current configs', (query) => configDumpView(dump(), query), [
      ['resource', 'The resource to dump'],
      [
        'mask',
        'The fields to show, with commas; with resource, of every element of the repeated field',
      ],
      ['name_regex', 'Only resources whose whole names match'],
      ['include_eds', 'Endpoints as well'],
    ]),
    get(
      '/clusters',
      'upstream cluster status',
      async (query) => {
        await gather()
        return clustersView(dump().clusters, query)
      },
      [
        ['filter', 'Regular expression (RE2) for filtering clusters by name'],
        ['format', 'File format to use; One of (text, json)'],
      ],
    ),
    get('/listeners', 'print listener info', (query) => listenersView(dump().listeners, query), [
      ['format', 'File format to use; One of (text, json)'],
    ]),
  ]
}

/** What the status port answers (spec proxy §0): for probes and jobs, so without the reasons that /ready tells. */
export function statusRoutes(sources: AdminSources): readonly AdminRoute[] {
  const { state, quit } = sources
  return [
    get('/healthz/ready', 'return 200 if LIVE, otherwise return 503', () =>
      text(`${state()}\n`, state() === 'LIVE' ? 200 : 503),
    ),
    prometheusRoute(sources),
    {
      path: '/quitquitquit',
      method: 'POST',
      help: 'exit the server; from this machine only',
      isLocalOnly: true,
      handle: () => {
        quit()
        return text('OK\n')
      },
    },
  ]
}

/** What the metrics port answers. */
export function metricsRoutes(sources: AdminSources): readonly AdminRoute[] {
  return [prometheusRoute(sources)]
}

function prometheusRoute({ stats, gather }: AdminSources): AdminRoute {
  return get(
    '/stats/prometheus',
    'print server stats in prometheus format',
    async (query) => {
      await gather()
      return prometheusView(stats, query)
    },
    [
      ...FILTERS,
      ['histogram_buckets', 'Histogram bucket display mode; One of (cumulative, summary)'],
    ],
  )
}

function statRoutes(sources: AdminSources): AdminRoute[] {
  const { stats, gather } = sources
  return [
    get(
      '/stats',
      'print server stats',
      async (query) => {
        await gather()
        return statsView(stats, query)
      },
      [
        ...FILTERS,
        ['format', 'Format to use; One of (text, json, prometheus)'],
        [
          'type',
          'Stat types to include.; One of (All, Counters, Histograms, Gauges, TextReadouts)',
        ],
        [
          'histogram_buckets',
          'Histogram bucket display mode; One of (cumulative, disjoint, detailed, summary)',
        ],
      ],
    ),
    prometheusRoute(sources),
    get('/stats/recentlookups', 'Show recent stat-name lookups (this proxy makes none)', () =>
      text(
        'Lookup tracking is not enabled. Use /stats/recentlookups/enable to enable.\n\ntotal: 0\n',
      ),
    ),
  ]
}

function ready({ state, reasons }: AdminSources): AdminReply {
  const current = state()
  if (current === 'LIVE') return text('LIVE\n')
  return text([current, ...reasons()].join('\n').concat('\n'), 503)
}

/** Also of a proxy that serves: a listener that came later and cannot be bound is still awaited. */
function initDump({ reasons }: AdminSources) {
  const targets = reasons()
  if (targets.length === 0) return {}
  return {
    unready_targets_dumps: [{ name: 'init manager Server', target_names: targets }],
  }
}

/** Envoy's names; what has no counterpart here is 0. */
function memory() {
  const { heapUsed, heapTotal, rss } = process.memoryUsage()
  return {
    allocated: String(heapUsed),
    heap_size: String(heapTotal),
    pageheap_unmapped: '0',
    pageheap_free: String(heapTotal - heapUsed),
    total_thread_cache: '0',
    total_physical_bytes: String(rss),
  }
}

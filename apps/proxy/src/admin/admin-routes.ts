/** What each admin path answers. */
import process from 'node:process'
import { type LogLevel, setLogLevel } from '@flotilla/log'
import { compileRegex } from '@flotilla/match'
import type { JsonObject } from '@flotilla/proto'
import type { Clock } from '@flotilla/time'
import type { ProxyState } from '../lifecycle.ts'
import type { ProxyStats } from '../telemetry/proxy-stats.ts'
import { histogramLines, type StatEntry, statEntries } from '../telemetry/stats-groups.ts'
import { type AdminReply, type AdminRoute, json, text } from './admin-server.ts'
import { certsJson } from './certs-view.ts'
import { clustersJson, clustersText, listenersJson, listenersText } from './clusters-view.ts'
import { configDump, type DumpSources } from './config-dump.ts'

export interface AdminSources {
  readonly clock: Clock
  readonly stats: ProxyStats
  readonly state: () => ProxyState
  /** Why the proxy is not ready. */
  readonly reasons: () => readonly string[]
  readonly dump: () => DumpSources
  readonly version: string
  readonly drain: (inboundOnly: boolean) => Promise<void>
  /** Begins the graceful end of the process. */
  readonly quit: () => void
  readonly failHealth: (isFailed: boolean) => void
  readonly reopenLogs: () => void
}

const LEVELS: ReadonlySet<string> = new Set(['error', 'warn', 'info', 'debug'])

export function adminRoutes(sources: AdminSources): readonly AdminRoute[] {
  return [...readers(sources), ...changers(sources)]
}

function readers(sources: AdminSources): AdminRoute[] {
  const { stats, dump } = sources
  const get = (path: string, help: string, handle: AdminRoute['handle']): AdminRoute => ({
    path,
    method: 'GET',
    help,
    handle,
  })
  return [
    get('/ready', 'readiness', () => ready(sources)),
    get('/stats', 'counters and gauges (?filter=regex&usedonly&format=json|prometheus)', (query) =>
      statsReply(stats, query),
    ),
    get('/stats/prometheus', 'the same for Prometheus', () => prometheus(stats)),
    get('/config_dump', 'current configuration (?include_eds)', (query) =>
      json(configDump(dump(), query.has('include_eds'))),
    ),
    get('/clusters', 'hosts with their counters (?format=json)', (query) =>
      query.get('format') === 'json'
        ? json(clustersJson(dump().clusters))
        : text(clustersText(dump().clusters)),
    ),
    get('/listeners', 'listening addresses (?format=json)', (query) =>
      query.get('format') === 'json'
        ? json(listenersJson(dump().listeners))
        : text(listenersText(dump().listeners)),
    ),
    get('/certs', 'certificates in use', () =>
      json(certsJson(dump().secrets, sources.clock.wallMs())),
    ),
    get('/server_info', 'version, state, node', () => json(serverInfo(sources))),
    get('/memory', 'memory use', () => json(memory())),
  ]
}

function changers(sources: AdminSources): AdminRoute[] {
  const post = (path: string, help: string, handle: AdminRoute['handle']): AdminRoute => ({
    path,
    method: 'POST',
    help,
    handle,
  })
  const ok = text('OK\n')
  return [
    post('/drain_listeners', 'stop accepting (?inboundonly)', async (query) => {
      await sources.drain(query.has('inboundonly'))
      return ok
    }),
    post('/healthcheck/fail', 'report not ready', () => {
      sources.failHealth(true)
      return ok
    }),
    post('/healthcheck/ok', 'report ready again', () => {
      sources.failHealth(false)
      return ok
    }),
    post('/logging', 'set the log level (?level=)', (query) => {
      const level = query.get('level') ?? ''
      if (!LEVELS.has(level)) return text(`level must be one of ${[...LEVELS].join(', ')}\n`, 400)
      setLogLevel(level as LogLevel) // a member of the set above
      return text(`level: ${level}\n`)
    }),
    post('/reopen_logs', 'open access log files anew', () => {
      sources.reopenLogs()
      return ok
    }),
    post('/quitquitquit', 'drain and exit', () => {
      sources.quit()
      return ok
    }),
  ]
}

function ready({ state, reasons }: AdminSources): AdminReply {
  const current = state()
  if (current === 'LIVE') return text('LIVE\n')
  return text([current, ...reasons()].join('\n').concat('\n'), 503)
}

function prometheus(stats: ProxyStats): AdminReply {
  return { status: 200, type: 'text/plain; version=0.0.4', body: stats.prometheus() }
}

function statsReply(stats: ProxyStats, query: URLSearchParams): AdminReply {
  const format = query.get('format')
  if (format === 'prometheus') return prometheus(stats)
  const wanted = filterOf(query)
  if (typeof wanted === 'string') return text(`${wanted}\n`, 400)
  const entries = [...statEntries(stats.groups())].filter(wanted)
  entries.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0))
  if (format === 'json') return json({ stats: entries.map(({ name, value }) => ({ name, value })) })
  const lines = entries.map(({ name, value }) => `${name}: ${value}`)
  const histograms = [...histogramLines(stats.groups())].filter((line) =>
    wanted({ name: line.slice(0, line.indexOf(': ')), value: 1 }),
  )
  return text(`${[...lines, ...histograms].join('\n')}\n`)
}

/** A predicate, or what is wrong with the query. The expression may match any part of a name. */
function filterOf(query: URLSearchParams): ((entry: StatEntry) => boolean) | string {
  const usedOnly = query.has('usedonly')
  const pattern = query.get('filter')
  if (pattern === null) return (entry) => !usedOnly || entry.value !== 0
  const regex = compileRegex(`(?s).*(?:${pattern}).*`)
  if (regex.kind === 'bad') return `filter: ${regex.violations[0]?.message ?? 'is malformed'}`
  return (entry) => (!usedOnly || entry.value !== 0) && regex.value.matches(entry.name)
}

function serverInfo(sources: AdminSources): JsonObject {
  const { bootstrap, startWallMs } = sources.dump()
  const { node } = bootstrap
  return {
    version: `flotilla/${sources.version}/node-${process.version}`,
    state: sources.state(),
    uptime_current_epoch: `${Math.floor((sources.clock.wallMs() - startWallMs) / 1000)}s`,
    node: { id: node.id, cluster: node.cluster, metadata: bootstrap.metadata },
    command_line_options: { concurrency: 1 },
    pid: process.pid,
  }
}

function memory(): JsonObject {
  const { heapUsed, heapTotal, rss, external } = process.memoryUsage()
  return {
    allocated: String(heapUsed),
    heap_size: String(heapTotal),
    physical_size: String(rss),
    external: String(external),
  }
}

/** Admin paths that change something; they want POST. */
import { type LogThreshold, scopeLevels, setLogLevel, setScopeLevel } from '@flotilla/log'
import { runtime } from '../runtime/runtime.ts'
import type { AdminSources } from './admin-routes.ts'
import { type AdminReply, type AdminRoute, text } from './admin-server.ts'
import { modifyRuntime } from './runtime-view.ts'

const OK = text('OK\n')

/** Envoy's words for levels, and ours. */
const LEVELS: ReadonlyMap<string, LogThreshold> = new Map([
  ['trace', 'debug'],
  ['debug', 'debug'],
  ['info', 'info'],
  ['warning', 'warn'],
  ['warn', 'warn'],
  ['error', 'error'],
  ['critical', 'error'],
  ['off', 'off'],
])

const USAGE = `
usage: /logging?<name>=<level> (change single level)
usage: /logging?paths=name1:level1,name2:level2,... (change multiple levels)
usage: /logging?level=<level> (change all levels)
levels: trace debug info warning error critical off 
`

export function changeRoutes(sources: AdminSources): readonly AdminRoute[] {
  return [
    post('/drain_listeners', 'drain listeners', (query) => drain(sources, query), [
      ['graceful', 'Ask clients to leave, and stop listening when the drain time is over'],
      ['skip_exit', 'Ask clients to leave, but never stop listening'],
      ['inboundonly', 'Listeners of traffic_direction INBOUND only'],
    ]),
    post('/healthcheck/fail', 'cause the server to fail health checks', () => {
      sources.failHealth(true)
      return OK
    }),
    post('/healthcheck/ok', 'cause the server to pass health checks', () => {
      sources.failHealth(false)
      return OK
    }),
    {
      ...post('/logging', 'query/change logging levels', (query) => logging(sources, query), [
        ['paths', 'Change several levels: <name1>:<level1>,<name2>:<level2>'],
        ['level', 'Change all levels; One of (trace, debug, info, warning, error, critical, off)'],
      ]),
      show: () => text(loggers()),
    },
    post('/reset_counters', 'reset all counters to zero', () => {
      sources.stats.resetCounters()
      return OK
    }),
    post('/reopen_logs', 'reopen access logs', () => {
      sources.reopenLogs()
      return OK
    }),
    post(
      '/runtime_modify',
      'Adds or modifies runtime values as passed in query parameters.',
      (query) => {
        sources.onRuntime(query)
        return modifyRuntime(runtime, query)
      },
    ),
    post('/quitquitquit', 'exit the server', () => {
      sources.quit()
      return OK
    }),
  ]
}

function post(
  path: string,
  help: string,
  handle: AdminRoute['handle'],
  params: AdminRoute['params'] = [],
): AdminRoute {
  return { path, method: 'POST', help, params, handle }
}

async function drain(sources: AdminSources, query: URLSearchParams): Promise<AdminReply> {
  const inboundOnly = query.has('inboundonly')
  if (query.has('skip_exit')) sources.askToLeave(inboundOnly)
  else if (query.has('graceful')) {
    sources.askToLeave(inboundOnly)
    sources.clock.after(sources.drainTimeMs, () => void sources.drain(inboundOnly))
  } else await sources.drain(inboundOnly)
  return OK
}

function logging(sources: AdminSources, query: URLSearchParams): AdminReply {
  const wrong = changeLevels(query)
  if (wrong === null) sources.onLogLevels()
  return wrong === null ? text(loggers()) : text(`error: ${wrong}\n${USAGE}${loggers()}`, 400)
}

/** All changes, or none: what is wrong with the query, or null. */
function changeLevels(query: URLSearchParams): string | null {
  if (query.size > 1) return 'invalid number of parameters'
  const [first] = query
  if (first === undefined) return null
  const [key, value] = first
  if (key === 'group') return 'group parameter requires fine-grain logging to be enabled'
  const pairs =
    key === 'paths' ? value.split(',').map((pair) => pair.split(':', 2)) : [[key, value]]
  const known = new Set(scopeLevels().map(([name]) => name))
  for (const [name = '', level = ''] of pairs) {
    if (!LEVELS.has(level)) return 'unknown logger level'
    if (key !== 'level' && !known.has(name)) return 'unknown logger name'
  }
  for (const [name = '', level = ''] of pairs) {
    const threshold = LEVELS.get(level) ?? 'info'
    if (key === 'level') setLogLevel(threshold)
    else setScopeLevel(name, threshold)
  }
  return null
}

function loggers(): string {
  const lines = scopeLevels().map(
    ([name, level]) => `  ${name}: ${level === 'warn' ? 'warning' : level}\n`,
  )
  return `active loggers:\n${lines.join('')}\n`
}

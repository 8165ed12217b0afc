/** `/tap` of the admin interface: JSON lines of requests and responses as they happen, until enough were seen. */
import type { AdminRoute, AdminSink } from '../admin/admin-server.ts'
import { text } from '../admin/admin-server.ts'
import { MAX_WATCHERS, type TapHub, type TapWatcher } from './tap-hub.ts'
import { TAP_PARAMS, TapMatch } from './tap-match.ts'

export function tapRoute(hub: TapHub): AdminRoute {
  return {
    path: '/tap',
    method: 'GET',
    help: 'watch requests and responses as they happen (JSON lines)',
    params: TAP_PARAMS,
    handle: () => text(`at most ${MAX_WATCHERS} may watch at once\n`, 429),
    follow: (query, sink) => watch(hub, query, sink),
  }
}

function watch(hub: TapHub, query: URLSearchParams, sink: AdminSink): (() => void) | null {
  const match = new TapMatch(query)
  let left = match.maxEvents
  const watcher: TapWatcher = {
    match,
    write(line) {
      if (left === 0 || !sink.write(line)) return false
      if (--left === 0) {
        hub.remove(watcher)
        sink.end()
      }
      return true
    },
  }
  return hub.add(watcher) ? () => hub.remove(watcher) : null
}

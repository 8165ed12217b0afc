/** What the bootstrap says of the process itself: its watchdogs, its flag files, names of headers, and what it shows as its version. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import {
  type Bootstrap,
  CustomInlineHeaderInlineHeaderType as HeaderType,
  type Watchdog,
} from '@flotilla/proto'
import { durationMs } from '../compile/fields.ts'
import type { Violations } from '../compile/violations.ts'
import type { WatchdogSettings } from '../overload/watchdog.ts'

export interface ProcessSettings {
  /** Shown as `server.version`; null: it is not shown. */
  readonly version: number | null
  /** Whether it begins as one that was told to fail its health checks: there is a file `drain` among the flags. */
  readonly isDrained: boolean
  /** Null: nobody asked for it. */
  readonly watchdogs: Watchdogs | null
  /** Headers of which one line is kept, in lower case. */
  readonly inlineHeaders: InlineHeaders
  /** Whether a cluster shows what its traffic is counted by only from its first connection on. */
  readonly defersStats: boolean
}

export interface Watchdogs {
  readonly main: WatchdogSettings
  readonly workers: WatchdogSettings
}

export interface InlineHeaders {
  readonly requests: readonly string[]
  readonly responses: readonly string[]
}

/** Envoy's own name for the sockets of the system, the only ones there are. */
const SOCKET_INTERFACE = 'envoy.extensions.network.socket_interface.default_socket_interface'
/** Of a node, as far as Envoy takes them into names of resources. */
const NODE_PARAMS: ReadonlySet<string> = new Set([
  'id',
  'cluster',
  'user_agent_name',
  'user_agent_version',
  'locality.region',
  'locality.zone',
  'locality.sub_zone',
])
const DEFAULT_MISS_MS = 200
const DEFAULT_MEGA_MISS_MS = 1_000

export function compileProcessSettings(message: Bootstrap, at: Violations): ProcessSettings {
  const { defaultSocketInterface: sockets } = message
  if (sockets !== '' && sockets !== SOCKET_INTERFACE)
    at.at('default_socket_interface').unsupported(sockets)
  for (const [i, name] of message.nodeContextParams.entries())
    if (!NODE_PARAMS.has(name))
      at.at('node_context_params', i).add(`${JSON.stringify(name)} is no field of a node`)
  return {
    version: message.statsServerVersionOverride,
    isDrained: message.flagsPath !== '' && existsSync(join(message.flagsPath, 'drain')),
    watchdogs: compileWatchdogs(message, at),
    inlineHeaders: compileInlineHeaders(message, at),
    defersStats: message.deferredStatOptions?.enableDeferredCreationStats ?? false,
  }
}

function compileWatchdogs(message: Bootstrap, at: Violations): Watchdogs | null {
  const { watchdog: older, watchdogs } = message
  if (older !== null && watchdogs !== null) at.at('watchdog').add('must not stand beside watchdogs')
  if (older !== null) {
    const both = compileWatchdog(older, at.at('watchdog'))
    return { main: both, workers: both }
  }
  if (watchdogs === null) return null
  const place = at.at('watchdogs')
  return {
    main: compileWatchdog(watchdogs.mainThreadWatchdog, place.at('main_thread_watchdog')),
    workers: compileWatchdog(watchdogs.workerWatchdog, place.at('worker_watchdog')),
  }
}

/** A thread that stands still cannot end its process: what Envoy's watchdog does beyond counting is refused. */
function compileWatchdog(message: Watchdog | null, at: Violations): WatchdogSettings {
  if ((message?.actions.length ?? 0) > 0) at.at('actions').unsupported()
  for (const [field, value] of [
    ['kill_timeout', message?.killTimeout],
    ['multikill_timeout', message?.multikillTimeout],
  ] as const)
    if (value != null && (value.seconds > 0 || value.nanos > 0)) at.at(field).unsupported()
  return {
    missMs: durationMs(message?.missTimeout ?? null, DEFAULT_MISS_MS, at.at('miss_timeout')),
    megaMissMs: durationMs(
      message?.megamissTimeout ?? null,
      DEFAULT_MEGA_MISS_MS,
      at.at('megamiss_timeout'),
    ),
  }
}

function compileInlineHeaders(message: Bootstrap, at: Violations): InlineHeaders {
  const requests: string[] = []
  const responses: string[] = []
  for (const [i, header] of message.inlineHeaders.entries()) {
    const place = at.at('inline_headers', i)
    const name = header.inlineHeaderName.toLowerCase()
    if (!/^[!#$%&'*+.^_`|~0-9a-z-]+$/.test(name))
      place.at('inline_header_name').add('is no name of a header')
    // Several cookies cannot be told apart in one line (RFC 6265 §3).
    if (name === 'set-cookie') place.at('inline_header_name').unsupported(name)
    if (header.inlineHeaderType === HeaderType.REQUEST_HEADER) requests.push(name)
    else if (header.inlineHeaderType === HeaderType.RESPONSE_HEADER) responses.push(name)
    else place.at('inline_header_type').unsupported('for trailers')
  }
  return { requests, responses }
}

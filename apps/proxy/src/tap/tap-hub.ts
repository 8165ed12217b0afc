/** A live view of requests and responses: events go to whoever watches, bounded, and cost one branch while nobody does. */
import type { HttpStream } from '../http/filter.ts'
import { formatStreamFlags } from '../http/response-flags.ts'
import type { TapMatch } from './tap-match.ts'

/** Watchers at once. Listed in docs/limits.md. */
export const MAX_WATCHERS = 8
/** Never shown: they are secrets of the caller. */
const HIDDEN: ReadonlySet<string> = new Set([
  'authorization',
  'cookie',
  'set-cookie',
  'proxy-authorization',
])
const MAX_VALUE_CHARS = 256

/** Who watches. */
export interface TapWatcher {
  readonly match: TapMatch
  /** Takes one line, with its newline; false where it has no room for more. */
  write(line: string): boolean
}

/** Other threads, whose streams are watched too. */
export interface TapRelay {
  /** Returns what ends it. */
  watch(watcher: TapWatcher): () => void
}

export class TapHub {
  /** What the data path looks at. */
  isActive = false
  droppedEvents = 0
  /** Null: this thread is alone. */
  relay: TapRelay | null = null
  private watchers: readonly TapWatcher[] = []
  private readonly relayed = new Map<TapWatcher, () => void>()

  /** False where there are too many already. */
  add(watcher: TapWatcher): boolean {
    if (this.watchers.length >= MAX_WATCHERS) return false
    this.watchers = [...this.watchers, watcher]
    this.isActive = true
    if (this.relay !== null) this.relayed.set(watcher, this.relay.watch(watcher))
    return true
  }

  remove(watcher: TapWatcher): void {
    this.watchers = this.watchers.filter((one) => one !== watcher)
    this.isActive = this.watchers.length > 0
    this.relayed.get(watcher)?.()
    this.relayed.delete(watcher)
  }

  /** The head of a request, before any filter saw it. */
  onRequest(stream: HttpStream): void {
    this.offer(stream, requestEvent)
  }

  /** A stream that is over. */
  onResponse(stream: HttpStream): void {
    this.offer(stream, responseEvent)
  }

  private offer(stream: HttpStream, event: (stream: HttpStream) => object): void {
    let line = ''
    for (const watcher of this.watchers) {
      if (!watcher.match.accepts(stream)) continue
      if (line === '') line = `${JSON.stringify(event(stream))}\n`
      if (!watcher.write(line)) this.droppedEvents++
    }
  }
}

function requestEvent(stream: HttpStream): object {
  return {
    event: 'request',
    stream: stream.id,
    connection: stream.connection.id,
    time: new Date(stream.startWallMs).toISOString(),
    listener: stream.connection.listener,
    client: stream.clientAddress,
    peer: stream.connection.tls?.peerPrincipal ?? null,
    protocol: stream.protocol,
    method: stream.method,
    authority: stream.authority,
    path: cut(stream.path),
    headers: pairs(stream.requestHeaders),
  }
}

function responseEvent(stream: HttpStream): object {
  return {
    event: 'response',
    stream: stream.id,
    method: stream.method,
    authority: stream.authority,
    path: cut(stream.path),
    route: stream.route?.name ?? null,
    cluster: stream.clusterName,
    upstream: stream.upstreamHost?.label ?? null,
    attempts: stream.attemptCount,
    status: stream.responseCode,
    flags: formatStreamFlags(stream.responseFlags),
    details: stream.responseCodeDetails,
    headers: pairs(stream.responseHeaders ?? []),
    trailers: pairs(stream.responseTrailers ?? []),
    requestBytes: stream.requestBodyBytes,
    responseBytes: stream.responseBodyBytes,
    durationMs: Math.round(stream.endMs - stream.startMs),
  }
}

function pairs(list: readonly string[]): (readonly [string, string])[] {
  const shown: (readonly [string, string])[] = []
  for (let i = 0; i < list.length; i += 2) {
    const name = list[i] as string // inside the list
    shown.push([name, HIDDEN.has(name) ? '[hidden]' : cut(list[i + 1] as string)]) // lists are even
  }
  return shown
}

function cut(text: string): string {
  return text.length > MAX_VALUE_CHARS ? `${text.slice(0, MAX_VALUE_CHARS)}…` : text
}

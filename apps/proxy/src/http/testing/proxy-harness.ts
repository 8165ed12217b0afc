/** A connection manager on a real port, between real clients and real origins, on a clock that the test may hold. */
import { once } from 'node:events'
import { createServer, type Server, type Socket } from 'node:net'
import { HttpConnectionManager, packAny, RouteConfiguration, Router } from '@flotilla/proto'
import { type Clock, systemClock, TimerWheel } from '@flotilla/time'
import { describeViolations } from '../../compile/violations.ts'
import { corsFilterKind } from '../../filters/cors.ts'
import { faultFilterKind } from '../../filters/fault.ts'
import { moreFilterKinds } from '../../filters/more-kinds.ts'
import {
  emptyFilterCounters,
  type FilterCounters,
  standardFilterKinds,
} from '../../filters/standard-kinds.ts'
import type { ConnectionInfo, NetworkFilter } from '../../listener/types.ts'
import { HttpStats } from '../../telemetry/http-stats.ts'
import { type FilterKinds, filterKindMap } from '../compile/filter-config.ts'
import { compileRouteTable } from '../compile/route-table.ts'
import { compileConnectionManager } from '../connection-manager.ts'
import type { HttpEnv } from '../env.ts'
import type { HttpFilterKind, HttpStream } from '../filter.ts'
import { formatResponseFlags } from '../response-flags.ts'
import type { RouteTable } from '../route/route-table.ts'
import { Client } from './client.ts'
import { FakeCluster, type FakeClusterOptions, FakeClusters, fakeHost } from './fake-cluster.ts'
import { Origin, type OriginHandler } from './origin.ts'

export interface HarnessOptions {
  /** Proto-JSON of the connection manager, over defaults: stat prefix, the router, `routes`. */
  readonly manager?: Record<string, unknown>
  /** Proto-JSON of the routes of one virtual host `*`; default one route to the cluster `origin`. */
  readonly routes?: readonly unknown[]
  /** Proto-JSON of a whole RouteConfiguration instead. */
  readonly routeConfig?: Record<string, unknown>
  readonly virtualHost?: Record<string, unknown>
  /** Filters before the router: kind and proto-JSON entry. */
  readonly kinds?: readonly HttpFilterKind[]
  readonly filters?: readonly unknown[]
  readonly cluster?: FakeClusterOptions
  readonly info?: Partial<ConnectionInfo>
  readonly clock?: Clock
  readonly random?: () => number
  readonly handler?: OriginHandler
  /** Origins behind the cluster `origin`. Default 1. */
  readonly origins?: number
}

/** What the access log saw of one stream. */
export interface LogLine {
  readonly method: string
  readonly path: string
  readonly code: number
  readonly flags: string
  readonly details: string
  readonly requestBytes: number
  readonly responseBytes: number
  readonly cluster: string
  readonly host: string | null
  readonly route: string | null
  readonly attempts: number
  readonly durationMs: number
}

export class Harness {
  readonly port: number
  readonly origins: readonly Origin[]
  readonly cluster: FakeCluster
  readonly clusters: FakeClusters
  readonly stats: HttpStats
  readonly counters: FilterCounters
  readonly log: LogLine[]
  readonly filter: NetworkFilter
  readonly wheel: TimerWheel
  private readonly server: Server
  private readonly clients: Client[] = []
  private logWaiters: (() => void)[] = []

  private constructor(parts: {
    server: Server
    port: number
    origins: readonly Origin[]
    cluster: FakeCluster
    clusters: FakeClusters
    stats: HttpStats
    counters: FilterCounters
    log: LogLine[]
    filter: NetworkFilter
    wheel: TimerWheel
  }) {
    this.server = parts.server
    this.port = parts.port
    this.origins = parts.origins
    this.cluster = parts.cluster
    this.clusters = parts.clusters
    this.stats = parts.stats
    this.counters = parts.counters
    this.log = parts.log
    this.filter = parts.filter
    this.wheel = parts.wheel
  }

  static async start(options: HarnessOptions = {}): Promise<Harness> {
    const origins: Origin[] = []
    for (let i = 0; i < (options.origins ?? 1); i++)
      origins.push(await Origin.start(options.handler))
    const hosts = origins.map((origin) => fakeHost(origin.port))
    const cluster = new FakeCluster('origin', hosts, options.cluster)
    const clusters = new FakeClusters()
    clusters.byName.set('origin', cluster)
    const clock = options.clock ?? systemClock
    const wheel = new TimerWheel(clock)
    const stats = new HttpStats()
    const log: LogLine[] = []
    const counters = emptyFilterCounters()
    const kinds: FilterKinds = filterKindMap([
      faultFilterKind({
        clock,
        wheel,
        node: { id: 'node', cluster: '' },
        random: options.random ?? Math.random,
      }),
      corsFilterKind(),
      ...standardFilterKinds({ clock, random: options.random ?? Math.random }, counters),
      ...(options.kinds ?? []),
      ...moreFilterKinds(() => kinds, counters),
    ])
    const env: HttpEnv = {
      clusters,
      routes: { open: () => ({ table: null }) },
      filterKinds: kinds,
      clock,
      wheel,
      random: options.random ?? Math.random,
      stats: () => stats,
      node: { id: 'node', cluster: '' },
    }
    const waiters: { wake: () => void } = { wake: () => undefined }
    let filter: NetworkFilter
    try {
      filter = build(options, env, (stream) => {
        log.push(lineOf(stream))
        waiters.wake()
      })
    } catch (error) {
      // A configuration that is refused leaves nothing open.
      for (const origin of origins) await origin.close()
      wheel.close()
      throw error
    }
    const server = createServer({ allowHalfOpen: true, pauseOnConnect: true, noDelay: true })
    server.on('connection', (socket: Socket) => {
      filter.onConnection({ socket, head: null, info: { ...infoOf(socket), ...options.info } })
    })
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    const address = server.address()
    if (address === null || typeof address === 'string') throw new Error('no port')
    const { port } = address
    const harness = new Harness({
      server,
      port,
      origins,
      cluster,
      clusters,
      stats,
      counters,
      log,
      filter,
      wheel,
    })
    waiters.wake = () => {
      for (const wake of harness.logWaiters.splice(0)) wake()
    }
    return harness
  }

  get origin(): Origin {
    const [first] = this.origins
    if (first === undefined) throw new Error('no origin')
    return first
  }

  async client(): Promise<Client> {
    const client = await Client.open(this.port)
    this.clients.push(client)
    return client
  }

  /** Adds a cluster with its own origin. */
  async addCluster(
    name: string,
    handler?: OriginHandler,
    options?: FakeClusterOptions,
  ): Promise<Origin> {
    const origin = await Origin.start(handler)
    ;(this.origins as Origin[]).push(origin)
    this.clusters.byName.set(name, new FakeCluster(name, [fakeHost(origin.port)], options))
    return origin
  }

  /** Waits until so many streams were logged. */
  async logged(count: number): Promise<readonly LogLine[]> {
    while (this.log.length < count)
      await new Promise<void>((resolve) => {
        this.logWaiters.push(resolve)
      })
    return this.log
  }

  async close(): Promise<void> {
    for (const client of this.clients) client.close()
    for (const origin of this.origins) await origin.close()
    this.server.close()
    await once(this.server, 'close')
    this.wheel.close()
  }
}

function build(
  options: HarnessOptions,
  env: HttpEnv,
  log: (stream: HttpStream) => void,
): NetworkFilter {
  const parsed = HttpConnectionManager.fromJson({
    stat_prefix: 'test',
    server_name: 'istio-envoy',
    route_config: routeConfigOf(options),
    http_filters: [...(options.filters ?? []), routerFilter()],
    access_log: [{ name: 'test' }],
    ...options.manager,
  })
  if (parsed.kind === 'bad') throw new Error(JSON.stringify(parsed.violations))
  const compiled = compileConnectionManager(parsed.message, env, () => ({
    kind: 'ok',
    value: { log },
  }))
  if (compiled.kind === 'bad') throw new Error(describeViolations(compiled.violations))
  return compiled.value
}

function routerFilter(): unknown {
  return { name: 'router', typed_config: { '@type': packAny(Router, Router.create()).typeUrl } }
}

function routeConfigOf(options: HarnessOptions): unknown {
  return (
    options.routeConfig ?? {
      name: 'test',
      virtual_hosts: [
        {
          name: 'all',
          domains: ['*'],
          routes: options.routes ?? [
            { match: { prefix: '/' }, route: { cluster: 'origin', timeout: '0s' } },
          ],
          ...options.virtualHost,
        },
      ],
    }
  )
}

/** Compiles proto-JSON routes alone. */
export function routeTableOf(
  json: unknown,
  kinds: readonly HttpFilterKind[] = [],
): RouteTable | readonly string[] {
  const parsed = RouteConfiguration.fromJson(json)
  if (parsed.kind === 'bad') return parsed.violations.map((v) => v.path)
  const compiled = compileRouteTable(parsed.message, filterKindMap(kinds))
  return compiled.kind === 'ok' ? compiled.value : compiled.violations.map((v) => v.path)
}

let nextConnection = 1

function infoOf(socket: Socket): ConnectionInfo {
  return {
    id: nextConnection++,
    listener: 'test',
    filterChain: '',
    direction: 'outbound',
    remoteAddress: socket.remoteAddress ?? '',
    remotePort: socket.remotePort ?? 0,
    localAddress: socket.localAddress ?? '',
    localPort: socket.localPort ?? 0,
    isRestored: false,
    requestedServerName: '',
    acceptedAtMs: 0,
    acceptedWallMs: 0,
    tls: null,
  }
}

function lineOf(stream: HttpStream): LogLine {
  return {
    method: stream.method,
    path: stream.path,
    code: stream.responseCode,
    flags: formatResponseFlags(stream.responseFlags),
    details: stream.responseCodeDetails,
    requestBytes: stream.requestBodyBytes,
    responseBytes: stream.responseBodyBytes,
    cluster: stream.clusterName,
    host: stream.upstreamHost?.label ?? null,
    route: stream.route?.name ?? null,
    attempts: stream.attemptCount,
    durationMs: stream.endMs - stream.startMs,
  }
}

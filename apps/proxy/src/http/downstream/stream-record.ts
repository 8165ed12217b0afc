/** What one stream knows of its exchange: read by filters, logs and counters, written by who finds it out. */
import type { NameCase } from '@flotilla/http1'
import { valueAt } from '@flotilla/match'
import type { ConnectionInfo } from '../../listener/types.ts'
import type { Host, HostOverride, Metadata, UpstreamPeer } from '../../upstream/types.ts'
import type { HttpProtocol, JsonValue } from '../filter.ts'
import type { HeaderList } from '../headers.ts'
import type { ResponseFlags } from '../response-flags.ts'
import type { ClusterTarget, Route } from '../route/route.ts'
import type { RouteTable } from '../route/route-table.ts'
import type { DownstreamSession } from '../session.ts'
import type { ManagerRuntime } from './manager-runtime.ts'

/** None: nothing sent; Started: head queued; Ended: all queued. */
export const ResponseState = { None: 0, Started: 1, Ended: 2 } as const
export type ResponseState = (typeof ResponseState)[keyof typeof ResponseState]

const NO_ROUTES: Route[] = []
let nextId = 1

interface FilterStateText {
  readonly value: string
  readonly isHashable: boolean
}

/** All fields are set in the constructor, in this order, so that every stream has one shape. */
export abstract class StreamRecord {
  readonly runtime: ManagerRuntime
  readonly session: DownstreamSession
  readonly id: number
  readonly connection: ConnectionInfo

  protocol: HttpProtocol = 'HTTP/1.1'
  method = ''
  path = ''
  authority = ''
  scheme: 'http' | 'https' = 'http'
  hasScheme = true
  sentPath = ''
  sentAuthority = ''
  clientAddress: string
  isInternal = false
  /** Whether the client named its span's operation. */
  isOperationGiven = false
  requestHeaders: HeaderList = []
  requestTrailers: HeaderList | null = null
  /** How the names of the heads were written by their senders, where that is kept. */
  requestCase: NameCase | null = null
  responseCase: NameCase | null = null
  isRequestBodyless = false
  isRequestComplete = false
  /** The connection ends with this exchange, whatever its framing allows. */
  closesConnection = false
  /** No route is looked for. */
  isUnroutable = false
  /** Lower-case token of an accepted upgrade, `connect` for CONNECT, empty where none. */
  upgrade = ''
  randomValue = 0
  readonly clientCertificate: -1 | 0 | 1

  routeTable: RouteTable | null = null
  route: Route | null = null
  target: ClusterTarget | null = null
  clusterName = ''
  clusterStatName = ''
  clusterMetadata: Readonly<Record<string, Metadata>> | null = null
  virtualCluster = ''

  upstreamHost: Host | null = null
  /** The endpoint that the caller's session names. */
  wantedHost: HostOverride | null = null
  upstreamLocalAddress = ''
  upstreamPeerPrincipal: string | null = null
  upstreamPeer: UpstreamPeer | null = null
  upstreamTransportFailure = ''
  connectionTerminationDetails = ''
  upstreamProtocol = ''
  attemptCount = 0
  triedHosts: Host[] | null = null

  responseCode = 0
  responseCodeDetails = ''
  responseFlags: ResponseFlags = 0
  responseHeaders: HeaderList | null = null
  responseTrailers: HeaderList | null = null
  localReplyBody = ''
  logType = 'DownstreamEnd'
  responseState: ResponseState = ResponseState.None

  requestHeaderBytes = 0
  requestBodyBytes = 0
  requestTotalBytes = 0
  responseHeaderBytes = 0
  /** Whether the response says that the connection ends. */
  endsConnection = false
  responseBodyBytes = 0
  responseTotalBytes = 0
  upstreamHeaderBytesSent = 0
  upstreamTotalBytesSent = 0
  upstreamHeaderBytesReceived = 0
  upstreamTotalBytesReceived = 0

  startWallMs = 0
  startMs = 0
  requestEndMs = -1
  upstreamStartMs = -1
  responseStartMs = -1
  endMs = -1

  isOver = false
  /** When the response last moved, for the idle timeout. */
  lastResponseMs = 0
  /** Route override of the stream idle timeout, -1 where none. */
  idleTimeoutMs = -1
  /** Route override of the stream's longest duration, -1 where none. */
  maxDurationMs = -1
  /** Redirects of upstreams that were followed here, and the routes that they led away from. */
  redirects = 0
  redirectedFrom: Route[] = NO_ROUTES
  /** Dynamic metadata by namespace; null until a filter leaves some. */
  private metadataTree: Map<string, Record<string, unknown>> | null = null
  /** Filter state by key; null until a filter leaves some. */
  private stateByKey: Map<string, FilterStateText> | null = null

  constructor(runtime: ManagerRuntime, session: DownstreamSession) {
    this.runtime = runtime
    this.session = session
    this.id = nextId++
    this.connection = session.info
    this.clientAddress = session.info.remoteAddress
    const { tls } = session.info
    this.clientCertificate = tls === null ? -1 : tls.peerPrincipal === null ? 0 : 1
  }

  /** Whether the response's head makes both directions raw bytes. */
  get isTunnel(): boolean {
    const { responseCode: code } = this
    return code === 101 || (this.upgrade === 'connect' && code >= 200 && code < 300)
  }

  setPath(path: string): void {
    this.path = path
  }

  setResponseStatus(status: number, detail: string | null): void {
    this.responseCode = status
    if (detail !== null) this.responseCodeDetails = detail
  }

  setResponseTrailers(trailers: HeaderList | null): void {
    this.responseTrailers = trailers
  }

  setResponseFlag(flag: ResponseFlags): void {
    this.responseFlags |= flag
  }

  count(name: string): void {
    const { filters } = this.runtime.config.stats
    filters[name] = (filters[name] ?? 0) + 1
  }

  setMetadata(namespace: string, key: string, value: JsonValue): void {
    this.metadataTree ??= new Map()
    const values = this.metadataTree.get(namespace)
    if (values === undefined) this.metadataTree.set(namespace, { [key]: value })
    else values[key] = value
  }

  metadata(namespace: string, key: string): string | null {
    const value = this.metadataTree?.get(namespace)?.[key]
    if (value === undefined) return null
    return typeof value === 'string' ? value : JSON.stringify(value)
  }

  metadataValue(namespace: string, path: readonly string[]): unknown {
    const values = this.metadataTree?.get(namespace)
    return values === undefined ? undefined : valueAt(values, path)
  }

  setFilterState(key: string, value: string, isHashable: boolean): void {
    this.stateByKey ??= new Map()
    this.stateByKey.set(key, { value, isHashable })
  }

  overrideHost(label: string, isStrict: boolean, missingStatus: number): void {
    this.wantedHost = { label, isStrict, missingStatus }
  }

  filterState(key: string): string | null {
    return this.stateByKey?.get(key)?.value ?? null
  }

  hashableState(key: string): string | null {
    const state = this.stateByKey?.get(key)
    return state?.isHashable === true ? state.value : null
  }

  get dynamicMetadata(): ReadonlyMap<string, Readonly<Record<string, unknown>>> | null {
    return this.metadataTree
  }
}

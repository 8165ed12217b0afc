/** A listener at work: takes accepted sockets through destination, inspection and chain match to a filter chain. */
import type { Socket } from 'node:net'
import { formatHostPort, type OriginalDestinationReader, ownAddress, unmapped } from '@flotilla/net'
import { type Clock, type TimerWheel, WheelTimer } from '@flotilla/time'
import { ResponseFlag } from '../http/response-flags.ts'
import type { Binding } from './bindings.ts'
import type { ChainChoice } from './chain-choice.ts'
import { ConnectionRecord } from './connection-record.ts'
import type { FilterChain } from './filter-chain.ts'
import { type Inspected, inspect, NOT_INSPECTED } from './inspection.ts'
import type { ListenerSpec } from './listener-spec.ts'
import type { ListenerStats } from './listener-stats.ts'
import type { RefusalLog } from './refusal-log.ts'
import type { ConnectionInfo, DirectEnds } from './types.ts'

/** Where a connection was meant to go, read once when it was accepted. */
export interface Destination {
  readonly address: string
  readonly port: number
  readonly isRestored: boolean
}

export interface ListenerEnv {
  readonly clock: Clock
  readonly wheel: TimerWheel
  readonly refusals: RefusalLog
  /** Null until a listener restores destinations. */
  readonly originalDestinations: () => OriginalDestinationReader
  /** The listener that owns this destination and is not bound to a port itself, or null. */
  handOver(address: string, port: number): ActiveListener | null
  nextConnectionId(): number
  /** After this connections of a chain that is no more are closed. */
  readonly drainTimeMs: number
}

export class ActiveListener {
  readonly stats: ListenerStats
  spec: ListenerSpec
  private readonly env: ListenerEnv
  private isDraining = false
  private isHealthFailed = false

  constructor(spec: ListenerSpec, stats: ListenerStats, env: ListenerEnv) {
    this.spec = spec
    this.stats = stats
    this.env = env
  }

  /** A socket from the listening port: paused, errors handled. */
  onAccepted(socket: Socket, binding: Binding): void {
    const { keepalive } = this.spec
    if (keepalive !== null && !binding.isPipe)
      socket.setKeepAlive({
        enable: true,
        initialDelay: keepalive.timeSec * 1000,
        interval: keepalive.intervalSec * 1000,
        count: keepalive.probes,
      })
    const destination = binding.isPipe
      ? { address: binding.address, port: 0, isRestored: false }
      : this.destinationOf(socket)
    if (destination === null) {
      socket.destroy()
      return
    }
    // use_original_dst: the listener for the real destination takes over, with its own inspection.
    const other =
      this.spec.useOriginalDst && destination.isRestored
        ? this.env.handOver(destination.address, destination.port)
        : null
    const owner = other ?? this
    owner.take(socket, destination)
  }

  /**
   * Connections of chains that did not change go on untouched. A changed chain hands its own to the one that takes the
   * same connections and demands the same of them; where there is none, they are asked to leave.
   */
  replace(spec: ListenerSpec): void {
    const kept = new Set(spec.chains)
    const heirs = new Map(spec.chains.map((chain) => [chain.succession, chain]))
    const old = this.spec.chains
    this.spec = spec
    if (this.isHealthFailed) this.failHealth(true)
    for (const chain of old) {
      if (kept.has(chain)) continue
      const heir = heirs.get(chain.succession)
      if (heir === undefined) chain.drain()
      else chain.replaceBy(heir)
      // As in Envoy: raw connections, tunnels and whoever did not leave are closed when the drain time is over.
      this.env.wheel.arm(new WheelTimer(() => chain.close()), this.env.drainTimeMs)
    }
  }

  discourage(overMs: number): void {
    for (const chain of this.spec.chains) chain.discourage(overMs)
  }

  /** Envoy: listeners that drain for changes of their own only do not care. */
  failHealth(isFailed: boolean): void {
    this.isHealthFailed = isFailed
    for (const chain of this.spec.chains)
      chain.failHealth(isFailed && !this.spec.drainsOnModifyOnly)
  }

  drain(): void {
    if (this.isDraining) return
    this.isDraining = true
    for (const chain of this.spec.chains) chain.drain()
  }

  private take(socket: Socket, destination: Destination): void {
    const { stats } = this
    const { clock } = this.env
    const acceptedMs = clock.nowMs()
    stats.downstreamCxTotal++
    stats.downstreamCxActive++
    stats.downstreamPreCxActive++
    socket.once('close', () => {
      stats.downstreamCxActive--
      stats.downstreamCxDestroy++
      stats.downstreamCxLengthMs.record(clock.nowMs() - acceptedMs)
    })
    const record = this.spec.accessLogs.length === 0 ? null : this.recordOf(socket, destination)
    for (const rate of this.spec.rates)
      if (!rate.admit()) {
        stats.downstreamPreCxActive--
        socket.destroy()
        return
      }
    inspect(socket, destination.port, this.spec.inspection, this.env.wheel, (result) => {
      stats.downstreamPreCxActive--
      if (result.kind === 'failed') {
        if (result.reason === 'timeout') stats.downstreamPreCxTimeout++
        if (result.reason === 'proxyHeader') stats.downstreamCxProxyProtoError++
        socket.destroy()
        return
      }
      this.dispatch(socket, destination, result.inspected, record)
    })
  }

  private recordOf(socket: Socket, destination: Destination): ConnectionRecord {
    const ends = endsOf(socket, destination, NOT_INSPECTED)
    const info = this.infoOf('', ends, NOT_INSPECTED, null)
    return new ConnectionRecord(socket, info, this.spec.accessLogs, this.env.clock)
  }

  private dispatch(
    socket: Socket,
    accepted: Destination,
    inspected: Inspected,
    record: ConnectionRecord | null,
  ): void {
    if (socket.destroyed) return
    // The version of now: the one that looked at the first bytes may have been replaced meanwhile.
    const { spec } = this
    const ends = endsOf(socket, accepted, inspected)
    const chain =
      spec.choice === null
        ? this.matchChain(ends, inspected)
        : this.chooseChain(spec.choice, ends, inspected)
    if (chain === null) {
      if (record !== null) {
        record.info = this.infoOf('', ends, inspected, null)
        record.responseFlags = ResponseFlag.NoRouteFound
        record.details = 'filter_chain_not_found'
      }
      this.refuseUnmatched(socket, ends, inspected)
      return
    }
    const info = this.infoOf(chain.name, ends, inspected, record)
    if (record !== null) {
      record.info = info
      record.isServed = true
    }
    chain.accept({ socket, head: inspected.head, info }, (reason, detail) =>
      this.env.refusals.refused(spec.name, reason, ends.directAddress, detail),
    )
  }

  private matchChain(ends: Ends, inspected: Inspected): FilterChain | null {
    const { spec } = this
    return (
      spec.matcher.find({
        destinationAddress: ends.destination.address,
        destinationPort: ends.destination.port,
        serverName: inspected.serverName,
        transportProtocol: inspected.transportProtocol,
        applicationProtocols: inspected.applicationProtocols,
        directSourceAddress: ends.directAddress,
        sourceAddress: ends.address,
        sourcePort: ends.port,
      }) ?? spec.defaultChain
    )
  }

  private chooseChain(choose: ChainChoice, ends: Ends, inspected: Inspected): FilterChain | null {
    const chosen = choose(this.infoOf('', ends, inspected, null), inspected)
    return chosen === 'unmatched' ? this.spec.defaultChain : chosen
  }

  private infoOf(
    filterChain: string,
    ends: Ends,
    inspected: Inspected,
    record: ConnectionRecord | null,
  ): ConnectionInfo {
    return {
      id: this.env.nextConnectionId(),
      listener: this.spec.name,
      filterChain,
      direction: this.spec.direction,
      remoteAddress: ends.address,
      remotePort: ends.port,
      direct: ends.direct,
      localAddress: ends.destination.address,
      localPort: ends.destination.port,
      isRestored: ends.destination.isRestored,
      requestedServerName: inspected.serverName,
      acceptedAtMs: this.env.clock.nowMs(),
      acceptedWallMs: this.env.clock.wallMs(),
      tls: null,
      record,
    }
  }

  /** No chain, no default: closed, flag NR, `filter_chain_not_found` (spec proxy §1.1). */
  private refuseUnmatched(socket: Socket, ends: Ends, inspected: Inspected): void {
    this.stats.noFilterChainMatch++
    const isPlaintext =
      inspected.transportProtocol !== 'tls' && this.spec.chains.some((c) => c.isTls)
    if (isPlaintext) this.stats.plaintextRefused++
    socket.destroy()
    this.env.refusals.refused(
      this.spec.name,
      isPlaintext ? 'plaintext to a port that accepts mesh TLS only' : 'filter_chain_not_found',
      ends.directAddress,
      `to ${formatHostPort(ends.destination.address, ends.destination.port)}`,
    )
  }

  private destinationOf(socket: Socket): Destination | null {
    const own = ownAddress(socket)
    if (own === null || !this.spec.inspection.restoresDestination)
      return own === null ? null : { ...own, isRestored: false }
    const original = this.env.originalDestinations().read(socket)
    if (original === null) return null
    const isRestored = original.address !== own.address || original.port !== own.port
    return { ...original, isRestored }
  }
}

/** Both ends of a connection, as a proxy before us told them where it did. */
interface Ends {
  readonly address: string
  readonly port: number
  /** Who really is at the other end of the socket. */
  readonly directAddress: string
  readonly direct: DirectEnds | null
  readonly destination: Destination
}

function endsOf(socket: Socket, accepted: Destination, { proxied }: Inspected): Ends {
  // A client of a Unix socket has no address.
  const { remoteAddress = '', remotePort = 0 } = socket
  const directAddress = unmapped(remoteAddress)
  if (proxied === null)
    return {
      address: directAddress,
      port: remotePort,
      directAddress,
      direct: null,
      destination: accepted,
    }
  const { destinationAddress: address, destinationPort: port } = proxied
  const isOther = address !== accepted.address || port !== accepted.port
  return {
    address: proxied.sourceAddress,
    port: proxied.sourcePort,
    directAddress,
    direct: {
      remoteAddress: directAddress,
      remotePort,
      localAddress: accepted.address,
      localPort: accepted.port,
    },
    destination: isOther ? { address, port, isRestored: true } : accepted,
  }
}

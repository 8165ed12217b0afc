/** All listeners by name: binding, warming, in-place updates, hand-over by destination, and draining. */
import { scope } from '@flotilla/log'
import {
  formatHostPort,
  type OriginalDestinationReader,
  TcpListener,
  type TcpListenerOptions,
} from '@flotilla/net'
import type { Listener } from '@flotilla/proto'
import { type Clock, type TimerWheel, WheelTimer } from '@flotilla/time'
import type { HandedSocket } from '../hot-restart/handover.ts'
import type { Compiled } from '../http/filter.ts'
import type { OverloadState } from '../overload/overload-state.ts'
import type { MeshTrust } from '../tls/mesh-trust.ts'
import type { SecretStore } from '../tls/secret-store.ts'
import { ActiveListener, type ListenerEnv } from './active-listener.ts'
import { Admission } from './admission.ts'
import { areSameBindings, type Binding } from './bindings.ts'
import { compileListener, discardChains, type ListenerSpec } from './listener-spec.ts'
import { ListenerStats } from './listener-stats.ts'
import type { NetworkFilterMakers } from './network-filters.ts'
import { RefusalLog } from './refusal-log.ts'

const log = scope('proxy.listener')

/** A compiled listener, the counters that its chains hold, and the route names that its HTTP chains read. */
export interface CompiledListener {
  readonly spec: ListenerSpec
  readonly stats: ListenerStats
  readonly routeNames: readonly string[]
}

export interface ListenerManagerEnv {
  readonly clock: Clock
  readonly wheel: TimerWheel
  readonly secrets: SecretStore
  readonly trust: MeshTrust
  /** Makers whose HTTP managers tell `onRoute` each RDS name that they open. */
  readonly makers: (onRoute: (name: string) => void) => NetworkFilterMakers
  /** Calls back once all these routes have arrived (or were given up). */
  readonly whenRoutesReady: (names: readonly string[], callback: () => void) => void
  /** Connections per bound listener; more are refused. */
  readonly maxConnections: number
  /** After this a removed listener's last connections are closed. */
  readonly drainTimeMs: number
  /** How destinations before redirection are read; asked for when a listener first needs one. */
  readonly openReader: () => OriginalDestinationReader
  /** Absent: load is never shed. */
  readonly overload?: OverloadState | null
  /** Uniform in [0, 1). Default Math.random. */
  readonly random?: () => number
  /** A listening socket of the process that this one replaces, configured like this; null where there is none. */
  readonly inherited?: (socket: HandedSocket) => number | null
  /** How sockets are opened. Default `TcpListener.listen`. */
  readonly openSocket?:
    | ((options: TcpListenerOptions, place: HandedSocket) => Promise<BoundSocket>)
    | null
  /** Connections are numbered from this plus its step. Default 0 and 1. */
  readonly connectionIds?: { readonly first: number; readonly step: number }
  /** Connections of all threads; absent: this thread is alone. */
  readonly totalConnections?: (() => number) | null
  /** Called when the set of route names in use may have shrunk. */
  readonly onRoutesChanged: () => void
}

export type ListenerOrigin = 'static' | 'lds'

/** A listening socket, of this thread or held for others. */
export type BoundSocket = Pick<
  TcpListener,
  'address' | 'connectionCount' | 'descriptor' | 'stopAccepting' | 'whenEmpty' | 'close' | 'adopt'
>

interface Entry {
  readonly active: ActiveListener
  readonly origin: ListenerOrigin
  version: string
  updatedWallMs: number
  routeNames: readonly string[]
  /** In the order of its bindings; none where it is not bound. */
  readonly sockets: readonly BoundSocket[]
}

export interface ListenerInfo {
  readonly name: string
  readonly origin: ListenerOrigin
  readonly version: string
  readonly updatedWallMs: number
  readonly active: ActiveListener
  /** Where it really listens, null where it is not bound. */
  readonly boundAddress: string | null
}

export class Listeners {
  private readonly env: ListenerManagerEnv
  private readonly entries = new Map<string, Entry>()
  private readonly refusals = new RefusalLog()
  private readonly listenerEnv: ListenerEnv
  private reader: OriginalDestinationReader | null = null
  private connectionId: number
  private isDraining = false
  private isHealthFailed = false
  /** Null: load is never shed. */
  private readonly admission: Admission | null
  /** By name: the update asked for last; an older one that finishes later is dropped. */
  private readonly wanted = new Map<string, number>()
  private sequence = 0
  /** Route names of updates that wait for their routes, by ticket. */
  private readonly waiting = new Map<number, readonly string[]>()
  /** Listeners that are not bound, by `address:port`; null after a change, made when next needed. */
  private unbound: ReadonlyMap<string, ActiveListener> | null = null
  private binding = 0
  added = 0
  modified = 0
  removed = 0
  createFailure = 0

  constructor(env: ListenerManagerEnv) {
    this.env = env
    const { overload = null, random = Math.random } = env
    const { first, step } = env.connectionIds ?? { first: 0, step: 1 }
    this.connectionId = first
    const total = env.totalConnections ?? ((): number => this.connectionCount)
    this.admission = overload === null ? null : new Admission(overload, random, total)
    this.listenerEnv = {
      clock: env.clock,
      wheel: env.wheel,
      refusals: this.refusals,
      drainTimeMs: env.drainTimeMs,
      originalDestinations: () => {
        this.reader ??= env.openReader()
        return this.reader
      },
      handOver: (address, port) => this.ownerOf(address, port),
      nextConnectionId: () => {
        this.connectionId += step
        return this.connectionId
      },
    }
  }

  /** Checks and compiles a listener without using it yet. */
  compile(message: Listener): Compiled<CompiledListener> {
    const known = this.entries.get(message.name)
    const routeNames = new Set<string>()
    const stats = known?.active.stats ?? new ListenerStats()
    const compiled = compileListener(message, {
      secrets: this.env.secrets,
      trust: this.env.trust,
      makers: this.env.makers((name) => routeNames.add(name)),
      stats,
      clock: this.env.clock,
      inUse: known?.active.spec ?? null,
    })
    if (compiled.kind === 'bad') return compiled
    const names = new Set([...routeNames, ...(known === undefined ? [] : known.routeNames)])
    return { kind: 'ok', value: { spec: compiled.value, stats, routeNames: [...names] } }
  }

  /**
   * Puts a compiled listener to work once its routes have arrived; until then the old version serves on.
   * Resolves when it listens; rejects with FLT_PORT_IN_USE and its like. Resolves without effect where a later update
   * of the same name has overtaken it.
   */
  async apply(compiled: CompiledListener, origin: ListenerOrigin, version: string): Promise<void> {
    const { spec } = compiled
    const ticket = ++this.sequence
    this.wanted.set(spec.name, ticket)
    this.waiting.set(ticket, compiled.routeNames)
    await new Promise<void>((resolve) => this.env.whenRoutesReady(compiled.routeNames, resolve))
    this.waiting.delete(ticket)
    if (this.wanted.get(spec.name) !== ticket) {
      this.discard(compiled)
      return
    }
    const known = this.entries.get(spec.name)
    if (known !== undefined && isSamePlace(known.active.spec, spec)) {
      this.updateInPlace(known, compiled, version)
      return
    }
    this.binding++
    try {
      await this.install(compiled, origin, version, ticket)
    } finally {
      this.binding--
    }
  }

  /** Lets go of a compiled listener that will not be applied. */
  discard(compiled: CompiledListener): void {
    const { spec } = compiled
    discardChains(spec.chains, this.entries.get(spec.name)?.active.spec ?? null)
  }

  remove(name: string): void {
    this.wanted.delete(name)
    const entry = this.entries.get(name)
    if (entry === undefined) return
    this.entries.delete(name)
    this.unbound = null
    this.retire(entry)
    this.removed++
    this.env.onRoutesChanged()
  }

  /** Takes a connection that another thread accepted; false where nothing listens there any more. */
  adopt(name: string, index: number, descriptor: number): boolean {
    const socket = this.entries.get(name)?.sockets[index]
    socket?.adopt(descriptor)
    return socket !== undefined
  }

  /** The socket of a listener was closed for all threads: what this one still does there drains. */
  forsake({ listener, index, address, port }: HandedSocket): void {
    const entry = this.entries.get(listener)
    const binding = entry?.active.spec.bindings[index]
    if (entry === undefined || binding?.address !== address || binding.port !== port) return
    this.entries.delete(listener)
    this.unbound = null
    this.retire(entry)
  }

  /** Stops accepting, and no more than that. */
  async stopAccepting(inboundOnly: boolean): Promise<void> {
    const sockets = this.leaving(inboundOnly).flatMap((entry) => entry.sockets)
    await Promise.all(sockets.map((socket) => socket.stopAccepting()))
  }

  /** Whether LDS may set or remove this name. */
  isStatic(name: string): boolean {
    return this.entries.get(name)?.origin === 'static'
  }

  version(name: string): string | null {
    return this.entries.get(name)?.version ?? null
  }

  list(): readonly ListenerInfo[] {
    return [...this.entries].map(([name, entry]) => ({
      name,
      origin: entry.origin,
      version: entry.version,
      updatedWallMs: entry.updatedWallMs,
      active: entry.active,
      boundAddress: entry.sockets[0]?.address ?? null,
    }))
  }

  /** RDS names that listeners read, in use or about to be. */
  routeNames(): ReadonlySet<string> {
    const inUse = [...this.entries.values()].flatMap((entry) => entry.routeNames)
    return new Set([...inUse, ...[...this.waiting.values()].flat()])
  }

  /** Updates that wait for their routes, or are being bound. */
  get warmingCount(): number {
    return this.waiting.size + this.binding
  }

  get connectionCount(): number {
    let count = 0
    for (const socket of this.sockets()) count += socket.connectionCount
    return count
  }

  /** Asks clients to leave while new ones are still accepted; `inboundOnly` leaves the outbound side as it is. */
  askToLeave(inboundOnly: boolean): void {
    for (const { active } of this.leaving(inboundOnly)) active.drain()
  }

  /**
   * Told to drain: clients of the listeners that drain for more than changes of their own are told to leave, one after the
   * other over this time, 0 at once.
   */
  discourage(inboundOnly: boolean, overMs: number): void {
    for (const { active } of this.leaving(inboundOnly))
      if (!active.spec.drainsOnModifyOnly) active.discourage(overMs)
  }

  /** Whether answers tell clients to leave, since health checks are answered with a failure. */
  failHealth(isFailed: boolean): void {
    this.isHealthFailed = isFailed
    for (const { active } of this.entries.values()) active.failHealth(isFailed)
  }

  /** Another process accepts now: this one stops to, and its clients leave with their next answers. */
  async giveUp(): Promise<void> {
    await Promise.all(this.sockets().map((socket) => socket.stopAccepting()))
    this.isDraining = true
    for (const { active } of this.entries.values()) active.discourage(0)
  }

  /** Stops accepting and asks connections to leave; `inboundOnly` leaves the outbound side as it is. */
  async drain(inboundOnly: boolean): Promise<void> {
    this.isDraining ||= !inboundOnly
    const entries = this.leaving(inboundOnly)
    await Promise.all(
      entries.flatMap(({ sockets }) => sockets).map((socket) => socket.stopAccepting()),
    )
    for (const entry of entries) entry.active.drain()
  }

  /** Resolves when no connection is left. */
  async whenEmpty(): Promise<void> {
    await Promise.all(this.sockets().map((socket) => socket.whenEmpty()))
  }

  /**
   * The listening sockets, to be handed to the process that replaces this one. Null where a Unix socket is among them:
   * its file goes with the process that made it.
   */
  handedSockets(): { sockets: HandedSocket[]; descriptors: number[] } | null {
    const handed: { sockets: HandedSocket[]; descriptors: number[] } = {
      sockets: [],
      descriptors: [],
    }
    for (const { active, sockets } of this.entries.values())
      for (const [index, socket] of sockets.entries()) {
        const binding = active.spec.bindings[index]
        const { descriptor } = socket
        if (binding?.isPipe) return null
        if (binding === undefined || descriptor === null) continue
        const { address, port } = binding
        handed.sockets.push({ listener: active.spec.name, index, address, port })
        handed.descriptors.push(descriptor)
      }
    return handed
  }

  /** Closes everything at once. */
  async close(): Promise<void> {
    this.isDraining = true
    await Promise.all(this.sockets().map((socket) => socket.close()))
    this.entries.clear()
  }

  private leaving(inboundOnly: boolean): readonly Entry[] {
    return [...this.entries.values()].filter(
      (entry) => !inboundOnly || entry.active.spec.direction === 'inbound',
    )
  }

  private sockets(): readonly BoundSocket[] {
    return [...this.entries.values()].flatMap((entry) => entry.sockets)
  }

  private updateInPlace(entry: Entry, compiled: CompiledListener, version: string): void {
    entry.active.replace(compiled.spec)
    entry.version = version
    entry.updatedWallMs = this.env.clock.wallMs()
    entry.routeNames = compiled.routeNames
    this.modified++
    this.env.onRoutesChanged()
  }

  private async install(
    compiled: CompiledListener,
    origin: ListenerOrigin,
    version: string,
    ticket: number,
  ): Promise<void> {
    const { spec } = compiled
    const active = new ActiveListener(spec, compiled.stats, this.listenerEnv)
    if (this.isHealthFailed) active.failHealth(true)
    const sockets = spec.bindToPort ? await this.bind(active) : []
    if (this.wanted.get(spec.name) !== ticket) {
      await Promise.all(sockets.map((socket) => socket.close()))
      return
    }
    const old = this.entries.get(spec.name)
    this.unbound = null
    this.entries.set(spec.name, {
      active,
      origin,
      version,
      updatedWallMs: this.env.clock.wallMs(),
      routeNames: compiled.routeNames,
      sockets,
    })
    if (old === undefined) this.added++
    else {
      this.modified++
      this.retire(old)
    }
    log.info('listener ready', {
      listener: spec.name,
      address: sockets[0]?.address ?? formatHostPort(spec.address, spec.port),
      bound: sockets.length > 0,
    })
    this.env.onRoutesChanged()
  }

  /** All bindings, or none. */
  private async bind(active: ActiveListener): Promise<readonly BoundSocket[]> {
    const sockets: BoundSocket[] = []
    try {
      for (const [index, binding] of active.spec.bindings.entries())
        sockets.push(await this.listen(active, binding, index))
      return sockets
    } catch (error) {
      this.createFailure++
      await Promise.all(sockets.map((socket) => socket.close()))
      throw error
    }
  }

  private listen(active: ActiveListener, binding: Binding, index: number): Promise<BoundSocket> {
    const { spec, stats } = active
    const { address, port } = binding
    const place = { listener: spec.name, index, address, port }
    const descriptor = binding.isPipe ? null : (this.env.inherited?.(place) ?? null)
    const open = this.env.openSocket ?? ((options) => TcpListener.listen(options))
    const options: TcpListenerOptions = {
      host: binding.address,
      port: binding.port,
      ...(binding.isPipe ? { path: binding.address } : {}),
      ...(descriptor === null ? {} : { descriptor }),
      ...(binding.mode === 0 ? {} : { mode: binding.mode }),
      what: `listener ${spec.name}`,
      backlog: spec.backlog,
      ...(spec.bufferBytes === null ? {} : { bufferBytes: spec.bufferBytes }),
      maxConnections: this.env.maxConnections,
      onOverflow: () => stats.downstreamCxOverflow++,
      onConnection: (socket) => {
        if (this.isDraining) socket.destroy()
        else if (this.admission === null) active.onAccepted(socket, binding)
        else this.admission.admit(socket, stats, () => active.onAccepted(socket, binding))
      },
    }
    return open(options, place)
  }

  /** Exact address before any address, as Envoy looks listeners up. */
  private ownerOf(address: string, port: number): ActiveListener | null {
    this.unbound ??= new Map(
      [...this.entries.values()]
        .filter((entry) => entry.sockets.length === 0)
        .map(({ active }) => [formatHostPort(active.spec.address, active.spec.port), active]),
    )
    const any = address.includes(':') ? '::' : '0.0.0.0'
    return (
      this.unbound.get(formatHostPort(address, port)) ??
      this.unbound.get(formatHostPort(any, port)) ??
      null
    )
  }

  private retire(entry: Entry): void {
    entry.active.drain()
    for (const socket of entry.sockets) {
      void socket.stopAccepting()
      this.env.wheel.arm(new WheelTimer(() => void socket.close()), this.env.drainTimeMs)
    }
  }
}

function isSamePlace(a: ListenerSpec, b: ListenerSpec): boolean {
  return a.bindToPort === b.bindToPort && areSameBindings(a.bindings, b.bindings)
}

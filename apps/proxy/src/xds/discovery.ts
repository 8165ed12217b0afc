/** Applies what discovery delivers: each update whole or not at all, with the path of what is wrong in the rejection. */
import { createHash } from 'node:crypto'
import { type AppliedUpdate, shortTypeName, type TypeUpdate, TypeUrl } from '@flotilla/ads'
import { messageOf } from '@flotilla/errors'
import { scope } from '@flotilla/log'
import {
  Cluster,
  ClusterLoadAssignment,
  Listener,
  type MessageType,
  NameTable,
  RouteConfiguration,
} from '@flotilla/proto'
import { Backoff, type Clock } from '@flotilla/time'
import { unpack } from '../compile/fields.ts'
import { describeViolations, Violations } from '../compile/violations.ts'
import type { NameServer } from '../dns/name-server.ts'
import { compileRouteTable } from '../http/compile/route-table.ts'
import type { ConfigViolation, HttpFilterKind } from '../http/filter.ts'
import type { CompiledListener, Listeners } from '../listener/listener-manager.ts'
import type { SecretStore } from '../tls/secret-store.ts'
import { compileAssignment } from '../upstream/assignment.ts'
import type { Clusters } from '../upstream/cluster-manager.ts'
import { compileCluster } from '../upstream/cluster-spec.ts'
import type { CellSource } from '../workers/shared-cells.ts'
import type { AssignmentStore } from './assignment-store.ts'
import type { RouteStore } from './route-store.ts'

export interface DiscoveryEnv {
  readonly clock: Clock
  readonly secrets: SecretStore
  readonly clusters: Clusters
  readonly listeners: Listeners
  readonly assignments: AssignmentStore
  readonly routes: RouteStore
  readonly filterKinds: ReadonlyMap<string, HttpFilterKind>
  /** Null where names are not served. */
  readonly names: NameServer | null
  /** Absent or null: this thread is alone. */
  readonly cells?: CellSource | null
  /** Called after each update, and whenever a listener that was waiting came to listen. */
  readonly onProgress: () => void
}

export interface Rejection {
  readonly message: string
  readonly wallMs: number
}

export interface TypeCounters {
  updateSuccess: number
  updateRejected: number
  lastVersion: string
}

interface Refused {
  readonly kind: 'nack'
  readonly message: string
}

/** An update that was checked: wrong, or ready to be put to work whole. */
export type Prepared =
  | Refused
  | {
      readonly kind: 'ready'
      /** What will change, without resources that are in use as they are. */
      readonly update: TypeUpdate
      commit(): void
      discard(): void
    }

const log = scope('proxy.xds')
const ACK: AppliedUpdate = { kind: 'ack' }
/** A listener that cannot be bound is tried again. */
const BIND_RETRY = { baseMs: 500, maxMs: 30_000, jitterRatio: 0.5 }

export class Discovery {
  /** Last rejection by type URL; gone with the next update of that type that is accepted. */
  readonly rejections: Map<string, Rejection> = new Map()
  readonly counters: Map<string, TypeCounters> = new Map()
  private readonly env: DiscoveryEnv
  private readonly received = new Set<string>()
  private readonly bindFailures = new Map<string, string>()

  constructor(env: DiscoveryEnv) {
    this.env = env
  }

  /** Applies an update whole, or nothing of it. */
  apply(typeUrl: string, update: TypeUpdate): AppliedUpdate {
    return this.settle(typeUrl, update, this.prepare(typeUrl, update), null)
  }

  /** Checks and compiles an update. @param isChosen whether another thread has left out what did not change already. */
  prepare(typeUrl: string, update: TypeUpdate, isChosen = false): Prepared {
    switch (typeUrl) {
      case TypeUrl.cluster:
        return this.prepareClusters(update)
      case TypeUrl.endpoint:
        return this.prepareAssignments(update)
      case TypeUrl.listener:
        return this.prepareListeners(isChosen ? update : this.changedListeners(update))
      case TypeUrl.route:
        return this.prepareRoutes(isChosen ? update : this.changedRoutes(update))
      case TypeUrl.nameTable:
        return this.prepareNames(update)
      default:
        return { kind: 'nack', message: `type ${typeUrl} was not subscribed to` }
    }
  }

  /** Puts to work what was prepared, or lets go of it. @param refusal of another thread; null: there is none. */
  settle(
    typeUrl: string,
    update: TypeUpdate,
    prepared: Prepared,
    refusal: string | null,
  ): AppliedUpdate {
    const counters = this.countersOf(typeUrl)
    const message = prepared.kind === 'nack' ? prepared.message : refusal
    if (prepared.kind === 'nack' || message !== null) {
      if (prepared.kind === 'ready') prepared.discard()
      counters.updateRejected++
      const rejection = { message: message ?? '', wallMs: this.env.clock.wallMs() }
      this.rejections.set(typeUrl, rejection)
      return { kind: 'nack', message: rejection.message }
    }
    prepared.commit()
    counters.updateSuccess++
    const last = update.updated.at(-1)
    if (last !== undefined) counters.lastVersion = last.version
    this.rejections.delete(typeUrl)
    this.received.add(typeUrl)
    this.env.onProgress()
    return ACK
  }

  /** Whether an update of the type was ever accepted. */
  hasReceived(typeUrl: string): boolean {
    return this.received.has(typeUrl)
  }

  /** Why listeners that were asked for do not listen. */
  listenerFaults(): readonly string[] {
    return [...this.bindFailures.values()]
  }

  private prepareClusters(update: TypeUpdate): Prepared {
    const { clusters, secrets } = this.env
    const compiled = this.compileAll(update, Cluster, (message, at) => {
      if (clusters.isStatic(message.name)) at.at('name').add('is a static cluster of the bootstrap')
      return compileCluster(message, secrets)
    })
    if (!Array.isArray(compiled)) return compiled
    return ready(update, () => {
      for (const { value, version } of compiled) clusters.upsert(value, 'cds', version)
      for (const name of update.removed) if (!clusters.isStatic(name)) clusters.remove(name)
    })
  }

  private prepareAssignments(update: TypeUpdate): Prepared {
    const { assignments } = this.env
    const compiled = this.compileAll(update, ClusterLoadAssignment, (message) => {
      const at = new Violations()
      return at.result({
        name: message.clusterName,
        assignment: compileAssignment(message, false, at),
      })
    })
    if (!Array.isArray(compiled)) return compiled
    return ready(update, () => {
      for (const { value } of compiled) assignments.set(value.name, value.assignment)
      for (const name of update.removed) assignments.remove(name)
    })
  }

  private changedListeners(update: TypeUpdate): TypeUpdate {
    const { listeners } = this.env
    const updated = update.updated.filter(
      ({ name, version }) => version === '' || listeners.version(name) !== version,
    )
    return { ...update, updated }
  }

  private prepareListeners(update: TypeUpdate): Prepared {
    const { listeners, routes } = this.env
    const discard = (listener: CompiledListener): void => listeners.discard(listener)
    const compiled = this.compileAll(
      update,
      Listener,
      (message, at) => {
        if (listeners.isStatic(message.name))
          at.at('name').add('is a static listener of the bootstrap')
        return listeners.compile(message)
      },
      discard,
    )
    // Route names that only rejected listeners opened are let go.
    const forget = (): void => routes.retain(listeners.routeNames())
    if (!Array.isArray(compiled)) {
      forget()
      return compiled
    }
    return ready(
      update,
      () => {
        for (const { value, version } of compiled)
          this.install(value, version, new Backoff(BIND_RETRY))
        for (const name of update.removed) {
          if (listeners.isStatic(name)) continue
          this.bindFailures.delete(name)
          listeners.remove(name)
        }
      },
      () => {
        for (const { value } of compiled) discard(value)
        forget()
      },
    )
  }

  /** Binding may fail for a while (a predecessor still holds the port): it is tried for as long as it is wanted. */
  private install(listener: CompiledListener, version: string, backoff: Backoff): void {
    const { name } = listener.spec
    this.env.listeners.apply(listener, 'lds', version).then(
      () => {
        this.bindFailures.delete(name)
        this.env.onProgress()
      },
      (error: unknown) => {
        if (!this.bindFailures.has(name))
          log.error('listener cannot be bound', { listener: name, detail: messageOf(error) })
        this.bindFailures.set(name, messageOf(error))
        this.env.clock.after(backoff.nextMs(), () => {
          if (this.bindFailures.has(name)) this.install(listener, version, backoff)
        })
      },
    )
  }

  private changedRoutes(update: TypeUpdate): TypeUpdate {
    const { routes } = this.env
    const updated = update.updated.filter(
      ({ name, version }) => version === '' || routes.version(name) !== version,
    )
    return { ...update, updated }
  }

  private prepareRoutes(update: TypeUpdate): Prepared {
    const { cells, filterKinds, routes } = this.env
    const compiled = this.compileAll(update, RouteConfiguration, (message) => {
      const encoded = RouteConfiguration.encode(message)
      cells?.begin(`routes ${createHash('sha256').update(encoded).digest('base64')}`)
      const table = compileRouteTable(message, filterKinds)
      return table.kind === 'bad'
        ? table
        : { kind: 'ok' as const, value: { table: table.value, encoded } }
    })
    if (!Array.isArray(compiled)) return compiled
    // A removed table goes on being used until its listener goes: an empty answer is not an instruction to drop traffic.
    return ready(update, () => {
      for (const { name, value, version } of compiled)
        routes.set(name, value.table, value.encoded, version)
    })
  }

  private prepareNames(update: TypeUpdate): Prepared {
    const compiled = this.compileAll(update, NameTable, (value) => ({ kind: 'ok' as const, value }))
    if (!Array.isArray(compiled)) return compiled
    return ready(update, () => {
      for (const { value } of compiled) this.env.names?.setTable(value)
    })
  }

  /** Decodes and compiles every resource; one bad resource rejects the update, naming all that is wrong. */
  private compileAll<M, T>(
    update: TypeUpdate,
    type: MessageType<M>,
    compile: (
      message: M,
      at: Violations,
    ) =>
      | { readonly kind: 'ok'; readonly value: T }
      | { readonly kind: 'bad'; readonly violations: readonly ConfigViolation[] },
    discard: (value: T) => void = () => undefined,
  ): { name: string; version: string; value: T }[] | Refused {
    const faults: string[] = []
    const values: { name: string; version: string; value: T }[] = []
    for (const { name, version, resource } of update.updated) {
      const at = new Violations()
      const message = unpack(type, resource, at)
      if (message !== null && at.count === 0) {
        const compiled = compile(message, at)
        if (compiled.kind === 'ok') values.push({ name, version, value: compiled.value })
        else at.adopt(compiled.violations)
      }
      if (at.count > 0)
        faults.push(`${shortTypeName(type.typeUrl)} ${name}: ${describeViolations(at.all)}`)
    }
    if (faults.length === 0) return values
    for (const { value } of values) discard(value)
    return { kind: 'nack', message: faults.join('\n') }
  }

  private countersOf(typeUrl: string): TypeCounters {
    const found = this.counters.get(typeUrl)
    if (found !== undefined) return found
    const made: TypeCounters = { updateSuccess: 0, updateRejected: 0, lastVersion: '' }
    this.counters.set(typeUrl, made)
    return made
  }
}

function ready(update: TypeUpdate, commit: () => void, discard = (): void => undefined): Prepared {
  return { kind: 'ready', update, commit, discard }
}

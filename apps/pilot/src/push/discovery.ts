/** The discovery service: admits proxies, answers them from the current snapshot, and pushes when it changes. */
import type { Acknowledgement, Admission, AdsHandler, AdsResource, Rejection } from '@flotilla/ads'
import type { Peer } from '@flotilla/grpc'
import { scope } from '@flotilla/log'
import type { Node } from '@flotilla/proto'
import type { Clock } from '@flotilla/time'
import { LISTENER_TYPE, type ParsedNode, parseProxyNode } from '@flotilla/translate'
import { type PilotMetrics, typeLabel } from '../metrics.ts'
import { type Changes, isEmpty, updateFor } from '../snapshot/changes.ts'
import type { Snapshot } from '../snapshot/snapshot.ts'
import { mayBeNode } from './caller.ts'
import { ProxyClient } from './proxy-client.ts'

export interface DiscoveryOptions {
  readonly clock: Clock
  readonly metrics: PilotMetrics
  /** Callers without a certificate are believed: the plaintext port is on loopback, by choice. */
  readonly allowsPlaintext: boolean
  /** A proxy came; resolves once the snapshot knows its workload. */
  readonly onConnect: (client: ProxyClient) => Promise<void>
  readonly onDisconnect: (client: ProxyClient, isClean: boolean) => void
  /** Sends what changed for a client. */
  readonly push: (client: ProxyClient, update: ReturnType<typeof updateFor>) => void
}

const log = scope('pilot.discovery')
const INVALID_ARGUMENT = 3
const PERMISSION_DENIED = 7
const UNAVAILABLE = 14

export class Discovery implements AdsHandler<ProxyClient> {
  private readonly options: DiscoveryOptions
  private readonly connected = new Set<ProxyClient>()
  private current: Snapshot | null = null
  private sequence = 0

  constructor(options: DiscoveryOptions) {
    this.options = options
  }

  get clients(): Iterable<ProxyClient> {
    return this.connected
  }

  get snapshot(): Snapshot | null {
    return this.current
  }

  /** Takes a new snapshot and pushes what of it can matter, proxy by proxy. */
  publish(snapshot: Snapshot, changes: Changes, startedMs: number): void {
    this.current = snapshot
    const { metrics } = this.options
    for (const reason of changes.reasons) metrics.pushTriggers.inc({ type: reason })
    for (const client of this.connected) {
      const update = isEmpty(changes) ? new Map() : updateFor(changes, client.node, snapshot)
      client.pushStartedMs ??= startedMs
      this.options.push(client, update)
    }
  }

  async connect(node: Node, peer: Peer): Promise<Admission<ProxyClient>> {
    if (this.current === null)
      return refused(UNAVAILABLE, 'the configuration is not complete yet, try again')
    const parsed = parseNode(node)
    if (parsed.kind === 'bad') return refused(INVALID_ARGUMENT, parsed.reason)
    const reason = this.objection(parsed.node, peer)
    if (reason !== null) {
      this.options.metrics.refusedCallers.inc()
      log.warn('caller is not the node it says', { nodeId: node.id, peer: peer.spiffeId, reason })
      return refused(PERMISSION_DENIED, reason)
    }
    this.sequence++
    const client = new ProxyClient({
      id: this.sequence,
      node: parsed.node,
      identity: peer.spiffeId,
      address: peer.address,
      connectedWallMs: this.options.clock.wallMs(),
    })
    this.connected.add(client)
    this.countConnected()
    await this.options.onConnect(client)
    log.debug('proxy connected', { proxy: client.name, connection: client.id })
    return { kind: 'ok', client }
  }

  resources(
    client: ProxyClient,
    typeUrl: string,
    names: readonly string[] | null,
  ): readonly AdsResource[] {
    const { current } = this
    if (current === null) return []
    const startMs = this.options.clock.nowMs()
    const resources = current.resources(client.view(current), typeUrl, names)
    if (typeUrl === LISTENER_TYPE) client.conflicts = client.view(current).conflicts()
    const type = typeLabel(typeUrl)
    this.options.metrics.pushTime.observe({ type }, (this.options.clock.nowMs() - startMs) / 1000)
    return resources
  }

  version(): string {
    const { current } = this
    return current === null ? '0/0' : `${current.configVersion}/${current.id}`
  }

  sent(client: ProxyClient, typeUrl: string): void {
    client.wrote(typeUrl, this.version())
    this.options.metrics.pushes.inc({ type: typeLabel(typeUrl) })
  }

  settled(client: ProxyClient): void {
    const { current, options } = this
    if (current !== null) client.settled(current.configVersion)
    if (client.pushStartedMs === null) return
    options.metrics.convergence.observe((options.clock.nowMs() - client.pushStartedMs) / 1000)
    client.pushStartedMs = null
  }

  acknowledged(client: ProxyClient, acknowledgement: Acknowledgement): void {
    client.acknowledged(acknowledgement.typeUrl, acknowledgement.version)
  }

  rejected(client: ProxyClient, rejection: Rejection): void {
    const { typeUrl, message, names, nonce } = rejection
    client.lastNack = { typeUrl, message, names, wallMs: this.options.clock.wallMs() }
    this.options.metrics.rejects.inc({ type: typeLabel(typeUrl) })
    log.warn('nack from proxy', { proxy: client.name, typeUrl, nonce, detail: message })
  }

  disconnected(client: ProxyClient, isClean: boolean): void {
    if (!this.connected.delete(client)) return
    this.countConnected()
    log.debug('proxy disconnected', { proxy: client.name, connection: client.id, isClean })
    this.options.onDisconnect(client, isClean)
  }

  /** Why the caller may not be this node, or null. */
  private objection(node: Extract<ParsedNode, { kind: 'ok' }>['node'], peer: Peer): string | null {
    if (peer.spiffeId !== null) return mayBeNode(peer.spiffeId, node)
    return this.options.allowsPlaintext ? null : 'a client certificate is required'
  }

  private countConnected(): void {
    const counts = new Map<string, number>()
    for (const { node } of this.connected)
      counts.set(node.version, (counts.get(node.version) ?? 0) + 1)
    this.options.metrics.connected.reset()
    for (const [version, count] of counts) this.options.metrics.connected.set({ version }, count)
  }
}

function parseNode(node: Node): ParsedNode {
  const { locality } = node
  const parts = locality === null ? [] : [locality.region, locality.zone, locality.subZone]
  return parseProxyNode({
    id: node.id,
    metadata: node.metadata,
    locality: parts.filter((part) => part !== '').join('/'),
  })
}

function refused(code: number, details: string): Admission<ProxyClient> {
  return { kind: 'refused', code, details }
}

/** Makes the next snapshot of all sources: configuration, registered workloads, addresses, the mesh file. */
import type { MeshConfig } from '@flotilla/model'
import type { Clock } from '@flotilla/time'
import { buildContext, type MeshInput, needsAddress, type PushContext } from '@flotilla/translate'
import type { AddressBook } from '../ingest/address-book.ts'
import type { ConfigStore } from '../ingest/config-store.ts'
import type { Registrations } from '../ingest/registrations.ts'
import type { PilotMetrics } from '../metrics.ts'
import { type Changes, changesBetween, isEmpty } from './changes.ts'
import { EncodedCache } from './encoded-cache.ts'
import { Snapshot } from './snapshot.ts'

export interface SnapshotBuilderOptions {
  readonly clock: Clock
  readonly metrics: PilotMetrics
  readonly store: ConfigStore
  readonly registrations: Registrations
  readonly book: AddressBook
  /** Settings of the file, over which an object of galley's lays its own. Read once, at the first build. */
  readonly meshFile: () => MeshConfig | null
  readonly domain: string
  /** Hosts that need an address now. */
  readonly onHosts: (hosts: ReadonlySet<string>) => void
}

export interface Built {
  readonly snapshot: Snapshot
  readonly changes: Changes
}

export class SnapshotBuilder {
  private readonly options: SnapshotBuilderOptions
  private readonly cache = new EncodedCache()
  private context: PushContext | null = null
  private meshSeen: MeshConfig | null | undefined
  private mesh: MeshConfig | null = null
  private meshFile: MeshConfig | null = null
  private sequence = 0

  constructor(options: SnapshotBuilderOptions) {
    this.options = options
  }

  build(configVersion: number): Built {
    const { clock, metrics, book, onHosts } = this.options
    const startMs = clock.nowMs()
    const view = this.options.store.current
    book.learn(view.addresses)
    const before = this.context
    const context = buildContext(this.input(), before)
    const changes = changesBetween(before, context)
    this.context = context
    this.sequence++
    if (!isEmpty(changes)) this.cache.nextGeneration()
    const snapshot = new Snapshot(context, this.sequence, configVersion, this.cache)
    metrics.contextInit.observe((clock.nowMs() - startMs) / 1000)
    this.report(context)
    onHosts(hostsInNeed(context))
    return { snapshot, changes }
  }

  private input(): MeshInput {
    const { store, registrations, book, domain } = this.options
    const { input } = store.current
    return {
      ...input,
      domain,
      meshConfig: this.meshConfig(input.meshConfig),
      workloadEntries: registrations.overlay(input.workloadEntries),
      addresses: book.addresses,
    }
  }

  /** The same object while neither part changed, so that a context can tell. */
  private meshConfig(fromGalley: MeshConfig | null): MeshConfig | null {
    if (this.meshSeen === fromGalley) return this.mesh
    this.meshSeen = fromGalley
    this.meshFile ??= this.options.meshFile()
    const { meshFile } = this
    this.mesh = meshFile === null && fromGalley === null ? null : { ...meshFile, ...fromGalley }
    return this.mesh
  }

  private report(context: PushContext): void {
    const { metrics } = this.options
    metrics.services.set(context.registry.services.length)
    metrics.virtualServices.set(context.virtualServices.size)
    metrics.droppedSubsets.set(context.destinationRules.droppedSubsets)
    metrics.duplicateDomains.set(context.virtualServices.duplicateHosts)
    metrics.registeredWorkloads.set(this.options.registrations.size)
    const { registry } = context
    metrics.noInstances.set(
      registry.services.filter(
        (one) => one.resolution === 'eds' && registry.endpointsOf(one).length === 0,
      ).length,
    )
    metrics.dnsWithoutEndpoints.set(
      registry.services.filter(
        (one) => one.resolution.startsWith('dns') && registry.endpointsOf(one).length === 0,
      ).length,
    )
  }
}

function hostsInNeed(context: PushContext): ReadonlySet<string> {
  return new Set(context.registry.services.filter(needsAddress).map((service) => service.host))
}

/** What pilot keeps of one connected proxy: who it is, and how far its configuration is. */
import type { ProxyNode, ProxyView } from '@flotilla/translate'
import type { Snapshot } from '../snapshot/snapshot.ts'

export interface Nack {
  readonly typeUrl: string
  readonly message: string
  readonly names: readonly string[]
  readonly wallMs: number
}

const NO_CONFLICTS = { inbound: 0, outboundTcp: 0, gatewayServers: 0 }

/** One stream. All members change as the stream goes on. */
export class ProxyClient {
  readonly id: number
  readonly node: ProxyNode
  /** SPIFFE ID of its certificate, null on a plaintext port. */
  readonly identity: string | null
  readonly address: string
  readonly connectedWallMs: number
  /** Version of galley's configuration that was written whole; null before the first. */
  configSent: number | null = null
  /** Version that the proxy has acknowledged whole; null before the first. */
  configAcked: number | null = null
  lastNack: Nack | null = null
  /** Of the listeners generated last. */
  conflicts: ReturnType<ProxyView['conflicts']> = NO_CONFLICTS
  /** Monotonic time of the event that the waiting push began with, for convergence; null where none waits. */
  pushStartedMs: number | null = null
  /** Types written and not answered, with the nonce's version. */
  private readonly unanswered = new Map<string, string>()
  private snapshot: Snapshot | null = null
  private currentView: ProxyView | null = null

  constructor(options: {
    readonly id: number
    readonly node: ProxyNode
    readonly identity: string | null
    readonly address: string
    readonly connectedWallMs: number
  }) {
    this.id = options.id
    this.node = options.node
    this.identity = options.identity
    this.address = options.address
    this.connectedWallMs = options.connectedWallMs
  }

  /** `NAME.NAMESPACE`. */
  get name(): string {
    return `${this.node.name}.${this.node.namespace}`
  }

  /** The proxy's view of a snapshot, made once per snapshot. */
  view(snapshot: Snapshot): ProxyView {
    if (this.snapshot !== snapshot || this.currentView === null) {
      this.snapshot = snapshot
      this.currentView = snapshot.view(this.node)
    }
    return this.currentView
  }

  wrote(typeUrl: string, version: string): void {
    this.unanswered.set(typeUrl, version)
  }

  /** Everything that waited is written, under a configuration of this version. */
  settled(configVersion: number): void {
    this.configSent = configVersion
    if (this.unanswered.size === 0) this.configAcked = configVersion
  }

  acknowledged(typeUrl: string, version: string): void {
    if (this.unanswered.get(typeUrl) === version) this.unanswered.delete(typeUrl)
    if (this.unanswered.size === 0 && this.configSent !== null) this.configAcked = this.configSent
  }
}

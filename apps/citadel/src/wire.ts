/** Builds citadel from its configuration: nothing is read, bound or scheduled before `start`. */
import { type AdminServer, startAdmin } from '@flotilla/admin'
import { type RunningServer, startServer } from '@flotilla/grpc'
import { scope } from '@flotilla/log'
import { type Addresses, certificateDetails, partSpiffeId } from '@flotilla/part'
import type { Clock, Timer } from '@flotilla/time'
import { type AdminSocket, startAdminSocket } from './admin/admin-socket.ts'
import { UsedTokens } from './attest/used-tokens.ts'
import type { CitadelConfig } from './config.ts'
import { CertificateAuthority } from './issue/certificate-authority.ts'
import { openRoot } from './issue/root-store.ts'
import { ServerIdentity } from './issue/server-identity.ts'
import { certificateServices } from './issue/services.ts'
import { SigningDesk } from './issue/signing-desk.ts'
import { createMetrics, type Expiries } from './metrics.ts'

export interface CitadelAddresses extends Addresses {
  readonly grpc: string
  /** The admin socket. */
  readonly http: string
  readonly metrics: string
}

const log = scope('citadel')
const MAX_MESSAGE_BYTES = 64 * 1024
const MAX_STREAMS = 100
const SWEEP_MS = 600_000
/** The server's own certificate need not live longer than a day. */
const MAX_SERVER_LIFE_MS = 86_400_000
/** Names under which Istio's agents look for the CA. */
const DNS_NAMES = ['istio-ca', 'istio-citadel'] as const

export class Citadel {
  private readonly config: CitadelConfig
  private readonly clock: Clock
  private readonly usedTokens: UsedTokens
  private authority: CertificateAuthority | null = null
  private identity: ServerIdentity | null = null
  private server: RunningServer | null = null
  private socket: AdminSocket | null = null
  private admin: AdminServer | null = null
  private sweeper: Timer | null = null

  constructor(config: CitadelConfig, clock: Clock) {
    this.config = config
    this.clock = clock
    this.usedTokens = new UsedTokens(config.stateDir)
  }

  /** Resolves when certificates can be had. On failure everything that was opened is closed again. */
  async start(): Promise<CitadelAddresses> {
    try {
      return await this.open()
    } catch (error) {
      await this.close()
      throw error
    }
  }

  /** Stops serving, lets calls end, closes everything. */
  async close(): Promise<void> {
    this.sweeper?.cancel()
    await this.socket?.close()
    await this.server?.close()
    await this.admin?.close()
    this.identity?.close()
  }

  private async open(): Promise<CitadelAddresses> {
    const { config, clock } = this
    const material = openRoot({ ...config, nowMs: clock.wallMs() })
    this.usedTokens.open()
    this.sweep()
    const limits = { defaultMs: config.workloadTtlMs, maxMs: config.maxWorkloadTtlMs }
    const authority = new CertificateAuthority(material, limits, clock)
    this.authority = authority
    this.identity = this.serverIdentity(authority)
    this.identity.start()
    const metrics = createMetrics(() => this.expiries())
    const desk = new SigningDesk({
      authority,
      usedTokens: this.usedTokens,
      tokenKey: material.tokenKey,
      trustDomain: config.trustDomain,
      metrics,
      clock,
      log,
    })
    this.server = await startServer({
      address: config.grpcAddress,
      services: certificateServices(desk),
      tls: { identity: this.identity, clientCertificate: 'request' },
      maxMessageBytes: MAX_MESSAGE_BYTES,
      maxConcurrentStreams: MAX_STREAMS,
      clock,
    })
    this.socket = await startAdminSocket({
      path: config.socketPath,
      material,
      trustDomain: config.trustDomain,
      caAddress: this.server.address,
      metrics,
      clock,
    })
    this.admin = await startAdmin({
      address: config.monitoringAddress,
      kind: 'citadel',
      readiness: () => this.readiness(),
      details: () => ({ ...certificateDetails(this.identity) }),
      registry: metrics.registry,
    })
    log.info('serving', { trustDomain: config.trustDomain, rootSha256: material.rootSha256 })
    return {
      grpc: this.server.address,
      http: `unix:${config.socketPath}`,
      metrics: this.admin.address,
    }
  }

  private serverIdentity(authority: CertificateAuthority): ServerIdentity {
    const { rootNamespace, workloadTtlMs } = this.config
    return new ServerIdentity(authority, {
      spiffeId: partSpiffeId(this.config, 'citadel'),
      dnsNames: [
        ...DNS_NAMES,
        `istio-citadel.${rootNamespace}.svc`,
        `istio-citadel.${rootNamespace}.svc.cluster.local`,
      ],
      lifeMs: Math.min(MAX_SERVER_LIFE_MS, workloadTtlMs),
      clock: this.clock,
    })
  }

  private readiness(): string[] {
    return this.identity?.current() == null ? ['the server certificate is not valid'] : []
  }

  private expiries(): Expiries {
    return {
      rootNotAfterMs: this.authority?.root.notAfterMs ?? -1,
      nowMs: this.clock.wallMs(),
      refusedConnections: this.server?.refusedConnections() ?? 0,
    }
  }

  private sweep(): void {
    try {
      this.usedTokens.sweep(this.clock.wallMs())
    } catch (error) {
      log.warn('used tokens not swept', { error })
    }
    this.sweeper = this.clock.after(SWEEP_MS, () => this.sweep())
  }
}

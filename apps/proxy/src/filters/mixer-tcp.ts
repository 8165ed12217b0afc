/**
 * The network filter `mixer`: asks Mixer whether a connection may go on, and reports it while it lives.
 *
 * The check is made when the connection is there, before the upstream is dialled. Mixer's own filter waited for the
 * first byte, for the sake of the TLS handshake, which here is done before; so protocols whose server speaks first
 * are checked too.
 */
import { type AttributeValue, MutableBag } from '@flotilla/attributes'
import type { CheckClient, Decision } from '../mixer/check-client.ts'
import { compileTcpSettings, type TcpSettings } from '../mixer/filter-config.ts'
import { TCP_CONFIG_TYPE, withJson } from '../mixer/filter-types.ts'
import type { MixerStats } from '../mixer/mixer-stats.ts'
import { nodeAttributes } from '../mixer/node-attributes.ts'
import type { QuotaCharge } from '../mixer/quota-requirements.ts'
import type { ReportBatcher } from '../mixer/report-batcher.ts'
import {
  addTcpReport,
  ByteDeltas,
  type ConnectionEvent,
  tcpCheckAttributes,
} from '../mixer/tcp-attributes.ts'
import {
  type TcpFilter,
  type TcpFilterFactory,
  type TcpFilterKind,
  TcpStatus,
  type TcpStream,
} from '../tcp/filter.ts'
import type { MixerFilterEnv } from './mixer.ts'

const NO_CHARGES: readonly QuotaCharge[] = []

export function mixerTcpFilterKind(env: MixerFilterEnv): TcpFilterKind {
  return {
    name: 'mixer',
    typeUrls: [TCP_CONFIG_TYPE],
    compile: (config, instanceName) => {
      const settings = withJson(config, compileTcpSettings)
      return settings.kind === 'bad'
        ? settings
        : { kind: 'ok', value: new MixerTcpFactory(instanceName, settings.value, env) }
    },
  }
}

class MixerTcpFactory implements TcpFilterFactory {
  readonly name: string
  readonly env: MixerFilterEnv
  readonly settings: TcpSettings
  private readonly checks: CheckClient
  readonly reports: ReportBatcher
  readonly stats: MixerStats
  /** Whether nothing was decided through it yet. */
  private isNew = true
  /** Whether it has had a request. */
  private isUsed = false
  private readonly statics: ReadonlyMap<string, AttributeValue>

  constructor(name: string, settings: TcpSettings, env: MixerFilterEnv) {
    this.name = name
    this.env = env
    this.settings = settings
    this.stats = env.clients.tcpStats
    this.checks = env.clients.checkClient(settings.transport)
    this.reports = env.clients.reportBatcher(settings.transport, this.stats)
    const isOutbound = settings.attributes.get('context.reporter.kind') === 'outbound'
    this.statics = new Map([...nodeAttributes(env.node, isOutbound), ...settings.attributes])
  }

  /** The check client. A filter of a new configuration tells of a change, perhaps before Mixer's answers do. */
  checkClient(): CheckClient {
    if (this.isNew) {
      this.isNew = false
      this.checks.distrust()
    }
    return this.checks
  }

  create(stream: TcpStream): TcpFilter | null {
    if (this.settings.isCheckOff && this.settings.isReportOff) return null
    if (!this.isUsed) this.begin()
    const id = `${this.env.clients.instanceId}-${stream.connection.id}`
    const bag = tcpCheckAttributes(stream, this.statics, id, this.env.wallMs())
    return new MixerTcpFilter(this, bag)
  }

  /** A filter without traffic needs no bundle. */
  private begin(): void {
    this.isUsed = true
    this.env.clients.listen(this.settings.transport)
  }
}

class MixerTcpFilter implements TcpFilter {
  readonly intervalMs: number
  private readonly factory: MixerTcpFactory
  private readonly bag: MutableBag
  private readonly deltas: ByteDeltas = new ByteDeltas()
  private denial: Decision | null = null
  private isOpen = false

  constructor(factory: MixerTcpFactory, bag: MutableBag) {
    this.factory = factory
    this.bag = bag
    this.intervalMs = factory.settings.reportIntervalMs
  }

  onConnection(stream: TcpStream): TcpStatus {
    const { settings, stats } = this.factory
    if (settings.isCheckOff) return this.apply(null, stream)
    const { check } = settings.transport
    const checks = this.factory.checkClient()
    const decision = checks.check(this.bag, NO_CHARGES, check, stats, (later) => {
      if (stream.isOver) return
      if (this.apply(later, stream) === TcpStatus.Continue) stream.resume()
      else stream.close()
    })
    return decision === null ? TcpStatus.Paused : this.apply(decision, stream)
  }

  onInterval(stream: TcpStream): void {
    if (this.isOpen) this.report(stream, 'continue')
  }

  onComplete(stream: TcpStream): void {
    this.report(stream, 'close')
  }

  private apply(decision: Decision | null, stream: TcpStream): TcpStatus {
    if (decision !== null && decision.code !== 0) {
      this.denial = decision
      return TcpStatus.Refused
    }
    this.isOpen = true
    this.report(stream, 'open')
    return TcpStatus.Continue
  }

  private report(stream: TcpStream, event: ConnectionEvent): void {
    if (this.factory.settings.isReportOff) return
    const bag = MutableBag.copyOf(this.bag)
    addTcpReport(bag, stream, event, this.factory.env.wallMs())
    this.deltas.addTo(bag, stream)
    if (event === 'close' && this.denial !== null)
      bag
        .set('check.error_code', BigInt(this.denial.code))
        .set('check.error_message', this.denial.message)
    this.factory.reports.add(bag)
  }
}

/** `stats_sinks`: where statistics are sent at each flush. */
import { isIP } from 'node:net'
import { type Address, type Bootstrap, DogStatsdSink, StatsdSink } from '@flotilla/proto'
import { durationMs, isType, unpack } from '../../compile/fields.ts'
import type { Violations } from '../../compile/violations.ts'
import type { Cluster } from '../../upstream/types.ts'
import type { Stat } from '../stats-groups.ts'
import { StatsdLines } from './statsd-lines.ts'
import { TcpWriter } from './tcp-writer.ts'
import { type LineWriter, UdpWriter } from './udp-writer.ts'

export interface StatsSinkSpec {
  readonly prefix: string
  readonly hasTags: boolean
  readonly to:
    | {
        readonly kind: 'udp'
        readonly address: string
        readonly port: number
        readonly maxBytes: number
      }
    | { readonly kind: 'tcp'; readonly cluster: string }
}

export interface StatsFlush {
  /** Default 5 s. */
  readonly intervalMs: number
  readonly sinks: readonly StatsSinkSpec[]
}

const DEFAULT_FLUSH_MS = 5_000
const MIN_FLUSH_MS = 1
const MAX_FLUSH_MS = 300_000
const DEFAULT_PREFIX = 'envoy'

export function compileStatsFlush(message: Bootstrap, at: Violations): StatsFlush {
  const place = at.at('stats_flush_interval')
  const intervalMs = durationMs(message.statsFlushInterval, DEFAULT_FLUSH_MS, place)
  if (intervalMs < MIN_FLUSH_MS || intervalMs > MAX_FLUSH_MS) place.add('must be 1 ms to 5 min')
  const sinks = message.statsSinks.flatMap(({ typedConfig, name }, i) => {
    const here = at.at('stats_sinks', i).at('typed_config')
    if (typedConfig !== null && isType(typedConfig, StatsdSink))
      return compileStatsd(unpack(StatsdSink, typedConfig, here), here)
    if (typedConfig !== null && isType(typedConfig, DogStatsdSink))
      return compileDogStatsd(unpack(DogStatsdSink, typedConfig, here), here)
    here.unsupported(typedConfig?.typeUrl ?? name)
    return []
  })
  if (sinks.length > 0 && message.statsFlushOnAdmin === true)
    at.at('stats_flush_on_admin').unsupported('with sinks')
  return { intervalMs: Math.max(MIN_FLUSH_MS, intervalMs), sinks }
}

function compileStatsd(message: StatsdSink | null, at: Violations): readonly StatsSinkSpec[] {
  if (message === null) return []
  const prefix = message.prefix || DEFAULT_PREFIX
  if (message.tcpClusterName !== null)
    return [{ prefix, hasTags: false, to: { kind: 'tcp', cluster: message.tcpClusterName } }]
  return udp(message.address, 0, at).map((to) => ({ prefix, hasTags: false, to }))
}

function compileDogStatsd(message: DogStatsdSink | null, at: Violations): readonly StatsSinkSpec[] {
  if (message === null) return []
  const maxBytes = message.maxBytesPerDatagram ?? 0
  if (message.maxBytesPerDatagram === 0) at.at('max_bytes_per_datagram').add('must be above 0')
  const prefix = message.prefix || DEFAULT_PREFIX
  return udp(message.address, maxBytes, at).map((to) => ({ prefix, hasTags: true, to }))
}

function udp(
  message: Address | null,
  maxBytes: number,
  at: Violations,
): readonly Extract<StatsSinkSpec['to'], { kind: 'udp' }>[] {
  const { address = '', portValue = 0 } = message?.socketAddress ?? {}
  if (isIP(address) !== 0) return [{ kind: 'udp', address, port: portValue ?? 0, maxBytes }]
  at.at('address').add(`${JSON.stringify(address)} is not an IP address`)
  return []
}

/** Sends what is counted to all sinks. */
export class StatsSinks {
  private readonly sinks: readonly { readonly lines: StatsdLines; readonly writer: LineWriter }[]

  constructor(specs: readonly StatsSinkSpec[], cluster: (name: string) => Cluster | null) {
    this.sinks = specs.map(({ prefix, hasTags, to }) => ({
      lines: new StatsdLines(prefix, hasTags),
      writer:
        to.kind === 'udp'
          ? new UdpWriter(to.address, to.port, to.maxBytes)
          : new TcpWriter(() => cluster(to.cluster)),
    }))
  }

  /** @param stats called for each sink: all statistics of now. */
  flush(stats: () => Iterable<Stat>): void {
    for (const { lines, writer } of this.sinks) writer.write(lines.of(stats()))
  }

  close(): void {
    for (const { writer } of this.sinks) writer.close()
  }
}

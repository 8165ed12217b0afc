/** What a group of client tests is, and what it is given. */
import type { Json, TlsFiles } from './bootstrap.ts'
import type { ShippedProxy } from './shipped-proxy.ts'

export interface ClientGroup {
  readonly name: string
  readonly about: string
  /** Programs and Python packages it needs, by their names in tools/peers.ts. */
  readonly peers: readonly string[]
  /** Whether every run of CI includes it. */
  readonly isShort: boolean
  readonly run: (stage: Stage) => Promise<void>
}

/** One group's surroundings. All that is opened through it is closed at the group's end. */
export interface Stage {
  /** An empty folder of its own. */
  readonly folder: string
  /** The proxy's and the servers' certificate, for `localhost`. */
  readonly tls: TlsFiles
  /** Where the proxy may write its access log. */
  readonly logFile: string
  /** Path of a peer. */
  peer(name: string): string
  /** Starts the shipped proxy; afterwards it must be idle, error-free and exit with 0. */
  proxy(listeners: readonly Json[], clusters: readonly Json[]): Promise<ShippedProxy>
  /** Runs at the end, in reverse order. */
  defer(close: () => Promise<void> | void): void
  /** One test: its outcome is counted and printed. */
  check(name: string, test: () => Promise<void>): Promise<void>
}

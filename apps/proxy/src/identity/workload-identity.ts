/** The identity agent inside the proxy: what it obtains is served under the names `default` and `ROOTCA`. */
import { readFileSync } from 'node:fs'
import { systemCodeOf } from '@flotilla/errors'
import type { IdentitySource, TlsIdentity } from '@flotilla/grpc'
import { IdentityAgent } from '@flotilla/identity'
import type { Clock } from '@flotilla/time'
import type { IdentitySettings } from '../bootstrap/node-metadata.ts'
import type { SecretStore } from '../tls/secret-store.ts'
import { MESH_PAIR, MESH_ROOTS } from '../tls/tls-params.ts'

/** Keys are kept in memory only. */
export class WorkloadIdentity {
  readonly agent: IdentityAgent
  private readonly store: SecretStore
  private stop: (() => void) | null = null

  constructor(settings: IdentitySettings, store: SecretStore, clock: Clock, random: () => number) {
    this.store = store
    this.agent = new IdentityAgent({
      spiffeId: settings.spiffeId,
      caAddress: settings.caAddress,
      joinToken: settings.joinTokenFile === null ? null : tokenReader(settings.joinTokenFile),
      rootsPem: null,
      ...(settings.ttlSec === null ? {} : { ttlSec: settings.ttlSec }),
      keyStoreDir: null,
      clock,
      random,
    })
  }

  /** Resolves with the first certificate; rejects where trying again cannot help. @param inherited of a process that this one replaces. */
  async start(inherited: TlsIdentity | null = null): Promise<void> {
    this.stop = this.agent.onChange(() => this.publish())
    await this.agent.start(inherited)
    this.publish()
  }

  close(): void {
    this.stop?.()
    this.agent.close()
  }

  private publish(): void {
    const current = this.agent.current()
    // Roots first: a pair without them would be served to nobody anyway.
    this.store.setRoots(MESH_ROOTS, current === null ? null : { pem: current.rootsPem })
    this.store.setPair(MESH_PAIR, current)
  }
}

/** Secrets as gRPC channels want them; works for agents and for static secrets alike. */
export function identitySourceOf(store: SecretStore): IdentitySource {
  const pair = store.pair(MESH_PAIR)
  const roots = store.rootsOf(MESH_ROOTS)
  return {
    current: (): TlsIdentity | null => {
      const own = pair.current()
      const trusted = roots.current()
      return own === null || trusted === null ? null : { ...own, rootsPem: trusted.pem }
    },
    onChange: (listener) => {
      const stops = [pair.onChange(listener), roots.onChange(listener)]
      return () => {
        for (const stop of stops) stop()
      }
    },
  }
}

function tokenReader(file: string): () => string | null {
  return () => {
    try {
      return readFileSync(file, 'utf8').trim()
    } catch (error) {
      // Not there yet, or taken away after use: the agent says what it lacks.
      if (systemCodeOf(error) === 'ENOENT') return null
      throw error
    }
  }
}

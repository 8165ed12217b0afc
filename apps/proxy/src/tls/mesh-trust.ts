/** Verifiers of mesh peers: our own trust domain and those that configuration names, each with the mesh's roots. */
import { PeerVerifier, type TlsPair } from '@flotilla/net'
import type { Clock } from '@flotilla/time'
import { leafIdentity, parseCertificates } from '@flotilla/x509'
import type { SecretStore } from './secret-store.ts'
import { MESH_PAIR } from './tls-params.ts'

/** Verifiers kept; roots and trust domains change rarely, so a handful is in use at once. */
const MAX_VERIFIERS = 16

export class MeshTrust {
  private readonly secrets: SecretStore
  private readonly clock: Clock
  private readonly verifiers = new Map<string, PeerVerifier>()
  private knownPair: TlsPair | null = null
  private knownId = ''

  constructor(secrets: SecretStore, clock: Clock) {
    this.secrets = secrets
    this.clock = clock
  }

  nowMs(): number {
    return this.clock.wallMs()
  }

  /** SPIFFE id of the certificate that this proxy shows, empty where it has none. */
  ownId(): string {
    const pair = this.secrets.pair(MESH_PAIR).current()
    if (pair !== this.knownPair) {
      this.knownPair = pair
      this.knownId = idOf(pair)
    }
    return this.knownId
  }

  /** Our own trust domain and those accepted beside it (aliases), sorted. */
  domains(trustDomains: readonly string[]): readonly string[] {
    const own = /^spiffe:\/\/([^/]+)\//.exec(this.ownId())?.[1]
    return [...new Set(own === undefined ? trustDomains : [own, ...trustDomains])].sort()
  }

  /** @param trustDomains those accepted beside our own (aliases). */
  verifier(rootsPem: string, trustDomains: readonly string[]): PeerVerifier {
    const domains = this.domains(trustDomains)
    const key = `${domains.join(' ')}\n${rootsPem}`
    const found = this.verifiers.get(key)
    if (found !== undefined) return found
    const parsed = parseCertificates(rootsPem)
    const roots = parsed.kind === 'ok' ? parsed.value : []
    const made = new PeerVerifier(new Map(domains.map((domain) => [domain, roots])), this.clock)
    if (this.verifiers.size >= MAX_VERIFIERS) this.verifiers.clear()
    this.verifiers.set(key, made)
    return made
  }
}

function idOf(pair: TlsPair | null): string {
  const parsed = pair === null ? null : parseCertificates(pair.certChainPem)
  const leaf = parsed?.kind === 'ok' ? parsed.value[0] : undefined
  const id = leaf === undefined ? null : leafIdentity(leaf)
  return id?.kind === 'ok' ? id.value.text : ''
}

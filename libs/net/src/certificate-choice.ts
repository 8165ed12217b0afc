/** Which of several certificates a client is shown: by the server name it asks for, then by the kind of key it can check. */
import { X509Certificate } from 'node:crypto'
import type { TlsPair } from './tls-material.ts'

/** Certificates with the same names, one per kind of key: OpenSSL takes the one that the client can check. */
export type PairGroup = readonly TlsPair[]

interface Named {
  readonly pair: TlsPair
  /** Lower case: its DNS names, or else its common name. */
  readonly names: readonly string[]
  /** `rsa`, `ec`. */
  readonly kind: string
}

export class CertificateChoice {
  /** For clients that ask for no name. */
  readonly unnamed: PairGroup
  private readonly byName: ReadonlyMap<string, PairGroup>
  /** For clients that ask for a name that no certificate has. */
  private readonly mismatched: PairGroup

  /**
   * @param pairs at least one, the first is shown where none fits. Throws where one is no certificate.
   * @param searchesAll whether who asks for an unknown name is shown the best of all instead of the first.
   */
  constructor(pairs: readonly TlsPair[], searchesAll: boolean) {
    const all = pairs.map(nameOf)
    // Names with the same certificates share a group: what is made for one serves all.
    const known = new Map<string, PairGroup>()
    const shared = (group: PairGroup): PairGroup => {
      const key = group.map((pair) => pairs.indexOf(pair)).join()
      const found = known.get(key)
      if (found === undefined) known.set(key, group)
      return found ?? group
    }
    this.unnamed = shared(groupOf(all))
    this.mismatched = searchesAll ? this.unnamed : shared(pairs.slice(0, 1))
    const names = new Set(all.flatMap((one) => one.names))
    this.byName = new Map(
      [...names].map((name) => [
        name,
        shared(groupOf(all.filter((one) => one.names.includes(name)))),
      ]),
    )
  }

  /** All that may be asked for. */
  get groups(): ReadonlySet<PairGroup> {
    return new Set([this.unnamed, this.mismatched, ...this.byName.values()])
  }

  /** An exact name before a wildcard, which stands for the first label only. */
  forName(serverName: string): PairGroup {
    const name = serverName.toLowerCase()
    const dot = name.indexOf('.', 1)
    const wildcard = dot === -1 ? undefined : this.byName.get(`*${name.slice(dot)}`)
    return this.byName.get(name) ?? wildcard ?? this.mismatched
  }
}

/** The first of each kind, elliptic curves before RSA. */
function groupOf(candidates: readonly Named[]): PairGroup {
  const byKind = new Map<string, TlsPair>()
  for (const { kind, pair } of candidates) if (!byKind.has(kind)) byKind.set(kind, pair)
  return [...byKind]
    .toSorted(([a], [b]) => Number(b === 'ec') - Number(a === 'ec'))
    .map(([, pair]) => pair)
}

function nameOf(pair: TlsPair): Named {
  const leaf = new X509Certificate(pair.certChainPem)
  const dns = [...(leaf.subjectAltName ?? '').matchAll(/(?:^|, )DNS:([^,"]+)/g)].map(
    ([, name = '']) => name.toLowerCase(),
  )
  const common = /^CN=(.+)$/m.exec(leaf.subject ?? '')?.[1]?.toLowerCase()
  const names = dns.length > 0 ? dns : common === undefined ? [] : [common]
  return { pair, names, kind: leaf.publicKey.asymmetricKeyType ?? '' }
}

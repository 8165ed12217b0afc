/**
 * Attributes that the proxy before us forwarded in x-istio-attributes, and whether to believe them.
 *
 * The rule: nothing is believed without mutual TLS. `source.uid` must be of the namespace that the peer's certificate
 * names, and, where this proxy knows which service account that workload runs as, the certificate must name that one.
 * `source.namespace` must be the certificate's namespace. A header that breaks the rule is refused as a whole: whoever
 * lies about itself is not asked about anything else. What remains (`destination.service.*`) is the caller's own view
 * of whom it calls.
 */
import { type AttributeValue, decodePlainAttributes } from '@flotilla/attributes'
import { codeOf } from '@flotilla/errors'
import { type ConnectionAttributes, serviceAccountOfPrincipal } from './connection-attributes.ts'
import { namespaceOfUid } from './node-attributes.ts'

export const FORWARDED_HEADER = 'x-istio-attributes'

/** What is known of other workloads; tells the service account of a uid, or null. */
export interface PeerDirectory {
  serviceAccountOf(uid: string): string | null
}

export type Forwarded = ReadonlyMap<string, AttributeValue>

/** Names that a header may carry; all else in it is ignored, as are empty values. */
const NAMES: ReadonlySet<string> = new Set([
  'source.uid',
  'source.namespace',
  'destination.service.name',
  'destination.service.uid',
  'destination.service.host',
  'destination.service.namespace',
])
/** Headers and principals remembered: one per peer workload and service called. */
const MAX_KNOWN = 4096
/** Longer headers are not looked at: six names and uids take a tenth of it. */
const MAX_HEADER_LENGTH = 8192

export class ForwardedReader {
  private readonly peers: PeerDirectory | null
  private readonly known: Map<string, Forwarded | null> = new Map()

  constructor(peers: PeerDirectory | null) {
    this.peers = peers
  }

  /** What the header says where it is believed, null where it is refused. A header seen before costs one look-up. */
  read(header: string, connection: ConnectionAttributes): Forwarded | null {
    if (connection.sourcePrincipal === null || header.length > MAX_HEADER_LENGTH) return null
    const key = `${connection.sourcePrincipal} ${header}`
    const known = this.known.get(key)
    if (known !== undefined) return known
    const claimed = decodeHeader(header)
    const forwarded = this.believe(claimed, connection)
    // What is not known of a workload yet may be known at its next request.
    if (!this.isSettled(claimed)) return forwarded
    if (this.known.size >= MAX_KNOWN) this.known.clear()
    this.known.set(key, forwarded)
    return forwarded
  }

  /** Whether the verdict will stay: the claimed workload's account is known, or no workload is claimed. */
  private isSettled(claimed: Forwarded | null): boolean {
    const uid = claimed?.get('source.uid')
    if (this.peers === null || typeof uid !== 'string') return true
    return this.peers.serviceAccountOf(uid) !== null
  }

  private believe(claimed: Forwarded | null, connection: ConnectionAttributes): Forwarded | null {
    if (claimed === null) return null
    const { sourceNamespace, sourcePrincipal } = connection
    const namespace = claimed.get('source.namespace')
    if (namespace !== undefined && namespace !== sourceNamespace) return null
    const uid = claimed.get('source.uid')
    if (typeof uid !== 'string') return claimed
    if (sourceNamespace === null || namespaceOfUid(uid) !== sourceNamespace) return null
    const account = this.peers?.serviceAccountOf(uid) ?? null
    if (account === null) return claimed
    return account === serviceAccountOfPrincipal(sourcePrincipal ?? '') ? claimed : null
  }
}

function decodeHeader(header: string): Forwarded | null {
  try {
    const bag = decodePlainAttributes(Buffer.from(header, 'base64'))
    const taken = new Map<string, AttributeValue>()
    for (const name of NAMES) {
      const value = bag.get(name)
      if (typeof value === 'string' && value !== '') taken.set(name, value)
    }
    return taken
  } catch (error) {
    // Whatever a peer sends: bytes that are no message count as a refused header.
    if (codeOf(error) === 'FLT_PROTO_MALFORMED') return null
    throw error
  }
}

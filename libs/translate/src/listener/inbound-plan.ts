/** Which filter chains an inbound port needs: protocol × mutual-TLS mode (spec pilot-galley 2.9). */
import type { MtlsMode } from '../policy/peer-authentication.ts'
import { isHttp, Protocol } from '../protocol.ts'

/** ALPN that only a mesh client sends for HTTP inside mesh TLS. */
export const MESH_HTTP_ALPN: readonly string[] = ['istio-http/1.0', 'istio-http/1.1', 'istio-h2']
const MESH_TCP_ALPN: readonly string[] = ['istio-peer-exchange', 'istio']
const MESH_ALPN: readonly string[] = ['istio', 'istio-peer-exchange', ...MESH_HTTP_ALPN]
export const PLAIN_HTTP_ALPN: readonly string[] = ['http/1.1', 'h2c']

export interface InboundChain {
  readonly transport: 'tls' | 'raw_buffer' | null
  readonly alpn: readonly string[]
  /** Terminates mesh TLS and demands a client certificate. */
  readonly terminates: boolean
  readonly app: 'http' | 'tcp'
}

type ProtocolClass = 'http' | 'tcp' | 'unknown'

/** The chains of one port, in order. */
export function inboundChains(
  protocol: Protocol,
  mode: MtlsMode,
  http10: boolean,
): readonly InboundChain[] {
  const kind = isHttp(protocol) ? 'http' : protocol === Protocol.unsupported ? 'unknown' : 'tcp'
  const chains = TABLE[mode][kind]
  return http10 ? chains.map(withHttp10) : chains
}

const TLS_HTTP: InboundChain = { transport: 'tls', alpn: [], terminates: true, app: 'http' }
const TLS_TCP: InboundChain = { transport: 'tls', alpn: [], terminates: true, app: 'tcp' }
const RAW_HTTP: InboundChain = { transport: 'raw_buffer', alpn: [], terminates: false, app: 'http' }
const RAW_TCP: InboundChain = { transport: 'raw_buffer', alpn: [], terminates: false, app: 'tcp' }
const TLS_THROUGH: InboundChain = { transport: 'tls', alpn: [], terminates: false, app: 'tcp' }
const SNIFFED_HTTP: InboundChain = { ...RAW_HTTP, alpn: PLAIN_HTTP_ALPN }

const TABLE: Readonly<Record<MtlsMode, Readonly<Record<ProtocolClass, readonly InboundChain[]>>>> =
  {
    STRICT: {
      http: [TLS_HTTP],
      tcp: [TLS_TCP],
      unknown: [{ ...TLS_HTTP, alpn: MESH_HTTP_ALPN }, TLS_TCP],
    },
    PERMISSIVE: {
      http: [{ ...TLS_HTTP, alpn: MESH_ALPN }, RAW_HTTP],
      tcp: [{ ...TLS_TCP, alpn: MESH_ALPN }, TLS_THROUGH, RAW_TCP],
      unknown: [
        { ...TLS_HTTP, alpn: MESH_HTTP_ALPN },
        SNIFFED_HTTP,
        { ...TLS_TCP, alpn: MESH_TCP_ALPN },
        RAW_TCP,
        TLS_THROUGH,
      ],
    },
    DISABLE: {
      // No inspector looks at these ports: everything is plain bytes.
      http: [{ ...RAW_HTTP, transport: null }],
      tcp: [{ ...RAW_TCP, transport: null }],
      unknown: [SNIFFED_HTTP, RAW_TCP],
    },
  }

function withHttp10(chain: InboundChain): InboundChain {
  return chain.alpn === PLAIN_HTTP_ALPN ? { ...chain, alpn: [...chain.alpn, 'http/1.0'] } : chain
}

/** Gateway: ports and hosts that a gateway workload opens at the edge of the mesh. */
import type { Labels } from './matching.ts'

export interface GatewaySpec {
  readonly servers?: readonly GatewayServer[]
  /** Labels of the gateway's workloads. */
  readonly selector?: Labels
}

export interface GatewayServer {
  readonly port?: GatewayPort
  readonly bind?: string
  readonly hosts?: readonly string[]
  readonly tls?: ServerTlsSettings
  readonly defaultEndpoint?: string
  readonly name?: string
}

export interface GatewayPort {
  readonly number?: number
  readonly protocol?: string
  readonly name?: string
  /** Deprecated and ignored. */
  readonly targetPort?: number
}

export type ServerTlsMode =
  | 'PASSTHROUGH'
  | 'SIMPLE'
  | 'MUTUAL'
  | 'AUTO_PASSTHROUGH'
  | 'ISTIO_MUTUAL'
  | 'OPTIONAL_MUTUAL'

export type TlsProtocol = 'TLS_AUTO' | 'TLSV1_0' | 'TLSV1_1' | 'TLSV1_2' | 'TLSV1_3'

export interface ServerTlsSettings {
  readonly httpsRedirect?: boolean
  /** Absent means PASSTHROUGH. */
  readonly mode?: ServerTlsMode
  readonly serverCertificate?: string
  readonly privateKey?: string
  readonly caCertificates?: string
  readonly caCrl?: string
  readonly credentialName?: string
  readonly credentialNames?: readonly string[]
  readonly caCertCredentialName?: string
  readonly tlsCertificates?: readonly TlsCertificate[]
  readonly subjectAltNames?: readonly string[]
  readonly verifyCertificateSpki?: readonly string[]
  readonly verifyCertificateHash?: readonly string[]
  readonly minProtocolVersion?: TlsProtocol
  readonly maxProtocolVersion?: TlsProtocol
  readonly cipherSuites?: readonly string[]
  readonly insecureSkipVerify?: boolean
}

export interface TlsCertificate {
  readonly serverCertificate?: string
  readonly privateKey?: string
  readonly caCertificates?: string
}

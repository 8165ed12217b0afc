/** Termination of TLS: of the mesh for inbound connections, and as a gateway's server asks (spec pilot-galley 2.13). */
import {
  CertificateValidationContext,
  CommonTlsContext,
  CommonTlsContextCombinedCertificateValidationContext,
  DownstreamTlsContext,
  packAny,
  StringMatcher,
  SubjectAltNameMatcher,
  SubjectAltNameMatcherSanType,
  TlsParameters,
  TlsParametersTlsProtocol,
  TransportSocket,
} from '@flotilla/proto'
import { agentSecret, MESH_ROOTS, OWN_CERTIFICATE } from '../config-source.ts'
import type { Mesh } from '../mesh.ts'
import type { ProxyNode } from '../proxy-node.ts'
import type { ServerTls } from '../spec-types.ts'

const TLS_SOCKET = 'envoy.transport_sockets.tls'
const HTTP_ALPN: readonly string[] = ['h2', 'http/1.1']
/** Those of spec citadel-security 4.5 that keep past traffic secret when a key leaks. */
const CIPHERS: readonly string[] = [
  'ECDHE-ECDSA-AES256-GCM-SHA384',
  'ECDHE-RSA-AES256-GCM-SHA384',
  'ECDHE-ECDSA-AES128-GCM-SHA256',
  'ECDHE-RSA-AES128-GCM-SHA256',
]

/** Mutual TLS of the mesh: a client certificate of the trust domain or one of its aliases is required. */
export function meshTls(app: 'http' | 'tcp', mesh: Mesh, node: ProxyNode): TransportSocket {
  const http = httpAlpn(node)
  return socket({
    tlsParams: TlsParameters.create({
      tlsMinimumProtocolVersion: TlsParametersTlsProtocol.TLSv1_2,
      tlsMaximumProtocolVersion: TlsParametersTlsProtocol.TLSv1_3,
      cipherSuites: CIPHERS,
    }),
    tlsCertificateSdsSecretConfigs: [OWN_CERTIFICATE],
    combinedValidationContext: CommonTlsContextCombinedCertificateValidationContext.create({
      defaultValidationContext: CertificateValidationContext.create({
        matchTypedSubjectAltNames: [mesh.trustDomain, ...mesh.trustDomainAliases].map((domain) =>
          SubjectAltNameMatcher.create({
            sanType: SubjectAltNameMatcherSanType.URI,
            matcher: StringMatcher.create({ prefix: `spiffe://${domain}/` }),
          }),
        ),
      }),
      validationContextSdsSecretConfig: MESH_ROOTS,
    }),
    alpnProtocols: app === 'http' ? http : ['istio-peer-exchange', ...http],
  })
}

/** A protocol that the proxy does not take must not be offered: clients would choose it. */
function httpAlpn(node: ProxyNode): readonly string[] {
  return node.flotilla === null || node.flotilla.acceptsHttp2 ? HTTP_ALPN : ['http/1.1']
}

const VERSIONS: Readonly<Record<string, TlsParametersTlsProtocol>> = {
  TLS_AUTO: TlsParametersTlsProtocol.TLS_AUTO,
  TLSV1_0: TlsParametersTlsProtocol.TLSv1_0,
  TLSV1_1: TlsParametersTlsProtocol.TLSv1_1,
  TLSV1_2: TlsParametersTlsProtocol.TLSv1_2,
  TLSV1_3: TlsParametersTlsProtocol.TLSv1_3,
}

/** TLS of a gateway's server; the mode terminates, it does not pass through. */
export function serverTls(
  tls: ServerTls,
  app: 'http' | 'tcp',
  mesh: Mesh,
  node: ProxyNode,
): TransportSocket {
  const alpnProtocols = app === 'http' ? httpAlpn(node) : []
  if (tls.mode === 'ISTIO_MUTUAL') return meshTls(app, mesh, node)
  const context: Partial<CommonTlsContext> = {
    tlsParams: TlsParameters.create({
      tlsMinimumProtocolVersion:
        VERSIONS[tls.minProtocolVersion ?? 'TLSV1_2'] ?? TlsParametersTlsProtocol.TLSv1_2,
      tlsMaximumProtocolVersion:
        VERSIONS[tls.maxProtocolVersion ?? 'TLS_AUTO'] ?? TlsParametersTlsProtocol.TLS_AUTO,
      cipherSuites: [...new Set(tls.cipherSuites ?? [])],
    }),
    tlsCertificateSdsSecretConfigs: certificates(tls).map(agentSecret),
    alpnProtocols,
  }
  const isMutual = tls.mode === 'MUTUAL' || tls.mode === 'OPTIONAL_MUTUAL'
  return socket(isMutual ? { ...context, ...validation(tls) } : context, tls.mode === 'MUTUAL')
}

/** Names under which the agent hands out the server's certificates. */
export function certificates(tls: ServerTls): string[] {
  if (tls.credentialName !== undefined) return [`kubernetes://${tls.credentialName}`]
  if (tls.credentialNames !== undefined)
    return tls.credentialNames.map((name) => `kubernetes://${name}`)
  if (tls.tlsCertificates !== undefined)
    return tls.tlsCertificates.map(
      (one) => `file-cert:${one.serverCertificate ?? ''}~${one.privateKey ?? ''}`,
    )
  return [`file-cert:${tls.serverCertificate ?? ''}~${tls.privateKey ?? ''}`]
}

function validation(tls: ServerTls): Partial<CommonTlsContext> {
  const authority =
    tls.credentialName === undefined
      ? `file-root:${tls.caCertificates ?? ''}`
      : `kubernetes://${tls.caCertCredentialName ?? `${tls.credentialName}-cacert`}`
  return {
    combinedValidationContext: CommonTlsContextCombinedCertificateValidationContext.create({
      defaultValidationContext: CertificateValidationContext.create({
        matchTypedSubjectAltNames: (tls.subjectAltNames ?? []).map((exact) =>
          SubjectAltNameMatcher.create({
            sanType: exact.includes('://')
              ? SubjectAltNameMatcherSanType.URI
              : SubjectAltNameMatcherSanType.DNS,
            matcher: StringMatcher.create({ exact }),
          }),
        ),
        verifyCertificateSpki: tls.verifyCertificateSpki ?? [],
        verifyCertificateHash: tls.verifyCertificateHash ?? [],
      }),
      validationContextSdsSecretConfig: agentSecret(authority),
    }),
  }
}

function socket(context: Partial<CommonTlsContext>, requiresClient = true): TransportSocket {
  return TransportSocket.create({
    name: TLS_SOCKET,
    typedConfig: packAny(
      DownstreamTlsContext,
      DownstreamTlsContext.create({
        commonTlsContext: CommonTlsContext.create(context),
        requireClientCertificate: requiresClient,
      }),
    ),
  })
}

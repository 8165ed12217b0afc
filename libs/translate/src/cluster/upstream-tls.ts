/** How connections of a cluster are secured: automatic or asked-for mutual TLS, or TLS of a rule (spec pilot-galley 2.11). */
import {
  CertificateValidationContext,
  CertificateValidationContextSystemRootCerts,
  type Cluster,
  ClusterTransportSocketMatch,
  CommonTlsContext,
  CommonTlsContextCombinedCertificateValidationContext,
  packAny,
  RawBuffer,
  StringMatcher,
  SubjectAltNameMatcher,
  SubjectAltNameMatcherSanType,
  TlsParameters,
  TlsParametersTlsProtocol,
  TransportSocket,
  UpstreamTlsContext,
} from '@flotilla/proto'
import { agentSecret, MESH_ROOTS, OWN_CERTIFICATE } from '../config-source.ts'
import { emptyAny } from '../pack.ts'
import type { ClientTls } from '../spec-types.ts'

export type ClusterTls =
  | { readonly kind: 'none' }
  | {
      /** `auto`: endpoints say by their metadata whether they speak mesh TLS. */
      readonly kind: 'auto' | 'mutual'
      readonly sni: string
      /** SPIFFE identities the server may have, sorted. */
      readonly identities: readonly string[]
      readonly isHttp2: boolean
    }
  | {
      /** TLS that a rule originates to a server outside of the mesh's identities. */
      readonly kind: 'origination'
      readonly settings: ClientTls
      readonly isHttp2: boolean
    }

const TLS_SOCKET = 'envoy.transport_sockets.tls'
const RAW_SOCKET = 'envoy.transport_sockets.raw_buffer'
const MESH_ALPN: readonly string[] = ['istio-peer-exchange', 'istio']

export function upstreamTls(tls: ClusterTls): Partial<Cluster> {
  switch (tls.kind) {
    case 'none':
      return {}
    case 'mutual':
      return { transportSocket: meshSocket(tls) }
    case 'auto':
      return {
        transportSocketMatches: [
          ClusterTransportSocketMatch.create({
            name: 'tlsMode-istio',
            match: { tlsMode: 'istio' },
            transportSocket: meshSocket(tls),
          }),
          ClusterTransportSocketMatch.create({
            name: 'tlsMode-disabled',
            match: {},
            transportSocket: TransportSocket.create({
              name: RAW_SOCKET,
              typedConfig: emptyAny(RawBuffer),
            }),
          }),
        ],
      }
    case 'origination':
      return { transportSocket: originationSocket(tls.settings, tls.isHttp2) }
  }
}

function meshSocket(tls: {
  readonly sni: string
  readonly identities: readonly string[]
  readonly isHttp2: boolean
}): TransportSocket {
  return tlsSocket(tls.sni, {
    tlsParams: TlsParameters.create({
      tlsMinimumProtocolVersion: TlsParametersTlsProtocol.TLSv1_2,
      tlsMaximumProtocolVersion: TlsParametersTlsProtocol.TLSv1_3,
    }),
    tlsCertificateSdsSecretConfigs: [OWN_CERTIFICATE],
    combinedValidationContext: CommonTlsContextCombinedCertificateValidationContext.create({
      defaultValidationContext: CertificateValidationContext.create({
        matchTypedSubjectAltNames: tls.identities.map((exact) =>
          SubjectAltNameMatcher.create({
            sanType: SubjectAltNameMatcherSanType.URI,
            matcher: StringMatcher.create({ exact }),
          }),
        ),
      }),
      validationContextSdsSecretConfig: MESH_ROOTS,
    }),
    alpnProtocols: tls.isHttp2 ? [...MESH_ALPN, 'h2'] : MESH_ALPN,
  })
}

function originationSocket(settings: ClientTls, isHttp2: boolean): TransportSocket {
  const { clientCertificate, privateKey, credentialName } = settings
  const own =
    settings.mode !== 'MUTUAL'
      ? []
      : credentialName === undefined
        ? [agentSecret(`file-cert:${clientCertificate ?? ''}~${privateKey ?? ''}`)]
        : [agentSecret(`kubernetes://${credentialName}`)]
  return tlsSocket(settings.sni ?? '', {
    tlsCertificateSdsSecretConfigs: own,
    ...(settings.insecureSkipVerify === true ? {} : validation(settings)),
    alpnProtocols: isHttp2 ? ['h2'] : [],
  })
}

/** Without a stated authority the system's roots are used. */
function validation(settings: ClientTls): Partial<CommonTlsContext> {
  const matchTypedSubjectAltNames = (settings.subjectAltNames ?? []).map((exact) =>
    SubjectAltNameMatcher.create({
      sanType: exact.includes('://')
        ? SubjectAltNameMatcherSanType.URI
        : SubjectAltNameMatcherSanType.DNS,
      matcher: StringMatcher.create({ exact }),
    }),
  )
  const authority =
    settings.credentialName === undefined
      ? settings.caCertificates === undefined
        ? null
        : `file-root:${settings.caCertificates}`
      : `kubernetes://${settings.credentialName}-cacert`
  if (authority === null)
    return {
      validationContext: CertificateValidationContext.create({
        systemRootCerts: CertificateValidationContextSystemRootCerts.create(),
        matchTypedSubjectAltNames,
      }),
    }
  return {
    combinedValidationContext: CommonTlsContextCombinedCertificateValidationContext.create({
      defaultValidationContext: CertificateValidationContext.create({ matchTypedSubjectAltNames }),
      validationContextSdsSecretConfig: agentSecret(authority),
    }),
  }
}

function tlsSocket(sni: string, context: Partial<CommonTlsContext>): TransportSocket {
  const config = UpstreamTlsContext.create({
    commonTlsContext: CommonTlsContext.create(context),
    sni,
  })
  return TransportSocket.create({
    name: TLS_SOCKET,
    typedConfig: packAny(UpstreamTlsContext, config),
  })
}

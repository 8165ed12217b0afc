/** Shape of Gateway. */
import type * as Spec from '../spec/gateway.ts'
import {
  bool,
  labels,
  list,
  type MessageSchema,
  message,
  oneOf,
  portOrZero,
  required,
  text,
  texts,
} from './schema.ts'

const TLS_PROTOCOL = oneOf('TLS_AUTO', 'TLSV1_0', 'TLSV1_1', 'TLSV1_2', 'TLSV1_3')

const tls = message<Spec.ServerTlsSettings>({
  httpsRedirect: bool,
  mode: oneOf(
    'PASSTHROUGH',
    'SIMPLE',
    'MUTUAL',
    'AUTO_PASSTHROUGH',
    'ISTIO_MUTUAL',
    'OPTIONAL_MUTUAL',
  ),
  serverCertificate: text,
  privateKey: text,
  caCertificates: text,
  caCrl: text,
  credentialName: text,
  credentialNames: texts,
  caCertCredentialName: text,
  tlsCertificates: list(
    message<Spec.TlsCertificate>({
      serverCertificate: text,
      privateKey: text,
      caCertificates: text,
    }),
  ),
  subjectAltNames: texts,
  verifyCertificateSpki: texts,
  verifyCertificateHash: texts,
  minProtocolVersion: TLS_PROTOCOL,
  maxProtocolVersion: TLS_PROTOCOL,
  cipherSuites: texts,
  insecureSkipVerify: bool,
})

export const gateway: MessageSchema = message<Spec.GatewaySpec>({
  servers: required(
    list(
      message<Spec.GatewayServer>({
        port: required(
          message<Spec.GatewayPort>({
            number: portOrZero,
            protocol: required(text),
            name: required(text),
            targetPort: portOrZero,
          }),
        ),
        bind: text,
        hosts: required(texts),
        tls,
        defaultEndpoint: text,
        name: text,
      }),
    ),
  ),
  selector: labels,
})

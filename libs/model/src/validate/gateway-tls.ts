/** TLS of a Gateway's servers (G5-G8). */
import { indexPath } from '../parse/path.ts'
import type { ServerTlsMode, ServerTlsSettings, TlsProtocol } from '../spec/gateway.ts'
import type { Findings } from './findings.ts'
import { isHttpProtocol, isTlsProtocol } from './protocol.ts'

const CIPHERS: ReadonlySet<string> = new Set([
  'ECDHE-ECDSA-AES128-GCM-SHA256',
  'ECDHE-RSA-AES128-GCM-SHA256',
  'ECDHE-ECDSA-AES256-GCM-SHA384',
  'ECDHE-RSA-AES256-GCM-SHA384',
  'ECDHE-ECDSA-CHACHA20-POLY1305',
  'ECDHE-RSA-CHACHA20-POLY1305',
  'ECDHE-ECDSA-AES128-SHA',
  'ECDHE-RSA-AES128-SHA',
  'ECDHE-ECDSA-AES256-SHA',
  'ECDHE-RSA-AES256-SHA',
  'AES128-GCM-SHA256',
  'AES256-GCM-SHA384',
  'AES128-SHA',
  'AES256-SHA',
  'DES-CBC3-SHA',
])
const VERSION_ORDER: readonly TlsProtocol[] = [
  'TLS_AUTO',
  'TLSV1_0',
  'TLSV1_1',
  'TLSV1_2',
  'TLSV1_3',
]
const CERTIFICATE_FIELDS = [
  'serverCertificate',
  'privateKey',
  'caCertificates',
  'caCrl',
  'credentialName',
  'caCertCredentialName',
] as const
const CERTIFICATE_LISTS = ['credentialNames', 'tlsCertificates'] as const

export function checkServerTls(
  found: Findings,
  path: string,
  tls: ServerTlsSettings | undefined,
  protocol: string,
): void {
  if (tls === undefined) {
    if (isTlsProtocol(protocol))
      found.error(path, `a server of protocol ${protocol} needs tls settings`)
    return
  }
  const mode = tls.mode ?? 'PASSTHROUGH'
  if (isHttpProtocol(protocol)) checkRedirectCarrier(found, path, tls, mode)
  else if (!isTlsProtocol(protocol))
    found.error(path, `a server of protocol ${protocol} takes no tls settings`)
  else if (tls.httpsRedirect === true)
    found.warn(`${path}.httpsRedirect`, 'it has an effect on HTTP servers only')
  checkCiphersAndVersions(found, path, tls)
  checkCertificates(found, path, tls, mode)
}

/** On an HTTP port, tls only says "redirect to HTTPS". */
function checkRedirectCarrier(
  found: Findings,
  path: string,
  tls: ServerTlsSettings,
  mode: ServerTlsMode,
): void {
  if (mode !== 'PASSTHROUGH' && mode !== 'AUTO_PASSTHROUGH')
    found.error(`${path}.mode`, 'an HTTP server cannot terminate TLS: its protocol must be HTTPS')
  for (const field of ['serverCertificate', 'privateKey', 'caCertificates'] as const) {
    if ((tls[field] ?? '') !== '')
      found.error(`${path}.${field}`, 'an HTTP server takes no certificates')
  }
}

function checkCiphersAndVersions(found: Findings, path: string, tls: ServerTlsSettings): void {
  const seen = new Set<string>()
  for (const [index, cipher] of (tls.cipherSuites ?? []).entries()) {
    const at = indexPath(`${path}.cipherSuites`, index)
    if (!CIPHERS.has(cipher)) found.warn(at, `the cipher "${cipher}" is unknown and ignored`)
    else if (seen.has(cipher)) found.warn(at, `the cipher "${cipher}" is listed twice`)
    seen.add(cipher)
  }
  const min = VERSION_ORDER.indexOf(tls.minProtocolVersion ?? 'TLS_AUTO')
  const max = VERSION_ORDER.indexOf(tls.maxProtocolVersion ?? 'TLS_AUTO')
  if (min > 0 && max > 0 && min > max)
    found.error(`${path}.minProtocolVersion`, 'it is above maxProtocolVersion')
  if (min > 0 && min < VERSION_ORDER.indexOf('TLSV1_2') && (tls.cipherSuites?.length ?? 0) === 0)
    found.warn(
      `${path}.minProtocolVersion`,
      'versions below TLSV1_2 need cipherSuites that old clients have',
    )
}

function checkCertificates(
  found: Findings,
  path: string,
  tls: ServerTlsSettings,
  mode: ServerTlsMode,
): void {
  const has = (field: (typeof CERTIFICATE_FIELDS)[number]): boolean => (tls[field] ?? '') !== ''
  const hasAny = (field: (typeof CERTIFICATE_LISTS)[number]): boolean =>
    (tls[field]?.length ?? 0) > 0
  if (mode === 'PASSTHROUGH' || mode === 'AUTO_PASSTHROUGH' || mode === 'ISTIO_MUTUAL') {
    for (const field of [...CERTIFICATE_FIELDS.filter(has), ...CERTIFICATE_LISTS.filter(hasAny)]) {
      const text = `mode ${mode} uses no certificates of its own`
      if (mode === 'PASSTHROUGH') found.warn(`${path}.${field}`, text)
      else found.error(`${path}.${field}`, text)
    }
    return
  }
  const hasPair = has('serverCertificate') && has('privateKey')
  const sources = [
    has('credentialName') ? 'credentialName' : null,
    hasAny('credentialNames') ? 'credentialNames' : null,
    hasAny('tlsCertificates') ? 'tlsCertificates' : null,
    hasPair ? 'serverCertificate' : null,
  ].filter((name) => name !== null)
  if (sources.length > 1)
    found.error(`${path}.${sources[1]}`, `set only one of ${sources.join(', ')}`)
  if (sources.length === 0) {
    if (!has('serverCertificate'))
      found.error(
        `${path}.serverCertificate`,
        `mode ${mode} needs a certificate: this field, credentialName or tlsCertificates`,
      )
    if (!has('privateKey')) found.error(`${path}.privateKey`, `mode ${mode} needs a private key`)
  }
  checkClientCa(found, path, tls, mode)
  checkTlsCertificates(found, `${path}.tlsCertificates`, tls)
}

function checkClientCa(
  found: Findings,
  path: string,
  tls: ServerTlsSettings,
  mode: ServerTlsMode,
): void {
  const usesCredential = (tls.credentialName ?? '') !== '' || (tls.credentialNames?.length ?? 0) > 0
  const hasCa = (tls.caCertificates ?? '') !== '' || (tls.caCertCredentialName ?? '') !== ''
  if (mode !== 'SIMPLE' && !usesCredential && !hasCa)
    found.error(`${path}.caCertificates`, `mode ${mode} needs the CA of its clients`)
  if ((tls.caCrl ?? '') === '') return
  if (mode === 'SIMPLE')
    found.error(`${path}.caCrl`, 'mode SIMPLE verifies no clients: a revocation list has no use')
  else if (usesCredential)
    found.error(`${path}.caCrl`, 'put the revocation list into the credential')
}

function checkTlsCertificates(found: Findings, path: string, tls: ServerTlsSettings): void {
  const certificates = tls.tlsCertificates ?? []
  for (const [index, certificate] of certificates.entries()) {
    for (const field of ['serverCertificate', 'privateKey'] as const) {
      if ((certificate[field] ?? '') === '')
        found.error(`${indexPath(path, index)}.${field}`, 'this field is required')
    }
  }
  if (certificates.length > 2)
    found.warn(path, 'more than two certificates: one RSA and one ECDSA make sense')
}

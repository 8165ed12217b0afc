/** TLS towards a destination (D8). */
import type { ClientTlsSettings } from '../../spec/destination-rule.ts'
import type { Findings } from '../findings.ts'

const CERTIFICATE_FIELDS = [
  'clientCertificate',
  'privateKey',
  'caCertificates',
  'caCrl',
  'credentialName',
] as const
const FILE_FIELDS = ['clientCertificate', 'privateKey', 'caCertificates', 'caCrl'] as const

export function checkClientTls(
  found: Findings,
  path: string,
  tls: ClientTlsSettings | undefined,
): void {
  if (tls === undefined) return
  const mode = tls.mode ?? 'DISABLE'
  const has = (field: (typeof CERTIFICATE_FIELDS)[number]): boolean => (tls[field] ?? '') !== ''
  if (mode === 'ISTIO_MUTUAL') {
    for (const field of CERTIFICATE_FIELDS.filter(has))
      found.error(`${path}.${field}`, 'ISTIO_MUTUAL uses the certificates of the mesh')
  }
  const usesCredential = has('credentialName') && (mode === 'SIMPLE' || mode === 'MUTUAL')
  if (usesCredential) {
    for (const field of FILE_FIELDS.filter(has))
      found.error(`${path}.${field}`, `set only one of credentialName, ${field}`)
  }
  if (mode === 'MUTUAL' && !usesCredential) {
    for (const field of ['clientCertificate', 'privateKey'] as const) {
      if (!has(field)) found.error(`${path}.${field}`, 'mode MUTUAL requires it')
    }
  }
  if (tls.insecureSkipVerify === true) checkSkipVerify(found, path, tls, mode)
}

function checkSkipVerify(
  found: Findings,
  path: string,
  tls: ClientTlsSettings,
  mode: string,
): void {
  const text = 'insecureSkipVerify verifies nothing: leave this out'
  if ((tls.caCertificates ?? '') !== '') found.error(`${path}.caCertificates`, text)
  if ((tls.subjectAltNames?.length ?? 0) > 0) found.error(`${path}.subjectAltNames`, text)
  if (mode === 'SIMPLE' && (tls.credentialName ?? '') !== '')
    found.error(`${path}.credentialName`, text)
}
